"""What the buttons of the chair's officer do: criteria workbook, forms, merge, documents."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.snapshot import Place, Snapshot
from scoring.terms import Period
from scoring.text import nfc, vn_key
from thidua_addin.errors import Stop, nothing_done
from thidua_addin.form.host import HostRefused
from thidua_addin.form.live import LiveBook
from thidua_addin.form.meta import workbook_kind
from thidua_addin.form.model import CHAIR_AREA
from thidua_addin.form.patch import Block
from thidua_addin.form.results import is_ours_to_fill, sheet_named
from thidua_addin.usecases.opening import carried_campaign, form_meta
from thidua_addin.usecases.pressed import Outcome, now, saved_path, stopped

FOLDER_NAME: Final = "ThiduaThuMuc"
"""The defined name of the cell with the folder of submissions."""
PERIOD_NAME: Final = "ThiduaKy"
"""The defined name of the cell with the period to merge."""

_OWN_CAMPAIGN: Final = ("form", "summary", "criteria")
"""Kinds of workbooks that belong to a campaign which this program can take from them."""

_HEADING: Final = "TỔNG HỢP CỦA CỤM TRƯỞNG"
FOLDER_LABEL: Final = "Thư mục chứa các phiếu nộp"
PERIOD_LABEL: Final = "Kỳ tổng hợp (Đăng ký, 6 tháng, Năm)"
_AREA: Final = (
    (_HEADING, None),
    (FOLDER_LABEL, ""),
    (PERIOD_LABEL, ""),
    (
        "Điền hai ô trên rồi bấm Tổng hợp. Thư mục có thể ghi đầy đủ, hoặc ghi tên thư mục con "
        "nằm cạnh sổ tính này. Tệp tổng hợp được ghi cạnh sổ tính này và được mở ra.",
        None,
    ),
)
_FOLDER_ROW, _PERIOD_ROW, _VALUE_COLUMN = 2, 3, 2
_QUOTED: Final = re.compile(r"""\s*["“”'‘’«](.*)["“”'‘’»]\s*""", re.DOTALL)
"""A path as *Copy as path* gives it."""


FROM_ANOTHER: Final = (
    "Tệp tổng hợp được ghi mới mỗi lần tổng hợp nên không được mở trong lúc đó. Hãy lưu và đóng "
    "tệp này, rồi bấm Tổng hợp từ một biểu mẫu hoặc bộ tiêu chí nằm cùng thư mục."
)


OPEN_SUMMARY: Final = (
    "Báo cáo được lập từ tệp tổng hợp của Cụm (tên có đuôi _tong-hop.xlsx, do nút Tổng hợp ghi "
    "ra). Hãy mở tệp đó rồi bấm Báo cáo."
)


NOT_OURS: Final = (
    "Sổ tính đang mở không thuộc đợt thi đua nào nên không biết dùng bộ tiêu chí nào; không có gì "
    "được ghi. Hãy mở biểu mẫu (hoặc workbook_template.xlsm), tệp bộ tiêu chí hay tệp tổng hợp của "
    "đợt thi đua, rồi bấm {button}."
)
AREA_TAKEN: Final = (
    f"Sổ tính này đã có trang “{CHAIR_AREA}” ghi nội dung khác nên không bị ghi đè. Hãy đổi tên "
    "trang đó rồi bấm Tổng hợp lần nữa."
)
NOT_OPENED: Final = (
    "Đã ghi {file} nhưng không mở được: có thể Excel đang mở một tệp cùng tên, hoặc đang bận. "
    "Đóng tệp cùng tên rồi mở tệp này (Tệp > Mở)."
)


def campaign_of(snapshot: Snapshot) -> Campaign:
    """The campaign of a form or summary; a workbook that says nothing of one means that of 2021.

    Raises NothingDone where the workbook's campaign is damaged or has faults.
    """
    kind = workbook_kind(snapshot)
    if kind == "form":
        return carried_campaign(form_meta(snapshot), snapshot.file)
    if kind == "summary":
        from thidua_addin.summary.embed import NotASummary, read_summary

        try:
            return read_summary(snapshot).campaign
        except NotASummary as damaged:
            raise nothing_done("META_DAMAGED", file=snapshot.file) from damaged
    return published_campaign()


def _own_campaign(path: Path, snapshot: Snapshot) -> Campaign:
    """The same, and that of a criteria workbook as it was saved.

    Raises NothingDone where that has faults, or where the screen shows another one.
    """
    if workbook_kind(snapshot) != "criteria":
        return campaign_of(snapshot)
    from thidua_addin.usecases.criteria_book import read_criteria_book

    read = read_criteria_book(path)
    if read.campaign is not None:
        _refuse_unsaved(path, snapshot, read.campaign)
        return read.campaign
    errors = [f for f in read.findings if f.severity.value == "error"]
    raise nothing_done(
        "CAMPAIGN_UNUSABLE", file=path.name, count=str(len(errors)), first=errors[0].message
    )


def _refuse_unsaved(path: Path, snapshot: Snapshot, saved: Campaign) -> None:
    """Raises NothingDone where the criteria on the screen are not those of the file."""
    from thidua_addin.criteria_book.read import NotACriteriaBook
    from thidua_addin.usecases.criteria_book import campaign_of_book

    shown = None
    with contextlib.suppress(NotACriteriaBook):
        shown = campaign_of_book(snapshot).campaign
    if shown != saved:
        raise nothing_done("CRITERIA_NOT_SAVED", file=nfc(path.name))


def criteria(book: LiveBook) -> Outcome:
    """A criteria workbook becomes a campaign file; from any other, its criteria are exported."""
    from thidua_addin.usecases.criteria_book import export_campaign

    snapshot = book.snapshot()
    kind = workbook_kind(snapshot)
    if kind not in (*_OWN_CAMPAIGN, None):
        return Outcome(NOT_OURS.format(button="Bộ tiêu chí"), box=True, serious=True)
    try:
        path = saved_path(book)
        if kind == "criteria":
            return _imported(path, snapshot)
        campaign = campaign_of(snapshot)
        target = path.with_name(f"{campaign.id}_bo-tieu-chi.xlsx")
        export_campaign(campaign, target, now())
    except Stop as stop:
        return stopped(snapshot, stop)
    said = f"Đã xuất bộ tiêu chí {campaign.id} vào {nfc(target.name)}."
    return _with_open(book, target, Outcome(said, box=True))


def _imported(path: Path, snapshot: Snapshot) -> Outcome:
    """Write the campaign file of a criteria workbook. Raises NothingDone."""
    from thidua_addin.usecases.criteria_book import import_criteria_book, read_criteria_book

    target = path.with_suffix(".toml")
    read = read_criteria_book(path)
    if read.campaign is None:
        first = next(f for f in read.findings if f.severity.value == "error")
        said = f"Bộ tiêu chí (theo bản lưu gần nhất) chưa dùng được: {first.message} {first.hint}"
        return Outcome(said, box=True, serious=True, select=first.at)
    _refuse_unsaved(path, snapshot, read.campaign)
    import_criteria_book(path, target, None)
    return Outcome(f"Đã ghi bộ tiêu chí vào {nfc(target.name)}.", box=True)


def _with_open(book: LiveBook, file: Path, outcome: Outcome) -> Outcome:
    """Open what was written; where that fails, it is there all the same."""
    try:
        book.open(file)
    except HostRefused:
        told = NOT_OPENED.format(file=nfc(str(file)))
        return replace(outcome, text=f"{outcome.text}\n{told}", serious=True)
    return outcome


def issue(book: LiveBook) -> Outcome:
    """Write a form for each unit, into a folder beside the workbook."""
    from thidua_addin.usecases.issue import issue_forms

    snapshot = book.snapshot()
    if workbook_kind(snapshot) not in _OWN_CAMPAIGN:
        return Outcome(NOT_OURS.format(button="Phát hành biểu mẫu"), box=True, serious=True)
    try:
        path = saved_path(book)
        campaign = _own_campaign(path, snapshot)
        folder = path.with_name(f"{campaign.id}_bieu-mau")
        issued = issue_forms(campaign, None, folder, now())
    except Stop as stop:
        return stopped(snapshot, stop)
    said = (
        f"Đã phát hành {len(issued)} biểu mẫu của đợt {campaign.id} (lần ban hành "
        f"{campaign.revision}) vào thư mục {nfc(folder.name)} cạnh sổ tính này."
    )
    return Outcome(said, box=True)


@dataclass(frozen=True, slots=True)
class _Given:
    """A cell in which the chair says what to merge, and what it says."""

    place: Place
    text: str


def merge(book: LiveBook) -> Outcome:
    """Merge the folder that its cell names, and open the summary."""
    snapshot = book.snapshot()
    if workbook_kind(snapshot) == "summary":
        return Outcome(FROM_ANOTHER, box=True, serious=True)
    folder = _given(book, snapshot, FOLDER_NAME, FOLDER_LABEL)
    if folder is None:
        return _make_area(book, snapshot)
    chosen = _given(book, snapshot, PERIOD_NAME, PERIOD_LABEL)
    period = None if chosen is None else _period(chosen.text)
    if not folder.text:
        return _asked(snapshot, "MERGE_FOLDER_NOT_GIVEN", FOLDER_LABEL, folder.place)
    if period is None:
        place = folder.place if chosen is None else chosen.place
        return _asked(snapshot, "MERGE_PERIOD_NOT_GIVEN", PERIOD_LABEL, place)
    return _merged(book, snapshot, folder, period)


def _merged(book: LiveBook, snapshot: Snapshot, folder: _Given, period: Period) -> Outcome:
    from thidua_addin.usecases.merge import merge_folder

    try:
        path = saved_path(book)
        campaign = _own_campaign(path, snapshot)
        out = path.with_name(f"{campaign.id}_tong-hop.xlsx")
        if book.is_open(out):
            raise nothing_done("TARGET_LOCKED", file=str(out))
        merged = merge_folder(path.parent / folder.text, campaign, period, out, now())
    except Stop as stop:
        outcome = stopped(snapshot, stop)
        at_fault = stop.finding.code == "FOLDER_MISSING"
        return replace(outcome, select=folder.place) if at_fault else outcome
    result = merged.result
    sent, refused = len(result.units) - len(result.missing), len(result.refused)
    head = f"Đã tổng hợp kỳ {period.label}" if sent else f"Kỳ {period.label}: chưa nhận được phiếu"
    said = (
        f"{head}: {sent} đơn vị đã nộp, {len(result.missing)} chưa nộp, {refused} tệp không nhận. "
        f"Đợt {campaign.id}, tệp tổng hợp: {nfc(out.name)}"
    )
    if refused:
        said += "\nVì sao không nhận tệp nào: xem trang Sổ nhận của tệp tổng hợp."
    return _with_open(book, out, Outcome(said, box=True, serious=not sent))


def _given(book: LiveBook, snapshot: Snapshot, name: str, label: str) -> _Given | None:
    """The cell with the defined name, else the one beside the label on the chair's sheet."""
    place = book.named_cell(name) or _beside(snapshot, label)
    sheet = None if place is None else sheet_named(snapshot, place.sheet)
    if place is None or sheet is None:
        return None
    value = sheet.cell(place.row, place.column).value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a folder that is called 2021
    text = "" if value is None else str(value).strip()
    quoted = _QUOTED.fullmatch(text)
    return _Given(place, text if quoted is None else quoted[1].strip())


def _beside(snapshot: Snapshot, label: str) -> Place | None:
    sheet = sheet_named(snapshot, CHAIR_AREA)
    if sheet is None or not is_ours_to_fill(snapshot, CHAIR_AREA, (1, 1), (_HEADING,)):
        return None
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, str) and vn_key(cell.value) == vn_key(label):
            return Place(sheet.name, row, column + 1)
    return None


