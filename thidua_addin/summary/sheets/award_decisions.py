"""``Đề nghị khen thưởng``: what the tool proposes for each award and unit, and what people decide.

Reasons and proposals are those of the last merge; rank, points, votes and the checks beside the
decisions follow live.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scoring.awards import quota_text
from scoring.campaign import Award
from scoring.chair.eligibility import Proposal, proposals
from scoring.chair.fields import PROPOSED
from scoring.fields import Address
from thidua_addin.summary.ballot_plan import BallotPlan, plan_ballot
from thidua_addin.summary.inputs import put_input
from thidua_addin.summary.layout import (
    KEY_COLUMN,
    NOTHING,
    Canvas,
    OverviewPlan,
    SheetName,
    literal,
    put_end,
    put_marker,
    put_number,
    quoted,
    span,
)
from thidua_addin.summary.printing import MOST_LINES, packed, print_scale
from thidua_addin.summary.sheets.ballot import NO_AWARDS
from thidua_addin.summary.sheets.ballot_formulas import result_of
from thidua_addin.summary.sheets.heading import write_banner
from thidua_addin.workbook.styles import (
    GROUP_FILL,
    PERCENT_FORMAT,
    WARNING_FILL,
    clean,
    fit_row,
    lines_of,
    points_format,
    put_text,
    set_page,
)

__all__ = ["write_award_decisions"]

TITLE_ROW, NOTE_ROW, BANNER_ROW, MARKER_ROW, HEADER_ROW, FIRST_ROW = range(6)
RANK, UNIT, POINTS, PERCENT, VOTE, REASONS, PROPOSAL = range(1, 8)
DECISION, WHY, BY, ON, CHECK = range(8, 13)
_HEADINGS: Final = (
    (RANK, "Hạng", "rank", 6.0),
    (UNIT, "Đơn vị", "who", 14.0),
    (POINTS, "Điểm", "total", 8.0),
    (PERCENT, "Tỷ lệ %", "percent", 8.5),
    (VOTE, "Phiếu bình xét", "vote_result", 11.0),
    (REASONS, "Điều kiện và lý do", "", 36.0),
    (PROPOSAL, "Chương trình đề xuất", "proposal", 10.0),
    (DECISION, "Quyết định", "decision", 10.0),
    (WHY, "Lý do quyết định", "decision_reason", 15.0),
    (BY, "Người quyết định", "decided_by", 11.0),
    (ON, "Ngày quyết định", "decided_on", 11.0),
    (CHECK, "Việc cần làm", "", 24.0),
)
"""Column, heading, role, width; the last one is only for the screen."""
_WIDTHS: Final = {column: width for column, _, _, width in _HEADINGS}
_SMALL: Final = 10
_INPUTS: Final = (DECISION, WHY, BY, ON)
_SAID: Final = {True: "+", False: "–", None: "?"}
_NOTE: Final = (
    "Chương trình chỉ đề xuất; người có thẩm quyền chọn ở cột Quyết định, ghi tên, ngày và lý do "
    "khi khác đề xuất; quyết định này được đưa vào văn bản. Dấu + là đạt, – là không đạt, ? là "
    "chưa rõ. Đề xuất tính khi tổng hợp: ghi phiếu bầu hoặc thẩm định xong thì tổng hợp lại."
)
_NO_NAME: Final = "Ghi người quyết định. "
_NO_REASON: Final = "Ghi lý do quyết định."


def write_award_decisions(canvas: Canvas) -> None:
    """Write the sheet: under each award a row a unit."""
    sheet = canvas.add(SheetName.AWARDS)
    scale = print_scale([w for c, w in _WIDTHS.items() if c != CHECK], smallest=_SMALL)
    top = _page(canvas, sheet, scale)
    found = proposals(canvas.result)
    row, blocks = FIRST_ROW, []
    for award in canvas.campaign.awards:
        own = [p for p in found if p.award.code == award.code]
        height = _award(canvas, sheet, row, award, own)
        for number, proposal in enumerate(own, start=row + 1):
            of_unit = _proposal(canvas, sheet, number, proposal)
            if number == row + 1:
                blocks.append((row, height + of_unit))
            else:
                blocks.append((number, of_unit))
        row += len(own) + 1
    if not canvas.campaign.awards:
        italic = canvas.styles.cell(italic=True, align="center")
        sheet.merge_range(row, RANK, row, ON, NO_AWARDS, italic)
        row += 1
    put_end(sheet, row)
    header = 36.0
    sheet.set_h_pagebreaks(packed(blocks, scale, top + header, header))
    sheet.print_area(0, RANK, row - 1, ON)
    if row > FIRST_ROW:
        _warn(canvas, sheet, row - 1)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _page(canvas: Canvas, sheet: Worksheet, scale: int) -> float:
    """Columns, title, banner, headings; the height above the headings."""
    styles = canvas.styles
    set_page(sheet, landscape=True, print_title=canvas.foot)
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    title = f"XÉT, ĐỀ NGHỊ KHEN THƯỞNG NĂM {canvas.campaign.year} ({canvas.result.basis_label})"
    put_text(sheet, TITLE_ROW, RANK, title, styles.plain(bold=True, font_size=13))
    sheet.set_row(TITLE_ROW, 20)
    printed = sum(width for column, width in _WIDTHS.items() if column != CHECK)
    plain = styles.plain(italic=True, text_wrap=True)
    sheet.merge_range(NOTE_ROW, RANK, NOTE_ROW, ON, _NOTE, plain)
    height = fit_row(sheet, NOTE_ROW, [(_NOTE, printed)])
    height += write_banner(canvas, sheet, BANNER_ROW, (RANK, ON), printed)
    put_marker(sheet, MARKER_ROW, "awards", {c: role for c, _, role, _ in _HEADINGS if role})
    header = styles.header(font_size=_SMALL)
    for column, heading, _, _ in _HEADINGS:
        put_text(sheet, HEADER_ROW, column, heading, header)
    sheet.set_row(HEADER_ROW, 36)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(FIRST_ROW, UNIT + 1)
    return 20 + height


def _award(canvas: Canvas, sheet: Worksheet, row: int, award: Award, own: list[Proposal]) -> float:
    """The line above an award's units: its quota, and live how many are decided; the height."""
    loud = canvas.styles.cell(bold=True, bg_color=GROUP_FILL)
    law = f" Căn cứ: {award.law.text()}." if award.law is not None else ""
    text = f"{award.title}. {quota_text(canvas.campaign, award)}.{law}"
    sheet.merge_range(row, RANK, row, REASONS, clean(text), loud)
    sheet.merge_range(row, PROPOSAL, row, ON, "", loud)
    decided = span(row + 1, DECISION, row + max(len(own), 1), DECISION)
    places = canvas.campaign.places_of(award)
    of = "" if places is None else f"/{places}"
    granted = sum(p.granted for p in own)
    over = "" if places is None else f'&IF(COUNTIF({decided},"{PROPOSED}")>{places},'
    over += "" if places is None else f'{literal(_OVER)},"")'
    formula = f'{literal(_COUNTED)}&COUNTIF({decided},"{PROPOSED}")&{literal(of)}{over}'
    value = f"{_COUNTED}{granted}{of}"
    if places is not None and granted > places:
        value += _OVER
    canvas.put(sheet, (row, PROPOSAL), formula, value, loud)
    width = sum(_WIDTHS[c] for c in range(RANK, REASONS + 1))
    return fit_row(sheet, row, [(text, width)], bold=True, least=20)


