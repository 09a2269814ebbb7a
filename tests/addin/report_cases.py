"""A small year to make documents of, worked out by hand.

The units of ``merge_campaign.toml``: A = 50, 48, 46, 44, 42, 40 in their order, B = 30, C = 10,
N = 10 (received in time), so the totals are 100, 98, 96, 94, 92, 90; Yên Bái sent nothing.
Four fifths of 7 members are 5,6 votes, so 6 are needed: Phú Thọ has 6, Hòa Bình 5.
"""

from __future__ import annotations

import datetime as dt
import io
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import docx
from docx.oxml.ns import qn

from scoring.campaign import Campaign
from scoring.chair.inputs import UnitEntry, inputs_of
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.merge import MergeResult, Received, merge
from scoring.submission import seal
from scoring.terms import Period
from thidua_addin.report.documents import AT as KINDS
from thidua_addin.report.documents import DocumentKind, Made, Templates, make_documents

NOW = dt.datetime(2021, 12, 20, 9, 0)
RECEIVED = dt.datetime(2021, 11, 20, 8, 0)
SENT = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU")
POINTS = dict(zip(SENT, ("50", "48", "46", "44", "42", "40"), strict=True))
_CAMPAIGN = Path(__file__).parents[1] / "scoring" / "merge_campaign.toml"

GRADES = [
    {"code": "HTXS", "label": "Hoàn thành xuất sắc nhiệm vụ", "at_least": Decimal(95)},
    {"code": "HTT", "label": "Hoàn thành tốt nhiệm vụ", "at_least": Decimal(0)},
]
AWARDS = [
    {"code": "CO", "title": "Cờ thi đua của Bộ Nội vụ", "quota": 1},
    {"code": "BK", "title": "Bằng khen", "quota": "not set"},
]
FOUR_FIFTHS = {"threshold": Decimal("0.8"), "denominator": "members"}

Values = Mapping[tuple[str | None, str | None, str], EntryValue]


def campaign(**changes: object) -> Campaign:
    """The small campaign with grades, two awards and a vote."""
    data = tomllib.loads(_CAMPAIGN.read_text("utf-8"), parse_float=Decimal)
    more = {"grades": GRADES, "awards": AWARDS, "ballot": FOUR_FIFTHS}
    return Campaign.model_validate({**data, **more, **changes})


def entry(criterion: str | None, item: str | None, field: str, value: EntryValue) -> Entry:
    raw = float(value) if isinstance(value, Decimal) else value
    return Entry(Address(criterion, item, field), raw, value)


def sent(
    owner: Campaign, unit: str, more: Values | None = None, period: Period = Period.YEAR
) -> Received:
    """A unit's submission for the year, with whatever else it entered."""
    h1 = "_h1" if period is Period.MIDYEAR else ""
    values: dict[tuple[str | None, str | None, str], EntryValue] = {
        ("A", None, f"points{h1}"): Decimal(POINTS[unit]),
        ("B", None, f"points{h1}"): Decimal(30),
        ("C", None, f"choice{h1}"): "Có",
        ("T", None, f"count{h1}"): Decimal(0),
        **(more or {}),
    }
    entries = tuple(entry(*address, value) for address, value in values.items())
    submission = seal(owner, unit, period, entries, 1, RECEIVED)
    file = f"{unit}_{period.value}.xlsx"
    return Received(file, f"{unit:0<64}", submission, received_at=RECEIVED)


def year(
    owner: Campaign | None = None,
    *,
    units: Iterable[str] = SENT,
    written: Mapping[str, Values] | None = None,
    chair: Iterable[UnitEntry] = (),
    period: Period = Period.YEAR,
) -> MergeResult:
    """The merge of what these units sent."""
    known = owner or campaign()
    came = [sent(known, unit, (written or {}).get(unit), period) for unit in units]
    return merge(known, period, came, chair=inputs_of(chair))


def typed(unit: str, item: str | None, field: str, value: EntryValue) -> UnitEntry:
    return UnitEntry(unit, entry(None, item, field, value))


def voted() -> list[UnitEntry]:
    """The meeting, the vote on the flag, and the decision to propose Phú Thọ."""
    cluster: dict[tuple[str | None, str], EntryValue] = {
        (None, "meeting_date"): dt.date(2021, 12, 5),
        (None, "meeting_place"): "Thành phố Việt Trì",
        (None, "meeting_chair"): "Nguyễn Văn An",
        (None, "secretary"): "Trần Thị Bình",
        (None, "tellers"): "Lê Văn Cường, Phạm Thị Dung",
        (None, "members_voting"): Decimal(7),
        (None, "present"): Decimal(7),
        ("CO", "issued"): Decimal(7),
        ("CO", "returned"): Decimal(7),
        ("CO", "valid"): Decimal(7),
        ("CO", "invalid"): Decimal(0),
    }
    votes = dict(zip(SENT, (6, 5, 0, 0, 0, 0), strict=True))
    return [
        *(typed("", item, field, value) for (item, field), value in cluster.items()),
        *(typed(unit, "CO", "votes", Decimal(n)) for unit, n in votes.items()),
        typed("PTO", "CO", "decision", "Đề nghị"),
        typed("PTO", "CO", "decision_reason", "Dẫn đầu Cụm"),
        typed("PTO", "CO", "decided_by", "Nguyễn Văn An"),
        typed("PTO", "CO", "decided_on", dt.date(2021, 12, 6)),
        typed("HBI", "CO", "decision", "Không đề nghị"),
    ]


def accepted() -> list[UnitEntry]:
    """The chair accepts every computed point of every unit."""
    return [typed(unit, None, "accept_rest", "x") for unit in SENT]


def made(result: MergeResult, folder: Path | None = None) -> Made:
    """Every document of the result's period."""
    return make_documents(result, KINDS[result.period], Templates(folder), NOW)


def texts(result: MergeResult) -> dict[str, str]:
    """The whole text of each document, one paragraph a line."""
    return {d.name: text_of(d.content) for d in made(result).documents}


def text_of(content: bytes) -> str:
    """The text of a document, headers first; a line break in a paragraph is ``⏎``."""
    package = docx.Document(io.BytesIO(content))
    roots = [s.header._element for s in package.sections] + [package.element.body]
    return "\n".join(_line(p) for root in roots for p in root.iter(qn("w:p")))


def _line(paragraph: object) -> str:
    shown = {qn("w:br"): "⏎"}
    return "".join(
        (e.text or "") if e.tag == qn("w:t") else shown.get(e.tag, "")
        for e in paragraph.iter()  # type: ignore[attr-defined]
    )


def cells(content: bytes, table: int) -> list[list[str]]:
    """The texts of one table, counted from 0."""
    found = docx.Document(io.BytesIO(content)).tables[table]
    return [["\n".join(p.text for p in c.paragraphs) for c in row.cells] for row in found.rows]


def document(result: MergeResult, name: str) -> bytes:
    """The bytes of one document."""
    kind = DocumentKind(name.removesuffix(".docx").partition("_")[0])
    found = make_documents(result, [kind], Templates(), NOW).documents
    return next(d.content for d in found if d.name == name)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
