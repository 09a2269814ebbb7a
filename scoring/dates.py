"""Dates as typed in Vietnamese offices (day first), and spreadsheet day numbers."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from scoring.text import fold_lookalikes, nfc, turns_direction

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "DateProblem",
    "DateText",
    "excel_serial",
    "from_excel_serial",
    "parse_date",
    "parse_moment",
    "vn_date",
    "working_days",
    "working_holidays",
]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
SATURDAY: Final = 5  # of date.weekday

# All three run on lower case, NFC, single spaces; digits are plain ones only.
_NUMERIC: Final = re.compile(
    r"(?:ngày )?(?P<day>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?"
    r"(?P<year>[0-9]{4}|[0-9]{2})"
)
_WORDS: Final = re.compile(
    r"(?:ngày )?(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}),? năm "
    r"(?P<year>[0-9]{4}|[0-9]{2})"
)
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")

_BEFORE_1900: Final = date(1899, 12, 31).toordinal()
_EPOCH_1904: Final = date(1904, 1, 1).toordinal()
_PHANTOM: Final = 60  # the 1900 system counts a 29 February 1900 that never was


class DateProblem(StrEnum):
    """Why a typed text gives no date."""

    NOT_A_DATE = "not_a_date"
    TWO_DIGIT_YEAR = "two_digit_year"
    OUT_OF_RANGE = "out_of_range"
    MONTH_FIRST = "month_first"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class DateText:
    """What a typed text says: a date, or the problem with it; never both, never neither."""

    value: date | None
    problem: DateProblem | None = None


def parse_date(raw: str) -> DateText:
    """Read the date a person typed, day first.

    Understood: dd/mm/yyyy with "/", "-" or "." and one- or two-digit day and month, the same after
    "ngày", "ngày 05 tháng 6 năm 2021", and ISO yyyy-mm-dd. Refused, in this order: any other
    text (NOT_A_DATE), a year of two digits (TWO_DIGIT_YEAR), a year outside 1900..2100
    (OUT_OF_RANGE), a date that exists only month first, as 06/25/2021 (MONTH_FIRST), and one
    that does not exist, as 31/04/2021 (IMPOSSIBLE).
    """
    if turns_direction(raw):  # what is seen is not what is stored
        return DateText(None, DateProblem.NOT_A_DATE)
    typed = " ".join(nfc(fold_lookalikes(raw)).lower().split())
    numeric = _NUMERIC.fullmatch(typed)
    match = numeric or _WORDS.fullmatch(typed) or _ISO.fullmatch(typed)
    if match is None:
        return DateText(None, DateProblem.NOT_A_DATE)
    if len(match["year"]) == 2:
        return DateText(None, DateProblem.TWO_DIGIT_YEAR)
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateText(None, DateProblem.OUT_OF_RANGE)
    value = _date_or_none(year, month, day)
    if value is not None:
        return DateText(value)
    if numeric is not None and _date_or_none(year, day, month) is not None:
        return DateText(None, DateProblem.MONTH_FIRST)
    return DateText(None, DateProblem.IMPOSSIBLE)


def vn_date(day: date) -> str:
    """Write `day` as dd/mm/yyyy: "05/06/2021"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def excel_serial(day: date) -> int:
    """Give the day number of `day` in the 1900 date system (1 January 1900 is 1).

    From 1 March 1900 (61) on, the number counts the 29 February 1900 that spreadsheets believe
    in. Raises ValueError before 1900, which the system cannot express.
    """
    days = day.toordinal() - _BEFORE_1900
    if days < 1:
        raise ValueError(f"before 1900: {day.isoformat()}")
    return days + 1 if days >= _PHANTOM else days


def from_excel_serial(number: float, epoch_1904: bool = False) -> date:
    """Give the date of a spreadsheet day number; its time of day (the decimals) is dropped.

    `epoch_1904` is for workbooks with the 1904 date system, where 1 January 1904 is 0.

    Raises ValueError where no real date answers: below 1 (below 0 for 1904), 60 in the 1900
    system (its 29 February 1900), beyond 31 December 9999, nan and infinities.
    """
    first = 0 if epoch_1904 else 1
    last = (date.max.toordinal() - _EPOCH_1904) if epoch_1904 else excel_serial(date.max)
    if not first <= number < last + 1:
        raise ValueError(f"not a day number: {number}")
    days = int(number)
    if epoch_1904:
        return date.fromordinal(_EPOCH_1904 + days)
    if days == _PHANTOM:
        raise ValueError("day 60 of the 1900 date system, 29 February 1900, does not exist")
    return date.fromordinal(_BEFORE_1900 + (days - 1 if days > _PHANTOM else days))


def working_days(since: date, until: date, holidays: Collection[date] = ()) -> int:
    """Count the working days after `since` up to `until`: no Saturday, Sunday or holiday.

    0 where `until` is not after `since`.
    """
    days = (until - since).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    odd = (since + timedelta(days=n) for n in range(1, rest + 1))
    counted = 5 * weeks + sum(day.weekday() < SATURDAY for day in odd)
    return counted - sum(since < day <= until for day in working_holidays(holidays))


def working_holidays(holidays: Collection[date]) -> tuple[date, ...]:
    """Give the holidays, in order and once each, that do not fall on a weekend anyway."""
    return tuple(sorted({day for day in holidays if day.weekday() < SATURDAY}))


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """A moment as people write it (``2021-12-01 08:00``, ``01/12/2021 08:00``), else None.

    Without a time it is the day's beginning; a zone is left out. A year outside 1900..2100 is a
    slip, as in ``parse_date``.
    """
    try:
        written = datetime.fromisoformat(text).replace(tzinfo=None)
        return written if 1900 <= written.year <= 2100 else None
    except ValueError:
        pass
    day_text, _, time_text = text.partition(" ")
    day = parse_date(day_text).value
    if day is None:
        return None
    try:
        at = time.fromisoformat(time_text.strip()) if time_text.strip() else time()
    except ValueError:
        return None
    return datetime.combine(day, at)
