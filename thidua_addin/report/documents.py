"""Which documents there are at each period, and all of them made from one merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Final

from scoring.findings import Finding
from scoring.merge_result import MergeResult
from scoring.terms import Period
from scoring.text import nfc
from thidua_addin.report.facts import Facts

__all__ = ["AT", "DocumentKind", "Made", "Templates", "make_documents", "shipped_template"]


class DocumentKind(StrEnum):
    """A document; the value names its template and its file."""

    REPORT = "bao-cao"
    MINUTES = "bien-ban-hop"
    COUNT = "bien-ban-kiem-phieu"
    SUBMISSION = "to-trinh"
    ANNEXES = "phu-luc"
    NOTICE = "thong-bao"
    BALLOTS = "phieu-bau"


_RESULTS: Final = (DocumentKind.REPORT, DocumentKind.ANNEXES, DocumentKind.NOTICE)
AT: Final[Mapping[Period, tuple[DocumentKind, ...]]] = {
    Period.REGISTRATION: (),
    Period.MIDYEAR: _RESULTS,
    Period.YEAR: tuple(DocumentKind),
}
"""The documents of each period: nothing is scored at registration, voted on before year end."""


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document: its file name, its bytes, what a person must complete in it."""

    name: str
    content: bytes
    to_complete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What could be made, and what stood in the way of the rest."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """The shipped templates, and those of an officer's folder that take their place."""

    folder: Path | None = None

    def read(self, kind: DocumentKind) -> bytes:
        """The template's bytes. Raises OSError."""
        own = self._own().get(_key(f"{kind.value}.docx"))
        return shipped_template(kind) if own is None else own.read_bytes()

    def shown(self, kind: DocumentKind) -> str:
        """The template's name for people: with its folder where it is the officer's."""
        own = self._own().get(_key(f"{kind.value}.docx"))
        return f"{kind.value}.docx" if own is None else nfc(str(own))

    def strangers(self) -> tuple[str, ...]:
        """Files of the officer's folder that look like templates but have no known name."""
        known = {_key(f"{kind.value}.docx") for kind in DocumentKind}
        return tuple(sorted(nfc(p.name) for key, p in self._own().items() if key not in known))

    def _own(self) -> Mapping[str, Path]:
        if self.folder is None:
            return {}
        return {
            _key(p.name): p
            for p in sorted(self.folder.iterdir())
            if p.suffix.lower() == ".docx" and not p.name.startswith(("~$", "."))
        }


def shipped_template(kind: DocumentKind) -> bytes:
    """The template that comes with the program."""
    folder = resources.files("thidua_addin.report").joinpath("templates")
    return folder.joinpath(f"{kind.value}.docx").read_bytes()


def make_documents(
    result: MergeResult,
    kinds: Iterable[DocumentKind],
    templates: Templates,
    at: dt.datetime,
) -> Made:
    """Make the documents of these kinds; a template with a fault costs only its own documents."""
    from thidua_addin.report.fill import TemplateFault
    from thidua_addin.report.gather import facts_of

    facts = facts_of(result)
    documents: list[Document] = []
    findings: list[Finding] = []
    for kind in kinds:
        try:
            documents += _of_kind(kind, templates.read(kind), facts, at)
        except TemplateFault as fault:
            params = {**fault.params, "file": templates.shown(kind)}
            findings.append(Finding(fault.code, params=params))
        except OSError:
            params = {"file": templates.shown(kind)}
            findings.append(Finding("REPORT_TEMPLATE_UNREADABLE", params=params))
    return Made(tuple(documents), tuple(findings))


def _of_kind(
    kind: DocumentKind, template: bytes, facts: Facts, at: dt.datetime
) -> Iterator[Document]:
    from thidua_addin.report.fill import fill
    from thidua_addin.report.gather import addressed

    if kind is DocumentKind.NOTICE:
        for unit in facts.units:
            filled = fill(template, addressed(facts, unit), at)
            yield Document(f"{kind.value}_{unit.code}.docx", filled.content, filled.to_complete)
        return
    filled = fill(template, facts, at)
    yield Document(f"{kind.value}.docx", filled.content, filled.to_complete)


def _key(name: str) -> str:
    return nfc(name).casefold()
