"""What the buttons of the chair's officer do: criteria workbook, forms, merge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.campaign_load import published_campaign
from scoring.snapshot import Place, Snapshot
from scoring.terms import Period
from scoring.text import nfc, vn_key
from thidua_addin.errors import Stop, nothing_done
from thidua_addin.form.live import LiveBook
from thidua_addin.form.meta import workbook_kind
from thidua_addin.form.model import CHAIR_AREA
from thidua_addin.form.patch import Block
from thidua_addin.form.results import sheet_named
from thidua_addin.usecases.opening import carried_campaign, form_meta
from thidua_addin.usecases.pressed import Outcome, now, saved_path, stopped

FOLDER_NAME: Final = "ThiduaThuMuc"
"""The defined name of the cell with the folder of submissions."""
PERIOD_NAME: Final = "ThiduaKy"
"""The defined name of the cell with the period to merge."""

_AREA: Final = (
    ("TỔNG HỢP CỦA CỤM TRƯỞNG", None),
    ("Thư mục chứa các phiếu nộp", ""),
    ("Kỳ tổng hợp (Đăng ký, 6 tháng, Năm)", ""),
    (
        "Điền hai ô trên rồi bấm Tổng hợp. Thư mục có thể ghi đầy đủ, hoặc ghi tên thư mục con "
        "nằm cạnh sổ tính này. Tệp tổng hợp được ghi cạnh sổ tính này và được mở ra.",
        None,
    ),
)
_FOLDER_ROW, _PERIOD_ROW, _VALUE_COLUMN = 2, 3, 2


FROM_ANOTHER: Final = (
    "Tệp tổng hợp được ghi mới mỗi lần tổng hợp nên không được mở trong lúc đó. Hãy lưu và đóng "
    "tệp này, rồi bấm Tổng hợp từ một biểu mẫu hoặc bộ tiêu chí nằm cùng thư mục."
)


def campaign_of(snapshot: Snapshot) -> Campaign:
    """The campaign that the workbook in front belongs to; a foreign one means that of 2021.

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


def criteria(book: LiveBook) -> Outcome:
    """A criteria workbook becomes a campaign file; from any other, its criteria are exported."""
    from thidua_addin.usecases.criteria_book import export_campaign, import_criteria_book

    snapshot = book.snapshot()
    try:
        path = saved_path(book)
        if workbook_kind(snapshot) == "criteria":
            target = path.with_suffix(".toml")
            read = import_criteria_book(path, target, None)
            if read.campaign is None:
                first = next(f for f in read.findings if f.severity.value == "error")
                said = f"Bộ tiêu chí chưa dùng được: {first.message} {first.hint}"
                return Outcome(said, box=True, serious=True, select=first.at)
            said = f"Đã ghi bộ tiêu chí (theo bản lưu gần nhất) vào {nfc(target.name)}."
            return Outcome(said, box=True)
        campaign = campaign_of(snapshot)
        target = path.with_name(f"{campaign.id}_bo-tieu-chi.xlsx")
        export_campaign(campaign, target, now())
    except Stop as stop:
        return stopped(book, snapshot, stop)
    book.open(target)
    return Outcome(f"Đã xuất bộ tiêu chí vào {nfc(target.name)}.", box=True)


def issue(book: LiveBook) -> Outcome:
    """Write a form for each unit, into a folder beside the workbook."""
    from thidua_addin.usecases.issue import issue_forms

    snapshot = book.snapshot()
    try:
        path = saved_path(book)
        campaign = _issued_campaign(path, snapshot)
        folder = path.with_name(f"{campaign.id}_bieu-mau")
        issued = issue_forms(campaign, None, folder, now())
    except Stop as stop:
        return stopped(book, snapshot, stop)
    said = f"Đã phát hành {len(issued)} biểu mẫu vào thư mục {nfc(folder.name)} cạnh sổ tính này."
    return Outcome(said, box=True)


def _issued_campaign(path: Path, snapshot: Snapshot) -> Campaign:
    if workbook_kind(snapshot) != "criteria":
        return campaign_of(snapshot)
    from thidua_addin.usecases.criteria_book import read_criteria_book

    read = read_criteria_book(path)
    if read.campaign is not None:
        return read.campaign
    errors = [f for f in read.findings if f.severity.value == "error"]
    raise nothing_done(
        "CAMPAIGN_UNUSABLE", file=path.name, count=str(len(errors)), first=errors[0].message
    )


def merge(book: LiveBook) -> Outcome:
    """Merge the folder that the named cell names, and open the summary."""
    from thidua_addin.usecases.merge import merge_folder

    folder_text = book.named_cell(FOLDER_NAME)
    snapshot = book.snapshot()
    if workbook_kind(snapshot) == "summary":
        return Outcome(FROM_ANOTHER, box=True, serious=True)
    if folder_text is None:
        return _make_area(book, snapshot)
    try:
        path = saved_path(book)
        if not folder_text:
            raise nothing_done("MERGE_FOLDER_NOT_GIVEN", name=FOLDER_NAME)
        campaign = campaign_of(snapshot)
        period = _period(book, snapshot)
        out = path.with_name(f"{campaign.id}_tong-hop.xlsx")
        if book.is_open(out):
            raise nothing_done("TARGET_LOCKED", file=str(out))
        merged = merge_folder(path.parent / folder_text, campaign, period, out, now())
    except Stop as stop:
        return stopped(book, snapshot, stop)
    book.open(out)
    result = merged.result
    said = (
        f"Đã tổng hợp kỳ {period.label}: {len(result.units) - len(result.missing)} đơn vị đã nộp, "
        f"{len(result.missing)} chưa nộp, {len(result.refused)} tệp không nhận. "
        f"Tệp tổng hợp: {nfc(out.name)}"
    )
    return Outcome(said, box=True)


def _period(book: LiveBook, snapshot: Snapshot) -> Period:
    """The period in its named cell. Raises NothingDone where it says none."""
    said = book.named_cell(PERIOD_NAME) or ""
    names = ((p, name) for p in Period for name in (p.label, p.value))
    period = next((p for p, name in names if vn_key(name) == vn_key(said)), None)
    if period is None:
        raise nothing_done("MERGE_PERIOD_NOT_GIVEN", name=PERIOD_NAME)
    return period


def _make_area(book: LiveBook, snapshot: Snapshot) -> Outcome:
    """Add the sheet in which the chair says what to merge."""
    known = sheet_named(snapshot, CHAIR_AREA)
    name = CHAIR_AREA if known is None else known.name
    refused = book.write([Block(name, 1, 1, _AREA)])
    place = Place(name, _FOLDER_ROW, _VALUE_COLUMN)
    if not refused:
        book.name_cell(FOLDER_NAME, place)
        book.name_cell(PERIOD_NAME, Place(name, _PERIOD_ROW, _VALUE_COLUMN))
        book.dress(name, (1, 1), (len(_AREA), 2), (46.0, 60.0))
    said = f"Điền thư mục chứa phiếu nộp và kỳ tổng hợp ở trang {name} rồi bấm Tổng hợp lần nữa."
    return Outcome(said, box=True, select=None if refused else place, refused=refused)
