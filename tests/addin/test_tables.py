"""Tables are found by content, wherever they are."""

from __future__ import annotations

import time
import unicodedata

from scoring.snapshot import Cell, SheetSnapshot, Snapshot, Visibility
from thidua_addin.workbook.tables import Table, find_tables, plain_key, quoted_marker


def sheet(name: str, text: str) -> SheetSnapshot:
    """Rows of cells, separated by ``/``; ``.`` is a blank cell."""
    cells = {
        (r, c): Cell(value.strip())
        for r, line in enumerate(text.strip().splitlines(), start=1)
        for c, value in enumerate(line.split("/"), start=1)
        if value.strip() not in (".", "")
    }
    return SheetSnapshot(name, Visibility.VISIBLE, cells)


def tables(*sheets: SheetSnapshot) -> tuple[Table, ...]:
    return find_tables(Snapshot("x.xlsx", "", sheets))


def test_a_table_with_its_roles_and_rows() -> None:
    (table,) = tables(
        sheet(
            "A",
            """
            .          / Tiêu đề / .
            #thidua:t  / .       / value
            .          / Cột     / Giá trị
            II.1|      / Một     / 1
            II.5.2|3   / Hai     / 2
            #end       / .       / .
            ghi chú    / .       / .
            """,
        )
    )
    assert (table.name, table.sheet, table.marker_row, table.end_row) == ("t", "A", 2, 6)
    assert table.roles == {"value": 3}
    assert [(r.row, r.key) for r in table.rows] == [(4, "II.1|"), (5, "II.5.2|3")]
    assert table.cell(5, "value").value == "2"
    assert str(table.place(5, "value")) == "A!C5"
    assert table.unkeyed_rows() == ()


def test_two_tables_in_one_column_and_a_typed_marker_beside() -> None:
    """Keys stand to the left of whatever people type: a marker further right is only a text."""
    found = tables(
        sheet(
            "A",
            """
            #thidua:a / v / #thidua:c / w
            A|        / 1 / X|        / 5
            #end      / . / #end      / .
            #thidua:b / v / .         / .
            A|        / 2 / .         / .
            #end      / . / .         / .
            """,
        )
    )
    assert [(t.name, [r.row for r in t.rows]) for t in found] == [
        ("a", [2]),
        ("b", [5]),
    ]
    assert found[0].roles == {"v": 2, "w": 4}
    assert found[1].roles == {"v": 2}


def test_a_persons_words_are_quoted_where_they_look_like_a_marker() -> None:
    for text in ("#thidua:meta", " # THIDUA:\u200bmeta", "\uff03thidua:", "#thidua:scores x"):
        assert quoted_marker(text) == f"“{text}”"
        assert tables(sheet("A", quoted_marker(text))) == ()
    for text in ("# thi đua", "thidua:meta", "xem #thidua:meta", ""):
        assert quoted_marker(text) == text


def test_spelling_of_markers_keys_and_roles_is_forgiven() -> None:
    decomposed = unicodedata.normalize("NFD", "NLĐ.HTỐT")
    (table,) = tables(
        sheet("A", f" #THIDUA:t / val\u200bue\n II.6 | {decomposed}\u00a0/ 1\n #END / .")
    )
    assert (table.name, table.roles) == ("t", {"value": 2})
    assert [r.key for r in table.rows] == ["II.6|NLĐ.HTỐT"]
    assert plain_key("II.6|NLÐ") == "II.6|NLĐ"  # Eth, the look-alike


def test_sorted_rows_stay_in_the_table() -> None:
    (table,) = tables(
        sheet(
            "A",
            """
            B|        / 2
            #thidua:t / value
            #end      / .
            A|        / 1
            """,
        )
    )
    assert [(r.row, r.key) for r in table.rows] == [(1, "B|"), (4, "A|")]


def test_a_table_without_its_end() -> None:
    (table,) = tables(sheet("A", "#thidua:t/value\nA|/1\n./3\nB|/2\n./chữ ký"))
    assert table.end_row is None
    assert [r.key for r in table.rows] == ["A|", "B|"]
    assert table.unkeyed_rows() == (3,)  # nothing below the last key belongs to the table


def test_inserted_rows_are_seen() -> None:
    (table,) = tables(sheet("A", "#thidua:t/value\n./đầu bảng\nA|/1\n./9\nB|/2\n./8\n#end/."))
    assert table.unkeyed_rows() == (4, 6)


def test_a_role_that_stands_twice() -> None:
    (table,) = tables(sheet("A", "#thidua:t/value/value/mark\nA|/1/2/x\n#end/./."))
    assert table.roles == {"value": 2, "mark": 4}
    assert table.repeated_roles == (("value", 3),)
    assert table.columns("value") == (2, 3)
    assert table.columns("absent") == ()


def test_a_copied_sheet_gives_its_table_twice() -> None:
    text = "#thidua:t/value\nA|/1\n#end/."
    assert [t.sheet for t in tables(sheet("A", text), sheet("A (2)", text))] == ["A", "A (2)"]


def test_thousands_of_tables_take_time_in_proportion() -> None:
    """20,000 rows of tables of one row each; looking through all cells for each took minutes."""
    cells = {}
    for row in range(1, 20_001, 2):
        cells[row, 1], cells[row, 2] = Cell("#thidua:scores"), Cell("value")
        cells[row + 1, 1], cells[row + 1, 2] = Cell("A.1"), Cell(1.0)
    started = time.process_time()
    found = tables(SheetSnapshot("S", Visibility.VISIBLE, cells))
    assert [table.unkeyed_rows() for table in found] == [()] * 10_000
    assert time.process_time() - started < 10
