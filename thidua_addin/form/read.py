"""From a form's snapshot to what the unit entered, with everything there is to say about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.campaign import Campaign
from scoring.canonical import campaign_hash
from scoring.checks import LiveValue
from scoring.entries import Entries, Entry
from scoring.fields import Address, FieldSpec
from scoring.findings import Finding
from scoring.parse import Parsed, parse_cell, shown
from scoring.snapshot import Cell, Place, Snapshot
from scoring.terms import Period, period_from_label
from scoring.text import nfc
from scoring.unit_names import Found, NotInYear, find_unit, stranger_finding
from thidua_addin.form.covered import covered_findings
from thidua_addin.form.extra import Extra, Keeping, OwnSource, by_fresh_form, extra_content
from thidua_addin.form.frames import Frames, Spots
from thidua_addin.form.grid import Grid
from thidua_addin.form.meta import FormMeta, NotAForm, meta_of
from thidua_addin.form.model import FormCell, KeptNote
from thidua_addin.form.own_content import OwnContent
from thidua_addin.form.places import FormMap, Spot, form_map
from thidua_addin.form.row_texts import row_text_findings
from thidua_addin.form.structure import structure_findings

__all__ = ["FormReading", "NotAForm", "read_form"]

UNIT_SPOT = Spot("info", "||unit", "value")
UNIT_ADDRESS = Address(None, None, "unit")


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form as it was read.

    ``unit`` is the code of the unit, ``""`` where a template's unit is not chosen, and whatever
    the form says where that is no unit of the campaign. ``period`` is the one chosen in the form.
    ``cells`` are all its addressed cells where they stand now; ``places`` the inputs among them;
    ``live`` the computed points that the form's own formulas show, by criterion. ``keeping``
    gives ``kept_notes`` anew, once a sealed copy says what is the form's own.
    """

    unit: str
    meta: FormMeta
    entries: Entries
    period: Period | None
    findings: tuple[Finding, ...]
    cells: tuple[FormCell, ...]
    kept_notes: tuple[KeptNote, ...]
    places: Mapping[Address, Place]
    live: Mapping[str, LiveValue]
    keeping: Keeping


def read_form(
    snapshot: Snapshot,
    campaign: Campaign,
    own: OwnSource = by_fresh_form,
    frames: Frames | None = None,
) -> FormReading:
    """Read a form by the fields of ``campaign``, wherever its rows and columns are now.

    ``own`` tells the form's own texts from what people wrote beside the tables; ``frames`` keeps
    what forms of this campaign had in common so far. The campaign may be another revision than
    the one the form was built from. Raises NotAForm (NOT_A_FORM, META_DAMAGED).
    """
    meta = meta_of(snapshot)
    issued_for = campaign.units.get(meta.unit)
    known = None if frames is None else frames.find(snapshot, meta, issued_for)
    if known is not None:
        return _read_known(snapshot, campaign, meta, known)
    form = form_map(campaign)
    grid = Grid(snapshot, form.keys)
    cells = _cells(grid, form, with_unit=not meta.unit)
    parsed = tuple(_parsed(grid, form))
    extra = extra_content(snapshot, campaign, meta, grid, form, own)
    structure = tuple(structure_findings(grid, form))
    about_cells = (
        *structure,
        *covered_findings(grid, form),
        *_wording_findings(campaign, meta, grid, form, structure),
    )
    spots = Spots(
        cells,
        {c.address: c.place for c in reversed(cells) if c.input},
        dict(_live_places(grid, form)),
        next((place for place, _ in grid.cells(UNIT_SPOT)), None),
    )
    doubled = any(len(grid.cells(spot)) != 1 for spot in form.cells)
    if frames is not None and not (about_cells or extra.findings or extra.notes or doubled):
        frames.learn(snapshot, meta, issued_for, spots)
    return _reading(snapshot, campaign, meta, spots, parsed, about_cells, extra)


def _read_known(
    snapshot: Snapshot, campaign: Campaign, meta: FormMeta, spots: Spots
) -> FormReading:
    """A form whose frame is known: nothing to find but in the entries."""
    sheets = {sheet.name: sheet for sheet in snapshot.sheets}
    parsed = []
    for entered in spots.cells:
        if entered.spec is None or (entered.row, entered.column) not in sheets[entered.sheet].cells:
            continue
        cell = sheets[entered.sheet].cell(entered.row, entered.column)
        found = parse_cell(entered.spec, cell, entered.place)
        if found is not None:
            parsed.append(found)

    def keeping(own: OwnContent) -> tuple[KeptNote, ...]:
        form = form_map(campaign)
        grid = Grid(snapshot, form.keys)
        return extra_content(snapshot, campaign, meta, grid, form, lambda *_: own).notes

    extra = Extra((), (), keeping)
    return _reading(snapshot, campaign, meta, spots, parsed, (), extra)


def _reading(
    snapshot: Snapshot,
    campaign: Campaign,
    meta: FormMeta,
    spots: Spots,
    parsed: Iterable[Parsed],
    about_cells: tuple[Finding, ...],
    extra: Extra,
) -> FormReading:
    entries = Entries(p.entry for p in parsed)
    chosen = None if spots.unit is None else (spots.unit, _cell_at(snapshot, spots.unit))
    said = meta.unit or _chosen_unit(chosen)
    unit = _unit_code(campaign, said)
    at = None if meta.unit or chosen is None else chosen[0]
    return FormReading(
        unit=unit,
        meta=meta,
        entries=entries,
        period=period_from_label(entries.text(None, None, "period")),
        findings=(
            *_unit_findings(campaign, unit, snapshot.file, at),
            *(_about_the_choice(campaign, unit, meta, chosen) if unit in campaign.units else ()),
            *about_cells,
            *(finding for p in parsed for finding in p.findings),
            *extra.findings,
        ),
        cells=spots.cells,
        kept_notes=extra.notes,
        places=spots.places,
        live={
            code: LiveValue(place, _cell_at(snapshot, place)) for code, place in spots.live.items()
        },
        keeping=extra.keeping,
    )


