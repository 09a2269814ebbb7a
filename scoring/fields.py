"""Every value that a campaign asks a unit for: the address, the type and the bounds of each.

The form's cells, its data validation, the parser and the ``fields`` command all come from this
one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from scoring.campaign import Campaign
from scoring.criteria import RESULT_PERIODS, Criterion
from scoring.rules.base import InputField
from scoring.terms import (
    BY_PERIOD,
    Evidence,
    FieldType,
    NotApplicable,
    Period,
    ScoredBy,
    Section,
    field_name,
)


class FormSheet(StrEnum):
    """The sheets of the form on which people enter something."""

    INFO = "info"
    REGISTER = "register"
    SCORES = "scores"
    EVIDENCE = "evidence"
    REPORT = "report"


class Need(StrEnum):
    """When a field must be filled before its period is submitted."""

    NEVER = "never"
    ALWAYS = "always"
    UNLESS_NOT_APPLICABLE = "unless_not_applicable"
    IN_USED_ROW = "in_used_row"  # of an item row in which anything is filled


@dataclass(frozen=True, slots=True)
class Address:
    """Where an entry belongs: criterion, item row or named input, field name."""

    criterion: str | None
    item: str | None
    field: str


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One value that a person may enter. Bounds as in ``InputField``; percent is a fraction.

    ``period`` is the submission for which the field counts, None for all of them.
    """

    address: Address
    sheet: FormSheet
    type: FieldType
    title: str
    period: Period | None = None
    need: Need = Need.NEVER
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above: Decimal | None = None
    step: Decimal | None = None
    ranges: tuple[tuple[Decimal, Decimal], ...] = ()


NOT_APPLICABLE_MARK = "x"
NARRATIVES = {
    "narrative": "Kết quả nổi bật",
    "difficulties": "Khó khăn, vướng mắc, nguyên nhân",
    "proposals": "Kiến nghị, đề xuất",
}


@lru_cache(maxsize=8)
def form_fields(campaign: Campaign) -> tuple[FieldSpec, ...]:
    """All fields of a unit's form, in the order of its sheets."""
    return (
        *_info_fields(),
        *_register_fields(),
        *(f for c in campaign.tree.leaves() for f in leaf_fields(campaign, c)),
        *(f for root in contents(campaign) for f in _report_fields(root)),
    )


def contents(campaign: Campaign) -> tuple[Criterion, ...]:
    """The content groups that a unit reports on in words: the roots inside the scale.

    Where nothing but bonus and penalty is scored, those are what there is to report on.
    """
    roots = campaign.tree.roots()
    return tuple(root for root in roots if root.section is Section.CORE) or roots


def item_codes(criterion: Criterion) -> tuple[str, ...]:
    """The item rows that the form offers for a criterion, ``"1"`` to ``"12"``."""
    if criterion.items is None:
        return ()
    return tuple(str(n) for n in range(1, criterion.items.rows + 1))


def leaf_fields(campaign: Campaign, criterion: Criterion) -> Iterator[FieldSpec]:
    """The fields of one leaf: targets, results, named inputs, self-score, evidence."""
    if criterion.scored_by is ScoredBy.UNIT:
        leaf = campaign.leaf(criterion, Period.YEAR)
        for rule_field in criterion.leaf_rule.fields(leaf):
            if criterion.items is None:
                yield from _rule_field(criterion, None, rule_field)
            else:
                for item in item_codes(criterion):
                    yield from _rule_field(criterion, item, rule_field)
    for item in item_codes(criterion):
        yield from _pledge_fields(criterion, item)
    for named in criterion.inputs:
        yield from _by_period(
            criterion,
            named.code,
            InputField("count", FieldType.COUNT, named.title, minimum=Decimal(0)),
        )
    yield from _judgement_fields(criterion)
    yield from _evidence_fields(criterion)


def _rule_field(criterion: Criterion, item: str | None, f: InputField) -> Iterator[FieldSpec]:
    if f.base in BY_PERIOD:
        yield from _by_period(criterion, item, f)
        return
    need = Need.UNLESS_NOT_APPLICABLE if item is None else Need.IN_USED_ROW
    yield FieldSpec(
        Address(criterion.code, item, f.base),
        FormSheet.REGISTER,
        f.type,
        f.title,
        Period.REGISTRATION,
        need if f.required else Need.NEVER,
        f.choices,
        f.minimum,
        f.maximum,
        f.above,
    )


def _by_period(criterion: Criterion, item: str | None, f: InputField) -> Iterator[FieldSpec]:
    is_pledge = criterion.items is not None
    need = Need.IN_USED_ROW if is_pledge else Need.UNLESS_NOT_APPLICABLE
    for period in RESULT_PERIODS:
        if period in criterion.periods:
            yield FieldSpec(
                Address(criterion.code, item, field_name(f.base, period)),
                FormSheet.SCORES,
                f.type,
                f"{f.title} ({period.label.lower()})",
                period,
                need if f.required else Need.NEVER,
                f.choices,
                f.minimum,
                f.maximum,
                f.above,
                f.step,
                f.ranges,
            )


