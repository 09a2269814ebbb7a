"""Filled, sealed forms, as many as wanted: ``python -m benchmarks.forms 1000 FOLDER``.

Every form belongs to a unit of its own, of a campaign with that many units; their entries are the
samples of the seven departments in turn, with results that differ from unit to unit.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_campaign, published_source
from scoring.entries import Entries, Entry
from scoring.submission import entries_json, seal
from scoring.terms import Period
from thidua_addin.demo.sample import entries_of, load_samples
from thidua_addin.form.build import build_form
from thidua_addin.form.model import SealMark
from thidua_addin.usecases.submit import sealed_name

AT = dt.datetime(2021, 12, 4, 8)
PROCESSES = os.cpu_count() or 1
_MEMBERS = re.compile(r"\[\[cluster\.members\]\].*?(?=\n\[(?!\[cluster\.members))", re.DOTALL)


def wide_text(units: int, source: str = "cum-tdmnpb-2021") -> str:
    """A shipped campaign as TOML text with ``units`` members ``XAAAB`` …, the first its chair."""
    text = published_source(source).decode()
    members = "\n".join(
        f'[[cluster.members]]\ncode = "{code(n)}"\nname = "Phòng Nội vụ số {n}"\n'
        f'short_name = "Số {n}"\n'
        f'province = "Tỉnh"\ngoverning_body = "UBND tỉnh"\nvalid_from = 2021\n'
        for n in range(1, units + 1)
    )
    text = _MEMBERS.sub(lambda _: members, text, count=1)
    return re.sub(r'\nchair = "[A-Z]+"', f'\nchair = "{code(1)}"', text)


def code(number: int) -> str:
    """The code of a generated unit: ``XAAAB`` for 1."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters = chr(65 + letter) + letters
    return f"X{letters}"


@cache
def wide_campaign(units: int) -> Campaign:
    """The campaign of 2021 with that many units."""
    loaded = load_campaign(wide_text(units).encode())
    assert loaded.campaign is not None, loaded.findings[0]
    return loaded.campaign


@cache
def _samples() -> tuple[Entries, ...]:
    """The last entries for the year of each department that sent any."""
    campaign = published_campaign()
    samples = load_samples(campaign)
    sent = (sample.of(Period.YEAR) for sample in samples)
    return tuple(
        entries_of(campaign, sample, sendings[-1])
        for sample, sendings in zip(samples, sent, strict=True)
        if sendings
    )


def unit_entries(number: int) -> Entries:
    """The entries of a generated unit: a sample's, the results a little lower each round."""
    samples = _samples()
    less = 1 - Decimal(number // len(samples) % 997) / 10_000
    return Entries(_lowered(entry, less) for entry in samples[number % len(samples)])


def _lowered(entry: Entry, factor: Decimal) -> Entry:
    value = entry.value
    if entry.address.field != "actual_fy" or not isinstance(value, Decimal) or value == int(value):
        return entry
    number = (value * factor).quantize(Decimal("0.0001"))
    return replace(entry, raw=float(number), value=number)


def write_form(units: int, number: int, folder: Path) -> Path:
    """The sealed form of one unit."""
    campaign = wide_campaign(units)
    unit = campaign.units[code(number)]
    entries = unit_entries(number)
    submission = seal(campaign, unit.code, Period.YEAR, entries, 1, AT)
    mark = SealMark(Period.YEAR, 1, AT, submission.check_code, entries_json(submission))
    content = build_form(
        campaign, unit, issued_at=AT, entries=entries, period=Period.YEAR, seal=mark
    )
    path = folder / sealed_name(campaign.id, unit.code, Period.YEAR, 1)
    path.write_bytes(content)
    return path


def write_forms(units: int, folder: Path) -> Path:
    """The forms of all units in ``folder/phieu``, their campaign beside it; gives that folder."""
    forms = folder / "phieu"
    forms.mkdir(parents=True)
    (folder / "dot.toml").write_text(wide_text(units), encoding="utf-8")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for _ in pool.map(_write_some, _parts(units, forms)):
            pass
    return forms


def _parts(units: int, forms: Path) -> Iterator[tuple[int, range, Path]]:
    step = max(1, min(100, units // (4 * PROCESSES)))
    for first in range(1, units + 1, step):
        yield units, range(first, min(first + step, units + 1)), forms


def _write_some(part: tuple[int, range, Path]) -> int:
    units, numbers, forms = part
    for number in numbers:
        write_form(units, number, forms)
    return len(numbers)


if __name__ == "__main__":
    print(write_forms(int(sys.argv[1]), Path(sys.argv[2])))
