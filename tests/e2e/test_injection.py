"""What a unit types stays text in every output: a corpus of hostile strings through all of them.

Every string holds the token ``X9Z``, so that whatever it turns into can be found: the token may
stand in texts, and nowhere else.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import openpyxl
import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address, form_fields
from scoring.terms import FieldType, Period
from tests.addin import other_writers as other
from thidua_addin.cli import main
from thidua_addin.form.build import build_form
from thidua_addin.form.read import read_form
from thidua_addin.summary.embed import read_summary
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook
from thidua_addin.workbook.styles import clean
from thidua_addin.workbook.tables import find_tables, plain_key

TESTS: Final = Path(__file__).parents[1]
TOKEN: Final = "X9Z"

CORPUS: Final = (
    "=cmd|' /C calc'!X9Z",
    "=1+1+X9Z",
    "+1+X9Z",
    "-1-X9Z",
    "@SUM(X9Z)",
    "\t=X9Z()",
    "\r=X9Z()",
    "\n=X9Z()",
    " =X9Z()",
    "'=X9Z()",
    "\uff1dX9Z()",
    '=HYPERLINK("http://X9Z.invalid","bấm")',
    '=IMPORTXML("http://X9Z.invalid","//a")',
    '=WEBSERVICE("http://X9Z.invalid")',
    '=DDE("cmd";"/C calc";"X9Z")',
    "{=X9Z()}",
    "http://X9Z.invalid/a?b=c&d",
    "file:///etc/X9Z",
    "internal:'Tổng hợp'!A1 X9Z",
    "external:c:\\X9Z.xlsx",
    "mailto:X9Z@a.invalid",
    "\\\\X9Z\\share\\a.exe",
    "<script>alert('X9Z')</script>",
    '</t></is></c><c r="A1"><f>X9Z</f></c>',
    "</w:t></w:r><w:r><w:t>X9Z",
    "]]> X9Z <![CDATA[",
    "<!--X9Z--> <?X9Z ?>",
    '<!DOCTYPE a [<!ENTITY X9Z SYSTEM "file:///etc/passwd">]>&X9Z;',
    "&lt;X9Z&gt; &amp;amp; &#61;X9Z &#x1b;",
    "_x003D_X9Z _x001B_ _x000D_",
    "\x1b[31mX9Z\x1b[0m",
    "\x1b]8;;http://X9Z.invalid\x1b\\bấm\x1b]8;;\x1b\\",
    "\x1b]0;X9Z\x07 \x07",
    "\x9b31mX9Z \x90 \x9d0;X9Z\x9c",
    "\x00X9Z\x01\x08\x0b\x0c\x7f",
    "X9Z\b\b\b\brm",
    "{{7*7}} X9Z {{ unit.name }}",
    "{% for X9Z in y %}{{ X9Z }}{% endfor %}",
    "{#X9Z#} {%p if X9Z %} {{r X9Z }}",
    "{0} {X9Z} {unit.__class__.__init__.__globals__} {title}",
    "%s %(X9Z)s %n %d",
    "$X9Z ${X9Z} `X9Z` $(X9Z)",
    "[X9Z](http://X9Z.invalid) ![X9Z](javascript:1)",
    "| X9Z | a |\n|---|---|",
    "[…X9Z…] [...X9Z...]",
    "\u202eX9Z\u202c fdp.exe",
    "\u2066X9Z\u2067 \u200b\u200d\ufeff",
    "e\u0301\u0323\u0323\u0302X9Z \u0301",
    "🏆X9Z\U0001f468\u200d\U0001f469\u200d\U0001f467 𠀀",
    "X9Z\ufdd0\ufdef",
    "../../etc/X9Z",
    "..\\..\\X9Z",
    "CON X9Z",
    "~X9Z",
    '"X9Z","b"\n=1;2',
    "X9Z;b\tc\r\nd",
    "#thidua:meta X9Z",
    "#thidua:X9Z",
    "#end",
    "||@AA",
    "B.3|@AA",
    "x" * 8_000 + TOKEN,
)

# What opens a table in a workbook of ours, and the columns and keys that would give it a meaning:
# to the right of each other and one below the other wherever one unit fills neighbouring cells.
MARKERS: Final = {
    "narrative": ("#thidua:appraisal", "B.3|@BB", "B.4|@BB"),
    "difficulties": ("appraised", "8", "6"),
    "proposals": ("reason", "X9Z", "X9Z"),
}
META: Final = {
    "narrative_h1": ("#thidua:meta", "||kind", "||campaign_hash"),
    "difficulties_h1": ("value", "form", "X9Z"),
}

HOSTILE_NAMES: Final = (
    "=cmd X9Z.xlsx",
    "-rf X9Z.xlsx",
    "\x1b[2JX9Z\x07.xlsx",
    "a\nX9Z [LỖI] b.xlsx",
    "{unit.__class__}X9Z%s.xlsx",
    "\u202eX9Zxslx.xlsx",
    "$(touch X9Z).xlsx",
    "#thidua:X9Z.xlsx",
    "<b>X9Z&amp;.xlsx",
    "..X9Z.xlsx",
)


@dataclass(slots=True)
class Round:
    """Everything that came of one year with hostile units."""

    folder: Path
    campaign: Campaign
    spoken: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Exit status, standard output and standard error by the words of the command."""

    def run(self, name: str, *words: object) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*map(str, words), "--at", "2021-12-05T08:00"])
        self.spoken[name] = status, out.getvalue(), err.getvalue()
        return status, out.getvalue()

    def files(self, *endings: str) -> list[Path]:
        return [p for p in sorted(self.folder.rglob("*")) if p.suffix in endings and p.is_file()]

    def made(self, *endings: str) -> list[Path]:
        """What the program wrote: not the units' own files, nor the old summaries that it keeps."""
        found = (p for p in self.files(*endings) if self.folder / "dv" not in p.parents)
        return [p for p in found if ".truoc-" not in p.name]


