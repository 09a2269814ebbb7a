"""The rows of other tables, brought to the criteria (and awards) that they name."""

from __future__ import annotations

from thidua_addin.criteria_book import words as w
from thidua_addin.criteria_book.gathered import Criteria, Data, Gathered, Taken, element_path
from thidua_addin.criteria_book.read import BookReading, BookRow
from thidua_addin.criteria_book.tables import CELLS_OF_TABLE, TABLES_OF_KIND


def _owner(out: Gathered, row: BookRow, criteria: Criteria) -> Taken | None:
    """The criterion that a row of another table belongs to."""
    spot, code = row.spots.get("criterion"), row.text("criterion")
    if spot is None:
        return None
    if code is None:
        if not row.reads["criterion"].spoilt:
            out.say("CRITERIA_CELL_MISSING", spot)
        return None
    if code not in criteria:
        out.say("CRITERIA_CODE_UNKNOWN", spot, value=code)
        return None
    return criteria[code]


def attach_levels(out: Gathered, rows: list[BookRow], criteria: Criteria) -> None:
    """Put the rows of levels, bands, steps and ranks into the rules they belong to."""
    for row in rows:
        owner = _owner(out, row, criteria)
        table = row.text("table")
        if table is None:
            if row.spots.get("table") and not row.reads["table"].spoilt:
                out.say("CRITERIA_CELL_MISSING", row.spots["table"])
            continue
        cells = CELLS_OF_TABLE[table]
        others = [r for r in row.spots if r not in (*cells, "criterion", "table")]
        out.unused(row, others, f"dòng loại “{w.TABLES[table]}”")
        if owner is None or owner.kind is None:
            continue
        if table not in TABLES_OF_KIND.get(owner.kind, ()):
            params = {"table": str(w.TABLES[table]), "kind": str(w.KINDS[owner.kind])}
            out.say("CRITERIA_TABLE_UNUSED", row.spots["table"], **params)
            continue
        _level(out, row, owner, table)


def _level(out: Gathered, row: BookRow, owner: Taken, table: str) -> None:
    listed = owner.rule.setdefault(table, [])
    assert isinstance(listed, list)
    level: Data = {}
    group = f"{owner.path}.rule.{table}"
    path = f"{group}[{len(listed)}]"
    for at in (group, path):
        out.mark(at, row.spots["table"])
    for role in CELLS_OF_TABLE[table]:
        if role != "count":
            out.put(level, role, row, role, path)
    listed.append(level)
    if "count" in CELLS_OF_TABLE[table] and row.value("count") is not None:
        counts = owner.rule.setdefault("counts", [])
        assert isinstance(counts, list)
        counts.append(row.value("count"))
        for at in ("counts", f"counts[{len(counts) - 1}]"):
            out.mark(f"{owner.path}.rule.{at}", row.spots["count"])


def attach_uses(out: Gathered, rows: list[BookRow], criteria: Criteria) -> None:
    """Put the named counts of numerators and denominators into their rules."""
    for row in rows:
        owner = _owner(out, row, criteria)
        role = row.text("role")
        for needed in ("role", "input"):
            if needed in row.reads and row.value(needed) is None:
                out.say("CRITERIA_CELL_MISSING", row.spots[needed])
        name = row.text("input")
        if owner is None or owner.kind is None or role is None or name is None:
            continue
        if owner.kind != "bands":
            params = {"table": str(w.USES[role]), "kind": str(w.KINDS[owner.kind])}
            out.say("CRITERIA_TABLE_UNUSED", row.spots["role"], **params)
            continue
        share = owner.rule.setdefault("share", {})
        assert isinstance(share, dict)
        names = share.setdefault(role, [])
        path = f"{owner.path}.rule.share"
        out.mark(path, row.spots["role"])
        out.mark(f"{path}.{role}", row.spots["input"])
        out.mark(f"{path}.{role}[{len(names)}]", row.spots["input"])
        names.append(name)


def attach_inputs(out: Gathered, rows: list[BookRow], criteria: Criteria) -> None:
    """Put the named counts into their criteria."""
    for row in rows:
        owner = _owner(out, row, criteria)
        if owner is None:
            continue
        listed = owner.grow("inputs")
        path = element_path(f"{owner.path}.inputs", row.text("code"), len(listed))
        table: Data = {}
        out.mark(f"{owner.path}.inputs", row.spots.get("code"))
        out.mark(path, row.spots.get("code"))
        for role in ("code", "title", "unit"):
            out.put(table, role, row, role, path)
        listed.append(table)


def attach_balances(out: Gathered, reading: BookReading, criteria: Criteria) -> None:
    """Put the balances into their criteria."""
    known = {row.text("code") for row in reading.tables["inputs"]}
    for row in reading.tables["balances"]:
        owner = _owner(out, row, criteria)
        if owner is None:
            continue
        listed = owner.grow("balances")
        path = f"{owner.path}.balances[{len(listed)}]"
        table: Data = {}
        out.mark(f"{owner.path}.balances", row.spots.get("total"))
        out.mark(path, row.spots.get("total"))
        out.put(table, "total", row, "total", path)
        out.put(table, "parts", row, "parts", path)
        parts = table.get("parts")
        if isinstance(parts, list):
            table["parts"] = [n for part in parts for n in _names(str(part), known)]
        listed.append(table)


def _names(typed: str, known: set[str | None]) -> list[str]:
    """The codes of one word: itself, or what stands between its commas and semicolons."""
    if typed in known:
        return [typed]
    return [name for name in typed.replace(";", ",").split(",") if name]


def attach_law(out: Gathered, rows: list[BookRow], criteria: Criteria, awards: list[Data]) -> None:
    """Put the legal references where they belong: campaign, criterion or award."""
    campaign: list[object] = []
    out.data["law"] = campaign
    for row in rows:
        of, code = row.text("of"), row.text("owner")
        if of is None:
            if row.spots.get("of") and not row.reads["of"].spoilt:
                out.say("CRITERIA_CELL_MISSING", row.spots["of"])
            continue
        if of == "":
            out.unused(row, ("owner",), f"căn cứ của “{w.LAW_OF['']}”")
            _reference(out, row, campaign, f"law[{len(campaign)}]")
        elif code is None:
            if row.spots.get("owner") and not row.reads["owner"].spoilt:
                out.say("CRITERIA_CELL_MISSING", row.spots["owner"])
        elif of == "criterion":
            owner = criteria.get(code)
            if owner is None:
                out.say("CRITERIA_CODE_UNKNOWN", row.spots["owner"], value=code)
            else:
                listed = owner.grow("law")
                _reference(out, row, listed, f"{owner.path}.law[{len(listed)}]")
        else:
            _award_law(out, row, awards, code)


def _award_law(out: Gathered, row: BookRow, awards: list[Data], code: str) -> None:
    award = next((a for a in awards if a.get("code") == code), None)
    if award is None:
        out.say("CRITERIA_AWARD_UNKNOWN", row.spots["owner"], value=code)
    elif "law" in award:
        out.say("CRITERIA_AWARD_LAW_TWICE", row.spots["owner"], value=code)
    else:
        listed: list[object] = []
        _reference(out, row, listed, f"awards[{code}].law")
        award["law"] = listed[0]


def _reference(out: Gathered, row: BookRow, listed: list[object], path: str) -> None:
    table: Data = {}
    out.mark(path, row.spots.get("document"))
    for role in ("document", "article", "date"):
        out.put(table, role, row, role, path)
    listed.append(table)
