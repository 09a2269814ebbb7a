"""An xlwings engine over UNO: what the add-in asks of a host, done by LibreOffice Calc.

Where Excel refuses, this raises: a locked cell of a protected sheet, a cell inside a merged one, a
selection on a sheet that is not in front, text that Excel would take for a number. What is not
here raises too (``xlwings.base_classes`` says NotImplementedError). Booleans read as numbers.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path

from xlwings import base_classes

from tests.xl_libreoffice import office

SAID = "THIDUA_TEST_SAID"
"""Environment: the file that gets each message box and status line as one line of JSON."""
BUSY = "THIDUA_TEST_BUSY"
"""Environment: cells answer nothing, as in Excel while someone edits one."""
MUTE = "THIDUA_TEST_MUTE"
"""Environment: a host without message boxes and status bar."""
LACKS = "THIDUA_TEST_LACKS"
"""Environment: what the host cannot do, by comma: ``names.add``, ``open``."""
READ_ONLY = "THIDUA_TEST_READ_ONLY"
"""Environment: cells answer, but take nothing, with Excel's error of that moment."""

ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_EPOCH = dt.datetime(1899, 12, 30)
_LOOKS_TYPED = re.compile(r"[\d\s.,/%:+-]*\d[\d\s.,/%:+-]*|[+@-].*", re.DOTALL)
_VALUES, _DATES, _ERRORS = 1, 2, 4


class Refused(Exception):
    """Where Excel would answer with an error."""


class Engine:
    name = "libreoffice"
    type = "desktop"

    @property
    def apps(self):
        return Apps()

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value):
            if value in ("", None) and not isinstance(value, (bool, float)):
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    month=value.month,
                    day=value.day,
                    year=value.year,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if isinstance(value, Error):
                return value.text if err_to_str else None
            if number_builder is not None and type(value) is float:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(x, options):
        if x is None or (isinstance(x, (str, float)) and not isinstance(x, bool)):
            return x
        raise Refused(f"the add-in writes a {type(x).__name__}")


class Error:
    def __init__(self, text):
        self.text = text


class Apps(base_classes.Apps):
    def keys(self):
        return [1]

    def __iter__(self):
        if office.PIPE in os.environ:
            yield App(office.desktop(os.environ[office.PIPE]))

    def __len__(self):
        return len(list(iter(self)))

    def __getitem__(self, pid):
        return next(iter(self))


class App(base_classes.App):
    def __init__(self, desktop):
        self.desktop = desktop

    engine = property(lambda self: engine)
    version = property(lambda self: "16.0")
    pid = property(lambda self: 1)
    books = property(lambda self: Books(self))
    hwnd = property(lambda self: 1)

    def activate(self, steal_focus=False):
        assert not steal_focus, "the add-in leaves the window where it is"

    @property
    def selection(self):
        book = self.books.active
        selected = book.document.CurrentController.Selection
        if selected is None or not hasattr(selected, "getRangeAddress"):
            if selected is None or not hasattr(selected, "getRangeAddresses"):
                return None
            selected = selected.getByIndex(0)
        return Range(Sheet(book, selected.Spreadsheet), selected)

    screen_updating = property(
        lambda self: not self.books.active.document.hasControllersLocked(),
        lambda self, value: self._updating(value),
    )

    def _updating(self, value):
        document = self.books.active.document
        while document.hasControllersLocked():
            document.unlockControllers()
        if not value:
            document.lockControllers()

    @property
    def status_bar(self):
        raise NotImplementedError

    @status_bar.setter
    def status_bar(self, value):
        _say("status", value)

    def alert(self, prompt, title, buttons, mode, callback):
        _say("critical" if mode == "critical" else "alert", prompt)
        return "ok"


def _say(kind, text):
    if os.environ.get(MUTE):
        raise NotImplementedError
    if SAID in os.environ:
        with open(os.environ[SAID], "a", encoding="utf-8") as stream:
            stream.write(json.dumps([kind, text], ensure_ascii=False) + "\n")


class Books(base_classes.Books):
    def __init__(self, app):
        self.app = app

    def __iter__(self):
        for document in office.documents(self.app.desktop):
            yield Book(self.app, document)

    def __len__(self):
        return len(list(iter(self)))

    def __call__(self, name_or_index):
        for number, book in enumerate(self, 1):
            if name_or_index in (number, book.name):
                return book
        raise KeyError(name_or_index)

    @property
    def active(self):
        document = self.app.desktop.getCurrentComponent()
        books = list(self)
        if document is not None:
            return next(book for book in books if book.document == document)
        if not books:
            raise Refused("no active workbook")
        return books[0]

    def open(self, fullname, *unused, **unsupported):
        if any(x is not None for x in unused) or unsupported:
            raise NotImplementedError("opening with options")
        _can("open")
        return Book(self.app, office.open_document(self.app.desktop, Path(fullname)))