def _pledge_fields(criterion: Criterion, item: str) -> Iterator[FieldSpec]:
    def pledged(field: str, kind: FieldType, title: str, need: Need) -> FieldSpec:
        above = Decimal(0) if field == "weight" else None
        address = Address(criterion.code, item, field)
        return FieldSpec(
            address, FormSheet.REGISTER, kind, title, Period.REGISTRATION, need, above=above
        )

    yield pledged("item_title", FieldType.TEXT, "Nội dung chỉ tiêu giao ước", Need.IN_USED_ROW)
    yield pledged("item_unit", FieldType.TEXT, "Đơn vị tính", Need.IN_USED_ROW)
    yield pledged("weight", FieldType.NUMBER, "Trọng số", Need.IN_USED_ROW)
    yield pledged("deadline", FieldType.DATE, "Thời hạn hoàn thành", Need.NEVER)


def _judgement_fields(criterion: Criterion) -> Iterator[FieldSpec]:
    def said(field: str, title: str) -> FieldSpec:
        address = Address(criterion.code, None, field)
        return FieldSpec(address, FormSheet.SCORES, FieldType.TEXT, title)

    yield FieldSpec(
        Address(criterion.code, None, "self"),
        FormSheet.SCORES,
        FieldType.POINTS,
        "Điểm tự chấm",
        minimum=Decimal(0),
        maximum=criterion.max_points,
    )
    yield said("explanation", "Giải trình")
    if criterion.not_applicable is not NotApplicable.FORBIDDEN:
        yield FieldSpec(
            Address(criterion.code, None, "not_applicable"),
            FormSheet.SCORES,
            FieldType.CHOICE,
            "Không áp dụng",
            choices=(NOT_APPLICABLE_MARK,),
        )
        yield said("na_reason", "Lý do không áp dụng")


def _evidence_fields(criterion: Criterion) -> Iterator[FieldSpec]:
    if criterion.evidence is Evidence.NONE:
        return
    for field, kind, title in (
        ("evidence", FieldType.REFERENCE, "Số, ký hiệu văn bản"),
        ("evidence_date", FieldType.DATE, "Ngày ban hành"),
        ("evidence_title", FieldType.TEXT, "Tên, trích yếu"),
        ("evidence_file", FieldType.TEXT, "Tên tệp gửi kèm"),
    ):
        yield FieldSpec(Address(criterion.code, None, field), FormSheet.EVIDENCE, kind, title)


def _report_fields(root: Criterion) -> Iterator[FieldSpec]:
    for period in RESULT_PERIODS:
        for base, title in NARRATIVES.items():
            yield FieldSpec(
                Address(root.code, None, field_name(base, period)),
                FormSheet.REPORT,
                FieldType.TEXT,
                f"{title} ({period.label.lower()})",
                period,
            )


def _info_fields() -> Iterator[FieldSpec]:
    labels = tuple(p.label for p in Period)
    yield _about("period", FormSheet.INFO, FieldType.CHOICE, "Kỳ báo cáo", choices=labels)
    for field, kind, title, need in (
        ("preparer", FieldType.TEXT, "Người lập biểu", Need.ALWAYS),
        ("phone", FieldType.TEXT, "Điện thoại liên hệ", Need.NEVER),
        ("signer", FieldType.TEXT, "Người ký", Need.ALWAYS),
        ("signer_title", FieldType.TEXT, "Chức vụ người ký", Need.ALWAYS),
        ("letter_number", FieldType.REFERENCE, "Số công văn gửi kèm", Need.NEVER),
        ("letter_date", FieldType.DATE, "Ngày công văn gửi kèm", Need.NEVER),
    ):
        yield _about(field, FormSheet.INFO, kind, title, need=need)


def _register_fields() -> Iterator[FieldSpec]:
    for field, kind, title in (
        ("plan_number", FieldType.REFERENCE, "Số kế hoạch thi đua của đơn vị"),
        ("plan_date", FieldType.DATE, "Ngày ban hành kế hoạch"),
        ("measures", FieldType.TEXT, "Biện pháp tổ chức thực hiện"),
    ):
        yield _about(field, FormSheet.REGISTER, kind, title, Period.REGISTRATION, Need.ALWAYS)


def _about(
    field: str,
    sheet: FormSheet,
    kind: FieldType,
    title: str,
    period: Period | None = None,
    need: Need = Need.NEVER,
    choices: tuple[str, ...] = (),
) -> FieldSpec:
    return FieldSpec(Address(None, None, field), sheet, kind, title, period, need, choices)
