"""The closed vocabularies of the domain: periods, field types, states, sections."""

from __future__ import annotations

from enum import StrEnum


class Period(StrEnum):
    """The three moments at which a unit submits (one form serves all three)."""

    REGISTRATION = "dang-ky"
    MIDYEAR = "6-thang"
    YEAR = "nam"

    @property
    def label(self) -> str:
        """The period as officials write it."""
        return _PERIOD_LABELS[self]


_PERIOD_LABELS = {
    Period.REGISTRATION: "Đăng ký",
    Period.MIDYEAR: "6 tháng",
    Period.YEAR: "Năm",
}


def period_from_label(text: str) -> Period | None:
    """The period with this label or code, or None."""
    for period in Period:
        if text in (period.value, period.label):
            return period
    return None


class FieldType(StrEnum):
    """What a cell holds (the ``type`` of the ``fields`` command)."""

    NUMBER = "number"
    PERCENT = "percent"  # stored as a fraction: 0.825 shows as 82,50%
    COUNT = "count"
    POINTS = "points"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    REFERENCE = "reference"  # number and sign of a document


class State(StrEnum):
    """What is known about the points of a line. None of these is zero."""

    OK = "ok"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    CLUSTER = "cluster"
    INVALID = "invalid"

    @property
    def label(self) -> str:
        """The state as the form shows it in place of points."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.OK: "đã tính",
    State.NOT_AVAILABLE: "chưa có",
    State.NOT_APPLICABLE: "không áp dụng",
    State.CLUSTER: "chấm ở Cụm",
    State.INVALID: "chưa tính",
}


class Section(StrEnum):
    """Where a criterion's points go: into the scale, beside it, or off it."""

    CORE = "core"
    BONUS = "bonus"
    PENALTY = "penalty"


class ScoredBy(StrEnum):
    """Who can give the points."""

    UNIT = "unit"
    CHAIR = "chair"
    CLUSTER = "cluster"


class Evidence(StrEnum):
    """Whether a criterion asks for a document as proof."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class NotApplicable(StrEnum):
    """What happens when a unit is not assigned a criterion (four treatments in real tables)."""

    FORBIDDEN = "forbidden"
    EXCLUDED = "excluded"  # leaves the assigned maximum; ranking then goes by percent
    FULL_POINTS = "full_points"  # gets the maximum
    OTHER_THRESHOLDS = "other_thresholds"  # gives no points; grades use their second thresholds
    RESCALED = "rescaled"  # the rest is brought back to the scale


BY_PERIOD: dict[str, dict[Period, str]] = {
    "actual": {Period.MIDYEAR: "actual_h1", Period.YEAR: "actual_fy"},
    "count": {Period.MIDYEAR: "count_h1", Period.YEAR: "count"},
    "choice": {Period.MIDYEAR: "choice_h1", Period.YEAR: "choice"},
    "date": {Period.MIDYEAR: "date_h1", Period.YEAR: "date"},
    "points": {Period.MIDYEAR: "points_h1", Period.YEAR: "points"},
    "narrative": {Period.MIDYEAR: "narrative_h1", Period.YEAR: "narrative"},
    "difficulties": {Period.MIDYEAR: "difficulties_h1", Period.YEAR: "difficulties"},
    "proposals": {Period.MIDYEAR: "proposals_h1", Period.YEAR: "proposals"},
}


def field_name(base: str, period: Period) -> str:
    """The published field name that carries ``base`` at ``period`` (``actual`` -> ``actual_h1``).

    Fields without a period of their own (``target``, ``self``…) keep their name. At registration
    no result exists, so asking for one is a programming error (KeyError).
    """
    names = BY_PERIOD.get(base)
    return base if names is None else names[period]