class Book(base_classes.Book):
    def __init__(self, app, document):
        self._app = app
        self.document = document

    app = property(lambda self: self._app)
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))

    @property
    def name(self):
        path = office.path_of(self.document)
        return self.document.Title if path is None else path.name

    @property
    def fullname(self):
        path = office.path_of(self.document)
        return self.document.Title if path is None else str(path)

    def activate(self):
        self.document.CurrentController.Frame.activate()


class Sheets(base_classes.Sheets):
    def __init__(self, book):
        self.book = book
        self.all = book.document.Sheets

    @property
    def active(self):
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, name_or_index):
        if isinstance(name_or_index, int):
            return Sheet(self.book, self.all.getByIndex(name_or_index - 1))
        if not self.all.hasByName(name_or_index):
            raise Refused(f"no sheet {name_or_index}")
        return Sheet(self.book, self.all.getByName(name_or_index))

    def __len__(self):
        return self.all.Count

    def __iter__(self):
        for index in range(self.all.Count):
            yield Sheet(self.book, self.all.getByIndex(index))

    def add(self, before=None, after=None, name=None):
        if self.book.document.isProtected():
            raise Refused("the workbook's structure is protected")
        at = self.all.Count if after is None else after.index
        self.all.insertNewByName(name, at)
        added = self(name)
        added.activate()
        return added


class Sheet(base_classes.Sheet):
    def __init__(self, book, sheet):
        self._book = book
        self.sheet = sheet

    book = property(lambda self: self._book)
    name = property(lambda self: self.sheet.Name)
    index = property(lambda self: self.sheet.RangeAddress.Sheet + 1)
    visible = property(lambda self: self.sheet.IsVisible)

    def activate(self):
        if not self.sheet.IsVisible:
            raise Refused("a hidden sheet cannot be activated")
        self._book.document.CurrentController.setActiveSheet(self.sheet)

    @property
    def used_range(self):
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        at = cursor.RangeAddress
        return Range(self, self._at(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn))

    def range(self, arg1, arg2=None):
        if isinstance(arg1, Range):
            first = arg1.cells.RangeAddress
            last = (arg2 or arg1).cells.RangeAddress
            return Range(
                self, self._at(first.StartRow, first.StartColumn, last.EndRow, last.EndColumn)
            )
        if isinstance(arg1, str):
            return Range(self, self.sheet.getCellRangeByName(arg1))
        if len(arg1) == 4:
            row, column, rows, columns = arg1
            arg1, arg2 = (row, column), (row + rows - 1, column + columns - 1)
        last = arg2 or arg1
        return Range(self, self._at(arg1[0] - 1, arg1[1] - 1, last[0] - 1, last[1] - 1))

    def _at(self, first_row, first_column, last_row, last_column):
        return self.sheet.getCellRangeByPosition(first_column, first_row, last_column, last_row)


