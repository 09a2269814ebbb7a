"""One meaning for stored values, whichever library read them.

Number formats decide what a number is (ECMA-376 part 1, 18.8.30 and 18.8.31). Both readers ask
this module, so that they cannot differ: neither library's own guess is used.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from enum import Enum

from scoring.snapshot import CellValue


class NumberKind(Enum):
    """What a number format makes of a number; the value is a builtin format of that kind."""

    PLAIN = 0
    MOMENT = 22  # m/d/yy h:mm
    DURATION = 46  # [h]:mm:ss


_BUILTIN_MOMENTS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_BUILTIN_DURATION = 46

# Quoted text, escaped and padding characters, colours, conditions and locales say nothing.
_SILENT = re.compile(r'"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)
_GENERAL = re.compile(r"general", re.IGNORECASE)

_EPOCH_1900 = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_LAST_SERIAL_1900 = 2_958_466  # the first day that is not in year 9999 any more
_LAST_SERIAL_1904 = 2_957_004
LONGEST_DURATION = dt.timedelta(days=1_000_000)
"""Longer ones are numbers in the wrong format, and stay numbers."""

_DAY = 86_400_000  # milliseconds


def kind_of_format(number: int, code: str | None) -> NumberKind:
    """What the number format with this id (and code, where the file defines it) shows."""
    if code is None:
        if number == _BUILTIN_DURATION:
            return NumberKind.DURATION
        return NumberKind.MOMENT if number in _BUILTIN_MOMENTS else NumberKind.PLAIN
    # Only the section for positive numbers counts; a quoted ";" is already gone.
    section = _GENERAL.sub("", _SILENT.sub("", code)).split(";")[0]
    if _ELAPSED.search(section):
        return NumberKind.DURATION
    return NumberKind.MOMENT if _DATE_LETTER.search(section) else NumberKind.PLAIN


def from_serial(serial: float, kind: NumberKind, date1904: bool) -> CellValue:
    """A stored number (days) as its format shows it, to the millisecond.

    Numbers that no date can be (negative, past year 9999) stay numbers.
    """
    if kind is NumberKind.PLAIN or not math.isfinite(serial):
        return serial
    milliseconds = round(serial * _DAY)
    if kind is NumberKind.DURATION:
        if abs(serial) >= LONGEST_DURATION.days:
            return serial
        return duration_text(dt.timedelta(milliseconds=milliseconds))
    last = _LAST_SERIAL_1904 if date1904 else _LAST_SERIAL_1900
    if not 0 <= serial < last or milliseconds >= last * _DAY:
        return serial
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    moment = epoch + dt.timedelta(milliseconds=milliseconds)
    if serial < 1:
        return moment.time().isoformat()
    if serial < 60 and not date1904:
        moment += dt.timedelta(days=1)  # the calendar of 1900 counts a 29 February that never was
    return moment_value(moment)


def moment_value(moment: dt.datetime) -> dt.date:
    """A midnight as a date, any other moment as it is."""
    return moment.date() if moment.time() == dt.time() else moment


def duration_text(duration: dt.timedelta) -> str:
    """A duration as ISO 8601, such as ``PT36H30M0S``; hours are not folded into days."""
    milliseconds = duration // dt.timedelta(milliseconds=1)
    sign = "-" if milliseconds < 0 else ""
    minutes, rest = divmod(abs(milliseconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // 1000}.{rest % 1000:03d}" if rest % 1000 else str(rest // 1000)
    return f"{sign}PT{hours}H{minutes}M{seconds}S"
