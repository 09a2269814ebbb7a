"""``Bình xét``: the meeting, each award's ballots, each unit's votes; needed numbers live beside.

Every unit has its row, whatever their number, so that no vote is without a place; above
``layout.LIVE_UNITS`` units the calculated cells are values.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scoring.awards import quota_text
from scoring.campaign import Award
from scoring.chair.ballot import VoteCount, count_vote, rule_text
from scoring.chair.fields import chair_field
from scoring.chair.inputs import CLUSTER
from scoring.fields import Address
from scoring.merge import UnitResult, UnitStatus
from scoring.numbers import vn_number
from scoring.terms import FieldType
from thidua_addin.form.canvas import INPUT_FILL
from thidua_addin.summary.ballot_plan import BallotPlan, plan_ballot
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import (
    KEY_COLUMN,
    Canvas,
    SheetName,
    fixed,
    put_end,
    put_marker,
)
from thidua_addin.summary.printing import packed, print_scale
from thidua_addin.summary.sheets.ballot_formulas import (
    Live,
    check_of,
    denominator_cell,
    most_of,
    required_of,
    result_of,
    share_of,
)
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.workbook.styles import (
    ERROR_FILL,
    GROUP_FILL,
    PERCENT_FORMAT,
    clean,
    fit_row,
    put_text,
    set_page,
)

__all__ = ["NOT_SET", "not_on_paper", "write_ballot"]

NOT_SET: Final = "chưa đặt trong đợt thi đua"
NO_AWARDS: Final = "Đợt thi đua chưa có hình thức khen thưởng nào (chưa đặt trong đợt thi đua)."
_P: Final = BallotPlan
_WIDTHS: Final = (5.0, 34.0, 9.0, 9.0, 9.0, 9.0, 18.0, 10.0, 11.0, 10.0, 17.0)
_SMALL: Final = 10
_BALLOT_HEADINGS: Final = (
    (_P.NUMBER, "TT", ""),
    (_P.NAME, "Hình thức khen thưởng", ""),
    (_P.ISSUED, "Số phiếu phát ra", "issued"),
    (_P.RETURNED, "Số phiếu thu về", "returned"),
    (_P.VALID, "Số phiếu hợp lệ", "valid"),
    (_P.INVALID, "Số phiếu không hợp lệ", "invalid"),
    (_P.OF, "Tỷ lệ tính trên", ""),
    (_P.DENOMINATOR, "Tổng số để tính", "denominator"),
    (_P.SHARE, "Tỷ lệ phải đạt", ""),
    (_P.REQUIRED, "Số phiếu phải đạt", "required"),
    (_P.CHECK, "Đối chiếu", ""),
)
_VOTE_HEADINGS: Final = (
    (_P.NUMBER, "TT", ""),
    (_P.NAME, "Đơn vị", "who"),
    (_P.VOTES, "Số phiếu đồng ý", "votes"),
    (_P.NEEDED, "Số phiếu phải đạt", "required"),
    (_P.OUT_OF, "Tổng số để tính", "denominator"),
    (_P.VOTE_SHARE, "Tỷ lệ phiếu", "vote_share"),
    (_P.RESULT, "Kết quả", "vote_result"),
)
_OF_WORDS: Final = {
    "members": "tổng số thành viên",
    "present": "số thành viên có mặt",
    "valid": "số phiếu hợp lệ",
    "not set": NOT_SET,
}


def write_ballot(canvas: Canvas) -> None:
    """Write the sheet: meeting facts, ballots of each award, votes of each unit."""
    sheet, plan = canvas.add(SheetName.BALLOT), plan_ballot(canvas.campaign)
    scale = _page(canvas, sheet)
    top = _head(canvas, sheet)
    blocks = [(0, top + _meeting(canvas, sheet, plan))]
    votes = {
        award.code: count_vote(canvas.campaign, award, canvas.result.chair)
        for award in canvas.campaign.awards
    }
    blocks.append((plan.ballot_title, _ballots(canvas, sheet, plan, votes)))
    blocks += _votes(canvas, sheet, plan, votes)
    put_end(sheet, plan.end)
    sheet.set_h_pagebreaks(packed(blocks, scale, 0, 0))
    sheet.print_area(0, 1, max(plan.end - 1, plan.vote_title + 1), _P.LAST)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def not_on_paper(unit: UnitResult) -> str:
    """Why a unit does not stand on the ballot paper; nothing where it does."""
    if unit.status is UnitStatus.MISSING:
        return "Không đưa vào phiếu bầu: chưa nộp biểu."
    if unit.status is UnitStatus.VETOED:
        why = "; ".join(f"{hit.title} ({hit.reason})" for hit in unit.vetoes)
        return f"Không đưa vào phiếu bầu: không đạt điều kiện bắt buộc – {why}."
    return ""


def _page(canvas: Canvas, sheet: Worksheet) -> int:
    set_page(sheet, landscape=True, print_title=canvas.foot)
    scale = print_scale(_WIDTHS, smallest=_SMALL)
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.set_column(column, column, width)
    sheet.set_column(_P.MOST, _P.MOST, 8, None, {"hidden": True})
    return scale


def _across(sheet: Worksheet, row: int, text: str, style: Format, *, bold: bool = False) -> float:
    """A text over the whole width; its height."""
    sheet.merge_range(row, 1, row, _P.LAST, clean(text), style)
    return fit_row(sheet, row, [(text, sum(_WIDTHS))], bold=bold, least=18)


def _head(canvas: Canvas, sheet: Worksheet) -> float:
    """Title, the rule of the ballot, the chair's own unit, the banner; their height."""
    campaign, styles = canvas.campaign, canvas.styles
    title = f"BÌNH XÉT, BỎ PHIẾU NĂM {campaign.year}"
    put_text(sheet, _P.TITLE, 1, title, styles.plain(bold=True, font_size=13))
    sheet.set_row(_P.TITLE, 20)
    plain = styles.plain(italic=True, text_wrap=True)
    rule = f"Quy định bỏ phiếu: {rule_text(campaign.ballot)}. Ô vàng là ô nhập; để trống nếu chưa "
    rule += "có số (không có phiếu nào thì gõ 0)."
    height = 20 + _across(sheet, _P.RULE, rule, plain)
    chair = canvas.short_name(campaign.cluster.chair)
    note = (
        f"{chair} vừa là Cụm trưởng tổ chức bỏ phiếu vừa là đơn vị được bình xét: khi bỏ phiếu "
        "cho đơn vị này, nên ghi ở ô “Chủ trì”, “Ban kiểm phiếu” người của đơn vị khác."
    )
    height += _across(sheet, _P.CHAIR, note, plain)
    height += write_banner(canvas, sheet, _P.BANNER, (1, _P.LAST), sum(_WIDTHS))
    return height + 15


