"""A second opinion on the scoring, written from the documents alone.

Nothing here imports the product. It follows ``docs/campaign_file.md``, ``docs/fields.md`` and the
scoring tables that those pages were taken from, so that a mistake in the product is not repeated
here. Input is plain data: the TOML dictionary (``parse_float=Decimal``) and, for each unit, a
mapping from (criterion, item, field) to a value.
"""

from tests.oracle.model import Address, Campaign, Entries, Line, State, UnitScore, Value
from tests.oracle.outcome import (
    Registration,
    grade,
    out_of_ranking,
    registration_state,
    vetoes,
)
from tests.oracle.ranking import ranks
from tests.oracle.score import Receipts, score_cluster, score_unit

__all__ = [
    "Address",
    "Campaign",
    "Entries",
    "Line",
    "Receipts",
    "Registration",
    "State",
    "UnitScore",
    "Value",
    "grade",
    "out_of_ranking",
    "ranks",
    "registration_state",
    "score_cluster",
    "score_unit",
    "vetoes",
]
