"""The committed template is what its sources build."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from scoring.campaign_load import published_campaign
from thidua_addin.template.build import build_template, differing_parts
from thidua_addin.usecases.fields import fields_of

TEMPLATE = Path(__file__).parents[2] / "workbook_template.xlsm"


def test_the_committed_template_is_built_from_the_sources() -> None:
    assert differing_parts(TEMPLATE.read_bytes(), build_template(published_campaign())) == ()


def test_a_changed_part_is_noticed() -> None:
    with zipfile.ZipFile(TEMPLATE) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    parts["xl/workbook.xml"] += b" "
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    assert differing_parts(TEMPLATE.read_bytes(), changed.getvalue()) == ("xl/workbook.xml",)


def test_the_unit_is_chosen_from_the_members() -> None:
    (unit,) = [f for f in fields_of(TEMPLATE) if f.field == "unit"]
    assert (unit.input, unit.unit) == (True, None)
    provinces = ("Phú Thọ", "Hòa Bình", "Bắc Kạn", "Bắc Giang", "Thái Nguyên", "Tuyên Quang",
                 "Yên Bái")  # fmt: skip
    assert unit.choices == tuple(f"Sở Nội vụ tỉnh {p}" for p in provinces)