def _section(canvas: Canvas, sheet: Worksheet, row: int, text: str) -> None:
    put_text(sheet, row, 1, text, canvas.styles.plain(bold=True, font_size=12))
    sheet.set_row(row, 22)


def _meeting(canvas: Canvas, sheet: Worksheet, plan: BallotPlan) -> float:
    """What people write about the meeting, two columns; the height."""
    _section(canvas, sheet, _P.MEETING_TITLE, "I. CUỘC HỌP BÌNH XÉT")
    put_marker(sheet, _P.MEETING_MARKER, "meeting", {_P.VALUE: "value"})
    text, period = canvas.styles.cell(), canvas.result.period
    blank = canvas.styles.cell(bg_color=INPUT_FILL)
    height, wide = 22.0, sum(_WIDTHS[_P.VALUE - 1 :])
    for number, (field, row) in enumerate(plan.meeting.items(), start=1):
        address = Address(None, None, field)
        spec = chair_field(canvas.campaign, period, address)
        assert spec is not None
        sheet.write_string(row, KEY_COLUMN, f"||{field}")
        sheet.write_number(row, _P.NUMBER, number, canvas.styles.cell(align="center"))
        put_text(sheet, row, _P.NAME, _title(canvas, field, spec.title), text)
        sheet.merge_range(row, _P.VALUE, row, _P.LAST, "", blank)
        put_input(canvas, sheet, (row, _P.VALUE), CLUSTER, address, align="left")
        typed = canvas.result.chair.cluster.text(None, None, field)
        long = spec.type is FieldType.TEXT and field in ("tellers", "observers", "absent_members")
        cells = [(_title(canvas, field, spec.title), _WIDTHS[1]), (typed, wide)]
        height += fit_row(sheet, row, cells, least=32 if long else 20)
    put_end(sheet, _P.FIRST_MEETING + len(plan.meeting))
    return height