def with_hostile_texts(entries: Entries, campaign: Campaign, start: int) -> Entries:
    """The corpus in every text field, from the ``start``-th string on, over and over."""
    texts = itertools.cycle([*CORPUS[start:], *CORPUS[:start]])
    found = {e.address: e for e in entries}
    rows: dict[str, int] = {}
    for spec in form_fields(campaign):
        if spec.type not in (FieldType.TEXT, FieldType.REFERENCE):
            continue
        a = spec.address
        if a.field in ("item_title", "item_unit") and a not in found:
            continue  # a row that the unit does not use
        number = rows.setdefault(a.field, 0)
        rows[a.field] += 1
        planned = (MARKERS | META).get(a.field) if start else None
        text = next(texts) if planned is None else planned[number % 3]
        found[a] = Entry(a, text, text)
    return Entries(found.values())


def filled() -> Entries:
    """The entries of a form in which nothing is wrong."""
    text = (TESTS / "should_fail" / "filled_form.toml").read_text(encoding="utf-8")
    return Entries(_entry(key, value) for key, value in tomllib.loads(text).items())


def _entry(key: str, value: Any) -> Entry:
    criterion, item, name = key.split("|")
    number = isinstance(value, int | float)
    raw, meant = (float(value), Decimal(repr(value))) if number else (value, value)
    return Entry(Address(criterion or None, item or None, name), raw, meant)


def campaign_of(folder: Path) -> tuple[Path, Campaign]:
    text = (TESTS / "campaigns" / "all-kinds.toml").read_text(encoding="utf-8")
    path = folder / "dot.toml"
    path.write_text(f'{text}\n[cross]\nmethod = "mean"\nassignment = "all"\n', encoding="utf-8")
    campaign = load_campaign(path.read_bytes()).campaign
    assert campaign is not None
    return path, campaign


def hostile_form(folder: Path, campaign: Campaign, unit: str, entries: Entries, start: int) -> Path:
    """A form with hostile texts in its cells, beside its tables and on sheets of the unit's own."""
    folder.mkdir(parents=True, exist_ok=True)
    content = build_form(
        campaign,
        campaign.units[unit],
        issued_at=other.dt.datetime(2021, 2, 1, 8, 0),
        entries=with_hostile_texts(entries, campaign, start),
        period=Period.YEAR,
    )
    path = folder / f"{unit}.xlsx"
    path.write_bytes(content)
    return add_notes(path)


