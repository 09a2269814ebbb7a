"""A returned workbook of cross-scoring as canonical JSON and back, for the summary to carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from scoring.canonical import canonical_json, decimal_value, json_value, moment_from_iso
from scoring.chair.cross import CrossReading, CrossScore
from scoring.findings import Finding, known_finding
from scoring.snapshot import Place, place_of
from scoring.terms import Period

__all__ = ["cross_from_json", "cross_json"]

FORMAT = 1


def cross_json(reading: CrossReading) -> str:
    """The canonical JSON of a reading; equal readings give equal text."""
    return canonical_json(
        {
            "format": FORMAT,
            "scorer": reading.scorer,
            "period": reading.period,
            "file": reading.file,
            "sha256": reading.sha256,
            "issued_at": reading.issued_at,
            "version": reading.version,
            "appraiser": reading.appraiser,
            "appraised_on": reading.appraised_on,
            "shown": dict(reading.shown),
            "scores": [_score_data(score) for score in reading.scores],
            "findings": [_finding_data(finding) for finding in reading.findings],
        }
    )


def cross_from_json(text: str) -> CrossReading:
    """The reading of :func:`cross_json`. Raises ValueError where the text is not that."""
    data = _table(json_value(text))
    if data.get("format") != FORMAT:
        raise ValueError("not cross-scoring of a known format")
    scorer, day, version = _text(data, "scorer"), data.get("appraised_on"), data.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise ValueError("version must be a whole number")
    shown = _table(data.get("shown"))
    return CrossReading(
        scorer,
        Period(_text(data, "period")),
        tuple(_score(_table(s), scorer) for s in _list(data.get("scores"))),
        tuple(_finding(_table(f)) for f in _list(data.get("findings"))),
        moment_from_iso(_text(data, "issued_at")),
        _text(data, "file"),
        _text(data, "sha256"),
        version,
        _text(data, "appraiser"),
        None if day is None else dt.date.fromisoformat(str(day)),
        {unit: _text(shown, unit) for unit in shown},
    )


def _score_data(score: CrossScore) -> dict[str, object]:
    data: dict[str, object] = {
        "subject": score.subject,
        "criterion": score.criterion,
        "points": score.points,
    }
    if score.reason:
        data["reason"] = score.reason
    if score.at is not None:
        data["at"] = _place_data(score.at)
    return data


def _score(data: Mapping[str, object], scorer: str) -> CrossScore:
    points = decimal_value(_text(data, "points"))
    reason = _text(data, "reason") if "reason" in data else ""
    subject, criterion = _text(data, "subject"), _text(data, "criterion")
    return CrossScore(scorer, subject, criterion, points, reason, _place(data.get("at")))


def _finding_data(finding: Finding) -> dict[str, object]:
    data: dict[str, object] = {"code": finding.code, "params": dict(finding.params)}
    if finding.at is not None:
        data["at"] = _place_data(finding.at)
    parts = {"criterion": finding.criterion, "item": finding.item, "field": finding.field}
    return {**data, **{key: value for key, value in parts.items() if value is not None}}


def _finding(data: Mapping[str, object]) -> Finding:
    code, params = _text(data, "code"), _table(data.get("params"))
    criterion, item, field = (
        _text(data, key) if key in data else None for key in ("criterion", "item", "field")
    )
    texts = {key: _text(params, key) for key in params}
    return known_finding(Finding(code, _place(data.get("at")), criterion, item, field, texts))


def _place_data(place: Place) -> list[object]:
    return [place.sheet, place.row, place.column]


def _place(data: object) -> Place | None:
    if data is None:
        return None
    match data:
        case [str() as sheet, int() as row, int() as column]:
            return place_of(sheet, row, column)
    raise ValueError("not a place")


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("a table is expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a list is expected")
    return value


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text")
    return value