def _cell_at(snapshot: Snapshot, at: Place) -> Cell:
    sheet = next(s for s in snapshot.sheets if s.name == at.sheet)
    return sheet.cell(at.row, at.column)


def _wording_findings(
    campaign: Campaign,
    meta: FormMeta,
    grid: Grid,
    form: FormMap,
    structure: tuple[Finding, ...],
) -> Iterator[Finding]:
    """What rows and columns say of themselves, in a form of this very revision."""
    if meta.campaign_hash != campaign_hash(campaign):
        return
    mixed = {
        Place(f.at.sheet, f.at.row, column)
        for f in structure
        if f.code == "ROW_LABEL_DIFFERS" and f.at is not None
        for column in _first_columns(grid, f.at.sheet)
    }
    yield from row_text_findings(grid, form, campaign, frozenset(mixed))


def _first_columns(grid: Grid, sheet: str) -> set[int]:
    return {
        min(t.roles.values(), default=t.key_column) for t in grid.all_tables() if t.sheet == sheet
    }


def _parsed(grid: Grid, form: FormMap) -> Iterator[Parsed]:
    for spot, planned in form.cells.items():
        if planned.spec is None:
            continue
        found = grid.cells(spot)
        parsed = _read(planned.spec, found)
        if parsed is not None:
            yield parsed


def _read(spec: FieldSpec, found: tuple[tuple[Place, Cell], ...]) -> Parsed | None:
    if not found:
        return None
    place, cell = found[0]
    for other_place, other in found[1:]:
        if (other.value, other.error) != (cell.value, cell.error):
            a = spec.address
            params = {
                "title": spec.title,
                "first": nfc(str(place)),
                "first_value": _held(cell),
                "second": nfc(str(other_place)),
                "second_value": _held(other),
            }
            finding = Finding("VALUE_CONFLICT", place, a.criterion, a.item, a.field, params)
            return Parsed(Entry(a, cell.error or cell.value, None, place), (finding,))
    return parse_cell(spec, cell, place)


def _held(cell: Cell) -> str:
    if cell.error is not None:
        return cell.error
    return "trống" if cell.value is None else shown(cell.value)


def _cells(grid: Grid, form: FormMap, *, with_unit: bool) -> tuple[FormCell, ...]:
    """Every addressed cell where it stands now; a doubled one is listed at its first place."""
    found: list[FormCell] = []
    if with_unit:
        for place, _ in grid.cells(UNIT_SPOT)[:1]:
            found.append(_at(place, UNIT_ADDRESS, None, is_input=True))
    for spot, planned in form.cells.items():
        for place, _ in grid.cells(spot)[:1]:
            found.append(_at(place, planned.address, planned.spec, is_input=planned.input))
    return tuple(found)


def _at(place: Place, address: Address, spec: FieldSpec | None, *, is_input: bool) -> FormCell:
    return FormCell(place.sheet, place.row, place.column, address, is_input, spec)


def _live_places(grid: Grid, form: FormMap) -> Iterator[tuple[str, Place]]:
    for spot, planned in form.cells.items():
        criterion = planned.address.criterion
        if spot.role != "computed" or criterion is None or planned.address.item is not None:
            continue
        for place, _ in grid.cells(spot)[:1]:
            yield criterion, place


def _chosen_unit(chosen: tuple[Place, Cell] | None) -> str:
    value = None if chosen is None else chosen[1].value
    return nfc(value).strip() if isinstance(value, str) else ""


def _about_the_choice(
    campaign: Campaign, unit: str, meta: FormMeta, chosen: tuple[Place, Cell] | None
) -> Iterator[Finding]:
    """What the cell of the unit says against what is fixed: by issue, or by a registration."""
    place, cell = chosen or (None, None)
    name = campaign.units[unit].name
    registered, _ = meta.registered
    if registered and registered != unit:
        known = campaign.units.get(registered)
        params = {"unit": name, "registered": registered if known is None else known.name}
        yield Finding("UNIT_CHANGED_AFTER_REGISTRATION", place, field="unit", params=params)
    if not meta.unit or cell is None:
        return
    text = "" if cell.value is None else nfc(shown(cell.value)).strip()
    said = _unit_code(campaign, text)
    if said == unit:
        return
    params = {"unit": name, "value": text or "trống"}
    if said in campaign.units:
        yield Finding("UNIT_CELL_OTHER", place, field="unit", params=params)
    elif meta.campaign_hash == campaign_hash(campaign):  # else the name may have been another
        yield Finding("UNIT_CELL_CHANGED", place, field="unit", params=params)


def _unit_code(campaign: Campaign, said: str) -> str:
    """The code of the unit that a code or name stands for; what was said where it is none.

    A unit that is no member in the campaign's year has its own code, never that of another.
    """
    answer = find_unit(campaign, said)
    return answer.unit.code if isinstance(answer, Found | NotInYear) else said


def _unit_findings(campaign: Campaign, unit: str, file: str, at: Place | None) -> Iterator[Finding]:
    if not unit:
        yield Finding("UNIT_NOT_CHOSEN", field="unit", params={"file": file})
        return
    stranger = stranger_finding(campaign, unit, file, at)
    if stranger is not None:
        yield stranger
