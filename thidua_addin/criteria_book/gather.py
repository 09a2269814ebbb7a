"""From the rows of the tables to the data of a campaign file, with the cell of every key path."""

from __future__ import annotations

from thidua_addin.criteria_book import words as w
from thidua_addin.criteria_book.attach import (
    attach_balances,
    attach_inputs,
    attach_law,
    attach_levels,
    attach_uses,
)
from thidua_addin.criteria_book.cells import is_blank, read_choice
from thidua_addin.criteria_book.gathered import Criteria, Data, Gathered, Taken, element_path
from thidua_addin.criteria_book.parameters import PARAMETERS
from thidua_addin.criteria_book.read import BookReading, BookRow
from thidua_addin.criteria_book.tables import (
    CELLS_OF_CONDITION,
    CELLS_OF_DECISION,
    CRITERIA_COLUMNS,
    CRITERIA_TABLE,
    HEAD_ROWS,
)


def gather(reading: BookReading) -> Gathered:
    """The data of the workbook, in the shape of a campaign file."""
    out = Gathered()
    criteria = _criteria(out, reading.tables["criteria"])
    _head(out, reading)
    _list(out, reading.tables["units"], "cluster.members", _cluster(out), "members")
    attach_levels(out, reading.tables["levels"], criteria)
    attach_uses(out, reading.tables["uses"], criteria)
    attach_inputs(out, reading.tables["inputs"], criteria)
    attach_balances(out, reading, criteria)
    awards = _list(out, reading.tables["awards"], "awards", out.data, "awards")
    attach_law(out, reading.tables["law"], criteria, awards)
    _list(out, reading.tables["tie_break"], "tie_break", out.data, "tie_break")
    _decisions(out, reading.tables["decisions"])
    return out


def _cluster(out: Gathered) -> Data:
    cluster = out.data.setdefault("cluster", {})
    assert isinstance(cluster, dict)
    return cluster


def _head(out: Gathered, reading: BookReading) -> None:
    row = reading.head
    for column in HEAD_ROWS:
        first, _, second = column.role.partition(".")
        if second:
            table = out.data.setdefault(first, {})
            assert isinstance(table, dict)
            out.put(table, second, row, column.role, first)
            out.mark(first, row.spots[column.role])
        elif first != "grades":
            out.put(out.data, first, row, first, "")
    if not out.data["cross"]:  # all blank: cross-scoring is not used
        del out.data["cross"]
    _grades(out, reading)


def _grades(out: Gathered, reading: BookReading) -> None:
    spot, rows = reading.head.spots["grades"], reading.tables["grades"]
    mode = reading.head.value("grades")
    out.mark("grades", spot)
    if mode == "listed":
        _list(out, rows, "grades", out.data, "grades")
    elif mode is not None:
        out.data["grades"] = mode
        if mode == "not set":
            for row in rows[:1]:
                roles = [r for r in row.spots if not is_blank(row.cells[r])]
                what = (
                    f"mục “{spot.title}” ở trang {spot.place.sheet} ghi “{w.NOT_SET}”, nên dòng này"
                )
                out.unused(row, roles[:1], what)
        else:
            out.spoilt.add(spot.place)


def _list(out: Gathered, rows: list[BookRow], path: str, owner: Data, key: str) -> list[Data]:
    """A list of tables whose keys are the roles of their rows."""
    tables: list[Data] = []
    for i, row in enumerate(rows):
        table: Data = {}
        at = element_path(path, row.text("code"), i)
        _first_mark(out, path, row)
        _first_mark(out, at, row)
        for role in row.spots:
            out.put(table, role, row, role, at)
        tables.append(table)
    owner[key] = tables
    return tables


def _first_mark(out: Gathered, path: str, row: BookRow) -> None:
    """A path that is no single cell stands for the first cell of its (first) row."""
    spot = next((s for r, s in row.spots.items() if r == "code"), None)
    out.mark(path, spot or next(iter(row.spots.values()), None))


def _criteria(out: Gathered, rows: list[BookRow]) -> Criteria:
    tables: list[Data] = []
    by_code: dict[str, Taken] = {}
    plain = [c.role for c in CRITERIA_COLUMNS if c.role not in ("kind", "items")]
    for i, row in enumerate(rows):
        code = row.text("code")
        path = element_path("criterion", code, i)
        table: Data = {}
        out.mark(path, row.spots.get("code"))
        for role in plain:
            out.put(table, role, row, role, path)
        items: Data = {}
        out.put(items, "rows", row, "items", f"{path}.items")
        out.mark(f"{path}.items", row.spots.get("items"))
        if items:
            table["items"] = items
        taken = Taken(table, path, _rule(out, row, table, path))
        tables.append(table)
        if code is not None:
            by_code.setdefault(code, taken)
    out.data["criterion"] = tables
    return by_code


def _rule(out: Gathered, row: BookRow, table: Data, path: str) -> str | None:
    """Take over the kind and the parameters; gives the kind where it is one of ours."""
    rule: Data = {}
    table["rule"] = rule
    out.put(rule, "kind", row, "kind", f"{path}.rule")
    out.mark(f"{path}.rule", row.spots.get("kind"))
    kind = row.text("kind")
    if kind is None:
        return None
    for parameter in PARAMETERS:
        role = parameter.column.role
        if kind not in parameter.keys:
            out.unused(row, (role,), f"loại quy tắc “{w.KINDS[kind]}”")
            continue
        if role == "method":
            _method(out, row, kind)
        first, _, second = parameter.keys[kind].partition(".")
        if not second:
            out.put(rule, first, row, role, f"{path}.rule")
        elif row.value(role) is None:
            out.mark(f"{path}.rule.{first}.{second}", row.spots.get(role))
        else:
            inner = rule.setdefault(first, {})
            assert isinstance(inner, dict)
            out.put(inner, second, row, role, f"{path}.rule.{first}")
            out.mark(f"{path}.rule.{first}", row.spots.get(role))
    return kind


def _method(out: Gathered, row: BookRow, kind: str) -> None:
    cell = row.cells.get("method")
    if cell is None or is_blank(cell):
        return
    column, place = CRITERIA_TABLE.column("method"), row.spots["method"].place
    read = read_choice(column, w.METHODS[kind][1], cell.value, place)
    row.reads["method"] = read
    out.findings += read.findings


def _decisions(out: Gathered, rows: list[BookRow]) -> None:
    tables: list[Data] = []
    for i, row in enumerate(rows):
        path = element_path("decision", row.text("code"), i)
        table: Data = {}
        when: Data = {}
        kind, on = row.text("kind"), row.text("on")
        _first_mark(out, path, row)
        for role in ("kind", "code", "title", "law"):
            out.put(table, role, row, role, path)
        for role in ("effect", "grade", "levels"):
            if kind is None or role in CELLS_OF_DECISION[kind]:
                out.put(table, role, row, role, path)
            else:
                out.unused(row, (role,), f"loại “{w.DECISIONS[kind]}”")
        out.put(when, "on", row, "on", f"{path}.when")
        out.mark(f"{path}.when", row.spots.get("on"))
        for role in ("criterion", "label", "item", "relation", "value"):
            if on is None or role in CELLS_OF_CONDITION[on]:
                out.put(when, role, row, role, f"{path}.when")
            else:
                out.unused(row, (role,), f"cách xét “{w.CONDITIONS[on]}”")
        table["when"] = when
        tables.append(table)
    out.data["decision"] = tables
