"""An open workbook: read in one go per sheet, written in one patch.

The only module, with ``live_read``, that knows xlwings. It uses xlwings' public interface alone, no
``api``, and reads no formats, so that the same code runs on every host that xlwings has. What a
host raises becomes an error of ``host``.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import xlwings

from scoring.snapshot import Place, Snapshot
from thidua_addin.form.host import HostRefused, NoWorkbook, TooLarge, asking, is_busy
from thidua_addin.form.live_read import is_visible, read_sheet
from thidua_addin.form.patch import Block, formulas_of, values_of

__all__ = ["HostRefused", "LiveBook", "NoWorkbook", "TooLarge", "alert_anyone", "calling_book"]

ADD_INS: Final = (".xlam", ".xla")
LONGEST_ALERT: Final = 900
"""Message boxes show about 1,000 letters."""


def calling_book() -> LiveBook:
    """The workbook whose button was pressed. Raises NoWorkbook, HostRefused.

    A press in the add-in's ribbon is about the workbook in front, not about the add-in.
    """
    _leave_other_programs_alone()
    with asking():
        try:
            book = _caller()
        except Exception as fault:
            if _is_not_open(_called()):
                raise NoWorkbook(f"{_called()} is not open") from fault
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
    name = _called()
    if "=" not in name:
        return xlwings.Book.caller()
    for app in xlwings.apps:
        for book in app.books:
            if book.name.lower() == name.lower():
                return book
    raise NoWorkbook(name)


def _called() -> str:
    """The name of the workbook on the command line."""
    return next((a.partition("=")[2].strip() for a in sys.argv if a.startswith("--wb=")), "")


def _is_not_open(name: str) -> bool:
    """Whether the host says that it has no such workbook; without a name, none at all."""
    with contextlib.suppress(Exception):
        books = (book.name for app in xlwings.apps for book in app.books)
        return not any(not name or book.lower() == name.lower() for book in books)
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
        self.wrote = False
        """Whether any block was written."""

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
        with asking():
            sheets = tuple(read_sheet(sheet) for sheet in self._book.sheets)
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
        was_updating, seen = True, None  # what is selected elsewhere is nobody's business here
        with contextlib.suppress(Exception):
            was_updating = bool(app.screen_updating)
        with contextlib.suppress(Exception):
            selection = app.selection
            if selection is not None and selection.sheet.book.name == self.name:
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

        A sheet that is not there is added behind the visible ones. Raises HostRefused where the
        host answers nobody now.
        """
        refused: dict[str, None] = {}
        for block in blocks:
            try:
                self._write(block)
                self.wrote = True
            except Exception as fault:  # each host has its own error for a protected cell
                if is_busy(fault) or not self._answers():
                    raise HostRefused(str(fault)) from fault
                refused[block.sheet] = None
        return tuple(refused)

    def _answers(self) -> bool:
        """Whether the host says what stands in a cell: a busy one does not, a shut sheet does."""
        with contextlib.suppress(Exception):
            _ = next(iter(self._book.sheets)).range((1, 1)).value
            return True
        return False

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
        shown = [sheet for sheet in self._book.sheets if is_visible(sheet)]
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

    def named_cell(self, name: str) -> Place | None:
        """The place of the cell with a defined name; None where there is none."""
        with contextlib.suppress(Exception):  # each host has its own error for a missing name
            cells = self._book.names[name].refers_to_range
            return Place(cells.sheet.name, cells.row, cells.column)
        return None

    def name_cell(self, name: str, place: Place) -> None:
        """Give a cell a defined name, on hosts that know such names."""
        with contextlib.suppress(Exception):
            at = self._book.sheets[place.sheet].range((place.row, place.column))
            sheet = place.sheet.replace("'", "''")
            self._book.names.add(name, f"='{sheet}'!{at.address}")

    def is_open(self, file: Path) -> bool:
        """Whether the program has that file open."""
        with asking():
            wanted = str(file.resolve()).casefold()
            return any(_file_of(book) == wanted for book in self._book.app.books)

    def open(self, file: Path) -> None:
        """Open a file of ours in the same program."""
        with asking():
            self._book.app.books.open(str(file))

    def status(self, text: str) -> bool:
        """Show a line on the status bar; False where the host has none."""
        try:
            self._book.app.status_bar = text
        except Exception:  # noqa: BLE001 - a host without status bar has an error of its own
            return False
        return True

    def free_status(self) -> None:
        """Give the status bar back to the host."""
        with contextlib.suppress(Exception):
            self._book.app.status_bar = False

    def note(self, block: Block, header: Block) -> bool:
        """Write into a sheet of ours; False where it is not there, has no such header, refuses."""
        with contextlib.suppress(Exception):
            first = (header.row, header.column)
            last = (header.row, header.column + header.width - 1)
            held = self._book.sheets[block.sheet].range(first, last).value
            return tuple(held) == header.rows[0] and not self.write([block])
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
