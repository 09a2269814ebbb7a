"""The door: a closed workbook in, a ``Snapshot`` out.

Nothing here opens Excel, runs a macro, follows a link or writes to the file.
"""

from __future__ import annotations

from pathlib import Path

from scoring.snapshot import Snapshot
from thidua_addin.workbook.limits import FORM_LIMITS, Limits, reading_limits
from thidua_addin.workbook.unreadable import DoubtfulWorkbook, UnreadableWorkbook, too_full

__all__ = [
    "DoubtfulWorkbook",
    "UnreadableWorkbook",
    "read_careful",
    "read_fast",
    "read_workbook",
]

# The imports inside the functions keep a click that reads no closed file cheap: zipfile costs
# 10 ms, calamine 2 ms and openpyxl 340 ms, the last of which most files never need.


def read_workbook(path: Path, limits: Limits | None = None) -> Snapshot:
    """The workbook's cells by the fast reader, or by the careful one where there is any doubt.

    Without ``limits`` those in force for received files hold. Raises UnreadableWorkbook, and
    NothingDone where the file of limits cannot be used.
    """
    from thidua_addin.workbook import container, fast

    limits = limits or reading_limits().form
    opened = container.open_container(path, limits)
    try:
        return _bounded(fast.snapshot(opened, limits), limits)
    except DoubtfulWorkbook:
        from thidua_addin.workbook import careful

        return _bounded(careful.snapshot(opened, limits), limits)


def read_fast(path: Path, limits: Limits = FORM_LIMITS) -> Snapshot:
    """The workbook's cells by calamine. Raises DoubtfulWorkbook, UnreadableWorkbook."""
    from thidua_addin.workbook import container, fast

    return _bounded(fast.snapshot(container.open_container(path, limits), limits), limits)


def read_careful(path: Path, limits: Limits = FORM_LIMITS) -> Snapshot:
    """The workbook's cells by openpyxl. Raises UnreadableWorkbook."""
    from thidua_addin.workbook import careful, container

    return _bounded(careful.snapshot(container.open_container(path, limits), limits), limits)


def _bounded(snapshot: Snapshot, limits: Limits) -> Snapshot:
    """The snapshot, where all that comes after can work through it in bounded time.

    Raises UnreadableWorkbook (FILE_TOO_FULL).
    """
    file = snapshot.file
    if sum(len(sheet.cells) for sheet in snapshot.sheets) > limits.cells:
        raise too_full(file, "số ô có dữ liệu", limits.cells)
    texts = 0
    for sheet in snapshot.sheets:
        for cell in sheet.cells.values():
            if type(cell.value) is str:
                length = len(cell.value)
                texts += length
                if length > limits.text:
                    raise too_full(file, "số ký tự trong một ô", limits.text)
    if texts > limits.texts:
        raise too_full(file, "tổng số ký tự", limits.texts)
    return snapshot
