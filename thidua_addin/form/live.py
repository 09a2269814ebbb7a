"""An open workbook: read in one go per sheet, written in one patch.

The only module besides the buttons that knows xlwings. It uses xlwings' public interface alone, no
``api``, and reads no formats, so that the same code runs on every host that xlwings has.

Exception
└── HostRefused     the spreadsheet program did not do what was asked
    ├── NoWorkbook  there is no workbook to work on
    └── TooLarge    a sheet's used area is larger than any form's
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import xlwings

from scoring.snapshot import Cell, CellValue, Place, SheetSnapshot, Snapshot, Visibility
from thidua_addin.form.patch import Block, formulas_of, values_of
from thidua_addin.workbook.limits import FORM_LIMITS
from thidua_addin.workbook.values import moment_value

__all__ = ["HostRefused", "LiveBook", "NoWorkbook", "TooLarge", "alert_anyone", "calling_book"]

ERRORS: Final = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
)
_NULL_ERROR: Final = -2_146_826_288
"""How Excel gives ``#NULL!``, the first of its errors; all numbers come as float."""
_NEWER_ERRORS: Final = {
    43: "#GETTING_DATA",
    45: "#SPILL!",
    46: "#CONNECT!",
    47: "#BLOCKED!",
    48: "#UNKNOWN!",
    49: "#FIELD!",
    50: "#CALC!",
}
"""By their distance from it: errors that xlwings gives as numbers."""
ADD_INS: Final = (".xlam", ".xla")
CELLS_PER_READ: Final = 200_000
LONGEST_ALERT: Final = 900
"""Message boxes show about 1,000 letters."""

_NO_DAY: Final = dt.date(1899, 12, 30)

Grid: TypeAlias = Sequence[Sequence[object]]


class HostRefused(Exception):
    """The spreadsheet program did not do what was asked; ``__cause__`` is what it said."""


class NoWorkbook(HostRefused):
    """There is no workbook to work on."""


class TooLarge(HostRefused):
    """A sheet's used area is larger than any form's; carries the sheet's name."""


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """Whatever a host raises (each has errors of its own) becomes HostRefused."""
    try:
        yield
    except HostRefused:
        raise
    except Exception as fault:
        raise HostRefused(str(fault)) from fault


def calling_book() -> LiveBook:
    """The workbook whose button was pressed. Raises NoWorkbook, HostRefused.

    A press in the add-in's ribbon is about the workbook in front, not about the add-in.
    """
    _leave_other_programs_alone()
    with _asking():
        try:
            book = _caller()
        except Exception as fault:
            if _nothing_is_open():
                raise NoWorkbook("no workbook is open") from fault
            raise
        if not book.name.lower().endswith(ADD_INS):
            return LiveBook(book)
        try:
            return LiveBook(book.app.books.active)
        except Exception as fault:
            raise NoWorkbook("only the add-in is open") from fault


def alert_anyone(text: str) -> None:
    """A message box of whatever spreadsheet program is there, where there is no workbook."""
    with contextlib.suppress(Exception):
        app = xlwings.apps.active
        if app is not None:
            app.alert(text, "Thi đua", "ok", "critical")


def _caller() -> xlwings.Book:
    """``Book.caller``, which cuts a file's name at a ``=``; that one is looked up here."""
    name = next((a.partition("=")[2].strip() for a in sys.argv if a.startswith("--wb=")), "")
    if "=" not in name:
        return xlwings.Book.caller()
    for app in xlwings.apps:
        for book in app.books:
            if book.name.lower() == name.lower():
                return book
    raise NoWorkbook(name)


def _nothing_is_open() -> bool:
    with contextlib.suppress(Exception):
        return not any(len(app.books) for app in xlwings.apps)
    return False


def _leave_other_programs_alone() -> None:
    """Keep xlwings from ending, when Python ends, every Excel process that it does not see."""
    cleanup = getattr(sys.modules.get("xlwings._xlwindows"), "cleanup", None)
    if cleanup is not None:
        atexit.unregister(cleanup)


