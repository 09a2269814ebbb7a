"""The page of field names has every name that the program publishes."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.campaign_load import published_campaign
from scoring.chair.cross import ABOUT_FIELDS as CROSS_FIELDS
from scoring.chair.fields import FIELDS as CHAIR_FIELDS
from scoring.fields import form_fields

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"


def test_every_published_field_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text(encoding="utf-8")))
    forms = {spec.address.field for spec in form_fields(published_campaign("cum-mau"))}
    assert forms | CHAIR_FIELDS | set(CROSS_FIELDS) <= named
