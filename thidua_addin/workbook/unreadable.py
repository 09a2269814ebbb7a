"""Why a file cannot be read.

    Exception
    └── WorkbookError               has a ``code`` of the message catalogue and its ``params``
        ├── UnreadableWorkbook      the file is refused; nothing of it was used
        └── DoubtfulWorkbook        the fast reader will not vouch for it; the careful one can

Codes of ``UnreadableWorkbook``: FILE_MISSING, FILE_LOCKED, FILE_EMPTY, FILE_CHANGING,
FILE_CLOUD_ONLY, FILE_LINK, FILE_TOO_BIG, FILE_TOO_FULL, FILE_NOT_WORKBOOK, FILE_ARCHIVE,
FILE_OLD_FORMAT, FILE_ENCRYPTED, FILE_SUSPICIOUS, FILE_DAMAGED, FILE_FAR_CELL; from ``guarded``
also FILE_TOO_SLOW, FILE_TOO_MUCH_MEMORY, FILE_CRASHED_READER; from ``folder`` also
FOLDER_UNREADABLE.
"""

from __future__ import annotations

from collections.abc import Mapping


class WorkbookError(Exception):
    """A workbook that could not be read in the way asked for."""

    def __init__(self, code: str, params: Mapping[str, str]) -> None:
        super().__init__(code, dict(params))
        self.code = code
        self.params = dict(params)

    def __reduce__(self) -> tuple[type[WorkbookError], tuple[str, dict[str, str]]]:
        # Refusals travel back from worker processes.
        return type(self), (self.code, self.params)


class UnreadableWorkbook(WorkbookError):
    """The file is refused; ``params`` always has ``file``, the file's name."""


class DoubtfulWorkbook(WorkbookError):
    """Something that the fast reader may misread; ``params['reason']`` is for developers."""

    def __init__(self, code: str = "DOUBT", params: Mapping[str, str] | None = None) -> None:
        super().__init__(code, params or {})


def doubt(reason: str) -> DoubtfulWorkbook:
    """The exception that sends a file to the careful reader."""
    return DoubtfulWorkbook(params={"reason": reason})


def refused(code: str, file: str, **params: str) -> UnreadableWorkbook:
    """The refusal of a file with the texts of ``code``."""
    return UnreadableWorkbook(code, {"file": file, **params})


def not_workbook(file: str, kind: str) -> UnreadableWorkbook:
    """The refusal of what is no spreadsheet; ``kind`` says in Vietnamese what it is."""
    return refused("FILE_NOT_WORKBOOK", file, kind=kind)


def old_format(file: str, kind: str) -> UnreadableWorkbook:
    """The refusal of a spreadsheet in a format that is not read (``.xls``)."""
    return refused("FILE_OLD_FORMAT", file, kind=kind)


def too_big(file: str, limit: int) -> UnreadableWorkbook:
    """The refusal of a file over ``limit`` bytes, packed or unpacked."""
    return refused("FILE_TOO_BIG", file, limit=str(limit // (1024 * 1024)))


def too_full(file: str, what: str, limit: int) -> UnreadableWorkbook:
    """The refusal of a file with more of something than ``limit``."""
    return refused("FILE_TOO_FULL", file, what=what, limit=f"{limit:,}".replace(",", "."))


def suspicious(file: str, reason: str) -> UnreadableWorkbook:
    """The refusal of a package that no spreadsheet program writes."""
    return refused("FILE_SUSPICIOUS", file, reason=reason)