_COUNTED: Final = "Đã quyết định đề nghị: "
_OVER: Final = " – QUÁ SỐ LƯỢNG"


def _proposal(canvas: Canvas, sheet: Worksheet, row: int, proposal: Proposal) -> float:
    """One unit's line; its height."""
    styles, unit = canvas.styles, proposal.unit
    code = proposal.award.code
    sheet.write_string(row, KEY_COLUMN, f"|{code}@{unit.unit}")
    put_text(sheet, row, UNIT, canvas.short_name(unit.unit), styles.cell())
    _numbers(canvas, sheet, row, proposal)
    _vote(canvas, sheet, row, proposal)
    said = [f"{_SAID[c.met]} {c.text}." for c in proposal.eligibility.conditions]
    reasons = "\n".join(said)
    put_text(sheet, row, REASONS, reasons, styles.cell(font_size=_SMALL))
    bold = styles.cell(align="center", bold=True, font_size=_SMALL)
    put_text(sheet, row, PROPOSAL, proposal.proposed, bold)
    for column in _INPUTS:
        address = Address(None, code, _role(column))
        put_input(canvas, sheet, (row, column), unit.unit, address, font_size=_SMALL)
    _check(canvas, sheet, row, proposal)
    why = clean(proposal.decision_reason)
    texts = [(reasons, _WIDTHS[REASONS]), (why, _WIDTHS[WHY]), (proposal.decided_by, _WIDTHS[BY])]
    return fit_row(sheet, row, [_limited(t, w) for t, w in texts], size=_SMALL, least=30)


