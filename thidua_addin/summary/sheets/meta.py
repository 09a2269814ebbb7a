"""``_meta`` and ``_bai_nop``: what the summary says of itself, and the submissions it carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlsxwriter.worksheet import Worksheet

import thidua_addin
from scoring.canonical import campaign_hash, campaign_json
from thidua_addin.summary.embed import (
    chair_text,
    chunks,
    cross_text,
    embedded_texts,
    hidden_text,
    replies_text,
    texts_digest,
    unsent_text,
)
from thidua_addin.summary.layout import Canvas, SheetName, put_end, put_marker


def write_meta(canvas: Canvas) -> None:
    """Write both very hidden sheets."""
    campaign, result = canvas.campaign, canvas.result
    carried = embedded_texts(result)
    values = {
        "kind": "summary",
        "format": "1",
        "program": thidua_addin.__version__,
        "campaign_id": campaign.id,
        "campaign_revision": str(campaign.revision),
        "campaign_hash": campaign_hash(campaign),
        "campaign_json": campaign_json(campaign),
        "period": result.period.value,
        "rank_basis": result.rank_basis,
        "merged_at": canvas.at.isoformat(),
        "unsent": unsent_text(result.unsent),
        "chair": chair_text(canvas.extras.book),
        "hidden": hidden_text(canvas.hidden()),
        "cross": cross_text(canvas.extras.cross),
        "replies": replies_text(canvas.extras.replies),
        "submissions_digest": texts_digest(carried),
    }
    _table(canvas, SheetName.META, "meta", {f"||{k}": v for k, v in values.items()})
    submissions = {f"||{n}": text for n, text in enumerate(carried, start=1)}
    _table(canvas, SheetName.SUBMISSIONS, "submissions", submissions)


def _table(canvas: Canvas, name: SheetName, table: str, values: Mapping[str, str]) -> None:
    sheet = canvas.add(name)
    rows = [(key, chunks(text)) for key, text in values.items()]
    widest = max((len(parts) for _, parts in rows), default=1)
    put_marker(
        sheet, 0, table, {n: "value" if n == 1 else f"value{n}" for n in range(1, widest + 1)}
    )
    for row, (key, parts) in enumerate(rows, start=1):
        _row(sheet, row, key, parts)
    put_end(sheet, len(rows) + 1)
    sheet.protect()
    sheet.very_hidden()


def _row(sheet: Worksheet, row: int, key: str, parts: Iterable[str]) -> None:
    sheet.write_string(row, 0, key)
    for column, part in enumerate(parts, start=1):
        sheet.write_string(row, column, part)