def add_notes(path: Path) -> Path:
    """Hostile texts where no entry is read, in raw XML: some no spreadsheet program would write."""
    parts = other.parts_of(path)
    name = other.sheet_part(parts, "Hướng dẫn")
    rows = "".join(
        f'<row r="{row}"><c r="B{row}"{other.text_cell(_xml_text(text))}</row>'
        for row, text in enumerate(CORPUS, start=100)
    )
    parts[name] = parts[name].replace(b"</sheetData>", rows.encode("utf-8") + b"</sheetData>")
    return other.save(parts, path)


def _xml_text(text: str) -> str:
    """The text without what no XML can hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A year with two hostile units, from the forms to every output."""
    folder = tmp_path_factory.mktemp("nam")
    toml, campaign = campaign_of(folder)
    made = Round(folder, campaign)
    entries = filled()
    units = {"AA": 0, "BB": 31}
    received = folder / "dv" / "nhan"
    received.mkdir(parents=True)
    for (unit, start), name in zip(units.items(), HOSTILE_NAMES, strict=False):
        form = hostile_form(folder / "dv", campaign, unit, entries, start)
        made.run(f"check {unit}", "check", form)
        made.run(f"check {unit} json", "check", form, "--json")
        made.run(f"score {unit}", "score", form)
        made.run(f"score {unit} json", "score", form, "--json")
        made.run(f"fields {unit}", "fields", form)
        made.run(f"submit {unit}", "submit", form, "--period", "nam", "--out", folder / "nop")
        (sealed,) = (folder / "nop").glob(f"*_{unit}_nam_*.xlsx")
        (received / name).write_bytes(sealed.read_bytes())
    for name in HOSTILE_NAMES[len(units) :]:
        (received / name).write_bytes(b"PK\x03\x04 X9Z")
    _carried(made, toml)
    _merged(made, toml, received)
    return made


def _carried(made: Round, toml: Path) -> None:
    out = made.folder / "moi"
    made.run("issue", "issue", "--campaign", toml, "--unit", "BB", "--out", out)
    (fresh,) = out.glob("*BB*.xlsx")
    made.run("carry", "carry", made.folder / "dv" / "BB.xlsx", "--into", fresh)


def _merged(made: Round, toml: Path, received: Path) -> None:
    folder = made.folder
    summary = folder / "tong-hop.xlsx"
    to_merge = ("merge", received, "--campaign", toml, "--period", "nam", "--out", summary)
    made.run("merge", *to_merge)
    made.run("merge json", *to_merge, "--json")
    hostile_chair(summary)
    (received / HOSTILE_NAMES[2]).write_bytes(_next_version(made))
    made.run("merge again", *to_merge)
    for name, *words in (
        ("notice", "notice", summary, "--out", folder / "tb"),
        ("cross", "cross", summary, "--out", folder / "cheo"),
        ("remind", "remind", summary, "--out", folder / "nhac"),
        ("report", "report", summary, "--out", folder / "vb"),
        ("rollup", "rollup", summary, "--out", folder / "chung.xlsx"),
        ("csv", "export", summary, "--out", folder / "bang.csv"),
        ("export json", "export", summary, "--out", folder / "bang.json"),
        ("parquet", "export", summary, "--out", folder / "bang.parquet"),
        ("fields of summary", "fields", summary, "--json"),
        ("pin", "pin", summary, "BB", "--version", "1"),
    ):
        made.run(name, *words)


def _next_version(made: Round) -> bytes:
    """BB sends once more, with other texts: the page of changes shows both."""
    form = read_form(read_workbook(made.folder / "dv" / "BB.xlsx"), made.campaign)
    again = made.folder / "dv" / "lai"
    path = hostile_form(again, made.campaign, "BB", form.entries, 17)
    made.run("submit again", "submit", path, "--period", "nam", "--out", made.folder / "nop")
    made.run("diff", "diff", made.folder / "dv" / "BB.xlsx", path)
    made.run("diff json", "diff", made.folder / "dv" / "BB.xlsx", path, "--json")
    return (made.folder / "nop" / "all-kinds_BB_nam_lan2.xlsx").read_bytes()


def hostile_chair(summary: Path) -> None:
    """Somebody pastes the units' texts into the summary, on a sheet of their own."""
    book = openpyxl.load_workbook(summary)
    sheet = book.create_sheet("X9Z", 0)
    for row, text in enumerate(CORPUS, start=1):
        cell = sheet.cell(row, 1 + row % 3)
        cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub(" ", text).replace("\ufffe", "")
        cell.value = cell.value.replace("\uffff", "")
        cell.data_type = "s"
    book.save(summary)


