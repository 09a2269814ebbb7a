"""The criteria for reading: what each is worth, how it is scored, what proves it."""

from __future__ import annotations

from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.terms import Evidence, Section
from thidua_addin.form import paper
from thidua_addin.form.canvas import TABLE_SIZE, Canvas, Sheet, group_look
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.rule_words import NOT_APPLICABLE_WORDS, in_words
from thidua_addin.workbook.styles import HEADER_FILL, points_format

_LAW: Final = "Căn cứ"
_NOTE: Final = "Ghi chú"
_COLUMNS: Final = (
    ("Mã", 6.5),
    ("Nội dung tiêu chí", 31.0),
    ("Điểm chuẩn", 6.5),
    ("Cách chấm điểm", 41.0),
    ("Minh chứng", 20.0),
    ("Không áp dụng", 16.0),
    (_LAW, 14.0),
    (_NOTE, 22.0),
)
_FIRST: Final = 2
_CODE, _TITLE, _RULE = _FIRST, _FIRST + 1, _FIRST + 3
_HEADER_ROW: Final = 4
_SECTIONS: Final = {
    Section.CORE: "",
    Section.BONUS: " (điểm thưởng, ngoài thang điểm)",
    Section.PENALTY: " (điểm trừ)",
}


def write_criteria(canvas: Canvas) -> None:
    """Write the sheet; nothing on it is read back."""
    sheet = canvas.add(FormSheetName.CRITERIA, TABLE_SIZE)
    campaign = canvas.campaign
    columns = _columns(campaign)
    last = _FIRST + len(columns) - 1
    widths = [(_FIRST + i, width) for i, (_, width) in enumerate(columns)]
    sheet.widths(widths, code=_CODE, gives=_TITLE)
    paper.banner(sheet, _FIRST, last)
    title = sheet.plain(bold=True, font_size=14, align="center")
    sheet.merged(2, _FIRST, last, f"TIÊU CHÍ VÀ CÁCH CHẤM ĐIỂM NĂM {campaign.year}", title)
    sheet.height(2, 24)
    lead = (
        f"{campaign.cluster.name}. Thang điểm {campaign.scale}, làm tròn {campaign.places} chữ số."
    )
    sheet.merged(3, _FIRST, last, lead, sheet.plain(italic=True, align="center"))
    sheet.height(3, 20)
    head = sheet.style(bold=True, align="center", bg_color=HEADER_FILL)
    for i, (text, _) in enumerate(columns):
        sheet.text(_HEADER_ROW, _FIRST + i, text, head)
    headings = [(text, sheet.columns[_FIRST + i]) for i, (text, _) in enumerate(columns)]
    sheet.fit(_HEADER_ROW, headings, bold=True)
    row = _HEADER_ROW
    groups = []
    for depth, criterion in campaign.tree.walk():
        row += 1
        _row(sheet, row, depth, criterion, tuple(title for title, _ in columns))
        if not criterion.is_leaf:
            groups.append(row)
    sheet.raw.freeze_panes(_HEADER_ROW, _FIRST)
    sheet.raw.set_zoom(90)
    sheet.finish(
        landscape=True, last=(row, last), header=(_HEADER_ROW, _HEADER_ROW), together=groups[:-1]
    )
    sheet.protect()


def _row(
    sheet: Sheet, row: int, depth: int, criterion: Criterion, columns: tuple[str, ...]
) -> None:
    places = sheet.canvas.campaign.places
    if not criterion.is_leaf:
        _group(sheet, row, depth, criterion, _FIRST + len(columns) - 1)
        return
    last = {_LAW: "; ".join(law.text() for law in criterion.law), _NOTE: criterion.note or ""}
    texts = (
        criterion.code,
        criterion.title,
        "",
        in_words(sheet.canvas.campaign, criterion),
        _evidence(criterion),
        NOT_APPLICABLE_WORDS[criterion.not_applicable],
        *(last[title] for title in columns if title in last),
    )
    for i, text in enumerate(texts):
        sheet.text(row, _FIRST + i, text, sheet.style())
    number = sheet.style(align="center", num_format=points_format(places))
    sheet.number(row, _FIRST + 2, criterion.max_points, number)
    widths = [sheet.columns[_FIRST + i] - 1 for i in range(len(columns))]
    sheet.fit(row, list(zip(texts, widths, strict=True)), least=20)


def _group(sheet: Sheet, row: int, depth: int, criterion: Criterion, last: int) -> None:
    """A content group: its full wording stands where the leaves have their rules."""
    campaign = sheet.canvas.campaign
    title = criterion.title + (_SECTIONS[criterion.section] if depth == 0 else "")
    look = group_look(depth)
    sheet.text(row, _CODE, criterion.code, sheet.style(**look))
    sheet.text(row, _TITLE, title, sheet.style(**look))
    number = sheet.style(align="center", num_format=points_format(campaign.places), **look)
    sheet.number(row, _FIRST + 2, criterion.max_points, number)
    law = "; ".join(reference.text() for reference in criterion.law)
    parts = (in_words(campaign, criterion), criterion.note or "", f"Căn cứ: {law}" if law else "")
    text = ". ".join(part.rstrip(".") for part in parts if part) + "."
    sheet.merged(row, _RULE, last, text, sheet.style(bg_color=look["bg_color"]))
    wide = sheet.span(_RULE, last) - 2
    sheet.fit(row, [(title, sheet.columns[_TITLE] - 1), (text, wide)], bold=True, least=20)


def _columns(campaign: Campaign) -> list[tuple[str, float]]:
    """Headings and widths; a column that no criterion fills leaves its room to the titles."""
    leaves = campaign.tree.leaves()
    used = {_LAW: any(c.law for c in leaves), _NOTE: any(c.note for c in leaves)}
    spare = sum(width for title, width in _COLUMNS if not used.get(title, True))
    kept = [(title, width) for title, width in _COLUMNS if used.get(title, True)]
    title, width = kept[_TITLE - _FIRST]
    kept[_TITLE - _FIRST] = (title, width + spare)
    return kept


def _evidence(criterion: Criterion) -> str:
    needed = {
        Evidence.REQUIRED: "Bắt buộc",
        Evidence.OPTIONAL: "Khuyến khích",
        Evidence.NONE: "Không yêu cầu",
    }[criterion.evidence]
    return f"{needed}: {criterion.evidence_hint}" if criterion.evidence_hint else needed
