"""The very hidden sheet: what kind of workbook this is, and the campaign it was made from."""

from __future__ import annotations

from typing import Final

from scoring.canonical import campaign_hash, campaign_json
from thidua_addin import __version__
from thidua_addin.criteria_book.book import Book
from thidua_addin.criteria_book.columns import META
from thidua_addin.form.sheets.meta import pieces
from thidua_addin.workbook.tables import END_KEY, MARKER

FORMAT: Final = 1
"""The layout that this version writes and reads."""


def write_meta(book: Book) -> None:
    """Write the sheet as table ``meta``, long values over several columns, as forms do."""
    sheet, campaign = book.sheet(META), book.campaign
    plain = book.styles.plain()
    rows = [
        (name, list(pieces(value)))
        for name, value in (
            ("kind", "criteria"),
            ("format", str(FORMAT)),
            ("program", f"thidua {__version__}"),
            ("campaign_id", campaign.id),
            ("campaign_revision", str(campaign.revision)),
            ("campaign_hash", campaign_hash(campaign)),
            ("campaign_json", campaign_json(campaign)),
            ("exported_at", book.at.isoformat()),
        )
    ]
    sheet.write_string(0, 0, f"{MARKER}meta", plain)
    for number in range(1, max(len(parts) for _, parts in rows) + 1):
        sheet.write_string(0, number, "value" if number == 1 else f"value{number}", plain)
    for row, (name, parts) in enumerate(rows, start=1):
        sheet.write_string(row, 0, f"||{name}", plain)
        for column, part in enumerate(parts, start=1):
            sheet.write_string(row, column, part, plain)
    sheet.write_string(1 + len(rows), 0, END_KEY, plain)
    sheet.protect()
    sheet.very_hidden()
