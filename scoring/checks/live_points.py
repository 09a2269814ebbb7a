"""Live points: where the form's own formula shows something else than the entries give."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scoring.checks.case import CheckCase, LiveValue, clipped
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.leaf_plan import plan_leaf
from scoring.numbers import exact, vn_number
from scoring.parse import shown
from scoring.score import ScoreLine
from scoring.terms import Period, State


def check(case: CheckCase) -> Iterator[Finding]:
    """Yield LIVE_DIFFERS: stale results, a formula typed over, a form that was altered.

    The form computes for the period chosen in it, from clean cells only: with another period, no
    stored result or a finding about one of the inputs there is nothing to compare.
    """
    chosen = case.entries.text(None, None, "period")
    if case.period is Period.REGISTRATION or chosen != case.period.label:
        return
    for line in case.sheet.lines:
        live = case.live.get(line.criterion)
        if line.item is not None or live is None or not _stored(live):
            continue
        criterion = case.campaign.tree[line.criterion]
        if _agrees(line, live) or not _clean(case, criterion, line):
            continue
        computed = line.state.label if line.computed is None else vn_number(line.computed)
        yield Finding(
            "LIVE_DIFFERS",
            live.at,
            line.criterion,
            None,
            "computed",
            {
                "criterion": line.criterion,
                "live": live.cell.error or clipped(shown(live.cell.value)),
                "computed": computed,
            },
        )


def _stored(live: LiveValue) -> bool:
    cell = live.cell
    return cell.error is not None or (cell.cached and cell.value not in (None, ""))


def _agrees(line: ScoreLine, live: LiveValue) -> bool:
    value = live.cell.value
    is_number = isinstance(value, float) and not isinstance(value, bool)
    if not is_number:
        # A state is shown in words, and words say no points.
        return live.cell.error is None and line.state is not State.OK
    assert isinstance(value, float)
    if line.computed is None or not math.isfinite(value):
        return False
    return exact(value) == exact(line.computed)


def _clean(case: CheckCase, criterion: Criterion, line: ScoreLine) -> bool:
    sources = {criterion.code}
    if line.state is State.OK:
        plan = plan_leaf(case.campaign, criterion, case.period)
        sources |= {at.criterion for at in plan.needed}
    entered = {s.address.field for s in case.specs if s.address.criterion in sources}
    return not any(f.criterion in sources and f.field in entered for f in case.read)
