"""A campaign as far as it could be read: what the checks look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.campaign import Campaign, Unit
from scoring.campaign_mended import Mended
from scoring.criteria import Criterion
from scoring.findings import Finding
from scoring.rules.decisions import Decision
from scoring.tree_checks import Node


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign as far as it could be read.

    ``head`` gives everything but criteria, decisions and members; its keys in ``unread`` hold
    stand-ins. ``nodes`` has every criterion of the file, ``criteria`` those that could be read.
    Where not all members or decisions could be read, nothing is said of those that seem missing.
    ``mended`` are criteria and decisions read without their faulty keys; ``member_codes`` every
    code of a member that is a text.
    """

    head: Campaign
    unread: frozenset[str]
    criteria: tuple[Criterion, ...]
    nodes: tuple[Node, ...]
    decisions: tuple[Decision, ...]
    members: tuple[Unit, ...]
    all_members_read: bool
    all_decisions_read: bool = True
    mended: tuple[Mended[Criterion], ...] = ()
    mended_decisions: tuple[Mended[Decision], ...] = ()
    member_codes: frozenset[str] = frozenset()

    def has(self, *keys: str) -> bool:
        """Whether these keys of the head could be read."""
        return self.unread.isdisjoint(keys)

    @property
    def unread_criteria(self) -> frozenset[str]:
        """Codes of criteria that are in the file but could not be read."""
        read = {c.code for c in self.criteria}
        return frozenset(n.code for n in self.nodes if n.code is not None and n.code not in read)

    @property
    def all_codes_known(self) -> bool:
        """Whether every criterion's code could be read."""
        return all(n.code is not None for n in self.nodes)


def repeated(path: str, codes: Iterable[str]) -> Iterator[Finding]:
    """One finding for each code that a list holds more than once."""
    for code, times in Counter(codes).items():
        if times > 1:
            params = {"code": code, "times": str(times)}
            yield Finding("CAMPAIGN_CODE_REPEATED", path=f"{path}[{code}].code", params=params)
