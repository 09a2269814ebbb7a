"""What the buttons of a unit's officer do with the open workbook: mark, list, score, seal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scoring.findings import Finding
from scoring.numbers import vn_number
from scoring.received import VIETNAM
from scoring.score import ScoreLine
from scoring.snapshot import Place, Snapshot
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.errors import Stop, nothing_done
from thidua_addin.form.cleared import cleared_formulas
from thidua_addin.form.host import HostRefused
from thidua_addin.form.live import LiveBook
from thidua_addin.form.marks import has_marks, mark_blocks
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.patch import Block
from thidua_addin.form.registered import registered_blocks
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
    can_show,
    cells_typed_over,
    in_order,
    listing_blocks,
    may_list,
    may_score,
    score_blocks,
    sheet_named,
    summary_of,
)
from thidua_addin.form.said import hint_of, message_of
from thidua_addin.usecases.check import Checked, check_opened
from thidua_addin.usecases.opening import opened_form, period_of
from thidua_addin.workbook.tables import find_tables

if TYPE_CHECKING:
    from thidua_addin.usecases.submit import Submitted

PROTECTED: Final = (
    "Không ghi được vào trang {sheets} vì trang (hoặc cả sổ tính) đang được bảo vệ riêng. "
    "Bỏ bảo vệ (Xem lại > Bỏ bảo vệ trang tính) rồi bấm lại."
)
NOTHING_WRITTEN: Final = (
    "Không ghi được vào trang {sheets}: có thể một ô đang được sửa dở (nhấn Enter hoặc Esc), hoặc "
    "trang (hay cả sổ tính) đang được bảo vệ riêng (Xem lại > Bỏ bảo vệ trang tính). Xử lý xong "
    "rồi bấm lại."
)
NOT_MARKED: Final = "Sổ tính này không phải biểu mẫu thi đua nên không có đánh dấu nào để xóa."
TAKEN: Final = (
    "Trang “{sheet}” trong sổ tính này ghi nội dung khác nên không bị ghi đè, và kết quả không có "
    "chỗ ghi. Hãy đổi tên trang đó rồi bấm lại."
)
HIDDEN: Final = (
    "Có chỗ cần xem ở trang đang ẩn “{sheet}”: bấm chuột phải vào tên một trang > Bỏ ẩn."
)
LOCKED: Final = (
    "Biểu mẫu này từ nay là của {unit}, theo bản đăng ký vừa xuất. Hãy lưu biểu mẫu (Ctrl+S)."
)
NOT_LOCKED: Final = (
    "Chưa ghi được đơn vị đã đăng ký vào biểu mẫu; các kỳ sau hãy chọn đúng đơn vị này."
)
SEALED_ONLY: Final = (
    "Phiếu nộp đã ghi xong, nhưng Excel đang bận nên chưa cập nhật đánh dấu và danh sách."
)
CHOICES: Final = {
    "PERIOD_NOT_CHOSEN": "||period",
    "UNIT_NOT_CHOSEN": "||unit",
    "UNIT_UNKNOWN": "||unit",
    "UNIT_NOT_IN_YEAR": "||unit",
}
"""Where to choose what a stop asks for."""


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


def refusal(outcome: Outcome, *, wrote: bool) -> str:
    """What to say of the sheets that refused; where nothing at all was written, it may be busy."""
    sheets = ", ".join(f"“{name}”" for name in dict.fromkeys(outcome.refused))
    return (PROTECTED if wrote else NOTHING_WRITTEN).format(sheets=sheets)


def check(book: LiveBook) -> Outcome:
    """Mark the rows with findings, list them, show the first."""
    snapshot = book.snapshot()
    try:
        checked = checked_live(book, snapshot)
    except Stop as stop:
        return _not_checked(book, snapshot, stop)
    return _listed(book, snapshot, checked.findings, _verdict(checked), box=False)


def stopped(snapshot: Snapshot, stop: Stop) -> Outcome:
    """Say in a box why nothing more happens; what was found before stays as it is."""
    finding = stop.finding
    text = f"{message_of(finding)} {hint_of(finding)}".strip()
    return Outcome(text, box=True, serious=True, select=_choice(snapshot, finding.code))


def _choice(snapshot: Snapshot, code: str) -> Place | None:
    """The cell in which to choose what a stop asks for."""
    found = (
        table.place(row.row, "value")
        for table in find_tables(snapshot)
        if table.name == "info" and "value" in table.roles
        for row in table.rows
        if row.key == CHOICES.get(code)
    )
    return next(found, None)


def _not_checked(book: LiveBook, snapshot: Snapshot, stop: Stop) -> Outcome:
    """The same, and on the list too where a cell of the form stands in the way of the check."""
    outcome = stopped(snapshot, stop)
    if outcome.select is None:
        return outcome
    finding = replace(stop.finding, at=outcome.select)
    written = _listed(book, snapshot, (finding,), outcome.text, box=True)
    return replace(outcome, refused=written.refused)


def _listed(
    book: LiveBook, snapshot: Snapshot, findings: tuple[Finding, ...], said: str, *, box: bool
) -> Outcome:
    """Mark and list the findings; the first of the list is the one that is shown."""
    refused = book.write(mark_blocks(snapshot, findings))
    ordered = in_order(snapshot, findings)
    first = ordered[0].at if ordered else None
    if first is not None and not can_show(snapshot, first):
        said = f"{said} {HIDDEN.format(sheet=nfc(first.sheet))}"
        box = True
    if not may_list(snapshot):
        said = f"{said}\n{TAKEN.format(sheet=LISTING)}"
        return Outcome(said, box=True, serious=True, select=first, refused=refused)
    refused += _write_listing(book, snapshot, ordered, said)
    if ordered and not can_show(snapshot, first) and not refused:
        first = Place(LISTING, LISTING_HEADER_ROW + 1, LISTING_COLUMN)
    return Outcome(said, box=box, select=first, refused=refused)


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
        return stopped(snapshot, stop)
    campaign, sheet = checked.form.campaign, checked.sheet
    told = (*checked.findings, *cleared_formulas(snapshot, campaign))
    total = vn_number(sheet.totals.total, campaign.places)
    said = f"{checked.form.unit.name}, kỳ {checked.period.label}: tổng điểm hệ thống {total}."
    over = len(cells_typed_over(told))
    if over:
        said += f" Có {over} ô công thức bị ghi đè, bị xóa hoặc hiện kết quả khác."
    if not may_score(snapshot):
        return Outcome(f"{said}\n{TAKEN.format(sheet=SCORE_RESULTS)}", box=True, serious=True)
    blocks = score_blocks(snapshot, campaign, sheet, told)
    refused = book.write(blocks)
    rows = sum(len(block.rows) for block in blocks[2:])
    widths = SCORES_WIDTHS if sheet_named(snapshot, SCORE_RESULTS) is None else ()
    _dress(book, [blocks[0], blocks[1]], (SCORES_HEADER_ROW, SCORES_COLUMN), rows + 1, widths)
    place = Place(blocks[0].sheet, SCORES_HEADER_ROW + 1, SCORES_COLUMN)
    return Outcome(said, select=None if refused else place, refused=refused)


def clear_marks(book: LiveBook) -> Outcome:
    """Empty the mark columns and the list of findings; entries are not touched."""
    snapshot = book.snapshot()
    if not has_marks(snapshot):
        return Outcome(NOT_MARKED, box=True, serious=True)
    refused = book.write(mark_blocks(snapshot, ()))
    said = "Đã xóa các đánh dấu và danh sách kết quả kiểm tra."
    if not refused and sheet_named(snapshot, LISTING) is not None and may_list(snapshot):
        refused = _write_listing(book, snapshot, (), said)
    return Outcome("" if refused else said, refused=refused)


def submit(book: LiveBook) -> Outcome:
    """Check, score, seal; the sealed copy stands beside the workbook."""
    from thidua_addin.usecases.submit import submit_checked

    snapshot = book.snapshot()
    try:
        checked = checked_live(book, snapshot)
    except Stop as stop:
        return _not_checked(book, snapshot, stop)
    try:
        path = saved_path(book)
        submitted = submit_checked(checked, path.parent, now())
    except Stop as stop:
        return stopped(snapshot, stop)
    if submitted.path is None:
        said = f"Chưa xuất phiếu nộp. {_verdict(checked)}"
        return _listed(book, snapshot, checked.findings, said, box=True)
    said = (
        f"Đã xuất phiếu nộp {nfc(submitted.path.name)} (lần {submitted.version}) cùng thư mục với "
        f"biểu mẫu. Mã kiểm tra: {submitted.check_code}"
    )
    try:
        told = _unit_locked(book, snapshot, checked, submitted)
        outcome = _listed(book, snapshot, checked.findings, said, box=True)
    except HostRefused:
        return Outcome(f"{said}\n{SEALED_ONLY}", box=True, serious=True)
    return Outcome(f"{outcome.text}{told}", box=True, refused=outcome.refused)


def _unit_locked(book: LiveBook, snapshot: Snapshot, checked: Checked, submitted: Submitted) -> str:
    """After a registration from a form for any unit: that form is this unit's from now on."""
    unit = checked.form.unit
    if checked.period is not Period.REGISTRATION or submitted.check_code is None:
        return ""
    blocks = registered_blocks(snapshot, unit.code, submitted.check_code)
    if not blocks:
        return ""
    if book.write(blocks):
        return f"\n{NOT_LOCKED}"
    return f"\n{LOCKED.format(unit=unit.name)}"


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
        return stopped(snapshot, stop)
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
