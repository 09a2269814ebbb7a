"""Entries on their way into a form of another revision: what fits, what is kept, what is said."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.campaign import Campaign
from scoring.entries import Entries
from scoring.fields import Address, form_fields
from scoring.parse import shown
from scoring.rules.bands import Band, Bands
from scoring.rules.per_event import PerEventPlus
from scoring.rules.range_minus import RangeMinus, Severity
from scoring.snapshot import Cell
from scoring.terms import FieldType
from thidua_addin.form.carry import Carry, OldForm, carry_entries
from thidua_addin.form.model import KeptNote
from thidua_addin.form.read import read_form

D = Decimal
SCORES = "Tự chấm điểm"


def with_criterion(campaign: Campaign, code: str, **changes: Any) -> Campaign:
    """The campaign with one criterion changed, unchecked."""
    criteria = tuple(
        c.model_copy(update=changes) if c.code == code else c for c in campaign.criteria
    )
    return campaign.model_copy(update={"criteria": criteria})


def carried(form: Any, campaign: Campaign, held: Entries | None = None) -> Carry:
    """What becomes of a form's entries under another campaign."""
    old = OldForm(form.campaign, form.snapshot, read_form(form.snapshot, form.campaign))
    return carry_entries(old, campaign, held or Entries(()), ())


def said(result: Carry) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.criterion, f.field) for f in result.findings]


def test_the_same_campaign_takes_everything(form: Any) -> None:
    result = carried(form, form.campaign)
    reading = read_form(form.snapshot, form.campaign)
    assert tuple(result.entries) == tuple(reading.entries)
    assert (result.carried, result.kept) == (len(reading.entries), 0)
    assert (result.notes, result.findings) == ((), ())


def test_points_earned_are_not_points_taken_off(form: Any) -> None:
    """Both rules read a field ``points``, but it asks for something else now."""
    severity = Severity.model_validate({"label": "Nhẹ", "from": 1, "to": 5})
    rule = RangeMinus(kind="range_minus", severities=(severity,))
    result = carried(form, with_criterion(form.campaign, "A.1.1", rule=rule))
    assert said(result) == [("CARRY_UNFIT", "A.1.1", "points")]
    assert result.entries.get("A.1.1", None, "points") is None
    assert result.entries.text("A.1.1", None, "evidence") == "15/BC-SNV"
    (note,) = result.notes
    assert note.text == (
        "“4,5” – Điểm chấm (năm), A.1.1: ô này nay là “Số điểm trừ (năm)”, "
        "trước là “Điểm chấm (năm)”"
    )


def test_the_same_question_under_another_kind_of_rule_is_carried_with_a_word(form: Any) -> None:
    bands = (Band(**{"from": D("0.9"), "points": D(7)}), Band(to=D("0.9"), points=D(0)))
    rule = Bands(kind="bands", value=FieldType.PERCENT, bands=bands)
    result = carried(form, with_criterion(form.campaign, "B.1", rule=rule))
    assert said(result) == [("CARRY_MEANING", "B.1", "actual_fy")]
    assert result.entries.value("B.1", None, "actual_fy") == D("0.95")
    assert result.notes == ()
    message = result.findings[0].message
    assert "loại quy tắc “Theo tỷ lệ hoàn thành” nay là “Theo khoảng”" in message


def test_a_count_for_the_other_side_asks_for_the_same(form: Any) -> None:
    """A.1.2 took points off per person; now it gives points per person. The named count stays."""
    rule = PerEventPlus(kind="per_event_plus", event="người", points_each=D(1))
    result = carried(form, with_criterion(form.campaign, "A.1.2", rule=rule))
    assert said(result) == [("CARRY_MEANING", "A.1.2", "count")]
    assert result.entries.value("A.1.2", "KL.CC", "count") == 0


def test_a_fraction_that_becomes_a_number_is_said(form: Any) -> None:
    rule = form.campaign.tree["B.3"].rule.model_copy(update={"value": FieldType.NUMBER})
    result = carried(form, with_criterion(form.campaign, "B.3", rule=rule))
    assert said(result) == [("CARRY_MEANING", "B.3", "actual_fy")]
    assert "ô ghi tỷ lệ % nay ghi số" in result.findings[0].message
    form.enter("B.3||actual_fy", Cell("96%"))
    result = carried(form, with_criterion(form.campaign, "B.3", rule=rule))
    assert said(result) == [("CARRY_UNFIT", "B.3", "actual_fy")]


def test_what_nobody_could_read_before_is_carried_as_it_was_typed(form: Any) -> None:
    form.enter("B.2||actual_fy", Cell("chưa rõ"))
    result = carried(form, with_criterion(form.campaign, "B.2", note="Ghi chú"))
    entry = result.entries.get("B.2", None, "actual_fy")
    assert entry is not None
    assert (entry.raw, entry.value, said(result)) == ("chưa rõ", None, [])


