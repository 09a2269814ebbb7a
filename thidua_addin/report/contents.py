"""The seven contents of the launch document: the units' points and what they wrote, gathered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.criteria import Criterion
from scoring.entries import Entries
from scoring.fields import NARRATIVES, contents
from scoring.merge_result import MergeResult
from scoring.numbers import exact, round_half_up, vn_number
from scoring.terms import Period, field_name
from thidua_addin.report.facts import ContentFact, Part, Said
from thidua_addin.report.points import content_points, points_text
from thidua_addin.report.text import plain, plain_lines

__all__ = ["content_facts"]


def content_facts(result: MergeResult) -> tuple[ContentFact, ...]:
    """Each content group, in the campaign's order; none at registration."""
    if result.period is Period.REGISTRATION:
        return ()
    written = {
        u.unit: Entries(u.received.submission.entries)
        for u in result.units
        if u.received is not None
    }
    return tuple(_content(result, root, written) for root in contents(result.campaign))


def _content(result: MergeResult, root: Criterion, written: Mapping[str, Entries]) -> ContentFact:
    parts = (_part(result, root, base, title, written) for base, title in NARRATIVES.items())
    return ContentFact(
        root.code,
        plain(root.title),
        _score_text(result, root),
        tuple(part for part in parts if part.said),
    )


def _part(
    result: MergeResult,
    root: Criterion,
    base: str,
    title: str,
    written: Mapping[str, Entries],
) -> Part:
    field = field_name(base, result.period)
    return Part(title, tuple(_said(result, root, field, written)))


def _said(
    result: MergeResult, root: Criterion, field: str, written: Mapping[str, Entries]
) -> Iterator[Said]:
    for code, entries in written.items():
        lines = plain_lines(entries.text(root.code, None, field))
        if lines:
            yield Said(plain(result.campaign.units[code].name), lines[0], lines[1:])


def _score_text(result: MergeResult, root: Criterion) -> str:
    """The mean and the best of the ranked units, in points."""
    campaign = result.campaign
    top = f"Điểm tối đa: {points_text(campaign, root.max_points)}."
    known = [
        (u, p)
        for u in result.units
        if u.rank is not None and (p := content_points(campaign, u.ranked_sheet, root)) is not None
    ]
    if not known:
        return f"{top} Chưa có đơn vị được xếp hạng nào có điểm ở nội dung này."
    total = sum((exact(points) for _, points in known), exact(0))
    mean = vn_number(round_half_up(total / len(known), campaign.places), campaign.places)
    best = max(points for _, points in known)
    names = ", ".join(plain(campaign.units[u.unit].short_name) for u, p in known if p == best)
    return (
        f"{top} Bình quân của {len(known)} đơn vị được xếp hạng có điểm: {mean}; cao nhất: "
        f"{points_text(campaign, best)} ({names}) – {result.basis_label}."
    )
