"""The door: a closed workbook in, a ``Snapshot`` out.

Nothing here opens Excel, runs a macro, follows a link or writes to the file.
"""

from __future__ import annotations

from pathlib import Path

from scoring.snapshot import Snapshot
from thidua_addin.workbook.limits import FORM_LIMITS, Limits
from thidua_addin.workbook.unreadable import DoubtfulWorkbook, UnreadableWorkbook

__all__ = [
    "DoubtfulWorkbook",
    "UnreadableWorkbook",
    "read_careful",
    "read_fast",
    "read_workbook",
]

# The imports inside the functions keep a click that reads no closed file cheap: zipfile costs
# 10 ms, calamine 2 ms and openpyxl 340 ms, the last of which most files never need.


def read_workbook(path: Path, limits: Limits = FORM_LIMITS) -> Snapshot:
    """The workbook's cells by the fast reader, or by the careful one where there is any doubt.

    Raises UnreadableWorkbook.
    """
    from thidua_addin.workbook import container, fast

    opened = container.open_container(path, limits)
    try:
        return fast.snapshot(opened, limits)
    except DoubtfulWorkbook:
        from thidua_addin.workbook import careful

        return careful.snapshot(opened, limits)


def read_fast(path: Path, limits: Limits = FORM_LIMITS) -> Snapshot:
    """The workbook's cells by calamine. Raises DoubtfulWorkbook, UnreadableWorkbook."""
    from thidua_addin.workbook import container, fast

    return fast.snapshot(container.open_container(path, limits), limits)


def read_careful(path: Path, limits: Limits = FORM_LIMITS) -> Snapshot:
    """The workbook's cells by openpyxl. Raises UnreadableWorkbook."""
    from thidua_addin.workbook import careful, container

    return careful.snapshot(container.open_container(path, limits), limits)