def test_a_code_that_names_something_else_is_asked_about(form: Any) -> None:
    """As where a chair numbers the table anew: values follow their code, and that is said once."""
    other = with_criterion(form.campaign, "A.2", title="Tổ chức hội nghị sơ kết cụm")
    result = carried(form, other)
    assert said(result) == [("CARRY_RETITLED", "A.2", None)]
    assert "trước là “Chỉ tiêu đăng ký, giao ước”" in result.findings[0].message
    reworded = with_criterion(form.campaign, "A.2", title="Chỉ tiêu giao ước đã đăng ký")
    assert said(carried(form, reworded)) == []


def test_a_named_count_that_counts_something_else_is_asked_about(form: Any) -> None:
    inputs = form.campaign.tree["A.1.2"].inputs
    other = (inputs[0].model_copy(update={"title": "Số cuộc thanh tra"}),)
    result = carried(form, with_criterion(form.campaign, "A.1.2", inputs=other))
    assert said(result) == [("CARRY_MEANING", "A.1.2", "count")]
    assert result.findings[0].item == "KL.CC"


def test_a_formula_that_shows_nothing(form: Any) -> None:
    form.enter("A.1.1||points", Cell("", formula=True))
    result = carried(form, form.campaign)
    assert said(result) == [("CARRY_UNREADABLE", "A.1.1", "points")]
    assert "công thức chưa có giá trị" in result.findings[0].message
    form.enter("A.1.1||points", Cell(float("inf")))
    assert said(carried(form, form.campaign)) == [("CARRY_UNREADABLE", "A.1.1", "points")]


def test_a_doubled_row_that_says_two_things(form: Any) -> None:
    form.copy_row("scores", "A.1.1|")
    sheet, row, column = form.where("scores", "A.1.1|", "result_fy")
    form.write(sheet, row + 1, column, 3.0)
    result = carried(form, form.campaign)
    assert said(result) == [("CARRY_UNREADABLE", "A.1.1", "points")]
    assert result.entries.get("A.1.1", None, "points") is None
    assert [n.text.split(" – ")[0] for n in result.notes] == ["“4,5”", "“3”"]
    assert len({n.cell for n in result.notes}) == 2


def test_what_was_typed_over_a_calculated_cell(form: Any) -> None:
    form.put("scores", "A.1.1|", "computed", Cell(5.0))
    result = carried(form, form.campaign)
    (note,) = result.notes
    assert (note.sheet, note.text) == (SCORES, "“5” – Điểm hệ thống: ghi đè lên ô tính sẵn")
    assert said(result) == []


def test_a_lost_sheet_is_said(form: Any) -> None:
    form.delete_sheet("Minh chứng")
    result = carried(form, form.campaign)
    assert {f.code for f in result.findings} == {"CARRY_DAMAGED"}
    assert "Minh chứng" in result.findings[0].message


def test_notes_are_kept_once(form: Any) -> None:
    form.write(SCORES, 200, 3, "Ghi chú dưới bảng")
    first = carried(form, form.campaign)
    (note,) = first.notes
    assert note == KeptNote(SCORES, "C200", "Ghi chú dưới bảng")
    old = OldForm(form.campaign, form.snapshot, read_form(form.snapshot, form.campaign))
    again = carry_entries(old, form.campaign, first.entries, first.notes)
    assert (tuple(again.entries), again.notes) == (tuple(first.entries), first.notes)
    assert (again.carried, again.kept) == (first.carried, first.kept)


@pytest.fixture(scope="module")
def old_form(all_kinds: Campaign, filled_snapshot: Any) -> OldForm:
    return OldForm(all_kinds, filled_snapshot, read_form(filled_snapshot, all_kinds))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_nothing_is_lost(old_form: OldForm, data: st.DataObject, forms: ModuleType) -> None:
    """Whatever leaves change or go: each value is in the new form or among its notes."""
    criteria = []
    for criterion in old_form.campaign.criteria:
        if not criterion.is_leaf:
            criteria.append(criterion)
            continue
        fate = data.draw(st.sampled_from(["stays", "goes", "direct", "no inputs", "year only"]))
        if fate == "direct":
            rule = {"kind": "direct"}
            criteria.append(
                type(criterion).model_validate(criterion.model_dump(by_alias=True) | {"rule": rule})
            )
        elif fate == "no inputs":
            criteria.append(criterion.model_copy(update={"inputs": (), "items": None}))
        elif fate == "year only":
            criteria.append(criterion.model_copy(update={"periods": ()}))
        elif fate == "stays":
            criteria.append(criterion)
    campaign = old_form.campaign.model_copy(update={"criteria": tuple(criteria)})
    result = carry_entries(old_form, campaign, Entries(()), ())
    fields = {f.address for f in form_fields(campaign)}
    texts = [n.text for n in result.notes]
    for entry in old_form.reading.entries:
        a: Address = entry.address
        arrived = result.entries.get(a.criterion, a.item, a.field)
        if arrived is not None:
            assert a in fields
            assert arrived.raw == entry.raw
            assert arrived.value == entry.value
        else:
            assert any(text.startswith(f"“{shown(entry.raw)}” – ") for text in texts)
    assert result.carried + result.kept == len(old_form.reading.entries)
    assert {f.code for f in result.findings} <= {"CARRY_NO_PLACE", "CARRY_UNFIT", "CARRY_MEANING"}