class LiveBook:
    """A workbook that is open in a spreadsheet program. Every method may raise HostRefused."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book
        self.name = str(book.name)

    @property
    def path(self) -> Path | None:
        """Where the file stands; None for one that was never saved, or stands in the cloud."""
        try:
            path = Path(str(self._book.fullname))
        except Exception:  # noqa: BLE001 - each host has errors of its own for such files
            return None
        return path if path.is_absolute() and path.parent.is_dir() else None

    def snapshot(self) -> Snapshot:
        """All cells, as a reader of the saved file would give them; ``sha256`` is empty."""
        with _asking():
            sheets = tuple(_sheet(sheet) for sheet in self._book.sheets)
        return Snapshot(self.name, "", sheets)

    def selected(self) -> Place | None:
        """The first selected cell; None where no cells of this workbook are selected."""
        with contextlib.suppress(Exception):  # a chart, a picture, no window: each host its own
            selection = self._book.app.selection
            if selection is not None and selection.sheet.book.name == self.name:
                return Place(selection.sheet.name, selection.row, selection.column)
        return None

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[None]:
        """While work goes on the screen stands still; afterwards the same cells are selected."""
        app = self._book.app
        was_updating, seen = True, None
        with contextlib.suppress(Exception):
            was_updating = bool(app.screen_updating)
        with contextlib.suppress(Exception):
            selection = app.selection
            if selection is not None:
                seen = (selection.sheet.name, selection.address)
        with contextlib.suppress(Exception):
            app.screen_updating = False
        try:
            yield
        finally:
            if seen is not None:
                self._select(*seen)
            with contextlib.suppress(Exception):
                app.screen_updating = was_updating

    def select(self, place: Place) -> None:
        """Show a cell; where the host cannot (a hidden sheet), nothing happens."""
        self._select(place.sheet, place.cell)

    def _select(self, sheet: str, address: str) -> None:
        with contextlib.suppress(Exception):
            if self._book.sheets.active.name != sheet:
                self._book.sheets[sheet].activate()
        with contextlib.suppress(Exception):  # some hosts bring the sheet to the front by this
            self._book.sheets[sheet].range(address).select()

    def write(self, blocks: Iterable[Block]) -> tuple[str, ...]:
        """Write the blocks; gives the names of sheets that refused (someone protected them).

        A sheet that is not there is added behind the visible ones.
        """
        refused: dict[str, None] = {}
        for block in blocks:
            try:
                self._write(block)
            except Exception:  # noqa: BLE001 - each host has its own error for a protected cell
                refused[block.sheet] = None
        return tuple(refused)

    def _write(self, block: Block) -> None:
        sheet = self._sheet(block.sheet)
        values = values_of(block)
        if any(value is not None for row in values for value in row) or not formulas_of(block):
            first = (block.row, block.column)
            last = (block.row + len(values) - 1, block.column + block.width - 1)
            sheet.range(first, last).value = values
        for run in formulas_of(block):
            last = (run.row + len(run.texts) - 1, run.column)
            cells = sheet.range((run.row, run.column), last)
            try:
                cells.formula = [[text] for text in run.texts]
            except Exception:  # noqa: BLE001 - a host that takes no formulas still takes texts
                cells.value = [[text] for text in run.shown]

    def _sheet(self, name: str) -> xlwings.Sheet:
        for sheet in self._book.sheets:
            if sheet.name == name:
                return sheet
        shown = [sheet for sheet in self._book.sheets if _visible(sheet)]
        return self._book.sheets.add(name, after=shown[-1] if shown else None)

    def dress(
        self, name: str, first: tuple[int, int], last: tuple[int, int], widths: Sequence[float] = ()
    ) -> None:
        """Make a list readable: wrapped texts, fitting heights; looks only, so never a failure."""
        with contextlib.suppress(Exception):
            cells = self._book.sheets[name].range(first, last)
            for offset, width in enumerate(widths):
                cells[0, offset].column_width = width
            cells.wrap_text = True
            cells.vertical_alignment = "top"
            cells.rows.autofit()

    def separate(self, name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Part merged cells, so that each can hold a value of its own."""
        with contextlib.suppress(Exception):
            self._book.sheets[name].range(first, last).unmerge()

    def named_cell(self, name: str) -> str | None:
        """The text of the cell with a defined name, ``""`` where it is blank; None without one."""
        try:
            value = self._book.names[name].refers_to_range[0, 0].value
        except Exception:  # noqa: BLE001 - each host has its own error for a name that is not there
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a folder that is called 2021
        return "" if value is None else str(value).strip()

    def name_cell(self, name: str, place: Place) -> None:
        """Give a cell a defined name."""
        at = self._book.sheets[place.sheet].range((place.row, place.column))
        with _asking():
            sheet = place.sheet.replace("'", "''")
            self._book.names.add(name, f"='{sheet}'!{at.address}")

    def is_open(self, file: Path) -> bool:
        """Whether the program has that file open."""
        with _asking():
            wanted = str(file.resolve()).casefold()
            return any(_file_of(book) == wanted for book in self._book.app.books)

    def open(self, file: Path) -> None:
        """Open a file of ours in the same program."""
        with _asking():
            self._book.app.books.open(str(file))

    def status(self, text: str) -> bool:
        """Show a line on the status bar; False where the host has none."""
        try:
            self._book.app.status_bar = text
        except Exception:  # noqa: BLE001 - a host without status bar has an error of its own
            return False
        return True

    def note(self, block: Block) -> bool:
        """Write into a sheet that is there; False where it is not, or refuses."""
        with contextlib.suppress(Exception):
            if any(sheet.name == block.sheet for sheet in self._book.sheets):
                return not self.write([block])
        return False

    def alert(self, text: str, *, serious: bool) -> bool:
        """Show a message box; False where the host has none."""
        shown = text if len(text) <= LONGEST_ALERT else text[: LONGEST_ALERT - 1] + "…"
        try:
            self._book.app.alert(shown, "Thi đua", "ok", "critical" if serious else "info")
        except Exception:  # noqa: BLE001 - a host without message boxes has an error of its own
            return False
        return True


