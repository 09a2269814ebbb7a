"""What a spreadsheet program answers when it does not do what was asked.

Exception
└── HostRefused     the spreadsheet program did not do what was asked
    ├── NoWorkbook  there is no workbook to work on
    └── TooLarge    a sheet's used area is larger than any form's
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

__all__ = ["HostRefused", "NoWorkbook", "TooLarge", "asking", "is_busy"]

_BUSY: Final = frozenset((-2_147_418_111, -2_147_417_846, -2_146_777_998))
"""``RPC_E_CALL_REJECTED``, ``RPC_E_SERVERCALL_RETRYLATER``, ``VBA_E_IGNORE``: how Excel answers
while a cell is being edited or a box is open."""


class HostRefused(Exception):
    """The spreadsheet program did not do what was asked; ``__cause__`` is what it said."""


class NoWorkbook(HostRefused):
    """There is no workbook to work on."""


class TooLarge(HostRefused):
    """A sheet's used area is larger than any form's; carries the sheet's name."""


@contextlib.contextmanager
def asking() -> Iterator[None]:
    """Whatever a host raises (each has errors of its own) becomes HostRefused."""
    try:
        yield
    except HostRefused:
        raise
    except Exception as fault:
        raise HostRefused(str(fault)) from fault


def is_busy(fault: BaseException | None) -> bool:
    """Whether an error says that the host answers nobody now."""
    while fault is not None:
        if _BUSY.intersection(arg for arg in fault.args if isinstance(arg, int)):
            return True
        fault = fault.__cause__
    return False
