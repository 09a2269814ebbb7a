"""The host: one open workbook whose cells were recorded before (values, formulas, per sheet)."""

import os
import pickle
from pathlib import Path

from xlwings import base_classes


class Engine:
    name = "stand-in"
    type = "desktop"

    @property
    def apps(self):
        return Apps()

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        return data

    @staticmethod
    def prepare_xl_data_element(x, options):
        return x


class Apps(base_classes.Apps):
    def __iter__(self):
        yield App()

    def __len__(self):
        return 1


class App(base_classes.App):
    engine = property(lambda self: engine)
    version = property(lambda self: "16.0")
    pid = property(lambda self: 1)
    books = property(lambda self: [Book()])
    selection = property(lambda self: Book().sheets("Thông tin").range((1, 1)))
    screen_updating = True
    status_bar = ""

    def activate(self, steal_focus=False):
        pass

    def alert(self, prompt, title, buttons, mode, callback):
        raise AssertionError(prompt)


class Book(base_classes.Book):
    app = property(lambda self: App())
    sheets = property(lambda self: Sheets())

    @property
    def fullname(self):
        return os.environ["THIDUA_STAND_IN"]

    @property
    def name(self):
        return Path(self.fullname).name

    def activate(self):
        pass


class Sheets(base_classes.Sheets):
    book = property(lambda self: Book())
    active = property(lambda self: self("Thông tin"))

    def __iter__(self):
        return (Sheet(name) for name in _recorded())

    def __len__(self):
        return len(_recorded())

    def __call__(self, name):
        return Sheet(name)


class Sheet(base_classes.Sheet):
    def __init__(self, name):
        self._name = name

    name = property(lambda self: self._name)
    book = property(lambda self: Book())
    visible = True

    @property
    def used_range(self):
        values, _ = _recorded()[self._name]
        return Range(self, 1, 1, len(values), len(values[0]))

    def range(self, first, last=None):
        if isinstance(first, Range):
            last = last or first
            return Range(
                self,
                first.row,
                first.column,
                last.row + last.shape[0] - first.row,
                last.column + last.shape[1] - first.column,
            )
        if isinstance(first, str):
            return Range(self, 1, 1, 1, 1)
        last = last or first
        return Range(self, *first, last[0] - first[0] + 1, last[1] - first[1] + 1)

    def activate(self):
        pass


class Range(base_classes.Range):
    def __init__(self, sheet, row, column, rows, columns):
        self.sheet, self._row, self._column = sheet, row, column
        self._shape = rows, columns
        self.options = None

    api = property(lambda self: self)
    row = property(lambda self: self._row)
    column = property(lambda self: self._column)
    shape = property(lambda self: self._shape)
    address = "$A$1"
    max_cells_per_read = None
    max_cells_per_write = None
    wrap_text = True
    vertical_alignment = "top"

    def __len__(self):
        return self._shape[0] * self._shape[1]

    def __call__(self, row, column=1):
        return Range(self.sheet, self._row + row - 1, self._column + column - 1, 1, 1)

    @property
    def raw_value(self):
        return _recorded()[self.sheet.name][0]

    @raw_value.setter
    def raw_value(self, value):
        _written(value)

    @property
    def formula(self):
        return _recorded()[self.sheet.name][1]

    @formula.setter
    def formula(self, value):
        _written(value)

    def autofit(self, axis=None):
        pass

    def unmerge(self):
        pass

    def select(self):
        pass


_held = {}


def _recorded():
    if not _held:
        _held.update(pickle.loads(Path(os.environ["THIDUA_RECORDED"]).read_bytes()))
    return _held


def _written(value):
    """Tell how much was written, so that an idle process is not taken for a fast one."""
    file = os.environ.get("THIDUA_WRITTEN")
    if file:
        with open(file, "a", encoding="utf-8") as stream:
            stream.write(f"{sum(map(len, value))}\n")


engine = Engine()
