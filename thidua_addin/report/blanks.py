"""What a person must complete, in a finished document: painted yellow, and listed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from thidua_addin.report.text import GUARD, PLACEHOLDER

__all__ = ["mark_blanks"]

_P, _R, _T, _PROPERTIES = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:rPr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LOOKS_AFTER_HIGHLIGHT = tuple(
    qn(f"w:{name}")
    for name in (
        "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
        "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip


def mark_blanks(roots: Iterable[etree._Element]) -> tuple[str, ...]:
    """Paint every ``[…placeholder…]`` below these elements and take the guards out.

    Gives the placeholders, each once, in the order in which they stand.
    """
    found: dict[str, None] = {}
    for root in roots:
        for paragraph in root.iter(_P):
            found.update(dict.fromkeys(_mark(paragraph)))
        for text in root.iter(_T):
            if text.text and GUARD in text.text:
                text.text = text.text.replace(GUARD, "")
    return tuple(found)


def _mark(paragraph: etree._Element) -> list[str]:
    texts = [t for r in paragraph.iter(_R) for t in r.iterchildren(_T)]
    whole = "".join(t.text or "" for t in texts)
    spans = [match.span() for match in PLACEHOLDER.finditer(whole)]
    if not spans:
        return []
    at = 0
    for text in texts:
        end = at + len(text.text or "")
        inside = [(max(a, at) - at, min(b, end) - at) for a, b in spans if a < end and b > at]
        if inside:
            _split(text, inside)
        at = end
    return [whole[a:b] for a, b in spans]


def _split(text: etree._Element, inside: list[tuple[int, int]]) -> None:
    """Give the painted pieces of a text their own runs; what else the run holds keeps its place."""
    run = text.getparent()
    assert run is not None
    properties = run.find(_PROPERTIES)
    before: list[etree._Element] = []
    after: list[etree._Element] = []
    target = before
    for child in run:
        if child is text:
            target = after
        elif child is not properties:
            target.append(child)
    made = [_run(properties, before)] if before else []
    made += [_piece(properties, *piece) for piece in _pieces(text.text or "", inside)]
    made += [_run(properties, after)] if after else []
    for new in reversed(made):
        run.addnext(new)
    parent = run.getparent()
    assert parent is not None
    parent.remove(run)


def _pieces(text: str, inside: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in inside:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _piece(properties: etree._Element | None, text: str, painted: bool) -> etree._Element:
    element = OxmlElement("w:t")
    element.text = text
    element.set(_SPACE, "preserve")
    run = _run(properties, [element])
    if painted:
        _paint(run)
    return run


def _run(properties: etree._Element | None, children: list[etree._Element]) -> etree._Element:
    run = OxmlElement("w:r")
    if properties is not None:
        run.append(copy.deepcopy(properties))
    run.extend(children)
    return run


def _paint(run: etree._Element) -> None:
    properties = run.find(_PROPERTIES)
    if properties is None:
        properties = OxmlElement("w:rPr")
        run.insert(0, properties)
    old = properties.find(qn("w:highlight"))
    if old is not None:
        properties.remove(old)
    colour = OxmlElement("w:highlight")
    colour.set(qn("w:val"), "yellow")
    later = next((c for c in properties if c.tag in _LOOKS_AFTER_HIGHLIGHT), None)
    if later is None:
        properties.append(colour)
    else:
        later.addprevious(colour)
