"""The sample data of the demonstration: labelled, valid, with exactly the planted mistakes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib import resources

import pytest

from scoring.campaign import Campaign
from scoring.campaign_load import DEFAULT_CAMPAIGN, load_campaign, published_campaign
from scoring.checks import CheckCase, run_checks
from scoring.entries import Entries
from scoring.fields import Address, form_fields
from scoring.findings import Finding, Severity
from scoring.parse import parse_cell
from scoring.score import score
from scoring.snapshot import Cell, Place
from scoring.terms import Period
from thidua_addin.demo.campaign import sample_campaign_text
from thidua_addin.demo.sample import Sending, UnitSample, entries_of, load_samples

UNITS = ("PTO", "HBI", "BKA", "BGI", "TNG", "TQU", "YBA")
AT_REGISTRATION, MIDYEAR, YEAR = Period


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    loaded = load_campaign(sample_campaign_text())
    assert loaded.campaign is not None
    return loaded.campaign


@pytest.fixture(scope="module")
def samples(campaign: Campaign) -> dict[str, UnitSample]:
    return {s.unit: s for s in load_samples(campaign)}


def _file(unit: str) -> str:
    folder = resources.files("thidua_addin.demo").joinpath("data")
    return folder.joinpath(f"{unit.lower()}.toml").read_text(encoding="utf-8")


def _findings(campaign: Campaign, sample: UnitSample, sending: Sending) -> Iterator[Finding]:
    """What reading and checking the form would say, without a workbook."""
    entries = entries_of(campaign, sample, sending)
    specs = {spec.address: spec for spec in form_fields(campaign)}
    for entry in entries:
        parsed = parse_cell(specs[entry.address], Cell(entry.raw), Place("Tự chấm điểm", 1, 1))
        assert parsed is not None
        yield from parsed.findings
    sheet = score(campaign, sample.unit, entries, sending.period)
    registered = None
    if sending.period is not AT_REGISTRATION:
        registered = entries_of(campaign, sample, sample.of(AT_REGISTRATION)[0])
    yield from run_checks(
        CheckCase(campaign, sample.unit, sending.period, entries, sheet, registered)
    )


@pytest.mark.parametrize("unit", UNITS)
def test_every_file_says_that_it_is_invented(unit: str, samples: dict[str, UnitSample]) -> None:
    text = _file(unit)
    assert text.startswith("# SỐ LIỆU MẪU, không phải số liệu thật")
    assert text == unicodedata.normalize("NFC", text)
    typed = {t.address: t.value for t in samples[unit].typed}
    for field in ("preparer", "phone", "signer", "plan_number"):
        assert str(typed[Address(None, None, field)]).endswith("(mẫu)")
    assert all(s.letter_number.endswith("(mẫu)") for s in samples[unit].sendings)


def test_the_units_are_those_of_the_campaign(samples: dict[str, UnitSample]) -> None:
    assert tuple(samples) == UNITS == tuple(published_campaign().units)


def test_every_address_is_a_field_of_the_form(
    campaign: Campaign, samples: dict[str, UnitSample]
) -> None:
    known = {spec.address for spec in form_fields(campaign)}
    for sample in samples.values():
        for sending in sample.sendings:
            assert {e.address for e in entries_of(campaign, sample, sending)} <= known


PLANTED = {
    # Phú Thọ scores itself 4 where 11 of 12 give 3.67, and says why: an information.
    ("PTO", YEAR, 1): {("SELF_DIFFERS_EXPLAINED", "II.2.1", None, "self")},
    # Bắc Kạn forgets the evidence of the staff's grades.
    ("BKA", YEAR, 1): {("EVIDENCE_MISSING", "II.6", None, "evidence")},
    # Tuyên Quang types "9,5" at 6 months, which stays in the form, and "85%" at the year.
    ("TQU", MIDYEAR, 1): {("NUMBER_AS_TEXT", "II.5.2", "2", "actual_h1")},
    ("TQU", YEAR, 1): {
        ("NUMBER_AS_TEXT", "II.5.2", "2", "actual_h1"),
        ("NUMBER_AS_TEXT", "II.3.2", None, "actual_fy"),
    },
}


def test_the_planted_mistakes_and_no_others(
    campaign: Campaign, samples: dict[str, UnitSample]
) -> None:
    found = {}
    for unit, sample in samples.items():
        for period in Period:
            for number, sending in enumerate(sample.of(period), start=1):
                said = list(_findings(campaign, sample, sending))
                assert len(said) == len({(f.code, f.criterion, f.item, f.field) for f in said})
                found[unit, period, number] = {(f.code, f.criterion, f.item, f.field) for f in said}
    assert {key: codes for key, codes in found.items() if codes} == PLANTED


def test_the_files_tell_the_same_mistakes(samples: dict[str, UnitSample]) -> None:
    told = {
        (unit, m.period, m.code, m.address.criterion, m.address.item, m.address.field)
        for unit, sample in samples.items()
        for m in sample.mistakes
    }
    assert told == {
        (unit, period, *finding)
        for (unit, period, _), findings in PLANTED.items()
        for finding in findings
    }


def test_who_sends_what(samples: dict[str, UnitSample]) -> None:
    sent = {u: tuple(len(s.of(p)) for p in Period) for u, s in samples.items()}
    once = (1, 1, 1)
    # Bắc Giang sends the year twice, Yên Bái never.
    assert sent == {**dict.fromkeys(UNITS, once), "BGI": (1, 1, 2), "YBA": (1, 1, 0)}
    unsealed = [(u, x.period) for u, s in samples.items() for x in s.sendings if x.unsealed_as]
    assert unsealed == [("BKA", YEAR)]
    on_time = {p: d for p in Period if (d := published_campaign().deadlines.of(p))}
    assert on_time == {}, "the launch document sets no deadlines; only the sample has any"
    deadlines = {
        AT_REGISTRATION: date(2021, 3, 31),
        MIDYEAR: date(2021, 6, 30),
        YEAR: date(2021, 11, 30),
    }
    late = [
        (u, x.period, (x.received_at.date() - deadlines[x.period]).days)
        for u, s in samples.items()
        for x in s.sendings
        if x.received_at.date() > deadlines[x.period]
    ]
    assert late == [("HBI", YEAR, 3)]


def test_a_form_holds_nothing_of_later_periods(
    campaign: Campaign, samples: dict[str, UnitSample]
) -> None:
    sample = samples["TNG"]
    first, second, third = (entries_of(campaign, sample, s) for s in sample.sendings)

    def filled(entries: Entries, field: str) -> bool:
        return entries.get("II.1.2", None, field) is not None

    assert [filled(first, f) for f in ("target", "actual_h1", "actual_fy")] == [True, False, False]
    assert [filled(second, f) for f in ("target", "actual_h1", "actual_fy")] == [True, True, False]
    assert [filled(third, f) for f in ("target", "actual_h1", "actual_fy")] == [True, True, True]
    # The document of the 6 months gives way to that of the year.
    number = ("II.1.2", None, "evidence")
    assert [e.text(*number) for e in (first, second, third)] == ["", "123/BC-SNV", "126/BC-SNV"]
    assert second.text(None, None, "period") == "6 tháng"


def test_the_first_version_of_bac_giang_holds_the_slip(
    campaign: Campaign, samples: dict[str, UnitSample]
) -> None:
    first, second = (entries_of(campaign, samples["BGI"], s) for s in samples["BGI"].of(YEAR))
    changed = {
        e.address.field if e.address.criterion is None else (e.address.criterion, e.raw)
        for e in second
        if (old := first.get(e.address.criterion, e.address.item, e.address.field)) is None
        or old.raw != e.raw
    }
    assert changed == {"letter_number", "letter_date", ("II.5.1", 0.98)}


def test_the_sample_campaign_differs_in_its_label_and_deadlines_only(campaign: Campaign) -> None:
    loaded = load_campaign(sample_campaign_text())
    assert not [f for f in loaded.findings if f.severity is not Severity.INFO]
    assert campaign.id == f"{DEFAULT_CAMPAIGN}-mau"
    assert (
        campaign.title == published_campaign().title + " (MẪU để chạy thử, số liệu không có thật)"
    )
    assert campaign.status_note is not None
    assert campaign.status_note.startswith("SỐ LIỆU MẪU, THỜI HẠN MẪU")
    changed = {
        name
        for name in type(campaign).model_fields
        if getattr(campaign, name) != getattr(published_campaign(), name)
    }
    assert changed == {"id", "title", "status_note", "deadlines"}
    assert [campaign.deadlines.of(p) for p in Period] == [
        date(2021, 3, 31),
        date(2021, 6, 30),
        date(2021, 11, 30),
    ]
