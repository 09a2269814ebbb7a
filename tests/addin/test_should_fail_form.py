"""One defect per file: each gives exactly the findings that its file expects."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scoring.campaign import Campaign
from scoring.checks import CheckCase, run_checks
from scoring.findings import Finding, catalogue
from scoring.score import score
from scoring.snapshot import Cell
from scoring.terms import Period
from thidua_addin.form.meta import NotAForm
from thidua_addin.form.read import read_form

TESTS = Path(__file__).parents[1]
CASES = sorted((TESTS / "should_fail" / "form").glob("*.toml"))
AREAS = ("entries", "form")
ELSEWHERE = {
    # Said by the command, which needs a period and is given none.
    "PERIOD_NOT_CHOSEN",
    # tests/addin/test_other_programs.py: a snapshot in memory has no merged cells.
    "VALUE_COVERED",
    # tests/scoring/test_campaign_diff.py: they compare two campaigns, not two forms.
    "CAMPAIGN_UNKNOWN",
    "CAMPAIGN_ALTERED",
    "CAMPAIGN_OLD_REVISION",
    "CAMPAIGN_REWORDED",
}


def said(finding: Finding) -> str:
    parts = (finding.criterion, finding.item, finding.field)
    return f"{finding.code} {'|'.join(part or '' for part in parts)}"


def everything(form: Any, campaign: Campaign, registered: Any = None) -> list[Finding]:
    """All findings of a form for the year."""
    try:
        reading = read_form(form.snapshot, campaign)
    except NotAForm as refused:
        return [refused.finding]
    sheet = score(campaign, reading.unit, reading.entries, Period.YEAR)
    case = CheckCase(
        campaign,
        reading.unit,
        Period.YEAR,
        reading.entries,
        sheet,
        registered,
        reading.places,
        reading.live,
        reading.findings,
    )
    return [*reading.findings, *run_checks(case)]


def apply_edit(form: Any, edit: Mapping[str, Any]) -> None:
    where = (edit.get("table", ""), edit.get("key", ""), edit.get("role", ""))
    value = edit.get("value")
    number_or_text = value if isinstance(value, str) else None if value is None else float(value)
    match edit["do"]:
        case "put":
            form.put(*where, Cell(number_or_text, formula=edit.get("formula", False)))
        case "clear":
            form.put(*where, Cell(None))
        case "meta":
            form.meta(edit["key"], edit["value"])
        case "write":
            form.write(edit["sheet"], edit["row"], edit["column"], number_or_text)
        case "rekey":
            sheet, row, _ = form.where(*where[:2], next(iter(form.table(where[0]).roles)))
            form.sheets[sheet][row, form.table(where[0]).key_column] = Cell(edit["to"])
        case "insert_row":
            sheet, row, column = form.where(*where)
            form.insert_row(sheet, row)
            form.write(sheet, row, column, number_or_text)
        case "delete_row":
            sheet, row, _ = form.where(*where[:2], next(iter(form.table(where[0]).roles)))
            form.delete_row(sheet, row)
        case "copy_row":
            form.copy_row(*where[:2])
        case "delete_column":
            table = form.table(where[0])
            form.delete_column(table.sheet, table.roles[where[2]])
        case "copy_column":
            form.copy_column(where[0], where[2])
        case "copy_sheet":
            form.copy_sheet(edit["sheet"], edit["name"])
        case "rename_sheet":
            form.rename_sheet(edit["sheet"], edit["name"])
        case "delete_sheet":
            form.delete_sheet(edit["sheet"])
        case unknown:
            raise AssertionError(unknown)


def test_the_filled_form_has_no_findings(form: Any, all_kinds: Campaign) -> None:
    assert everything(form, all_kinds) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_defect_gives_its_findings(
    path: Path,
    form: Any,
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    for text, value in case.get("enter", {}).items():
        form.enter(text, Cell(forms.raw(value)))
    for text, value in case.get("formula", {}).items():
        form.enter(text, Cell(forms.raw(value), formula=True))
    for text, value in case.get("error", {}).items():
        form.enter(text, Cell(None, error=value))
    for text in case.get("uncached", []):
        form.enter(text, Cell(None, formula=True, cached=False))
    for text in case.get("blank", []):
        form.enter(text, Cell(None))
    form.recalculate()
    for edit in case.get("edit", []):
        apply_edit(form, edit)
    registered = None
    if "registered" in case or "not_registered" in case:
        before = {**filled, **case.get("registered", {})}
        for text in case.get("not_registered", []):
            del before[text]
        registered = forms.entries_of(before)
    findings = everything(form, all_kinds, registered)
    assert sorted(map(said, findings)) == sorted(case["expect"])
    for finding in findings:
        assert finding.message
        assert finding.hint
        assert len(finding.message) <= 255
        assert len(finding.hint) <= 255


def test_each_code_has_its_failing_case() -> None:
    codes = set()
    for area in AREAS:
        text = (TESTS.parent / "scoring" / "messages" / f"{area}.toml").read_text(encoding="utf-8")
        codes |= set(tomllib.loads(text))
    assert {p.stem.upper() for p in CASES} == codes - ELSEWHERE
    assert codes <= set(catalogue())
    for path in CASES:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        assert path.stem.upper() in {expected.split()[0] for expected in case["expect"]}
