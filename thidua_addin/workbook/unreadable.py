"""Why a file cannot be read.

    Exception
    └── WorkbookError               has a ``code`` of the message catalogue and its ``params``
        ├── UnreadableWorkbook      the file is refused; nothing of it was used
        └── DoubtfulWorkbook        the fast reader will not vouch for it; the careful one can

Codes of ``UnreadableWorkbook``: FILE_MISSING, FILE_LOCKED, FILE_EMPTY, FILE_TOO_BIG,
FILE_NOT_WORKBOOK, FILE_OLD_FORMAT, FILE_ENCRYPTED, FILE_DAMAGED, FILE_FAR_CELL.
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
