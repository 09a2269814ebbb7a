"""What the chair may type: the type, the bounds and the title of each field, by address.

As ``scoring.fields`` is for a unit's form, this is the one list behind the summary's input cells,
their data validation, the reading back and the ``fields`` command. An address that the campaign
no longer knows has no field: its input is kept visibly, never used.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from scoring.campaign import Campaign
from scoring.criteria import Criterion
from scoring.fields import NOT_APPLICABLE_MARK, Address, FieldSpec, FormSheet, item_codes
from scoring.rules.base import InputField
from scoring.terms import BY_PERIOD, FieldType, Period, ScoredBy

__all__ = ["DECISIONS", "FIELDS", "MARK", "chair_field", "corrected_field", "title_of"]

MARK: Final = NOT_APPLICABLE_MARK
"""What a person types to choose: ``x``."""

PROPOSED: Final = "Đề nghị"
NOT_PROPOSED: Final = "Không đề nghị"
DECISIONS: Final = (PROPOSED, NOT_PROPOSED)

_TEXTS: Final = {
    "reason": "Lý do",
    "appraiser": "Người thẩm định",
    "explanation": "Giải trình của đơn vị",
    "second_reason": "Lý do của kết luận lần hai",
    "accepted_by": "Người xác nhận",
    "decision_reason": "Lý do quyết định",
    "decided_by": "Người quyết định",
    "meeting_place": "Địa điểm họp",
    "meeting_chair": "Chủ trì",
    "secretary": "Thư ký",
    "tellers": "Ban kiểm phiếu",
    "observers": "Khách mời, thành phần khác",
    "absent_members": "Thành viên vắng mặt, lý do",
}
_DATES: Final = {
    "appraised_on": "Ngày thẩm định",
    "accepted_on": "Ngày xác nhận",
    "decided_on": "Ngày quyết định",
    "meeting_date": "Ngày họp",
    "approval_date": "Ngày văn bản đồng ý",
    "received_at": "Ngày giờ nhận",
}
_COUNTS: Final = {
    "members_voting": "Số thành viên Hội đồng (Cụm) có quyền bầu",
    "present": "Số thành viên có mặt",
    "issued": "Số phiếu phát ra",
    "returned": "Số phiếu thu về",
    "valid": "Số phiếu hợp lệ",
    "invalid": "Số phiếu không hợp lệ",
    "votes": "Số phiếu đồng ý",
}
_MARKS: Final = {
    "accept_rest": "Thống nhất điểm hệ thống ở các dòng chưa ghi",
    "pinned": "Chọn bản này",
    "assigned": "Được phân công chấm chéo",
}
_OF_CRITERION: Final = frozenset(
    {"appraised", "appraised_actual", "second", "approved_target"}
    | {"reason", "appraiser", "appraised_on", "explanation", "second_reason"}
    | {"approval_document", "approval_date"}
)
_OF_LEAF: Final = frozenset({"appraised", "second", "second_reason"})
_OF_AWARD: Final = frozenset(
    {"issued", "returned", "valid", "invalid", "votes"}
    | {"decision", "decision_reason", "decided_by", "decided_on"}
)


FIELDS: Final = frozenset({*_TEXTS, *_DATES, *_COUNTS, *_MARKS, *_OF_CRITERION, *_OF_AWARD})
"""The names of all fields that the chair fills."""


_OTHER_TITLES: Final = {
    "appraised_actual": "Kết quả thẩm định",
    "appraised": "Điểm thẩm định",
    "second": "Kết luận lần hai",
    "approved_target": "Chỉ tiêu được duyệt",
    "approval_document": "Số văn bản đồng ý điều chỉnh",
    "decision": "Quyết định",
}


def title_of(field: str) -> str:
    """What a field is called, whatever it is about; the name itself for an unknown one."""
    titles = {**_TEXTS, **_DATES, **_COUNTS, **_MARKS, **_OTHER_TITLES}
    return titles.get(field, field)


def chair_field(campaign: Campaign, period: Period, address: Address) -> FieldSpec | None:
    """The field at an address of the chair's sheets, None where the campaign has none."""
    field, criterion = address.field, None
    if field in _OF_CRITERION:
        criterion = _criterion(campaign, address)
        if criterion is None or (field in _OF_LEAF and address.item is not None):
            return None
    elif field in _OF_AWARD and address.item not in {a.code for a in campaign.awards}:
        return None
    spec = FieldSpec(address, FormSheet.SCORES, FieldType.TEXT, "", period)
    if field in _TEXTS:
        return replace(spec, title=_TEXTS[field])
    if field in _DATES:
        return replace(spec, type=FieldType.DATE, title=_DATES[field])
    if field in _COUNTS:
        return replace(spec, type=FieldType.COUNT, title=_COUNTS[field], minimum=Decimal(0))
    if field in _MARKS:
        return replace(spec, type=FieldType.CHOICE, title=_MARKS[field], choices=(MARK,))
    if field == "decision":
        return replace(spec, type=FieldType.CHOICE, title=title_of(field), choices=DECISIONS)
    if field == "approval_document":
        return replace(spec, type=FieldType.REFERENCE, title=title_of(field))
    return None if criterion is None else _of_criterion(campaign, period, criterion, spec)


def corrected_field(
    campaign: Campaign, criterion: Criterion, item: str | None, period: Period
) -> InputField | None:
    """The result that an appraiser may correct at an address, None where there is none.

    A criterion of named inputs has one for each of them (``item`` is the input's code), one of
    pledged targets one for each row.
    """
    if criterion.scored_by is not ScoredBy.UNIT or period not in criterion.periods:
        return None
    if item is not None and criterion.items is None:
        named = next((n for n in criterion.inputs if n.code == item), None)
        if named is None:
            return None
        return InputField("count", FieldType.COUNT, named.title, minimum=Decimal(0))
    if (item is None) is (criterion.items is not None):
        return None
    fields = criterion.leaf_rule.fields(campaign.leaf(criterion, period))
    return next((f for f in fields if f.base in BY_PERIOD), None)


def _criterion(campaign: Campaign, address: Address) -> Criterion | None:
    """The leaf that an address speaks of, with its item or input; None where there is none."""
    leaves = {c.code: c for c in campaign.tree.leaves()}
    criterion = leaves.get(address.criterion or "")
    if criterion is None or address.item is None:
        return criterion
    known = {*item_codes(criterion), *(n.code for n in criterion.inputs)}
    return criterion if address.item in known else None


def _of_criterion(
    campaign: Campaign, period: Period, criterion: Criterion, spec: FieldSpec
) -> FieldSpec | None:
    field, item = spec.address.field, spec.address.item
    if field in ("appraised", "second"):
        return replace(
            spec,
            type=FieldType.POINTS,
            title=title_of(field),
            minimum=Decimal(0),
            maximum=criterion.max_points,
            step=Decimal(1).scaleb(-campaign.places),
        )
    if field == "approved_target":
        fields = criterion.leaf_rule.fields(campaign.leaf(criterion, period))
        target = next((f for f in fields if f.base == "target"), None)
        return None if target is None else _as(spec, target, title_of(field))
    corrected = corrected_field(campaign, criterion, item, period)
    return None if corrected is None else _as(spec, corrected, title_of(field))


def _as(spec: FieldSpec, like: InputField, title: str) -> FieldSpec:
    """The field of an entry of the same kind, under another title."""
    return replace(
        spec,
        type=like.type,
        title=title,
        choices=like.choices,
        minimum=like.minimum,
        maximum=like.maximum,
        above=like.above,
        step=like.step,
        ranges=like.ranges,
    )
