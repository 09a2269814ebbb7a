"""Reading in processes: bounds that hold, files that kill their reader, thousands of broken ones.

Random files are drawn from fixed seeds: the same on every run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from scoring.campaign import Campaign
from scoring.findings import Finding
from scoring.snapshot import Cell, SheetSnapshot, Snapshot, Visibility
from scoring.terms import Period
from tests.addin.small_books import parts_of, save
from thidua_addin.usecases.collect import collect
from thidua_addin.usecases.receipts import NO_RECEIPTS
from thidua_addin.workbook import guarded
from thidua_addin.workbook.crossing import packed, unpacked
from thidua_addin.workbook.guarded import Outcome, read_all, read_guarded
from thidua_addin.workbook.limits import Bounds, Limits, ReadingLimits
from thidua_addin.workbook.read import (
    DoubtfulWorkbook,
    UnreadableWorkbook,
    read_careful,
    read_fast,
    read_workbook,
)

A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'
ROOT = Path(__file__).parents[2]


def code(outcome: Outcome) -> str:
    """``read``, or the code of a refusal whose finding says what to do."""
    if isinstance(outcome, Snapshot):
        return "read"
    finding = Finding(outcome.code, params=outcome.params)
    assert outcome.params["file"] in finding.message
    assert len(finding.hint) > 20
    return outcome.code


def bounded(**bounds: int | float) -> ReadingLimits:
    return ReadingLimits(Limits(), Bounds(**bounds))  # type: ignore[arg-type]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return save(tmp_path / "good.xlsx", parts_of(A1))


@pytest.fixture
def wicked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the reading process do something to the files that are named bad….

    No file is known that a reader hangs on or dies of, so the process is given a reader that does.
    """

    def starts(deed: str) -> None:
        trap = (
            "import os, signal, sys, time; "
            "from thidua_addin.workbook import reading_process as p; read = p.read_workbook; "
            f"bad = lambda: {deed}; "
            "p.read_workbook = lambda path, limits: "
            "(bad() if path.name.startswith('bad') else None, read(path, limits))[1]; "
        )
        starter = guarded._STARTER.replace("serve(Bounds", trap.replace("{", "{{") + "serve(Bounds")
        monkeypatch.setattr(guarded, "_STARTER", starter)

    return starts


# --- the crossing --------------------------------------------------------------------------


def test_a_snapshot_crosses_whole() -> None:
    cells = {
        (1, 1): Cell("Đạt"),
        (1, 2): Cell(2.5, formula=True),
        (3, 1): Cell(None, error="#N/A"),
        (3, 2): Cell(None, formula=True, cached=False),
        (4, 1): Cell(True),
    }
    sheets = (
        SheetSnapshot("Một", Visibility.VISIBLE, cells),
        SheetSnapshot("_meta", Visibility.VERY_HIDDEN, {}),
    )
    snapshot = Snapshot("a.xlsx", "0" * 64, sheets)
    again = unpacked(packed(snapshot))
    assert again == snapshot
    assert list(again.sheets[0].cells) == list(cells)


def test_a_form_is_the_same_read_here_or_there(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    form = forms.built(tmp_path, all_kinds, "BB", filled)
    assert read_guarded(form) == read_workbook(form)


def test_answers_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = []
    for number in range(30):
        path = tmp_path / f"{number}.xlsx"
        rows = A1.replace("<v>1<", f"<v>{number}<")
        paths.append(save(path, parts_of(rows)) if number % 3 else tmp_path / "gone.xlsx")
    outcomes = list(read_all(paths, bounded(processes=2)))
    assert [
        o.sheets[0].cell(1, 1).value if isinstance(o, Snapshot) else o.code for o in outcomes
    ] == [float(number) if number % 3 else "FILE_MISSING" for number in range(30)]


def test_a_refusal_is_raised_where_one_file_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_guarded(tmp_path / "gone.xlsx")
    assert caught.value.code == "FILE_MISSING"


# --- the bounds ----------------------------------------------------------------------------


def between(good: Path) -> list[Path]:
    """Three bad files among good ones."""
    bad = [save(good.with_name(f"bad{n}.xlsx"), parts_of(A1)) for n in range(3)]
    return [good, bad[0], good, bad[1], bad[2], good]


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("os.abort()", "FILE_CRASHED_READER"),
        ("os._exit(0)", "FILE_CRASHED_READER"),
        ("1 / 0", "FILE_CRASHED_READER"),
        ("print('x' * 1_000_000, file=sys.stderr) or os.abort()", "FILE_CRASHED_READER"),
        ("os.write(1, b'noise') and print('noise')", "read"),
        ("sys.stdin.read()", "read"),
    ],
)
def test_a_file_that_kills_its_reader(
    good: Path, wicked: Callable[[str], None], deed: str, expected: str
) -> None:
    wicked(deed)
    outcomes = [code(o) for o in read_all(between(good), bounded(processes=2))]
    assert outcomes == ["read", expected, "read", expected, expected, "read"]