# --- workbooks -----------------------------------------------------------------------------------


def parts(path: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, ElementTree.fromstring(archive.read(name))


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


TEXT_HOLDERS: Final = {"t", "delText", "v"}
"""Elements whose content is shown as text."""


def test_every_step_was_done(after: Round) -> None:
    """A refusal would prove nothing. 1: findings that block, 3: nothing could be done."""
    done = {name: status for name, (status, _, _) in after.spoken.items()}
    assert {n for n, status in done.items() if status not in (0, 1)} <= {"parquet"}, after.spoken
    assert {p.suffix for p in after.made(".xlsx", ".docx", ".csv", ".json")} == {
        ".xlsx",
        ".docx",
        ".csv",
        ".json",
    }


def test_no_formula_link_name_or_markup_in_any_office_file(after: Round) -> None:
    files = after.made(".xlsx", ".docx")
    assert len(files) > 10
    for path in files:
        for name, root in parts(path):
            for element in root.iter():
                where = (path.name, name, element.tag)
                for key, value in element.attrib.items():
                    assert TOKEN not in value, (where, key, value)
                    assert value != "External", where
                if TOKEN in (element.text or "") + (element.tail or ""):
                    kind = local(element)
                    assert kind in TEXT_HOLDERS, (where, element.text)
                    assert not (element.tail or "").strip()
                assert local(element) not in ("ddeLink", "oleLink", "script"), where
                if local(element) == "hyperlink":  # our own, to a place in the same workbook
                    assert set(element.attrib) <= {"ref", "location", "display", "tooltip"}, where


def test_formulas_are_those_of_the_program(after: Round) -> None:
    """The hostile texts call functions that no formula of ours needs."""
    for path in after.made(".xlsx"):
        for name, root in parts(path):
            for element in root.iter():
                if local(element) in ("f", "formula", "formula1", "formula2", "definedName"):
                    assert not re.search(
                        r"HYPERLINK|WEBSERVICE|IMPORTXML|DDE|cmd\||http|file:", element.text or ""
                    ), (path.name, name, element.text)


def test_nothing_of_the_chairs_holds_a_control_character(after: Round) -> None:
    """A unit's own sealed copy and carried form say what the unit typed, letter by letter."""
    for path in after.made(".xlsx", ".docx"):
        if path.parent.name in ("nop", "moi"):
            continue
        for name, root in parts(path):
            for element in root.iter():
                for c in element.text or "":
                    assert c in "\n\t\r" or unicodedata.category(c) != "Cc", (path, name, c)


def test_a_typed_marker_opens_no_table(after: Round) -> None:
    """The tables of every workbook are those that its kind has, each once on its sheet."""
    for path in after.made(".xlsx"):
        tables = find_tables(read_workbook(path, SUMMARY_LIMITS))
        names = [(t.sheet, t.name) for t in tables if t.name != "notice_about"]  # two blocks
        assert len(set(names)) == len(names), path
        assert all(t.key_column == 1 for t in tables)
        for table in tables:
            assert re.fullmatch(r"[a-z_0-9]+", table.name), (path, table.name)
            for row in table.rows:
                assert plain_key(TOKEN) not in row.key, (path, table.name, row)
        assert [t.sheet for t in tables if t.name == "meta"] == ["_meta"]


def test_no_text_of_a_unit_becomes_an_input_of_the_chair(after: Round) -> None:
    """``#thidua:appraisal``, ``B.3|@BB`` and 8 typed side by side are three texts, no points."""
    content = read_summary(read_workbook(after.folder / "tong-hop.xlsx", SUMMARY_LIMITS))
    typed = [each.entry.address.field for each in content.chair.at(Period.YEAR)]
    assert typed == ["pinned"]  # by the command
    assert {r.submission.unit for r in content.accepted} == {"AA", "BB"}
    status, out, _ = after.spoken["merge json"]
    assert status == 1
    units = {u["unit"]: u for u in json.loads(out)["units"]}
    assert all(u["appraised"] is None and u["final"] is None for u in units.values())


def test_the_texts_are_still_there(after: Round) -> None:
    """Readable in the summary's page of reports, unchanged in the sealed copies."""
    summary = read_workbook(after.folder / "tong-hop.xlsx", SUMMARY_LIMITS)
    held = {c.value for s in summary.sheets for c in s.cells.values() if isinstance(c.value, str)}
    for path in sorted((after.folder / "nop").glob("*_lan1.xlsx")):
        reading = read_form(read_workbook(path), after.campaign)
        assert not [f for f in reading.findings if f.severity.value == "error"]
        narratives = [e for e in reading.entries if e.address.field in ("narrative", "proposals")]
        assert len(narratives) == 6
        if path.name.startswith("all-kinds_AA"):
            for entry in narratives:
                assert isinstance(entry.raw, str)
                assert any(_squeezed(entry.raw) in _squeezed(text) for text in held), entry


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", clean(text))).strip()


def test_every_string_survives_a_seal(after: Round) -> None:
    """The copy says what the form said: its code fits, so no unit is told of a broken seal."""
    _, out, _ = after.spoken["merge json"]
    units = {u["unit"]: u for u in json.loads(out)["units"]}
    for unit in units.values():
        codes = {f["code"] for f in unit["findings"]}
        assert not codes & {"SEAL_BROKEN", "SEAL_DAMAGED", "TABLE_DUPLICATE", "VALUE_CONFLICT"}
        assert "UNSEALED" not in codes


def test_the_carried_form_has_the_same_texts(after: Round) -> None:
    (fresh,) = (after.folder / "moi").glob("*BB*.xlsx")
    old = read_form(read_workbook(after.folder / "dv" / "BB.xlsx"), after.campaign)
    new = read_form(read_workbook(fresh), after.campaign)
    assert {e.address: e.value for e in new.entries} == {e.address: e.value for e in old.entries}
    assert not {f.code for f in new.findings} & {"TABLE_DUPLICATE", "VALUE_CONFLICT"}


# --- texts, consoles, file names -----------------------------------------------------------------


def test_no_control_sequence_on_the_console(after: Round) -> None:
    """Nor one that turns the direction of the line; JSON may hold such letters only escaped."""
    for name, (_, out, err) in after.spoken.items():
        for c in out + err:
            assert c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"), (name, hex(ord(c)))
    said = "".join(out for _, out, _ in after.spoken.values())
    assert TOKEN in said


def test_a_file_name_adds_no_line_to_the_console(after: Round) -> None:
    _, out, err = after.spoken["merge"]
    assert not [line for line in (out + err).splitlines() if line.startswith("X9Z [LỖI] b")]


def test_the_json_is_json_and_says_the_texts(after: Round) -> None:
    for name, (_, out, _) in after.spoken.items():
        if "json" in name and name != "export json":
            json.loads(out)
    _, out, _ = after.spoken["score AA json"]
    assert json.loads(out)["unit"] == "AA"
    text = (after.folder / "bang.json").read_text(encoding="utf-8")
    assert json.loads(text)
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") for c in text)


def test_no_field_of_the_csv_is_a_formula(after: Round) -> None:
    text = (after.folder / "bang.csv").read_text(encoding="utf-8-sig")
    assert all(c in "\n\r\t" or unicodedata.category(c) != "Cc" for c in text)
    split_at_semicolons = csv.reader(io.StringIO(text), delimiter=";", quoting=csv.QUOTE_NONE)
    for row in (*csv.reader(io.StringIO(text)), *split_at_semicolons):
        for value in row:
            shown = value.lstrip(" ")
            if shown and not re.fullmatch(r"-?[0-9.,]*", shown):
                assert shown[0] not in "=+-@\t\r\uff1d", row


def test_no_text_becomes_a_file_name(after: Round) -> None:
    for path in after.folder.rglob("*"):
        if after.folder / "dv" not in path.parents:
            assert TOKEN not in path.name, path
    assert not list(Path.cwd().glob(f"*{TOKEN}*"))
    assert {p.parent.name for p in after.made(".docx")} <= {"vb", "nhac", "tb", "nam0"}


def test_documents_hold_the_texts_as_text(after: Round) -> None:
    texts = []
    for path in after.made(".docx"):
        for _, root in parts(path):
            texts += ["".join(e.text or "" for e in root.iter() if local(e) == "t")]
    said = "\n".join(texts)
    assert TOKEN in said
    assert "49 X9Z" not in said  # {{7*7}} was not worked out
