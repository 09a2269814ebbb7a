"""What is wrong (or worth saying) about a file: a code, a place, a message, a mend.

The texts are data (``messages/*.toml``), one file per area, one table per code; a test keeps
texts, the docs page and the failing cases together.
"""

from __future__ import annotations

import dataclasses
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from scoring.snapshot import Place


class Severity(StrEnum):
    """An error blocks submission; a warning and an information do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class MessageText:
    """The Vietnamese texts of one code; ``message`` and ``hint`` hold ``{params}``."""

    severity: Severity
    title: str
    message: str
    hint: str


@cache
def catalogue() -> Mapping[str, MessageText]:
    """The texts of every code, by code."""
    texts: dict[str, MessageText] = {}
    for area in sorted(resources.files("scoring").joinpath("messages").iterdir(), key=str):
        for code, t in tomllib.loads(area.read_bytes().decode("utf-8")).items():
            if code in texts:
                raise ValueError(f"finding code {code} is defined twice")
            texts[code] = MessageText(Severity(t["severity"]), t["title"], t["message"], t["hint"])
    return texts


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``code`` is a key of the catalogue; ``params`` fill its texts.

    ``at`` is None where no cell is concerned; a finding about a campaign file has its key path in
    ``path`` instead. ``law`` names the legal reference, where one applies.
    """

    code: str
    at: Place | None = None
    criterion: str | None = None
    item: str | None = None
    field: str | None = None
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    law: str | None = None
    path: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives to the code."""
        return catalogue()[self.code].severity

    @property
    def title(self) -> str:
        """At most 32 characters."""
        return catalogue()[self.code].title

    @property
    def message(self) -> str:
        """What is wrong, with the values at hand."""
        return catalogue()[self.code].message.format_map(self.params)

    @property
    def hint(self) -> str:
        """How to mend it."""
        return catalogue()[self.code].hint.format_map(self.params)

    def as_json(self) -> dict[str, str | None]:
        """The finding's shape in the command line's JSON."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "sheet": self.at.sheet if self.at else None,
            "cell": self.at.cell if self.at else None,
            "criterion": self.criterion,
            "item": self.item,
            "field": self.field,
            "message": self.message,
            "hint": self.hint,
            "path": self.path,
        }


def known_finding(finding: Finding) -> Finding:
    """A finding that a text from outside tells, such that it can be said.

    A value that its texts ask for and that is not there is shown as ``…``. Raises ValueError for
    a code that the catalogue does not have.
    """
    if finding.code not in catalogue():
        raise ValueError(f"no finding {finding.code!r}")
    missing = {name: "…" for name in _asked(finding.code) if name not in finding.params}
    return (
        dataclasses.replace(finding, params={**missing, **finding.params}) if missing else finding
    )


@cache
def _asked(code: str) -> frozenset[str]:
    """The names of the values that the texts of a code ask for."""
    texts, parts = catalogue()[code], string.Formatter().parse
    named = (name for text in (texts.message, texts.hint) for _, name, _, _ in parts(text))
    return frozenset(name for name in named if name)


def blocking(findings: Iterable[Finding]) -> bool:
    """Whether any finding blocks submission."""
    return any(f.severity is Severity.ERROR for f in findings)
