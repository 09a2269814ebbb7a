"""What is the form's own: the digest that a form carries, and how little is believed of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scoring.campaign import Campaign
from scoring.canonical import campaign_hash
from scoring.snapshot import Snapshot
from scoring.terms import Period
from tests.e2e.libreoffice import recalculated, soffice
from thidua_addin.form import build
from thidua_addin.form.build import build_form, fresh_form
from thidua_addin.form.extra import by_digest, by_fresh_form, own_content
from thidua_addin.form.meta import meta_of
from thidua_addin.form.model import FormSheetName, KeptNote
from thidua_addin.form.own_content import OWN_KEYS, Written, read_digest, write_digest
from thidua_addin.form.read import FormReading, read_form
from thidua_addin.form.sheets.meta import CELL_LENGTH, pieces
from thidua_addin.usecases.check import check_form
from thidua_addin.usecases.collect import collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.usecases.submit import submit_form
from thidua_addin.workbook.read import read_workbook

EVIDENCE = FormSheetName.EVIDENCE
HIDDEN = "Lời nhắn của đơn vị"
ISSUED = dt.datetime(2021, 2, 25, 8, 0)


class FreshFormBuilt(Exception):
    """A fresh form was built although nobody needed one."""


@pytest.fixture
def no_fresh_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise FreshFormBuilt

    own_content.cache_clear()
    monkeypatch.setattr(build, "fresh_form", refuse)


def read(form: Any) -> FormReading:
    return read_form(form.snapshot, form.campaign, by_digest)


def own_rows(snapshot: Snapshot) -> tuple[str, ...]:
    return meta_of(snapshot).own


@pytest.mark.usefixtures("no_fresh_form")
def test_the_digest_spares_the_fresh_form(form: Any) -> None:
    reading = read(form)
    assert (reading.findings, reading.kept_notes) == ((), ())


@pytest.mark.usefixtures("no_fresh_form")
def test_what_was_typed_elsewhere_is_found_by_the_digest_too(form: Any) -> None:
    form.write(EVIDENCE, 70, 5, HIDDEN)
    form.write(EVIDENCE, 71, 5, 12.5)
    form.insert_row(EVIDENCE, 3)
    reading = read(form)
    assert reading.kept_notes == (
        KeptNote(EVIDENCE, "E71", HIDDEN),
        KeptNote(EVIDENCE, "E72", "12,5"),
    )
    (finding,) = reading.findings
    assert (finding.code, finding.params["count"]) == ("EXTRA_CONTENT", "2")


def test_the_digest_and_a_fresh_form_agree(form: Any) -> None:
    form.write(EVIDENCE, form.table("evidence").rows[0].row, 3, "Tiêu đề do đơn vị sửa")
    form.write(FormSheetName.GUIDE, 60, 2, HIDDEN)
    form.copy_sheet(FormSheetName.SCORES, "Bản sao")
    by_own = read(form)
    by_fresh = read_form(form.snapshot, form.campaign, by_fresh_form)
    assert len(by_own.kept_notes) == 2
    assert by_own.kept_notes == by_fresh.kept_notes
    assert by_own.findings == by_fresh.findings


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.usefixtures("no_fresh_form")
def test_the_digest_fits_a_form_that_libreoffice_saved(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    source = forms.built(tmp_path, all_kinds, "BB", filled)
    (path,) = recalculated([source], tmp_path / "out")
    reading = read_form(read_workbook(path), all_kinds, by_digest)
    assert (reading.findings, reading.kept_notes) == ((), ())


def _lost(form: Any) -> None:
    for key in OWN_KEYS:
        form.meta(key, "")


def _cut(form: Any) -> None:
    form.meta("own_texts", own_rows(form.snapshot)[0][:-8])


def _not_base64(form: Any) -> None:
    form.meta("own_texts", "không")


def _other_numbers(form: Any) -> None:
    form.meta("own_numbers", own_rows(form.snapshot)[1] + " 12345.0")


@pytest.mark.parametrize(
    "change", [_lost, _cut, _not_base64, _other_numbers], ids=lambda f: f.__name__.strip("_")
)
def test_without_a_digest_that_fits_a_fresh_form_is_built(
    form: Any, no_fresh_form: None, change: Callable[[Any], None]
) -> None:
    change(form)
    with pytest.raises(FreshFormBuilt):
        read(form)


@pytest.mark.parametrize("change", [_lost, _cut], ids=lambda f: f.__name__.strip("_"))
def test_forms_without_a_digest_are_read_as_before(
    form: Any, change: Callable[[Any], None]
) -> None:
    change(form)
    form.write(EVIDENCE, 70, 5, HIDDEN)
    assert read(form).kept_notes == (KeptNote(EVIDENCE, "E70", HIDDEN),)


def test_the_digest_of_another_campaign_does_not_fit(all_kinds: Campaign) -> None:
    other = all_kinds.model_copy(update={"revision": 2})
    written = fresh_form(all_kinds, all_kinds.units["AA"], ISSUED).written
    digest = write_digest(campaign_hash(all_kinds), written)
    assert read_digest(campaign_hash(all_kinds), digest) is not None
    assert read_digest(campaign_hash(other), digest) is None


def test_what_people_typed_is_no_part_of_the_digest(
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
    tmp_path: Path,
) -> None:
    blank = own_rows(read_workbook(forms.built(tmp_path, all_kinds, "BB", {})))
    full = own_rows(read_workbook(forms.built(tmp_path, all_kinds, "BB", filled)))
    note = KeptNote("Nháp", "B7", HIDDEN)
    path = tmp_path / "nop.xlsx"
    unit = all_kinds.units["BB"]
    path.write_bytes(build_form(all_kinds, unit, issued_at=forms.ISSUED, kept_notes=(note,)))
    assert full == blank == own_rows(read_workbook(path))


def forged(form: Any, *texts: str) -> None:
    """A digest with the fingerprints of these texts too, checksum and all."""
    written = fresh_form(form.campaign, form.campaign.units["BB"], ISSUED).written
    more = Written({**written.cells, **{("x", i, 1): text for i, text in enumerate(texts)}})
    for key, value in zip(OWN_KEYS, write_digest(campaign_hash(form.campaign), more), strict=True):
        form.meta(key, value)


def test_a_forged_digest_hides_a_text_from_nobody_but_its_forger(form: Any) -> None:
    form.write(EVIDENCE, 70, 5, HIDDEN)
    forged(form, HIDDEN)
    reading = read(form)
    assert reading.kept_notes == ()  # what check says to the forger
    by_chair = read_form(form.snapshot, form.campaign)  # as merge reads it
    assert [f.code for f in by_chair.findings] == ["EXTRA_CONTENT"]
    assert by_chair.kept_notes == (KeptNote(EVIDENCE, "E70", HIDDEN),)
    assert reading.entries.get("B.1", None, "actual_fy") == by_chair.entries.get(
        "B.1", None, "actual_fy"
    )


def test_submit_keeps_what_a_forged_digest_hides(
    form: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form.write(EVIDENCE, 70, 5, HIDDEN)
    forged(form, HIDDEN)
    monkeypatch.setattr("thidua_addin.usecases.opening.read_workbook", lambda path: form.snapshot)
    checked = check_form(tmp_path / "bieu.xlsx", "nam")
    assert "EXTRA_CONTENT" not in {f.code for f in checked.findings}
    submitted = submit_form(
        tmp_path / "bieu.xlsx", "nam", tmp_path / "nop", dt.datetime(2021, 12, 1, 9)
    )
    assert submitted.path is not None
    monkeypatch.undo()
    kept = read_form(read_workbook(submitted.path), form.campaign).kept_notes
    assert kept == (KeptNote(EVIDENCE, "E70", HIDDEN),)


def test_a_sealed_copy_reads_without_extras_and_with_its_own_digest(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    source = forms.built(tmp_path, all_kinds, "BB", filled)
    path = submit_form(source, "nam", tmp_path / "nop", dt.datetime(2021, 12, 1, 9)).path
    assert path is not None
    own_content.cache_clear()
    assert [f.code for f in check_form(path, "nam").form.reading.findings] == []
    (reading,) = collect(path.parent, all_kinds, Period.YEAR, NO_RECEIPTS).readings
    assert "EXTRA_CONTENT" not in {f.code for f in reading.received.findings}


def test_pieces_hold_as_much_as_a_cell_and_cut_no_character() -> None:
    assert list(pieces("")) == [""]
    assert [len(p) for p in pieces("a" * (2 * CELL_LENGTH))] == [CELL_LENGTH, CELL_LENGTH]
    wide = "😀" * CELL_LENGTH  # two units each
    assert [len(p) for p in pieces(wide)] == [CELL_LENGTH // 2, CELL_LENGTH // 2]
    mixed = "a" + wide
    assert [len(p) for p in pieces(mixed)] == [CELL_LENGTH // 2, CELL_LENGTH // 2, 1]
    assert "".join(pieces(mixed)) == mixed
