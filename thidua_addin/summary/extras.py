"""What a summary holds besides the merge itself, so that the next one loses nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from scoring.chair.changes import Change
from scoring.chair.cross import CrossReading
from scoring.chair.inputs import EMPTY_BOOK, ChairBook
from scoring.chair.replies import Reply
from thidua_addin.summary.kept_notes import KeptNote

__all__ = ["NO_EXTRAS", "SummaryExtras"]


@dataclass(frozen=True, slots=True)
class SummaryExtras:
    """The chair's book of all periods, what came back from units, and what is said about before.

    ``changes`` since the merge of ``before_at`` (None for the first one); ``kept`` is what people
    put into the summary before this one.
    """

    book: ChairBook = EMPTY_BOOK
    cross: tuple[CrossReading, ...] = ()
    replies: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()
    before_at: dt.datetime | None = None
    kept: tuple[KeptNote, ...] = ()


NO_EXTRAS: Final = SummaryExtras()
