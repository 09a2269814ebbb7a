"""A table of 300 criteria in a real spreadsheet engine: every live point is Python's."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.campaign_load import load_campaign
from scoring.entries import Entries
from scoring.score import score
from scoring.terms import Period
from tests.e2e.generated import typed_entries
from tests.e2e.libreoffice import recalculated, soffice
from tests.e2e.test_live_points import (
    ISSUED,
    assert_cached_values_are_true,
    assert_points_are_pythons,
    cells_of,
    formula_places,
)
from tests.large_campaign import large_campaign
from tests.large_entries import full_entries
from thidua_addin.form.build import build_form

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]


def test_the_points_of_a_large_form_are_pythons(tmp_path: Path) -> None:
    campaign = load_campaign(large_campaign(300, levels=4, scale=1000).encode()).campaign
    assert campaign is not None
    unit = campaign.units["AA"]
    filled: dict[str, tuple[Entries, Period]] = {
        "full": (full_entries(campaign), Period.YEAR),
        "year": (typed_entries(campaign, 7, slips=False), Period.YEAR),
        "midyear": (typed_entries(campaign, 11, slips=False), Period.MIDYEAR),
    }
    files = []
    for name, (entries, period) in filled.items():
        file = tmp_path / f"{name}.xlsx"
        content = build_form(campaign, unit, issued_at=ISSUED, entries=entries, period=period)
        file.write_bytes(content)
        files.append(file)
    for file, path in zip(files, recalculated(files, tmp_path / "live"), strict=True):
        entries, period = filled[file.stem]
        live = cells_of(path)
        sheet = score(campaign, unit.code, entries, period)
        assert_points_are_pythons(campaign, sheet, live, file.name)
        assert_cached_values_are_true(file, live, formula_places(file))
