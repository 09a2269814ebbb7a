"""Build ``workbook_template.xlsm``: the standard form of the 2021 campaign, for any unit.

It is the form that ``issue`` writes, with the unit chosen from a list, in a macro-enabled
package. Version 0.1.0 puts no macro into it yet.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from scoring.campaign import Campaign
from thidua_addin.form.build import build_form

CONTENT_TYPES = "[Content_Types].xml"
PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_ENABLED = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PART_TIME = (1980, 1, 1, 0, 0, 0)


def build_template(campaign: Campaign) -> bytes:
    """The template's bytes: the same for the same campaign and program version."""
    issued_at = dt.datetime(campaign.year, 1, 1)
    plain = build_form(campaign, None, issued_at=issued_at)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            content = source.read(part)
            if part == CONTENT_TYPES:
                content = _macro_enabled(content)
            target.writestr(zipfile.ZipInfo(part, PART_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def differing_parts(one: bytes, other: bytes) -> tuple[str, ...]:
    """The names of the parts in which two packages differ, compared uncompressed."""
    first, second = _parts(one), _parts(other)
    return tuple(sorted(n for n in {*first, *second} if first.get(n) != second.get(n)))


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _macro_enabled(content_types: bytes) -> bytes:
    if content_types.count(PLAIN) != 1:
        raise ValueError("the workbook part's content type is not where it was")
    return content_types.replace(PLAIN, MACRO_ENABLED)
