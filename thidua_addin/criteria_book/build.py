"""Writing the criteria workbook of a campaign.

Exception
└── NotForCells    a text of the campaign is more than a cell can hold
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from scoring.campaign import Campaign
from scoring.snapshot import Place
from thidua_addin.criteria_book.book import Book, stored
from thidua_addin.criteria_book.columns import (
    CRITERIA,
    DECISIONS,
    GRADES,
    HEAD,
    INPUTS,
    LAW,
    LEVELS,
    SHARES,
    UNITS,
    Column,
)
from thidua_addin.criteria_book.flatten import Record, records_of
from thidua_addin.criteria_book.layout import HEAD_VALUE_COLUMN, Layout, head_row, layout_of
from thidua_addin.criteria_book.sheets.check import write_check
from thidua_addin.criteria_book.sheets.guide import write_guide
from thidua_addin.criteria_book.sheets.head import write_head
from thidua_addin.criteria_book.sheets.lists import write_lists
from thidua_addin.criteria_book.sheets.meta import write_meta
from thidua_addin.criteria_book.sheets.table import write_tables
from thidua_addin.criteria_book.tables import HEAD_ROWS, HEAD_TABLE_NAME
from thidua_addin.criteria_book.texts import fits_cell
from thidua_addin.workbook.styles import Styles, new_workbook


class NotForCells(Exception):
    """A text is too long for a cell, or has characters that no workbook can hold.

    ``place`` is the cell where it would have stood, ``title`` that cell's column.
    """

    def __init__(self, place: Place, title: str) -> None:
        super().__init__(str(place))
        self.place = place
        self.title = title


def build_criteria_book(campaign: Campaign, at: dt.datetime) -> bytes:
    """The workbook; equal campaigns at an equal moment give equal bytes. Raises NotForCells."""
    records = records_of(campaign)
    layout, head = layout_of(records), records[HEAD_TABLE_NAME][0]
    _check_texts(layout, head)
    stream = BytesIO()
    with new_workbook(stream, title=f"Bộ tiêu chí – {campaign.title}"[:250], at=at) as workbook:
        book = Book(workbook, Styles(workbook), campaign, head, layout, at)
        write_guide(book)
        write_head(book)
        for name in (UNITS, CRITERIA, LEVELS, INPUTS, SHARES, LAW, GRADES, DECISIONS):
            write_tables(book, name)
        write_check(book)
        write_lists(book)
        write_meta(book)
    return stream.getvalue()


def _check_texts(layout: Layout, head: Record) -> None:
    for column in HEAD_ROWS:
        place = Place(HEAD, head_row(column.role), HEAD_VALUE_COLUMN)
        _check_text(column, head, place)
    for table in layout.values():
        for row, record in enumerate(table.records, start=table.first_row):
            for column in table.spec.columns:
                place = Place(table.spec.sheet, row, table.spec.position(column.role))
                _check_text(column, record, place)


def _check_text(column: Column, record: Record, place: Place) -> None:
    value = stored(column, record).value
    if isinstance(value, str) and not fits_cell(value):
        raise NotForCells(place, column.title)
