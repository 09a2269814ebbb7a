"""Letters that remind a unit: of a submission that has not come, or came after the deadline."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Final

from scoring.merge_result import MergeResult, UnitResult, UnitStatus
from scoring.received import day_of
from scoring.terms import Period
from thidua_addin.report.documents import Document
from thidua_addin.report.facts import Facts
from thidua_addin.report.text import blank, plain
from thidua_addin.report.words import counted, day_text

__all__ = ["TEMPLATE", "Reminder", "Standing", "reminder_letters", "standing_of"]

TEMPLATE: Final = "cong-van-nhac"
_PERIODS: Final = {
    Period.REGISTRATION: "đăng ký thi đua năm {year}",
    Period.MIDYEAR: "6 tháng đầu năm {year}",
    Period.YEAR: "năm {year}",
}
_PAPERS: Final = {
    Period.REGISTRATION: "phiếu",
    Period.MIDYEAR: "phiếu nộp kết quả thi đua",
    Period.YEAR: "phiếu nộp kết quả thi đua",
}


class Standing(StrEnum):
    """How a unit stands to the deadline of the period."""

    IN_TIME = "in_time"
    MISSING = "missing"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit with its standing; ``received_on`` is the first day that something came.

    It is None while nothing came or nobody has said when; ``deadline`` None where it is not set.
    """

    unit: str
    standing: Standing
    received_on: dt.date | None
    deadline: dt.date | None

    @property
    def days_late(self) -> int:
        """Calendar days after the deadline; 0 where it is not late, or not known to be."""
        if self.received_on is None or self.deadline is None:
            return 0
        return max(0, (self.received_on - self.deadline).days)


@dataclass(frozen=True, slots=True)
class ReminderFact:
    """What the template may say of one unit, as text."""

    unit_name: str
    subject: str
    paper: str
    period_text: str
    missing: bool
    today_text: str
    deadline_text: str
    deadline_clause: str
    received_text: str
    days_text: str


@dataclass(frozen=True, slots=True)
class ReminderFacts(Facts):
    """The facts of every document, and those of one reminder."""

    reminder: ReminderFact


def standing_of(result: MergeResult, unit: UnitResult) -> Reminder:
    """How a unit stands at the period of the merge.

    A unit that sent several copies stands by the first of them: a correction after the deadline
    is not late. What nobody has said is unknown, never guessed.
    """
    deadline = result.campaign.deadlines.of(result.period)
    if unit.status is UnitStatus.MISSING:
        return Reminder(unit.unit, Standing.MISSING, None, deadline)
    came = [
        r.received_at
        for r in (*result.received, *result.accepted)
        if (r.submission.unit, r.submission.period) == (unit.unit, result.period)
    ]
    days = sorted(day_of(at) for at in came if at is not None)
    first = days[0] if days else None
    if deadline is None or (first is not None and first <= deadline):
        standing = Standing.IN_TIME
    elif first is None or None in came:
        standing = Standing.UNKNOWN
    else:
        standing = Standing.LATE
    return Reminder(unit.unit, standing, first, deadline)


def reminder_letters(
    result: MergeResult, reminders: tuple[Reminder, ...], at: dt.datetime
) -> tuple[Document, ...]:
    """A letter for each of these units, which are missing or late. Raises TemplateFault."""
    from thidua_addin.report.fill import fill
    from thidua_addin.report.gather import facts_of

    folder = resources.files("thidua_addin.report").joinpath("templates")
    template = folder.joinpath(f"{TEMPLATE}.docx").read_bytes()
    facts = facts_of(result)
    values = {f.name: getattr(facts, f.name) for f in dataclasses.fields(Facts)}
    letters: list[Document] = []
    for reminder in reminders:
        said = ReminderFacts(**values, reminder=_fact(result, reminder, at))
        filled = fill(template, said, at)
        name = f"{TEMPLATE}_{reminder.unit}_{result.period.value}.docx"
        letters.append(Document(name, filled.content, filled.to_complete))
    return tuple(letters)


def _fact(result: MergeResult, reminder: Reminder, at: dt.datetime) -> ReminderFact:
    campaign, deadline = result.campaign, reminder.deadline
    missing = reminder.standing is Standing.MISSING
    shown = blank("hạn nộp") if deadline is None else day_text(deadline)
    clause = "" if deadline is None else f" (hạn nộp: {shown})"
    received = reminder.received_on
    return ReminderFact(
        unit_name=plain(campaign.units[reminder.unit].name),
        subject="nhắc nộp phiếu" if missing else "nộp phiếu muộn",
        paper=_PAPERS[result.period],
        period_text=_PERIODS[result.period].format(year=campaign.year),
        missing=missing,
        today_text=day_text(at.date()),
        deadline_text=shown,
        deadline_clause=clause,
        received_text=blank("ngày nhận") if received is None else day_text(received),
        days_text=f"{counted(reminder.days_late)} ngày",
    )
