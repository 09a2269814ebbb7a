"""Rows that fit now and still grow with what people type later.

The writer of workbooks marks every height as fixed by hand, and a fixed row no longer grows. A
height without that mark is what a spreadsheet itself stores for a row that it has fitted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO

_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_FIXED = b' customHeight="1"'


def let_rows_grow(
    xlsx: bytes, sheets: Sequence[str], growing: Mapping[str, Collection[int]]
) -> bytes:
    """The same workbook with these rows (by sheet name, counted from 1) free to grow."""
    rows = {
        f"xl/worksheets/sheet{number}.xml": frozenset(growing.get(name, ()))
        for number, name in enumerate(sheets, start=1)
    }
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if rows.get(part.filename):
                content = _freed(content, rows[part.filename])
            target.writestr(part, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _freed(xml: bytes, rows: frozenset[int]) -> bytes:
    def freed(match: re.Match[bytes]) -> bytes:
        tag = match[0]
        return tag.replace(_FIXED, b"") if int(match[1]) in rows else tag

    return _ROW.sub(freed, xml)
