"""The chair's work after the merge of the year, on sample decisions: appraisal, vote, proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from scoring.campaign import Campaign
from scoring.chair.fields import MARK, PROPOSED
from scoring.chair.inputs import CLUSTER, UnitEntry, inputs_of
from scoring.entries import Entry, EntryValue
from scoring.fields import Address
from scoring.terms import Period
from thidua_addin.errors import nothing_done
from thidua_addin.usecases.merge import Merged, summary_before, write_renewed
from thidua_addin.usecases.renewal import Came, renewed

__all__ = ["MEETING", "appraise_sample"]

MEETING: Final = dt.datetime.fromisoformat("2021-12-14T08:00")
"""When the sample cluster meets and votes."""

_APPRAISER: Final = "Trần Thị Hà"
_VOTES: Final = {"BGI": 6, "PTO": 1, "HBI": 0, "BKA": 0, "TNG": 0, "TQU": 0, "YBA": 0}


def appraise_sample(campaign: Campaign, summary: Path, out: Path) -> Merged:
    """The summary with the sample's appraisal and vote, as a new file ``out``.

    Thái Nguyên's directly given points fall by half a point; Phú Thọ explains itself and gets what
    it claimed; Tuyên Quang's number of inspections is corrected; the chair accepts all other
    computed points. Bắc Giang is proposed for the flag. Raises NothingDone.
    """
    old = summary_before(summary, campaign)
    if old is None:
        raise nothing_done("FILE_MISSING", file=summary.name)
    content = old.again.content
    inputs = inputs_of(_typed(campaign))
    book = old.again.book.renewed(Period.YEAR, inputs)
    came = Came(content.received, unsent=content.unsent)
    new = renewed(campaign, Period.YEAR, came, old, MEETING, book)
    return write_renewed(new, None, out, MEETING)


def _typed(campaign: Campaign) -> Iterator[UnitEntry]:
    for unit in campaign.units:
        yield from _of(unit, None, None, accept_rest=MARK, accepted_by=_APPRAISER)
        yield from _of(unit, None, None, accepted_on=MEETING.date())
    yield from _judged(
        "TNG", "II.3.1", appraised=Decimal("2.00"), reason="Một nội dung chưa đủ hồ sơ"
    )
    yield from _judged("PTO", "II.2.1", appraised=Decimal("3.67"), reason="Theo số cuộc kiểm tra")
    yield from _of(
        "PTO",
        "II.2.1",
        None,
        explanation="Một cuộc kiểm tra ngoài kế hoạch theo chỉ đạo của UBND tỉnh",
        second=Decimal(4),
        second_reason="Chấp nhận giải trình",
    )
    yield from _judged(
        "TQU",
        "II.2.1",
        appraised_actual=Decimal(7),
        reason="Một kết luận kiểm tra ban hành năm 2022",
    )
    yield from _meeting()
    yield from _of(
        "BGI",
        None,
        "CO_BNV",
        decision=PROPOSED,
        decision_reason="Đơn vị dẫn đầu, đạt số phiếu cao nhất",
        decided_by="Nguyễn Văn Phú",
        decided_on=MEETING.date(),
    )


def _judged(unit: str, criterion: str, **values: EntryValue) -> Iterator[UnitEntry]:
    yield from _of(
        unit, criterion, None, appraiser=_APPRAISER, appraised_on=dt.date(2021, 12, 8), **values
    )


def _meeting() -> Iterator[UnitEntry]:
    yield from _of(
        CLUSTER,
        None,
        None,
        meeting_date=MEETING.date(),
        meeting_place="Trụ sở Sở Nội vụ tỉnh Phú Thọ",
        meeting_chair="Nguyễn Văn Phú",
        secretary="Lê Thị Hòa",
        members_voting=Decimal(7),
        present=Decimal(7),
    )
    counts = {"issued": 7, "returned": 7, "valid": 7, "invalid": 0}
    ballots = {name: Decimal(count) for name, count in counts.items()}
    yield from _of(CLUSTER, None, "CO_BNV", **ballots)
    for unit, votes in _VOTES.items():
        yield from _of(unit, None, "CO_BNV", votes=Decimal(votes))


def _of(
    unit: str, criterion: str | None, item: str | None, **values: EntryValue
) -> Iterator[UnitEntry]:
    for field, value in values.items():
        raw = float(value) if isinstance(value, Decimal) else value
        yield UnitEntry(unit, Entry(Address(criterion, item, field), raw, value))
