"""What the buttons of a unit's officer do with the open workbook: mark, list, score, seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scoring.findings import Finding, Severity
from scoring.numbers import vn_number
from scoring.received import VIETNAM
from scoring.score import ScoreLine
from scoring.snapshot import Place, Snapshot
from scoring.text import nfc
from thidua_addin.errors import Stop, nothing_done
from thidua_addin.form.cleared import cleared_formulas
from thidua_addin.form.live import LiveBook
from thidua_addin.form.marks import mark_blocks
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.patch import Block
from thidua_addin.form.results import (
    LISTING,
    LISTING_COLUMN,
    LISTING_HEADER,
    LISTING_HEADER_ROW,
    LISTING_WIDTHS,
    SCORE_RESULTS,
    SCORES_COLUMN,
    SCORES_HEADER_ROW,
    SCORES_WIDTHS,
    TYPED_OVER,
    listing_blocks,
    score_blocks,
    sheet_named,
    summary_of,
)
from thidua_addin.usecases.check import Checked, check_opened
from thidua_addin.usecases.opening import opened_form, period_of
from thidua_addin.workbook.tables import find_tables

PROTECTED: Final = (
    "Không ghi được vào trang {sheets} vì trang (hoặc cả sổ tính) đang được bảo vệ riêng. "
    "Bỏ bảo vệ (Xem lại > Bỏ bảo vệ trang tính) rồi bấm lại."
)
CHOICES: Final = {"PERIOD_NOT_CHOSEN": "||period", "UNIT_NOT_CHOSEN": "||unit"}
"""Where to choose what a stop asks for."""

_MOVE: Final = "Đổi tên tệp đó hoặc chuyển nó đi nơi khác rồi bấm lại."
HINTS: Final = {
    "PERIOD_NOT_CHOSEN": (
        "Chọn Đăng ký, 6 tháng hoặc Năm ở ô Kỳ báo cáo trên trang Thông tin rồi bấm lại."
    ),
    "UNIT_NOT_CHOSEN": "Chọn tên đơn vị ở trang Thông tin rồi bấm lại.",
    "NOT_OUR_SUMMARY": _MOVE,
    "SUMMARY_OTHER_CAMPAIGN": _MOVE,
    "FORM_EXISTS": _MOVE,
    "CRITERIA_BOOK_EXISTS": _MOVE,
    "CRITERIA_TARGET_OTHER": _MOVE,
    "TARGET_LOCKED": "Đóng tệp đó rồi bấm lại.",
    "CAMPAIGN_UNUSABLE": "Bấm Bộ tiêu chí để xem lỗi, sửa rồi bấm lại.",
}
"""How to go on with a button, where the texts of a finding speak of commands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a button has to say and to show.

    ``text`` goes to the status bar; with ``box`` also into a message box. ``select`` is the cell
    to show at the end, None for the one selected before.
    """

    text: str
    box: bool = False
    serious: bool = False
    select: Place | None = None
    refused: tuple[str, ...] = field(default=())


def now() -> dt.datetime:
    """The moment on Vietnam's clock, without a zone."""
    return dt.datetime.now(VIETNAM).replace(tzinfo=None, microsecond=0)


def checked_live(book: LiveBook, snapshot: Snapshot) -> Checked:
    """The form on the screen, checked and scored. Raises Stop, HostRefused."""
    form = opened_form(book.path or Path(snapshot.file), snapshot)
    return check_opened(form, period_of(form, None), None)


def check(book: LiveBook) -> Outcome:
    """Mark the rows with findings, list them, show the first."""
    snapshot = book.snapshot()
    try:
        checked = checked_live(book, snapshot)
    except Stop as stop:
        return stopped(book, snapshot, stop)
    return _listed(book, snapshot, checked.findings, _verdict(checked), box=False)


def stopped(book: LiveBook, snapshot: Snapshot, stop: Stop) -> Outcome:
    """Say why nothing more happens: in a box, and on the form's list where it has one."""
    finding = stop.finding
    text = f"{finding.message} {HINTS.get(finding.code, finding.hint)}".strip()
    key = CHOICES.get(finding.code)
    found = (
        table.place(row.row, "value")
        for table in find_tables(snapshot)
        if table.name == "info" and "value" in table.roles
        for row in table.rows
        if row.key == key
    )
    place = next(found, None)
    if sheet_named(snapshot, LISTING) is not None:
        about = Finding(finding.code, place, field=finding.field, params=finding.params)
        _write_listing(book, snapshot, (about,), text)
    return Outcome(text, box=True, serious=True, select=place)


def _listed(
    book: LiveBook, snapshot: Snapshot, findings: tuple[Finding, ...], said: str, *, box: bool
) -> Outcome:
    refused = book.write(mark_blocks(snapshot, findings))
    refused += _write_listing(book, snapshot, findings, said)
    first = next((f.at for f in _worst_first(findings) if f.at is not None), None)
    return Outcome(said, box=box, select=first, refused=refused)


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def _write_listing(
    book: LiveBook, snapshot: Snapshot, findings: tuple[Finding, ...], said: str
) -> tuple[str, ...]:
    blocks = listing_blocks(snapshot, findings, said)
    first = (LISTING_HEADER_ROW + 1, LISTING_COLUMN)
    width = len(LISTING_HEADER)
    new = sheet_named(snapshot, LISTING) is None
    book.separate(blocks[0].sheet, first, (first[0], first[1] + width - 1))
    refused = book.write(blocks)
    _dress(book, blocks, first, len(findings), LISTING_WIDTHS if new else ())
    return refused


def _dress(
    book: LiveBook,
    blocks: list[Block],
    first: tuple[int, int],
    rows: int,
    widths: tuple[float, ...],
) -> None:
    last = (first[0] + max(rows, 1) - 1, first[1] + blocks[-1].width - 1)
    book.dress(blocks[0].sheet, first, last, widths)