def _asked(snapshot: Snapshot, code: str, title: str, place: Place) -> Outcome:
    """Ask for what a cell of the chair's sheet does not say, and show that cell."""
    stop = nothing_done(code, title=title, sheet=nfc(place.sheet))
    return replace(stopped(snapshot, stop), select=place)


def report(book: LiveBook) -> Outcome:
    """Write the documents of the summary in front, as it was last saved."""
    from thidua_addin.usecases.report import write_documents

    snapshot = book.snapshot()
    if workbook_kind(snapshot) != "summary":
        return Outcome(OPEN_SUMMARY, box=True, serious=True)
    try:
        path = saved_path(book)
        folder = path.with_name(f"{campaign_of(snapshot).id}_van-ban")
        reported = write_documents(path, folder, now())
    except Stop as stop:
        return stopped(snapshot, stop)
    left = len(reported.to_complete)
    faults = [f.message for f in reported.findings if f.severity.value == "error"]
    said = (
        f"Đã lập {len(reported.documents)} văn bản kỳ {reported.period.label} (theo bản lưu gần "
        f"nhất của tệp tổng hợp) vào thư mục {nfc(folder.name)} cạnh tệp này. "
        f"Còn {left} chỗ phải điền, tô vàng trong văn bản."
    )
    return Outcome("\n".join((said, *faults)), box=True, serious=bool(faults))


