"""The words in which changes between two merges are told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.canonical import canonical_json
from scoring.checks.case import item_text, value_text
from scoring.entries import Entry
from scoring.entry_json import content_data
from scoring.fields import Address, FieldSpec
from scoring.merge_result import MergeResult, UnitResult, UnitStatus
from scoring.numbers import vn_number, vn_percent
from scoring.parse import shown
from scoring.received import Received
from scoring.score import ScoreLine

BLANK: Final = "(trống)"
NO_NUMBER: Final = "chưa có"

STATUS_WORDS: Final = {
    UnitStatus.OK: "hợp lệ",
    UnitStatus.WARNINGS: "có cảnh báo",
    UnitStatus.BLOCKED: "bị chặn vì có lỗi",
    UnitStatus.MISSING: "chưa nộp",
    UnitStatus.VETOED: "vi phạm điều kiện bắt buộc",
}


def file_text(received: Received) -> str:
    """A file with its version."""
    version = f"lần {received.submission.version}" if received.sealed else "chưa niêm phong"
    return f"{received.file} ({version})"


def said(entry: Entry | None) -> str | None:
    """What an entry says, however it was typed; equal texts mean no change.

    A moment says its time of day as well, which the value of a date does not hold.
    """
    if entry is None:
        return None
    if isinstance(entry.raw, dt.datetime):
        return entry.raw.isoformat()
    return canonical_json(content_data(entry))


def entry_text(entry: Entry | None, spec: FieldSpec | None) -> str:
    """An entry as a line of changes shows it, at most 60 characters."""
    if entry is None:
        return BLANK
    if entry.value is None or isinstance(entry.raw, dt.datetime):
        return shown(entry.raw) or BLANK
    return value_text(entry.value, spec)


def line_text(line: ScoreLine | None, places: int) -> str:
    """The computed points of a leaf, or the state that stands in their place."""
    if line is None:
        return "không có tiêu chí này"
    return line.state.label if line.computed is None else vn_number(line.computed, places)


def percent_text(value: Decimal | None) -> str:
    """A percent with two decimals."""
    return NO_NUMBER if value is None else vn_percent(value)


def rank_text(unit: UnitResult) -> str:
    """A rank, with a word where it is shared."""
    if unit.rank is None:
        return "chưa xếp hạng"
    return f"{unit.rank} (đồng hạng)" if unit.tied else str(unit.rank)


def grade_text(unit: UnitResult) -> str:
    """A grade, with a word where it may still change."""
    if unit.grade is None:
        return "chưa xếp loại"
    label = unit.grade.grade.label
    return f"{label} (tạm)" if unit.grade.provisional else label


def title_of(campaign: Campaign, older: Campaign, criterion: str) -> str:
    """A criterion's title; of one that is gone, that of the older campaign."""
    known = campaign if criterion in campaign.tree else older
    return known.tree[criterion].title


def about_item(before: MergeResult, after: MergeResult, address: Address) -> str:
    """What the item of an input stands for: a row, a named input, an award, a unit, a file."""
    item, campaign = address.item, after.campaign
    if item is None:
        return ""
    if address.criterion is not None:
        if address.criterion in campaign.tree:
            for named in campaign.tree[address.criterion].inputs:
                if named.code == item:
                    return f": {named.title}"
        return item_text(item)
    for award in campaign.awards:
        if award.code == item:
            return f": {award.title}"
    if item in campaign.units:
        return f": {campaign.units[item].short_name}"
    for received in (*after.received, *before.received):
        if received.sha256.startswith(item):
            return f": {received.file}"
    return f": {item}"
