"""What a merge gives: each unit's submission, points, conditions, rank; and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.campaign import Campaign
from scoring.chair.appraisal import UnitAppraisal
from scoring.chair.cross import NO_CROSS, CrossMerge
from scoring.chair.inputs import NO_INPUTS, ChairInputs
from scoring.findings import Finding
from scoring.grades import Graded
from scoring.ranking import BASIS_LABELS, RankBasis
from scoring.received import Received, Refused
from scoring.score import ScoreSheet
from scoring.terms import Period
from scoring.vetoes import Hit


class UnitStatus(StrEnum):
    """What came of a unit; only the first two are ranked."""

    OK = "ok"
    WARNINGS = "warnings"
    BLOCKED = "blocked"
    MISSING = "missing"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A unit's totals in points, kept apart: computed, self-scored, appraised, final.

    None where there is none yet; no number ever stands in for another.
    """

    computed: Decimal | None = None
    self_total: Decimal | None = None
    appraised: Decimal | None = None
    final: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit: the submission that counts, its sheet after the cluster pass, its rank.

    ``sheet`` is None for a missing unit and at registration, when nothing is scored.
    ``registration`` is the accepted or received registration that its targets come from.
    ``appraisal`` is what the chair made of it. ``decisions`` are those that hit the unit;
    ``grade`` its grade, at year end. ``ranked_sheet`` has the points that rank and grade go by:
    the final ones once the ranking is on them.
    """

    unit: str
    name: str
    status: UnitStatus
    received: Received | None = None
    registration: Received | None = None
    sheet: ScoreSheet | None = None
    appraisal: UnitAppraisal | None = None
    ranked_sheet: ScoreSheet | None = None
    numbers: Numbers = Numbers()
    rank: int | None = None
    tied: bool = False
    decisions: tuple[Hit, ...] = ()
    grade: Graded | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def ranks(self) -> bool:
        """Whether the unit takes part in the ranking."""
        return self.status in (UnitStatus.OK, UnitStatus.WARNINGS)

    @property
    def vetoes(self) -> tuple[Hit, ...]:
        """The decisions that take the unit out of the ranking."""
        return tuple(hit for hit in self.decisions if hit.unranked)

    @property
    def percent(self) -> Decimal | None:
        """The ranked points over the assigned maximum, as a fraction with 4 places."""
        return None if self.ranked_sheet is None else self.ranked_sheet.totals.percent


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Everything that the summary shows.

    ``units`` in the campaign's order; ``missing`` their codes, in the same order; ``accepted``
    every submission that counts, of all periods (units' order, then periods); ``superseded``
    and ``ignored`` file names, sorted; ``findings`` concern the cluster as a whole; ``received``
    is everything the members sent that could be read, superseded versions too (in no order that
    depends on how the files were found); ``unsent`` are the submissions, by unit and period, that
    never came, by the chair's word; ``chair`` is what the chair typed, for this period; ``cross``
    what the units gave one another.
    """

    campaign: Campaign
    period: Period
    rank_basis: RankBasis
    units: tuple[UnitResult, ...]
    missing: tuple[str, ...]
    accepted: tuple[Received, ...]
    superseded: tuple[str, ...]
    ignored: tuple[str, ...]
    refused: tuple[Refused, ...]
    findings: tuple[Finding, ...]
    received: tuple[Received, ...] = ()
    unsent: frozenset[tuple[str, Period]] = frozenset()
    chair: ChairInputs = NO_INPUTS
    cross: CrossMerge = NO_CROSS

    @property
    def basis_label(self) -> str:
        """What the ranking stands on, in words: ``tạm tính`` while it is on computed points."""
        return BASIS_LABELS[self.rank_basis]

    def unit(self, code: str) -> UnitResult:
        """One unit's result; KeyError where the campaign has no such unit."""
        for result in self.units:
            if result.unit == code:
                return result
        raise KeyError(code)