class Range(base_classes.Range):
    def __init__(self, sheet, cells):
        self.sheet = sheet
        self.cells = cells
        self.options = None

    api = property(lambda self: self.cells)
    max_cells_per_read = property(lambda self: None)
    max_cells_per_write = property(lambda self: None)
    row = property(lambda self: self.cells.RangeAddress.StartRow + 1)
    column = property(lambda self: self.cells.RangeAddress.StartColumn + 1)
    address = property(lambda self: _a1(self.cells.RangeAddress))

    @property
    def shape(self):
        at = self.cells.RangeAddress
        return at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn + 1

    @property
    def coords(self):
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self):
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1, arg2=None):
        if arg2 is None:
            arg1, arg2 = divmod(arg1 - 1, self.shape[1])
            arg1, arg2 = arg1 + 1, arg2 + 1
        return self.sheet.range((self.row + arg1 - 1, self.column + arg2 - 1))

    @property
    def raw_value(self):
        _answer()
        data = [list(row) for row in self.cells.getDataArray()]
        for row, column in self._positions(self.cells.queryContentCells(_DATES)):
            if isinstance(data[row][column], float):
                days = round(data[row][column] * 86_400_000)
                data[row][column] = _EPOCH + dt.timedelta(milliseconds=days)
        for row, column in self._positions(self.cells.queryFormulaCells(_ERRORS)):
            code = self.cells.getCellByPosition(column, row).getError()
            data[row][column] = Error(ERRORS[code])
        return data

    @raw_value.setter
    def raw_value(self, value):
        rows = self._rows(value)
        self._may_write(rows)
        plain = [["" if _is_formula(x) or x is None else x for x in row] for row in rows]
        self.cells.setDataArray(tuple(map(tuple, plain)))
        self._set_formulas(rows)

    @property
    def formula(self):
        _answer()
        found = self.cells.getFormulaArray()
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, value):
        rows = self._rows(value)
        self._may_write(rows)
        self._set_formulas(rows)
        if not all(_is_formula(text) for row in rows for text in row):
            raise NotImplementedError("values written as formulas")

    def _rows(self, value):
        _answer()
        rows, columns = self.shape
        if not isinstance(value, (list, tuple)):
            return [[value] * columns for _ in range(rows)]
        found = [list(row) for row in value]
        assert (len(found), len(found[0])) == (rows, columns), "the shapes differ"
        return found

    def _may_write(self, rows):
        if os.environ.get(READ_ONLY):
            raise Refused(int(os.environ[READ_ONLY]), "OLE error")
        if self.sheet.sheet.isProtected():
            for row in range(self.shape[0]):
                for column in range(self.shape[1]):
                    cell = self.cells.getCellByPosition(column, row)
                    if cell.CellProtection.IsLocked:
                        raise Refused(f"{self.sheet.name}!{self.address} is protected")
        merged = self.sheet.sheet.createCursorByRange(self.cells)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and _LOOKS_TYPED.fullmatch(value):
                    raise Refused(f"Excel would not take {value!r} for text")
                if value is None:
                    continue
                cell = self.cells.getCellByPosition(c, r)
                merged = self.sheet.sheet.createCursorByRange(cell)
                merged.collapseToMergedArea()
                at, own = merged.RangeAddress, cell.RangeAddress
                if (at.StartRow, at.StartColumn) != (own.StartRow, own.StartColumn):
                    raise Refused(f"{self.sheet.name}!{self.address} is inside a merged cell")

    def _set_formulas(self, rows):
        document = self.sheet.book.document
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if _is_formula(text):
                    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
                    parser.FormulaConvention = 3  # as in .xlsx files
                    cell = self.cells.getCellByPosition(c, r)
                    cell.setTokens(parser.parseFormula(text[1:], cell.CellAddress))

    def _positions(self, ranges):
        at = self.cells.RangeAddress
        for found in ranges.RangeAddresses:
            for row in range(found.StartRow, found.EndRow + 1):
                for column in range(found.StartColumn, found.EndColumn + 1):
                    yield row - at.StartRow, column - at.StartColumn

    def select(self):
        controller = self.sheet.book.document.CurrentController
        if controller.ActiveSheet.Name != self.sheet.name:
            raise Refused("cells can be selected on the sheet in front only")
        controller.select(self.cells)

    def unmerge(self):
        self._may_write([[""]])
        self.cells.merge(False)

    def _look(self, name, value):
        if self.sheet.sheet.isProtected():
            raise Refused(f"{self.sheet.name} is protected: no formatting")
        setattr(self.cells, name, value)

    wrap_text = property(
        lambda self: self.cells.IsTextWrapped,
        lambda self, value: self._look("IsTextWrapped", value),
    )
    vertical_alignment = property(
        lambda self: None, lambda self, value: self._look("VertJustify", {"top": 1}[value])
    )

    @property
    def column_width(self):
        raise NotImplementedError

    @column_width.setter
    def column_width(self, value):
        self.cells.Columns.Width = round(value * 200)

    def autofit(self, axis=None):
        assert axis == "r", "only heights are fitted"
        self.cells.Rows.OptimalHeight = True


def _a1(at):
    first = f"${_letters(at.StartColumn)}${at.StartRow + 1}"
    last = f"${_letters(at.EndColumn)}${at.EndRow + 1}"
    return first if first == last else f"{first}:{last}"


def _letters(column):
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _is_formula(value):
    return isinstance(value, str) and value.startswith("=")


def _can(what):
    if what in os.environ.get(LACKS, "").split(","):
        raise Refused(f"no {what}")


def _answer():
    if os.environ.get(BUSY):
        raise Refused("Call was rejected by callee.")


class Names(base_classes.Names):
    def __init__(self, book):
        self.book = book
        self.all = book.document.NamedRanges

    def __call__(self, name_or_index):
        if not self.all.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return Name(self.book, self.all.getByName(name_or_index))

    def contains(self, name_or_index):
        return self.all.hasByName(name_or_index)

    def snapshot(self):
        return [(name, self(name)) for name in self.all.ElementNames]

    def __len__(self):
        return self.all.Count

    def add(self, name, refers_to):
        _can("names.add")
        sheet, _, address = refers_to.removeprefix("=").rpartition("!")
        at = office.struct("com.sun.star.table.CellAddress")
        self.all.addNewByName(name, f"${sheet}.{address}", at, 0)
        return self(name)


class Name(base_classes.Name):
    def __init__(self, book, name):
        self.book = book
        self._name = name

    name = property(lambda self: self._name.Name)

    @property
    def refers_to_range(self):
        cells = self._name.getReferredCells()
        if cells is None:
            raise Refused("the name stands for no cells")
        return Range(Sheet(self.book, cells.Spreadsheet), cells)


engine = Engine()