def _title(canvas: Canvas, field: str, title: str) -> str:
    if field == "members_voting":
        return f"{title} (để trống: {len(canvas.campaign.units)} đơn vị của Cụm)"
    return title


def _ballots(
    canvas: Canvas, sheet: Worksheet, plan: BallotPlan, votes: dict[str, VoteCount]
) -> float:
    """One row an award; the height."""
    row = plan.ballot_title
    _section(canvas, sheet, row, "II. KẾT QUẢ KIỂM PHIẾU THEO HÌNH THỨC KHEN THƯỞNG")
    roles = {column: role for column, _, role in _BALLOT_HEADINGS if role}
    put_marker(sheet, row + 1, "ballot", roles)
    height = 22 + _headings(canvas, sheet, row + 2, _BALLOT_HEADINGS)
    for number, award in enumerate(canvas.campaign.awards, start=1):
        height += _ballot(canvas, sheet, plan, number, award, votes[award.code])
    if not votes:
        italic = canvas.styles.cell(italic=True, align="center")
        height += _across(sheet, plan.first_ballot, NO_AWARDS, italic)
    put_end(sheet, plan.first_ballot + max(len(votes), 1))
    return height


def _headings(
    canvas: Canvas, sheet: Worksheet, row: int, headings: tuple[tuple[int, str, str], ...]
) -> float:
    header = canvas.styles.header(font_size=_SMALL)
    for column, heading, _ in headings:
        put_text(sheet, row, column, heading, header)
    cells = [(heading, _WIDTHS[column - 1]) for column, heading, _ in headings]
    return fit_row(sheet, row, cells, size=_SMALL, bold=True, least=42)


def _ballot(
    canvas: Canvas,
    sheet: Worksheet,
    plan: BallotPlan,
    number: int,
    award: Award,
    vote: VoteCount,
) -> float:
    campaign, styles, row = canvas.campaign, canvas.styles, plan.ballots[award.code]
    sheet.write_string(row, KEY_COLUMN, f"|{award.code}")
    centred, small = styles.cell(align="center"), styles.cell(align="center", font_size=_SMALL)
    sheet.write_number(row, _P.NUMBER, number, centred)
    unasked = " (không đòi hỏi phiếu bình xét)" if award.vote is False else ""
    title = f"{award.title}{unasked}"
    put_text(sheet, row, _P.NAME, title, styles.cell())
    for column, _, role in _BALLOT_HEADINGS[2:6]:
        put_input(canvas, sheet, (row, column), CLUSTER, Address(None, award.code, role))
    put_text(sheet, row, _P.OF, _OF_WORDS[campaign.ballot.denominator], small)
    _live(canvas, sheet, (row, _P.DENOMINATOR), denominator_cell(campaign, plan, vote))
    put_text(sheet, row, _P.SHARE, _share_text(canvas), small)
    _live(canvas, sheet, (row, _P.REQUIRED), required_of(campaign, plan, vote), bold=True)
    chair = canvas.result.chair
    check = check_of(campaign, plan, vote, chair)
    canvas.put(sheet, (row, _P.CHECK), check.formula, check.value, small)
    most = most_of(campaign, plan, vote, chair)
    canvas.put(sheet, (row, _P.MOST), most.formula, most.value, styles.plain())
    fill = canvas.workbook.add_format({"bg_color": ERROR_FILL})
    at = fixed(row, _P.CHECK)
    odd = {"type": "formula", "criteria": f'=AND({at}<>"",{at}<>"khớp")', "format": fill}
    sheet.conditional_format(row, _P.CHECK, row, _P.CHECK, odd)
    cells = [(title, _WIDTHS[1])]
    if "not set" in (campaign.ballot.threshold, campaign.ballot.denominator):
        cells.append((NOT_SET, 8.0))
    return fit_row(sheet, row, cells, least=34)


def _share_text(canvas: Canvas) -> str:
    ballot = canvas.campaign.ballot
    if ballot.threshold == "not set":
        return NOT_SET
    number = "2/3" if ballot.threshold == "2/3" else f"{vn_number(ballot.threshold * 100)}%"
    return f"trên {number}" if ballot.strict else f"từ {number}"


