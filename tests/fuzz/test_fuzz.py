"""A short run of what ``make fuzz`` runs for minutes, and every input that once failed."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.entries import Entry
from scoring.fields import Address
from scoring.findings import Finding
from scoring.fitting import fitting
from scoring.received import Received
from tests.fuzz.cases import BATCH, Tally, changed_form, form_batch, summary_case
from tests.fuzz.invariants import entry_complaints, merge_complaints, score_complaints
from tests.fuzz.package import BOOK, packed
from tests.fuzz.reach import Spot, reach
from tests.fuzz.readers import CORPUS, READERS, corpus, mutated
from tests.fuzz.seeds import CAMPAIGN, Key, Seeds, made, run
from thidua_addin.summary.embed import read_embedded
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_fast, read_workbook

FORM_BATCHES = 3
SUMMARIES = 5
INPUTS = {"workbook": 60, "book": 30, "received": 60, "submission": 60, "entries": 60}
MANY = 150


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    return made(tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize("number", range(FORM_BATCHES))
def test_changed_forms_are_read_right_or_refused(seeds: Seeds, number: int, tmp_path: Path) -> None:
    tally = Tally()
    form_batch(seeds, number * BATCH, tmp_path / "work", tally)
    assert tally.complaints == []
    assert tally.counts["forms"] == BATCH


def test_changed_summaries_keep_what_the_chair_typed(seeds: Seeds, tmp_path: Path) -> None:
    tally = Tally()
    for number in range(SUMMARIES):
        summary_case(seeds, number, tmp_path / "work", tally)
    assert tally.complaints == []
    assert tally.counts["summaries read"] > 0


@pytest.mark.parametrize(
    "file", [p.relative_to(CORPUS) for p in sorted(CORPUS.glob("*/*"))], ids=str
)
def test_the_corpus_surprises_nobody(file: Path) -> None:
    READERS[file.parts[0]].run((CORPUS / file).read_bytes())


@pytest.mark.parametrize("name", READERS)
def test_changed_inputs_surprise_no_reader(name: str) -> None:
    known = corpus(name)
    for number in range(INPUTS.get(name, MANY)):
        READERS[name].run(mutated(name, number, known))


def test_changed_forms_surprise_no_reader(seeds: Seeds) -> None:
    for number in range(20):
        READERS["workbook"].run(changed_form(seeds, number).data)


def test_sheets_of_one_name_keep_their_own_cells(seeds: Seeds, tmp_path: Path) -> None:
    """No spreadsheet program writes such a file; calamine gave the first sheet's cells twice."""
    base = seeds.forms[0]
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(base.data)
    before = read_workbook(path)
    book = base.parts[BOOK].replace("Đăng ký".encode(), "Thông tin".encode(), 1)
    path.write_bytes(packed({**base.parts, BOOK: book}))
    after = read_fast(path)
    assert [s.name for s in after.sheets[1:3]] == ["Thông tin", "Thông tin"]
    assert [s.cells for s in after.sheets] == [s.cells for s in before.sheets]


def test_an_old_value_that_its_field_does_not_take_any_more_is_unusable(seeds: Seeds) -> None:
    """As after a revision that asks for another kind, other choices, or a lower maximum."""
    given = {
        ("A.1.1", "points"): (Decimal(6), None),  # at most 5
        ("TR.1", "count"): ("chín", None),
        ("A.1.3", "choice"): ("Khá", None),
        ("C.5", "count"): (Decimal(4), Decimal(4)),
        ("X.9", "count"): (Decimal(4), Decimal(4)),  # not asked for any more: left alone
    }
    entries = [
        Entry(Address(criterion, None, field), None, value)
        for (criterion, field), (value, _) in given.items()
    ]
    found = fitting(seeds.campaign, entries)
    assert [e.value for e in found] == [wanted for _, wanted in given.values()]


def test_the_corpus_is_small_and_explained() -> None:
    files = [p for p in CORPUS.glob("*/*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 300_000
    assert {p.parent.name for p in files} == set(READERS)
    explained = (CORPUS / "README.md").read_text("utf-8")
    missing = [p for p in files if f"`{p.relative_to(CORPUS).as_posix()}`" not in explained]
    assert missing == []


# --- the invariants notice what they are there for -----------------------------------------------


@pytest.fixture(scope="module")
def sealed(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> tuple[Received, bytes]:
    """The valid form of BB as a summary carries it, and its bytes."""
    folder = tmp_path_factory.mktemp("valid")
    base = next(b for b in seeds.forms if b.name == "sealed-BB")
    (folder / "sent").mkdir()
    (folder / "sent" / "BB.xlsx").write_bytes(base.data)
    out = folder / "tong-hop.xlsx"
    arguments = ["merge", folder / "sent", "--campaign", CAMPAIGN, "--period", "nam"]
    status, answer = run([*arguments, "--out", out])
    assert status == 1, answer  # the other unit is missing
    (received,) = read_embedded(read_workbook(out, SUMMARY_LIMITS))
    return received, base.data


def _complaints(received: Received, data: bytes, spots: dict[Spot, Key]) -> list[str]:
    book = reach(data)
    assert book is not None
    return list(entry_complaints(received, book.spots(), spots))


def _with(received: Received, entries: list[Entry], *findings: Finding) -> Received:
    changed = dataclasses.replace(received.submission, entries=tuple(entries))
    return dataclasses.replace(received, submission=changed, findings=findings)


def test_an_entry_that_is_lost_is_noticed(seeds: Seeds, sealed: tuple[Received, bytes]) -> None:
    received, data = sealed
    assert _complaints(received, data, dict(seeds.spots)) == []
    kept = [e for e in received.submission.entries if e.address.criterion != "A.1.1"]
    # points, evidence, its date and its title
    assert len(_complaints(_with(received, kept), data, dict(seeds.spots))) == 4


def test_an_entry_that_is_altered_is_noticed_whatever_the_seal_says(
    seeds: Seeds, sealed: tuple[Received, bytes]
) -> None:
    received, data = sealed

    def raised(entry: Entry) -> Entry:
        mine = (entry.address.criterion, entry.address.field) == ("A.1.1", "points")
        return dataclasses.replace(entry, raw=5.0, value=Decimal(5)) if mine else entry

    entries = [raised(e) for e in received.submission.entries]
    seal = Finding("SEAL_BROKEN", None, "A.1.1", None, "points", {})
    found = _complaints(_with(received, entries, seal), data, dict(seeds.spots))
    assert len(found) == 1
    assert "4.5" in found[0]
    said = Finding("VALUE_CONFLICT", None, "A.1.1", None, "points", {})
    assert _complaints(_with(received, entries, said), data, dict(seeds.spots)) == []


def test_points_that_the_entries_do_not_support_are_noticed(
    seeds: Seeds, sealed: tuple[Received, bytes], tmp_path: Path
) -> None:
    received, data = sealed
    form = tmp_path / "BB.xlsx"
    form.write_bytes(data)
    _, scored = run(["score", form, "--period", "nam"])
    entries = received.submission.entries
    assert list(score_complaints(scored, entries, seeds.data)) == []
    less = [e for e in entries if (e.address.criterion, e.address.field) != ("A.1.1", "points")]
    assert any("A.1.1" in c for c in score_complaints(scored, less, seeds.data))
    unit = {"unit": "BB", "file": received.file, "status": "ok", "computed": "100.01"}
    found = list(merge_complaints({"period": "nam", "units": [unit]}, [received], seeds.data))
    assert len(found) == 1