def _period(said: str) -> Period | None:
    """The period that a cell says, None where it says none."""
    names = ((p, name) for p in Period for name in (p.label, p.value))
    return next((p for p, name in names if vn_key(name) == vn_key(said)), None)


def _make_area(book: LiveBook, snapshot: Snapshot) -> Outcome:
    """Add the sheet in which the chair says what to merge."""
    if workbook_kind(snapshot) not in _OWN_CAMPAIGN:
        return Outcome(NOT_OURS.format(button="Tổng hợp"), box=True, serious=True)
    if not is_ours_to_fill(snapshot, CHAIR_AREA, (1, 1), (_HEADING,)):
        return Outcome(AREA_TAKEN, box=True, serious=True)
    known = sheet_named(snapshot, CHAIR_AREA)
    name = CHAIR_AREA if known is None else known.name
    refused = book.write([Block(name, 1, 1, _AREA)])
    if refused:
        return Outcome("", refused=refused)
    place = Place(name, _FOLDER_ROW, _VALUE_COLUMN)
    book.name_cell(FOLDER_NAME, place)
    book.name_cell(PERIOD_NAME, Place(name, _PERIOD_ROW, _VALUE_COLUMN))
    book.dress(name, (1, 1), (len(_AREA), 2), (46.0, 60.0))
    said = f"Điền ô “{FOLDER_LABEL}” và ô kỳ tổng hợp ở trang {name}, rồi bấm Tổng hợp lần nữa."
    return Outcome(said, box=True, select=place)