@pytest.mark.skipif(os.name == "nt", reason="signals of other systems")
def test_a_process_that_something_else_kills_once_is_replaced(
    good: Path, wicked: Callable[[str], None], tmp_path: Path
) -> None:
    mark = tmp_path / "once"
    wicked(f"os.path.exists({str(mark)!r}) or (open({str(mark)!r}, 'w').close(), "
           "os.kill(os.getpid(), signal.SIGKILL))")  # fmt: skip
    assert [code(o) for o in read_all(between(good), bounded(processes=1))] == ["read"] * 6
    assert signal.SIGKILL
    assert mark.exists()


def test_a_file_that_never_ends(good: Path, wicked: Callable[[str], None]) -> None:
    wicked("time.sleep(600)")
    started = time.monotonic()
    outcomes = list(read_all(between(good), bounded(seconds=0.5, processes=2)))
    assert time.monotonic() - started < 30
    slow = "FILE_TOO_SLOW"
    assert [code(o) for o in outcomes] == ["read", slow, "read", slow, slow, "read"]
    assert isinstance(outcomes[1], UnreadableWorkbook)
    assert "quá 0,5 giây" in Finding(slow, params=outcomes[1].params).message


@pytest.mark.skipif(sys.platform != "linux", reason="bounds on memory are the system's")
def test_a_file_that_needs_too_much_memory(good: Path, wicked: Callable[[str], None]) -> None:
    wicked("bytearray(2_000_000_000)")
    full = "FILE_TOO_MUCH_MEMORY"
    outcomes = [code(o) for o in read_all(between(good), bounded(memory=1_000_000_000))]
    assert outcomes == ["read", full, "read", full, full, "read"]