def _verdict(checked: Checked) -> str:
    name, period = checked.form.unit.name, checked.period.label
    if not checked.findings:
        return f"{name}: không có gì phải sửa, có thể nộp kỳ {period}."
    end = "có thể nộp" if checked.ok else "phải sửa hết lỗi trước khi nộp"
    return f"{name}, kỳ {period}: {summary_of(checked.findings)}; {end}."


def score(book: LiveBook) -> Outcome:
    """Write the points with their reasons, and the live formulas that were typed over."""
    snapshot = book.snapshot()
    try:
        checked = checked_live(book, snapshot)
    except Stop as stop:
        return stopped(book, snapshot, stop)
    campaign, sheet = checked.form.campaign, checked.sheet
    told = (*checked.findings, *cleared_formulas(snapshot, campaign))
    blocks = score_blocks(snapshot, campaign, sheet, told)
    refused = book.write(blocks)
    rows = sum(len(block.rows) for block in blocks[2:])
    widths = SCORES_WIDTHS if sheet_named(snapshot, SCORE_RESULTS) is None else ()
    _dress(book, [blocks[0], blocks[1]], (SCORES_HEADER_ROW, SCORES_COLUMN), rows + 1, widths)
    total = vn_number(sheet.totals.total, campaign.places)
    said = f"{checked.form.unit.name}, kỳ {checked.period.label}: tổng điểm hệ thống {total}."
    over = sum(finding.code in TYPED_OVER for finding in told)
    if over:
        said += f" Có {over} ô công thức bị ghi đè, bị xóa hoặc hiện kết quả khác."
    place = Place(blocks[0].sheet, SCORES_HEADER_ROW + 1, SCORES_COLUMN)
    return Outcome(said, select=None if refused else place, refused=refused)


def clear_marks(book: LiveBook) -> Outcome:
    """Empty the mark columns and the list of findings; entries are not touched."""
    snapshot = book.snapshot()
    said = "Đã xóa các đánh dấu và danh sách kết quả kiểm tra."
    refused = book.write(mark_blocks(snapshot, ()))
    if sheet_named(snapshot, LISTING) is not None:
        refused += _write_listing(book, snapshot, (), said)
    return Outcome(said, refused=refused)


def submit(book: LiveBook) -> Outcome:
    """Check, score, seal; the sealed copy stands beside the workbook."""
    from thidua_addin.usecases.submit import submit_checked

    snapshot = book.snapshot()
    try:
        checked = checked_live(book, snapshot)
        path = saved_path(book)
        submitted = submit_checked(checked, path.parent, now())
    except Stop as stop:
        return stopped(book, snapshot, stop)
    if submitted.path is None:
        said = f"Chưa xuất phiếu nộp. {_verdict(checked)}"
        return _listed(book, snapshot, checked.findings, said, box=True)
    said = (
        f"Đã xuất phiếu nộp {nfc(submitted.path.name)} (lần {submitted.version}) cùng thư mục với "
        f"biểu mẫu. Mã kiểm tra: {submitted.check_code}"
    )
    outcome = _listed(book, snapshot, checked.findings, said, box=True)
    return Outcome(said, box=True, refused=outcome.refused)


def saved_path(book: LiveBook) -> Path:
    """Where the workbook stands. Raises NothingDone for one without a folder on this machine."""
    path = book.path
    if path is None:
        raise nothing_done("WORKBOOK_NOT_SAVED", file=book.name)
    return path


def explain(book: LiveBook) -> Outcome:
    """Why the criterion of the selected row has its points."""
    snapshot = book.snapshot()
    at = book.selected()
    try:
        checked = checked_live(book, snapshot)
    except Stop as stop:
        return stopped(book, snapshot, stop)
    code = _criterion_at(snapshot, at)
    if code is None:
        sheet = FormSheetName.SCORES.value
        said = f"Hãy chọn một ô ở dòng của một tiêu chí (trang {sheet}) rồi bấm Giải thích điểm."
        return Outcome(said, box=True)
    return Outcome("\n".join(_explanation(checked, code)), box=True)


def _explanation(checked: Checked, code: str) -> list[str]:
    """Title, points with the reason (of the item rows too), legal basis."""
    campaign = checked.form.campaign
    criterion, places = campaign.tree[code], campaign.places
    texts = [f"{code}. {criterion.title}"]
    texts += [_explained(ln, places) for ln in checked.sheet.lines if ln.criterion == code]
    for group in checked.sheet.totals.groups:
        if group.criterion == code:
            points, most = (vn_number(p, places) for p in (group.points, group.max_points))
            texts.append(f"{points}/{most} điểm, là tổng các tiêu chí bên dưới.")
    if criterion.law:
        texts.append(f"Căn cứ: {'; '.join(reference.text() for reference in criterion.law)}")
    return texts


def _explained(line: ScoreLine, places: int) -> str:
    points = line.state.label if line.computed is None else vn_number(line.computed, places)
    head = "" if line.item is None else f"Chỉ tiêu số {line.item}: "
    text = f"{head}{points}/{vn_number(line.max_points, places)} điểm. {line.sentence}"
    if line.item is None and line.self_score is not None:
        text += f" Đơn vị tự chấm {vn_number(line.self_score, places)}."
    return text


def _criterion_at(snapshot: Snapshot, at: Place | None) -> str | None:
    """The criterion whose row the selected cell stands in."""
    if at is None:
        return None
    for table in find_tables(snapshot):
        if table.sheet != at.sheet:
            continue
        for row in table.rows:
            code = row.key.partition("|")[0]
            if row.row == at.row and code and "|" in row.key:
                return code
    return None