def _file_of(book: xlwings.Book) -> str:
    try:
        return str(Path(str(book.fullname)).resolve()).casefold()
    except Exception:  # noqa: BLE001 - files in the cloud have no path, each host says it its way
        return ""


def _visible(sheet: xlwings.Sheet) -> bool:
    try:
        return sheet.visible in (True, -1)
    except Exception:  # noqa: BLE001 - a host that does not know shows all
        return True


def _sheet(sheet: xlwings.Sheet) -> SheetSnapshot:
    used = sheet.used_range
    rows, columns = used.shape
    top, left = used.row, used.column
    if left + columns - 1 > FORM_LIMITS.columns and rows * columns > CELLS_PER_READ:
        raise TooLarge(sheet.name)
    rows = min(rows, FORM_LIMITS.rows - top + 1)  # below, only formats can be told from nothing
    cells: dict[tuple[int, int], Cell] = {}
    step = max(1, CELLS_PER_READ // columns)
    for start in range(0, rows, step):
        count = min(step, rows - start)
        part = used
        if count != used.shape[0]:
            first = (top + start, left)
            part = sheet.range(first, (top + start + count - 1, left + columns - 1))
        values = part.options(ndim=2, err_to_str=True).value
        formulas = _two_dimensional(part.formula, count)
        _add_cells(cells, values, formulas, top + start, left)
    shown = Visibility.VISIBLE if _visible(sheet) else Visibility.HIDDEN
    return SheetSnapshot(sheet.name, shown, cells)


def _two_dimensional(read: object, rows: int) -> Grid:
    """Formulas as rows of cells: hosts give one cell, one row or one column flat."""
    if not isinstance(read, list | tuple):
        return ((read,),)
    if read and isinstance(read[0], list | tuple):
        return read
    return (read,) if rows == 1 else tuple((cell,) for cell in read)


def _add_cells(
    cells: dict[tuple[int, int], Cell], values: Grid, formulas: Grid, top: int, left: int
) -> None:
    for row, (line, formula_line) in enumerate(zip(values, formulas, strict=True), start=top):
        for column, raw in enumerate(line, start=left):
            formula = formula_line[column - left]
            # A text that begins with "=" is its own formula.
            is_formula = isinstance(formula, str) and formula[:1] == "=" and formula != raw
            if raw is None or raw == "":
                if is_formula:
                    cells[row, column] = Cell(None, True)
                continue
            error = _error(raw)
            value = None if error is not None else _value(raw)
            cells[row, column] = Cell(value, is_formula, error)


def _error(raw: object) -> str | None:
    """The error that a host's answer is, None for a value."""
    if isinstance(raw, str):
        return raw if raw in ERRORS else None
    return _NEWER_ERRORS.get(raw - _NULL_ERROR) if isinstance(raw, int) else None


def _value(raw: object) -> CellValue:
    """A host's value as a snapshot holds it."""
    if isinstance(raw, str | bool):
        return raw
    if isinstance(raw, int | float | Decimal):
        return float(raw)
    if isinstance(raw, dt.datetime):
        plain = raw.replace(tzinfo=None)
        return plain.time().isoformat() if plain.date() <= _NO_DAY else moment_value(plain)
    if isinstance(raw, dt.date):
        return raw
    raise HostRefused(f"a value of type {type(raw).__name__}")