@pytest.mark.skipif(sys.platform != "linux", reason="bounds on memory are the system's")
def test_a_library_that_aborts_for_want_of_memory(tmp_path: Path) -> None:
    """Calamine asks for the whole rectangle, and the process is aborted, not Python's to catch."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="60000"><c r="AHA60000"><v>1</v></c></row>'
    )
    wide = Limits(rows=100_000, columns=1_000, area=100_000_000)
    path = save(tmp_path / "a.xlsx", parts_of(rows))
    limits = ReadingLimits(wide, Bounds(memory=500_000_000))
    assert [code(o) for o in read_all([path, path], limits)] == ["FILE_TOO_MUCH_MEMORY"] * 2


def test_who_asks_no_more_leaves_no_process_behind(
    good: Path, wicked: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wicked("time.sleep(600)")
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(real(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(guarded.subprocess, "Popen", popen)
    outcomes = read_all([good, *between(good)], bounded(processes=2))
    assert code(next(outcomes)) == "read"
    begun = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 10
    assert started
    assert all(process.poll() is not None for process in started)


def test_where_no_process_can_be_started_the_gate_still_holds(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "blocked by policy")

    monkeypatch.setattr(guarded.subprocess, "Popen", forbidden)
    outcomes = read_all([good, tmp_path / "gone.xlsx"])
    assert [code(o) for o in outcomes] == ["read", "FILE_MISSING"]


def test_an_interpreter_that_cannot_find_us_is_done_without(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        guarded, "_STARTER", "import nothing_of_that_name # {path}{seconds}{memory}"
    )
    assert code(read_guarded(good)) == "read"


def test_a_module_beside_the_workbooks_is_not_imported(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("scoring.py", "zipfile.py", "sitecustomize.py"):
        (good.parent / name).write_text("raise SystemExit(7)", encoding="ascii")
    monkeypatch.chdir(good.parent)
    monkeypatch.setenv("PYTHONPATH", str(good.parent))
    assert code(read_guarded(good)) == "read"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_reader_ends_with_the_one_that_asked(good: Path, tmp_path: Path) -> None:
    """Even where that one is killed: no orphan keeps running."""
    program = (
        "import sys, os, pathlib; from thidua_addin.workbook.guarded import read_all; "
        f"readers = read_all([pathlib.Path({str(good)!r})] * 9); next(readers); "
        "print(os.getpid(), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
    deadline = time.monotonic() + 10
    while any(alive(int(child)) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# --- broken at random ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def form(
    tmp_path_factory: pytest.TempPathFactory,
    all_kinds: Campaign,
    filled: Mapping[str, object],
    forms: ModuleType,
) -> Path:
    path: Path = forms.built(tmp_path_factory.mktemp("form"), all_kinds, "BB", filled)
    return path


def outcome_here(path: Path) -> str:
    try:
        read_workbook(path)
    except UnreadableWorkbook as unreadable:
        return code(unreadable)
    return "read"


def test_a_form_cut_off_at_200_places(form: Path, tmp_path: Path) -> None:
    data = form.read_bytes()
    draw = random.Random(11)
    path = tmp_path / "bieu.xlsx"
    found: Counter[str] = Counter()
    for _ in range(200):
        path.write_bytes(data[: draw.randrange(4, len(data))])
        found[outcome_here(path)] += 1
    assert found == {"FILE_DAMAGED": 200}


def test_a_thousand_flipped_bits(form: Path, tmp_path: Path) -> None:
    """Every flip is refused, or hits what no value depends on."""
    data = form.read_bytes()
    whole = read_workbook(form)
    draw = random.Random(12)
    path = tmp_path / "bieu.xlsx"
    refused = 0
    for _ in range(1000):
        flipped = bytearray(data)
        flipped[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        try:
            assert read_workbook(path).sheets == whole.sheets
        except UnreadableWorkbook as unreadable:
            code(unreadable)
            refused += 1
    assert refused > 900


TOKENS = (
    *(b"<", b">", b'"', b"/>", b"</c>", b"<v>", b"</v>", b"<f>", b"&#1;", b"&#xD800;", b"\xff"),
    *(b"\x00", b"<![CDATA[", b"<!--", b"-->", b"1e999", b"nan", b"-", b' t="s"', b' t="e"'),
    *(b' t="b"', b' t="d"', b' t="str"', b"<is>", b"<row>", b"<c>", b'r="XFD1048576"', b"<t>"),
    *(b"</t>", b"<r>", b"99999999999", b"_xD800_", b"_x0041_", b'xmlns="x"', b"</sheetData>"),
    *(b"<sheetData>", b's="99999"', b's="-1"', b"<!DOCTYPE x>", b"&amp;", b'encoding="UTF-7"'),
)


def damaged(part: bytes, draw: random.Random) -> bytes:
    """A part with one to three small edits."""
    edited = bytearray(part)
    for _ in range(draw.choice((1, 1, 2, 3))):
        at = draw.randrange(len(edited))
        match draw.randrange(4):
            case 0:
                edited[at] ^= 1 << draw.randrange(8)
            case 1:
                del edited[at : at + draw.choice((1, 2, 5, 30, 500))]
            case 2:
                edited[at:at] = draw.choice(TOKENS)
            case _:
                source = draw.randrange(len(edited))
                edited[at:at] = edited[source : source + draw.choice((3, 20, 200))]
        edited = edited or bytearray(b" ")
    return bytes(edited)


def test_edited_parts_are_refused_or_read_alike_by_both_readers(form: Path, tmp_path: Path) -> None:
    """The zip is whole each time, so nothing but the readers stands between an edit and a value."""
    with zipfile.ZipFile(form) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edited = [n for n in parts if n.endswith(".rels") or ("xl/" in n and n.endswith(".xml"))]
    draw = random.Random(13)
    path = tmp_path / "bieu.xlsx"
    found: Counter[str] = Counter()
    for _ in range(150):
        name = draw.choice(edited)
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, damaged(content, draw) if part == name else content)
        found[agreed(path)] += 1
    assert found["read"] > 5
    assert found["FILE_DAMAGED"] > 50


def agreed(path: Path) -> str:
    """What comes of a file, where the fast reader sees what the careful one sees or nothing."""
    try:
        fast = read_fast(path)
    except DoubtfulWorkbook:
        return outcome_here(path)
    except UnreadableWorkbook as unreadable:
        return code(unreadable)
    assert fast == read_careful(path)
    return "read"


def test_bombs_between_two_forms(
    tmp_path: Path, all_kinds: Campaign, filled: Mapping[str, object], forms: ModuleType
) -> None:
    """The forms count, every bomb has its finding, and it does not take long."""
    folder = tmp_path / "in"
    folder.mkdir()
    form = forms.built(folder, all_kinds, "BB", filled)
    (folder / "zz.xlsx").write_bytes(form.read_bytes())
    form.rename(folder / "aa.xlsx")
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    bombs = {
        "far.xlsx": parts_of(A1 + far),
        "ratio.xlsx": parts_of(A1 + " " * 50_000_000),
        "cells.xlsx": parts_of(
            "".join(
                f'<row r="{n}">'
                + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJKLMNOPQRST")
                + "</row>"
                for n in range(1, 16_000)
            )
        ),
    }
    for name, parts in bombs.items():
        save(folder / name, parts)
    started = time.monotonic()
    found = collect(folder, all_kinds, Period.YEAR, NO_RECEIPTS)
    assert time.monotonic() - started < 60
    assert [r.received.file for r in found.readings] == ["aa.xlsx", "zz.xlsx"]
    assert {r.file: r.findings[0].code for r in found.refused} == {
        "cells.xlsx": "FILE_TOO_FULL",
        "far.xlsx": "FILE_FAR_CELL",
        "ratio.xlsx": "FILE_TOO_BIG",
    }
