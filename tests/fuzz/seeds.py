"""The valid workbooks that every case starts from: sealed and open forms, a filled-in summary."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign
from scoring.entries import Entries, Entry
from scoring.fields import Address
from scoring.terms import Period
from tests.fuzz.package import Base, packed, parts_of, sheet_parts
from tests.fuzz.reach import Spot, reach
from thidua_addin.cli.main import main
from thidua_addin.form.build import build_form

TESTS: Final = Path(__file__).parents[1]
CAMPAIGN: Final = TESTS / "campaigns" / "all-kinds.toml"
FILLED: Final = TESTS / "should_fail" / "filled_form.toml"
ISSUED: Final = dt.datetime(2021, 2, 25, 8, 0)
AT: Final = "2021-12-05T09:30"

Key = tuple[str | None, str | None, str]
"""Criterion, item, field: an address as the ``fields`` command gives it."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """The valid workbooks, and what the addresses of their cells are.

    ``spots`` gives the address of each input of a form by table, key and role: the ``fields``
    command said so of the valid form, before anything was changed.
    """

    campaign: Campaign
    data: Mapping[str, Any]
    forms: tuple[Base, ...]
    summary: Base
    spots: Mapping[Spot, Key]
    chair_spots: Mapping[Spot, tuple[str | None, Key]]


def run(arguments: Sequence[str | Path]) -> tuple[int, Any]:
    """One command in this process with ``--json``: its status and what it answered."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = main([*map(str, arguments), "--json"])
    return status, json.loads(out.getvalue())


def made(folder: Path) -> Seeds:
    """The seeds, built in a folder. The same every time."""
    campaign = load_campaign(CAMPAIGN.read_bytes()).campaign
    assert campaign is not None
    sent = folder / "sent"
    forms = []
    for number, unit in enumerate(campaign.units):
        path = folder / f"{unit}.xlsx"
        path.write_bytes(_form(campaign, unit, factor=Decimal(10 - number) / 10))
        status, answer = run(["submit", path, "--period", "nam", "--out", sent, "--at", AT])
        assert status == 0, answer
        sealed = Path(answer["file"] if "lan" in answer["file"] else next(sent.glob(f"*_{unit}_*")))
        forms.append(_base(f"sealed-{unit}", sealed))
        forms.append(_base(f"open-{unit}", path))
    spots = _spots(forms[0].data, folder)
    summary, chair = _summary(folder, sent)
    data = tomllib.loads(CAMPAIGN.read_text("utf-8"), parse_float=Decimal)
    return Seeds(campaign, data, tuple(forms), summary, spots, chair)


def _form(campaign: Campaign, unit: str, factor: Decimal) -> bytes:
    values = tomllib.loads(FILLED.read_text("utf-8"), parse_float=Decimal)
    entries = []
    for text, value in values.items():
        criterion, item, field = text.split("|")
        if isinstance(value, int | Decimal):
            number = Decimal(value)
            if field == "actual_fy" and item:
                number *= factor
            value = number
        raw = float(value) if isinstance(value, Decimal) else value
        entries.append(Entry(Address(criterion or None, item or None, field), raw, value))
    return build_form(
        campaign,
        campaign.units[unit],
        issued_at=ISSUED,
        entries=Entries(entries),
        period=Period.YEAR,
    )


def _base(name: str, path: Path) -> Base:
    data = path.read_bytes()
    parts = parts_of(data)
    inputs: dict[str, list[str]] = {}
    where = sheet_parts(parts)
    _, fields = run(["fields", path])
    for field in fields:
        if field["input"]:
            inputs.setdefault(where[field["sheet"]], []).append(field["cell"])
    return Base(name, data, parts, {part: tuple(cells) for part, cells in inputs.items()})


def _places(data: bytes, folder: Path) -> tuple[dict[tuple[str, str], Spot], list[dict[str, Any]]]:
    """Table, key and role of each cell of a valid workbook, and what ``fields`` says of it."""
    path = folder / "fields.xlsx"
    path.write_bytes(data)
    book = reach(data)
    assert book is not None
    found = {(c.sheet, c.cell): spot for spot, cells in book.every_spot() for c in cells}
    return found, run(["fields", path])[1]


def _spots(data: bytes, folder: Path) -> dict[Spot, Key]:
    found, fields = _places(data, folder)
    return {
        found[f["sheet"], f["cell"]]: (f["criterion"], f["item"], f["field"])
        for f in fields
        if f["input"] and (f["sheet"], f["cell"]) in found
    }


def _summary(folder: Path, sent: Path) -> tuple[Base, dict[Spot, tuple[str | None, Key]]]:
    """A summary in which the chair has filled in about half of the cells."""
    path = folder / "tong-hop.xlsx"
    arguments = ["merge", sent, "--campaign", CAMPAIGN, "--period", "nam", "--out", path]
    status, answer = run([*arguments, "--at", AT])
    assert status in (0, 1), answer
    found, fields = _places(path.read_bytes(), folder)
    parts = parts_of(path.read_bytes())
    where = sheet_parts(parts)
    rng = random.Random(2021)
    for field in fields:
        if field["input"] and rng.random() < 0.5:
            part = where[field["sheet"]]
            parts[part] = _typed(parts[part], field, rng)
    path.write_bytes(packed(parts))
    chair = {
        found[f["sheet"], f["cell"]]: (f["unit"], (f["criterion"], f["item"], f["field"]))
        for f in fields
        if f["input"] and (f["sheet"], f["cell"]) in found
    }
    return _base("summary", path), chair


def _typed(xml: bytes, field: Mapping[str, Any], rng: random.Random) -> bytes:
    if field["choices"]:
        about, inner = ' t="inlineStr"', f"<is><t>{field['choices'][0]}</t></is>"
    elif field["type"] == "date":
        about, inner = "", f"<v>{44_500 + rng.randrange(40)}</v>"
    elif field["type"] in ("text", "reference"):
        about, inner = ' t="inlineStr"', f"<is><t>Theo hồ sơ số {rng.randrange(99)}</t></is>"
    else:
        about, inner = "", f"<v>{rng.choice(('0', '1', '2', '0.5'))}</v>"
    cell = re.compile(
        rb'<c r="%s"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)' % field["cell"].encode(), re.S
    )

    def new(match: re.Match[bytes]) -> bytes:
        style = (match[1] or b"").decode()
        return f'<c r="{field["cell"]}"{style}{about}>{inner}</c>'.encode()

    return cell.sub(new, xml, count=1)
