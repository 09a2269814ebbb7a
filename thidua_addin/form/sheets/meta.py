"""The very hidden sheet: what the workbook says of itself, the campaign, the seal."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.canonical import campaign_hash, campaign_json
from thidua_addin import __version__
from thidua_addin.form.canvas import Canvas
from thidua_addin.form.meta import FORMAT
from thidua_addin.form.model import FormSheetName
from thidua_addin.form.own_content import OWN_KEYS, write_digest
from thidua_addin.form.registered import REGISTERED_CODE, REGISTERED_UNIT
from thidua_addin.workbook.tables import END_KEY, MARKER

CELL_LENGTH = 32_000
"""UTF-16 units in one cell; Excel holds 32,767."""


def meta_rows(canvas: Canvas) -> Iterator[tuple[str, str]]:
    """What the sheet says, by name."""
    campaign = canvas.campaign
    known_by = campaign_hash(campaign)
    yield "kind", "form"
    yield "format", str(FORMAT)
    if canvas.unit is None or any(canvas.registered):
        yield from zip((REGISTERED_UNIT, REGISTERED_CODE), canvas.registered, strict=True)
    yield "program", f"thidua {__version__}"
    yield "campaign_id", campaign.id
    yield "campaign_revision", str(campaign.revision)
    yield "campaign_hash", known_by
    yield "campaign_json", campaign_json(campaign)
    yield "unit", "" if canvas.unit is None else canvas.unit.code
    yield "issued_at", canvas.issued_at.isoformat()
    yield from zip(OWN_KEYS, write_digest(known_by, canvas.written), strict=True)
    if canvas.seal is not None:
        yield "seal_period", canvas.seal.period.value
        yield "seal_version", str(canvas.seal.version)
        yield "seal_at", canvas.seal.sealed_at.isoformat()
        yield "seal_code", canvas.seal.code
        yield "seal_json", canvas.seal.json


def write_meta(canvas: Canvas) -> None:
    """Write the sheet as table ``meta``; long values go on in ``value2``, ``value3`` and so on.

    It comes last: the digest of the form's own content is that of all sheets before.
    """
    sheet = canvas.add(FormSheetName.META)
    plain, open_cell = sheet.plain(), sheet.plain(locked=canvas.unit is not None)
    rows = [(name, list(pieces(value))) for name, value in meta_rows(canvas)]
    sheet.text(1, 1, f"{MARKER}meta", plain)
    for number in range(1, max(len(parts) for _, parts in rows) + 1):
        sheet.text(1, 1 + number, "value" if number == 1 else f"value{number}", plain)
    for row, (name, parts) in enumerate(rows, start=2):
        sheet.text(row, 1, f"||{name}", plain)
        look = open_cell if name in (REGISTERED_UNIT, REGISTERED_CODE) else plain
        for column, part in enumerate(parts, start=2):
            sheet.text(row, column, part, look)
    sheet.text(2 + len(rows), 1, END_KEY, plain)
    sheet.raw.protect()
    sheet.raw.very_hidden()


def pieces(text: str) -> Iterator[str]:
    """A long text cut for cells, never inside a character."""
    start = 0
    while True:
        end = start + CELL_LENGTH
        while (over := _units(text[start:end]) - CELL_LENGTH) > 0:
            end = min(end, len(text)) - (over + 1) // 2
        yield text[start:end]
        start = end
        if start >= len(text):
            return


def _units(text: str) -> int:
    """UTF-16 units of a text: a character outside the basic plane takes two."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