def _limited(text: str, width: float) -> tuple[str, float]:
    """A text with its column's width; of a very long one so much that the row fits a page."""
    if lines_of(text, width, _SMALL) <= 2 * MOST_LINES:
        return text, width
    return "\n" * (2 * MOST_LINES - 1) + ".", width


def _role(column: int) -> str:
    return next(role for c, _, role, _ in _HEADINGS if c == column)


def _numbers(canvas: Canvas, sheet: Worksheet, row: int, proposal: Proposal) -> None:
    """Rank and points as the overview has them, live."""
    unit, styles = proposal.unit, canvas.styles
    index = list(canvas.campaign.units).index(unit.unit)
    there = OverviewPlan.FIRST_ROW + index

    def overview(column: int) -> str:
        return f"{quoted(SheetName.OVERVIEW)}!{xl_rowcol_to_cell(there, column)}"

    rank = styles.cell(align="center", bold=True, num_format="0")
    canvas.put(sheet, (row, RANK), overview(OverviewPlan.RANK), unit.rank, rank)
    dash = styles.cell(align="center")
    if unit.ranked_sheet is None:
        put_number(sheet, row, POINTS, None, dash)
        put_number(sheet, row, PERCENT, None, dash)
        return
    totals = unit.ranked_sheet.totals
    points = canvas.number(points_format(canvas.campaign.places))
    canvas.put(sheet, (row, POINTS), overview(OverviewPlan.TOTAL), totals.total, points)
    percent = styles.cell(align="center", num_format=PERCENT_FORMAT)
    canvas.put(sheet, (row, PERCENT), overview(OverviewPlan.PERCENT), totals.percent, percent)


def _vote(canvas: Canvas, sheet: Worksheet, row: int, proposal: Proposal) -> None:
    """Votes and result as the sheet of the vote has them, live."""
    plan = plan_ballot(canvas.campaign)
    there = plan.votes[proposal.award.code, proposal.unit.unit]
    ballot = quoted(SheetName.BALLOT)
    votes = f"{ballot}!{xl_rowcol_to_cell(there, BallotPlan.VOTES)}"
    result = f"{ballot}!{xl_rowcol_to_cell(there, BallotPlan.RESULT)}"
    own = proposal.vote
    shown = result_of(plan, proposal.award.code, own, there).value
    value = NOTHING if own.votes is None else f"{own.votes} phiếu, {shown}"
    formula = f'IF(ISNUMBER({votes}),{votes}&" phiếu, "&{result},{literal(NOTHING)})'
    style = canvas.styles.cell(align="center", font_size=_SMALL)
    canvas.put(sheet, (row, VOTE), formula, value, style)


def _check(canvas: Canvas, sheet: Worksheet, row: int, proposal: Proposal) -> None:
    """What is still missing beside a decision, live."""
    proposed, decision, why, by = (
        xl_rowcol_to_cell(row, column) for column in (PROPOSAL, DECISION, WHY, BY)
    )
    no_name = f'IF({by}="",{literal(_NO_NAME)},"")'
    departs = f'({decision}="{PROPOSED}")<>({proposed}="{PROPOSED}")'
    no_reason = f'IF({departs},IF({why}="",{literal(_NO_REASON)},""),"")'
    formula = f'IF({decision}="","",{no_name}&{no_reason})'
    value = ""
    if proposal.decision is not None:
        value = "" if proposal.decided_by else _NO_NAME
        value += _NO_REASON if proposal.departs and not proposal.decision_reason else ""
    canvas.put(sheet, (row, CHECK), formula, value, canvas.styles.cell(font_size=_SMALL))


def _warn(canvas: Canvas, sheet: Worksheet, last: int) -> None:
    fill = canvas.workbook.add_format({"bg_color": WARNING_FILL})
    first = xl_rowcol_to_cell(FIRST_ROW, CHECK)
    rule = {"type": "formula", "criteria": f'={first}<>""', "format": fill}
    sheet.conditional_format(FIRST_ROW, CHECK, last, CHECK, rule)
