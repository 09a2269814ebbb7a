"""From the ribbon to the cells: the VBA runs up to its command line, the command line then runs.

Between the two stands only what Windows does: cmd.exe, and Python under its Windows path.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.campaign_load import published_campaign
from scoring.terms import Period
from tests.e2e.libreoffice import soffice
from tests.vba.desk import PYTHON, command_of
from tests.vba.sources import ADDIN, TEMPLATE
from tests.vba.test_buttons import CALLBACKS
from tests.xl_libreoffice import office
from tests.xl_libreoffice.desk import Desk
from thidua_addin.demo.sample import entries_of, load_samples
from thidua_addin.form.build import build_form

pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed"),
]

AT = dt.datetime(2021, 2, 20, 8)


@pytest.fixture(scope="module")
def pipe() -> Iterator[str]:
    with office.running() as name:
        yield name


@pytest.fixture
def desk(pipe: str, tmp_path: Path) -> Iterator[Desk]:
    campaign = published_campaign()
    sample = load_samples(campaign)[0]
    content = build_form(
        campaign,
        campaign.units[sample.unit],
        issued_at=AT,
        entries=entries_of(campaign, sample, sample.sendings[-1]),
        period=Period.YEAR,
    )
    path = tmp_path / "Biểu mẫu & năm=2021.xlsx"
    path.write_bytes(content)
    opened = Desk(pipe, path, tmp_path)
    try:
        yield opened
    finally:
        opened.close()


def as_started(command: str) -> list[str]:
    """The process that cmd.exe starts for RunPython, under this interpreter."""
    _, found, arguments = command.partition(f'"{PYTHON}" ')
    assert found
    arguments, found, _ = arguments.rpartition(" 2> ")
    assert found
    return [sys.executable, *_split(arguments)]


def _split(text: str) -> list[str]:
    """Arguments as a Windows program reads them: quotes group, ``\\"`` is a quote, nothing else."""
    found: list[str] = []
    word, quoted, begun = "", False, False
    letters = iter(range(len(text)))
    for i in letters:
        if text[i : i + 2] == '\\"':
            word += '"'
            next(letters)
        elif text[i] == '"':
            quoted, begun = not quoted, True
        elif text[i] == " " and not quoted:
            if word or begun:
                found.append(word)
            word, begun = "", False
        else:
            word += text[i]
    return [*found, word] if word or begun else found


def test_arguments_are_read_as_windows_reads_them() -> None:
    assert _split('-B -c "f(\\"a;b\\"); g()"  --wb="Biểu mẫu & a=b.xlsx" -x') == [
        "-B", "-c", 'f("a;b"); g()', "--wb=Biểu mẫu & a=b.xlsx", "-x",
    ]  # fmt: skip


@pytest.mark.parametrize("callback", CALLBACKS)
def test_a_ribbon_button_reaches_the_cells(desk: Desk, callback: str) -> None:
    command = command_of(ADDIN, callback, f"D:\\Thi đua 2021\\{desk.path.name}")
    pressed = desk.start(as_started(command))
    said = pressed.boxes + pressed.status
    assert len(said) == 1, "every button says what it did"
    assert desk.log == ""
    listed = desk.rows("Kết quả kiểm tra", 5, 2, 7)
    match CALLBACKS[callback]:
        case "check":
            assert [row[0] for row in listed] == [str(n) for n in range(1, 1 + len(listed))]
            assert desk.text("Kết quả kiểm tra", "B3") == said[0]
        case "score":
            assert desk.rows("Kết quả chấm điểm", 4, 2, 7)[0][0] == "Tiêu chí"
        case "merge":
            assert desk.text("Cụm trưởng", "A2") == "Thư mục chứa các phiếu nộp"
        case "submit":
            (sealed,) = desk.path.parent.glob("cum-tdmnpb-2021_*_nam_lan1.xlsx")
            assert sealed.name in pressed.boxes[0]


def test_the_templates_own_macros_reach_its_cells(pipe: str, tmp_path: Path) -> None:
    desk = Desk(pipe, Path(shutil.copy(TEMPLATE, tmp_path)), tmp_path)
    try:
        command = command_of(TEMPLATE, "ThiduaKiemTra", f"D:\\Thi đua 2021\\{desk.path.name}")
        (said,) = desk.start(as_started(command)).boxes
        assert "Chọn tên đơn vị" in said
    finally:
        desk.close()
