#!/usr/bin/env python3
"""Build the document templates of ``thidua report`` from tools/report_templates/*.txt.

    python tools/build_report_templates.py [--check]

One line of a source is one paragraph; the word before the first ``:`` says which kind:

    page: landscape            the page lies on its long side (first line of a source)
    heading: BC                national heading with the number line ``Số: …/BC-…``
    heading: | V/v …           that of a letter: no kind, what it is about below the number
    title: subtitle:           in the middle, bold; after the subtitle a thin line
    h1: h2: p: b: i: c: ci:    headings, text, dash items, italic text, centred lines
    note:                      small italic text, under a table
    tag: raw:                  a paragraph that the program replaces: {%p … %}, {{p … }}
    table: 6 30 12             a table follows, column widths in percent of the text; ``tall``
                               after them makes its rows high
    |! a | b                   its heading row;  |% {%tr … %} a row of the program
    | <a | >b | ^c             cells at the left, the right, in the middle
    sign: …                    recipients (``<``) and signature block (``>``) follow
    break:                     a new page

``--check`` writes nothing and fails where a committed template is not what its source gives.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

from report_template_parts import (
    TABLE_SIZE,
    cell,
    package,
    paragraph,
    row,
    rule,
    run,
    runs,
    table,
    text_width,
)

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = ROOT / "tools" / "report_templates"
TARGET: Final = ROOT / "thidua_addin" / "report" / "templates"

_ALIGN: Final = {"<": "left", ">": "right", "^": "center"}
_FIRST_LINE: Final = 720
_GAP: Final = 120  # 6 points between paragraphs
_LOW, _TALL = 20, 140  # above and below the text of a table's cell


def build(source: str) -> bytes:
    """The .docx of a source text."""
    lines = [line.rstrip() for line in source.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    landscape = "page: landscape" in lines
    title = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("title:")), ""
    )
    blocks = "".join(_blocks(lines, landscape))
    return package(blocks, title, landscape=landscape)


def _blocks(lines: list[str], landscape: bool) -> Iterator[str]:
    at = 0
    while at < len(lines):
        kind, _, text = lines[at].partition(":")
        text = text.strip()
        at += 1
        if kind in ("table", "sign"):
            first = at
            while at < len(lines) and lines[at][0] in "|<>":
                at += 1
            block = lines[first:at]
            yield _table(text, block, landscape) if kind == "table" else _signed(block, landscape)
        elif kind != "page":
            yield _paragraph(kind, text, landscape, last=_ends(lines[at:]))


def _ends(following: list[str]) -> bool:
    """Whether nothing but another paragraph may stand before the signatures: no page without."""
    texts = [line for line in following if not line.startswith("tag:")]
    return any(line.startswith("sign:") for line in texts[:2]) and texts == following[: len(texts)]


def _paragraph(kind: str, text: str, landscape: bool, *, last: bool = False) -> str:
    match kind:
        case "heading":
            return _heading(text, landscape)
        case "title":
            return paragraph(runs(text, bold=True), align="center", before=240, keep=True)
        case "subtitle":
            line = rule((text_width(landscape) - 2400) // 2)
            return paragraph(runs(text, bold=True), align="center", keep=True) + line + _space()
        case "h1":
            bold = runs(text, bold=True)
            return paragraph(
                bold, align="both", indent=_FIRST_LINE, before=60, after=_GAP, keep=True
            )
        case "h2":
            both = runs(text, bold=True, italic=True)
            return paragraph(both, align="both", indent=_FIRST_LINE, after=_GAP, keep=True)
        case "p" | "b":
            return paragraph(runs(text), align="both", indent=_FIRST_LINE, after=_GAP, keep=last)
        case "i":
            italic = runs(text, italic=True)
            return paragraph(italic, align="both", indent=_FIRST_LINE, after=_GAP)
        case "c":
            return paragraph(runs(text), align="center", after=_GAP, keep=True)
        case "ci":
            return paragraph(runs(text, italic=True), align="center", after=_GAP, keep=True)
        case "note":
            small = runs(text, italic=True, size=TABLE_SIZE)
            return paragraph(small, align="both", before=60, after=_GAP, keep=last)
        case "tag" | "raw":
            return paragraph(run(text))
        case "break":
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    raise ValueError(f"no such kind of line: {kind}")


def _space() -> str:
    return paragraph("", after=_GAP)


def _heading(number: str, landscape: bool) -> str:
    """The national heading: who at the left, the nation, its motto, place and date right."""
    width = text_width(landscape)
    left = width * 40 // 100
    right = width - left
    centred = [
        paragraph(runs("{{ cluster_upper }}", size=24), align="center"),
        paragraph(runs("{{ issuer_upper }}", bold=True, size=24), align="center"),
        rule(left * 36 // 100),
    ]
    national = [
        paragraph(runs("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=24), align="center"),
        paragraph(runs("Độc lập - Tự do - Hạnh phúc", bold=True, size=26), align="center"),
        rule((right - 3150) // 2),
    ]
    first = row((cell("".join(centred), left), cell("".join(national), right)))
    if not number:
        return table([_on_top(first)], (left, right), lines=False)
    kind, _, about = (part.strip() for part in number.partition("|"))
    numbered = f"Số: […số…]/{kind}{'-' if kind else ''}[…ký hiệu…]"
    said = paragraph(runs(about, size=24), align="center") if about else ""
    minutes = number == "BB"  # the minutes say themselves when and where
    dated = "" if minutes else "{{ place }}, […ngày … tháng … năm …]"
    second = row(
        (
            cell(paragraph(runs(numbered, size=26), align="center", before=60) + said, left),
            cell(paragraph(runs(dated, italic=True), align="center", before=60), right),
        )
    )
    return table([_on_top(first), _on_top(second)], (left, right), lines=False)


def _on_top(rows: str) -> str:
    return rows.replace('<w:vAlign w:val="center"/>', "")


def _table(shares: str, lines: list[str], landscape: bool) -> str:
    width = text_width(landscape)
    tall = shares.endswith("tall")
    widths = [int(share) * width // 100 for share in shares.removesuffix("tall").split()]
    return table([_row(line, widths, _TALL if tall else _LOW) for line in lines], widths)


def _row(line: str, widths: list[int], gap: int) -> str:
    if line.startswith("|%"):
        return row([cell(paragraph(run(line[2:].strip())), sum(widths))])
    heading = line.startswith("|!")
    texts = [text.strip() for text in line[2 if heading else 1 :].split("|")]
    if len(texts) != len(widths):
        raise ValueError(f"{len(texts)} cells for {len(widths)} columns: {line}")
    return row(
        [
            _cell(text, width, heading, gap)
            for text, width in zip(texts, widths, strict=True)
        ],
        heading=heading,
    )  # fmt: skip


def _cell(text: str, width: int, heading: bool, gap: int) -> str:
    align = _ALIGN.get(text[:1], "")
    shown = text[1:] if align else text
    align = "center" if heading else align or "left"
    inner = runs(shown, bold=heading, size=TABLE_SIZE)
    return cell(paragraph(inner, align=align, before=gap, after=gap), width, shaded=heading)


def _signed(lines: list[str], landscape: bool) -> str:
    """Recipients at the left, who signs at the right; the block stays on one page."""
    width = text_width(landscape)
    left = width // 2
    recipients = [line[1:].strip() for line in lines if line[0] == "<"]
    signers = [line[1:].strip() for line in lines if line[0] == ">"]
    sides = [_recipients(recipients), "".join(_signer(text) for text in signers)]
    if not recipients or not recipients[0].startswith("-"):
        sides[0] = "".join(_signer(text) for text in recipients) or paragraph("")
    cells = (cell(sides[0], left), cell(sides[1], width - left))
    gap = paragraph("", after=_GAP, keep=True)
    return gap + table([_on_top(row(cells))], (left, width - left), lines=False)


def _recipients(listed: list[str]) -> str:
    head = paragraph(runs("Nơi nhận:", bold=True, italic=True, size=24))
    return head + "".join(paragraph(runs(text, size=22)) for text in listed)


def _signer(text: str) -> str:
    if not text:
        return paragraph("", after=_GAP, keep=True) * 3
    if text.startswith("("):
        return paragraph(runs(text, italic=True, size=26), align="center", keep=True)
    return paragraph(runs(text, bold=True), align="center", keep=True)


def parts_of(package: bytes) -> dict[str, bytes]:
    """The uncompressed parts by name: how well they were packed makes no difference."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main() -> int:
    """Build or compare all templates; 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    differing = []
    for source in sorted(SOURCES.glob("*.txt")):
        built = build(source.read_text(encoding="utf-8"))
        target = TARGET / f"{source.stem}.docx"
        if target.exists() and parts_of(target.read_bytes()) == parts_of(built):
            continue
        differing.append(target.name)
        if not check:
            target.write_bytes(built)
    print(", ".join(differing) if differing else "nothing to change")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
