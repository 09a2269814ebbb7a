"""The columns of the form's tables, and the roles that their hidden marker rows give them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Score(IntEnum):
    """The columns of the self-scoring table."""

    KEY = 1
    CODE = 2
    TITLE = 3
    UNIT = 4
    TARGET = 5
    RESULT_H1 = 6
    RESULT_FY = 7
    RATIO = 8
    MAX = 9
    COMPUTED = 10
    SELF = 11
    DIFFERENCE = 12
    EXPLANATION = 13
    EVIDENCE = 14
    NOT_APPLICABLE = 15
    NA_REASON = 16
    MARK = 17
    IN_USE = 18  # hidden from here on
    USABLE = 19
    STATE = 20
    SHARE = 21
    WEIGHT = 22
    ASSIGNED = 23
    RESCALED = 24
    PARENT = 25
    CLAIMED = 26


SCORE_ROLES: Final = (
    ("target", Score.TARGET),
    ("result_h1", Score.RESULT_H1),
    ("result_fy", Score.RESULT_FY),
    ("ratio", Score.RATIO),
    ("computed", Score.COMPUTED),
    ("self", Score.SELF),
    ("difference", Score.DIFFERENCE),
    ("explanation", Score.EXPLANATION),
    ("evidence_state", Score.EVIDENCE),
    ("not_applicable", Score.NOT_APPLICABLE),
    ("na_reason", Score.NA_REASON),
    ("mark", Score.MARK),
    ("in_use", Score.IN_USE),
    ("usable", Score.USABLE),
    ("state", Score.STATE),
    ("share", Score.SHARE),
    ("weight_in_use", Score.WEIGHT),
    ("assigned", Score.ASSIGNED),
    ("rescaled", Score.RESCALED),
    ("parent", Score.PARENT),
    ("claimed", Score.CLAIMED),
)
CALCULATED_ROLES: Final = ("ratio", "computed", "difference", "evidence_state")
TOTAL_FIELDS: Final = ("core", "bonus", "penalty", "total", "assigned_max", "percent")


class Info(IntEnum):
    """The columns of the sheet about the unit."""

    LABEL = 2
    VALUE = 3
    MARK = 4


class Register(IntEnum):
    """The columns of the registration table; ``VALUE`` is a seam between two columns."""

    CODE = 2
    TITLE = 3
    VALUE = 4
    UNIT = 5
    TARGET = 6
    WEIGHT = 7
    DEADLINE = 8
    MARK = 9


class Proof(IntEnum):
    """The columns of the evidence table."""

    CODE = 2
    TITLE = 3
    HINT = 4
    NUMBER = 5
    DATE = 6
    NAME = 7
    FILE = 8
    MARK = 9


class Report(IntEnum):
    """The columns of the two report tables."""

    CODE = 2
    TITLE = 3
    NARRATIVE = 4
    DIFFICULTIES = 5
    PROPOSALS = 6
    MARK = 7