def _live(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    live: Live | None,
    *,
    shown: str = "0",
    bold: bool = False,
) -> None:
    """A calculated cell in the middle; what is not set says so."""
    if live is None:
        put_text(sheet, *place, NOT_SET, canvas.styles.cell(align="center", font_size=_SMALL))
        return
    style = canvas.styles.cell(align="center", num_format=shown, bold=bold)
    canvas.put(sheet, place, live.formula, live.value, style)


def _votes(
    canvas: Canvas, sheet: Worksheet, plan: BallotPlan, votes: dict[str, VoteCount]
) -> list[tuple[int, float]]:
    """One row a unit under each award; row and height of each block that pages should not cut."""
    row = plan.vote_title
    _section(canvas, sheet, row, "III. SỐ PHIẾU ĐỒNG Ý CỦA TỪNG ĐƠN VỊ")
    roles = {column: role for column, _, role in _VOTE_HEADINGS if role}
    put_marker(sheet, row + 1, "votes", roles)
    blocks: list[tuple[int, float]] = []
    for award in canvas.campaign.awards:
        first = plan.headings[award.code]
        loud = canvas.styles.cell(bold=True, bg_color=GROUP_FILL)
        text = f"{award.title}. {quota_text(canvas.campaign, award)}."
        height = _across(sheet, first, text, loud, bold=True)
        height += _headings(canvas, sheet, first + 1, _VOTE_HEADINGS)
        header = canvas.styles.header(font_size=_SMALL)
        sheet.merge_range(first + 1, _P.REMARK, first + 1, _P.LAST, "Ghi chú", header)
        for number, unit in enumerate(canvas.result.units, start=1):
            height += _vote(canvas, sheet, plan, number, votes[award.code], unit)
        blocks.append((first if blocks else row, height + (0 if blocks else 22)))
    if not blocks:
        italic = canvas.styles.cell(italic=True, align="center")
        blocks.append((row, 22 + _across(sheet, plan.end - 1, NO_AWARDS, italic)))
    return blocks


def _vote(
    canvas: Canvas,
    sheet: Worksheet,
    plan: BallotPlan,
    number: int,
    vote: VoteCount,
    unit: UnitResult,
) -> float:
    styles, row = canvas.styles, plan.votes[vote.award, unit.unit]
    centred, own = styles.cell(align="center"), vote.unit(unit.unit)
    sheet.write_string(row, KEY_COLUMN, f"|{vote.award}@{unit.unit}")
    sheet.write_number(row, _P.NUMBER, number, centred)
    put_text(sheet, row, _P.NAME, unit.name, styles.cell())
    address = Address(None, vote.award, "votes")
    put_input(canvas, sheet, (row, _P.VOTES), unit.unit, address, bold=True)
    award_row = plan.ballots[vote.award]
    needed = required_of(canvas.campaign, plan, vote)
    of = denominator_cell(canvas.campaign, plan, vote)
    if needed is not None:
        needed = Live(fixed(award_row, _P.REQUIRED), needed.value)
    if of is not None:
        of = Live(fixed(award_row, _P.DENOMINATOR), of.value)
    short = "chưa đặt"
    for column, live in ((_P.NEEDED, needed), (_P.OUT_OF, of)):
        if live is None:
            put_text(sheet, row, column, short, styles.cell(align="center", font_size=_SMALL))
        else:
            _live(canvas, sheet, (row, column), live)
    share = share_of(plan, vote.award, own, row)
    _live(canvas, sheet, (row, _P.VOTE_SHARE), share, shown=PERCENT_FORMAT)
    _live(canvas, sheet, (row, _P.RESULT), result_of(plan, vote.award, own, row), bold=True)
    note = _note(canvas, unit)
    small = styles.cell(font_size=_SMALL)
    sheet.merge_range(row, _P.REMARK, row, _P.LAST, clean(note), small)
    cells = [(unit.name, _WIDTHS[1]), (note, sum(_WIDTHS[_P.REMARK - 1 :]))]
    return fit_row(sheet, row, cells, least=20)


def _note(canvas: Canvas, unit: UnitResult) -> str:
    """The rank, the chair's own unit, why a unit is not on the paper."""
    notes = [] if unit.rank is None else [f"Hạng {unit.rank} ({canvas.result.basis_label})."]
    if unit.unit == canvas.campaign.cluster.chair:
        notes.append("Cụm trưởng.")
    notes.append(not_on_paper(unit))
    return " ".join(filter(None, notes))
