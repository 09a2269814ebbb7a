"""Every button, pressed in a VBA interpreter, up to the command line that would start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.vba.desk import INSTALLED, PROFILE, PYTHON, SETTINGS, Book, Desk, command_of
from tests.vba.sources import ADDIN, TEMPLATE

FORM = "D:\\Thi đua 2021\\Biểu mẫu.xlsx"
XLSTART = f"{PROFILE}\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\thidua.xlam"
CALLBACKS = {
    "ThiduaKiemTra": "check",
    "ThiduaChamDiem": "score",
    "ThiduaXoaDanhDau": "clear_marks",
    "ThiduaXuatPhieuNop": "submit",
    "ThiduaGiaiThich": "explain",
    "ThiduaBoTieuChi": "criteria",
    "ThiduaPhatHanh": "issue",
    "ThiduaTongHop": "merge",
    "ThiduaBaoCao": "report",
    "ThiduaTroGiup": "help",
    "ThiduaGioiThieu": "about",
}
_GUID = re.compile(r"xlwings-[0-9A-F-]{36}\.log")


def addin_desk(
    sheets: tuple[str, ...] = ("Thông tin",), files: dict[str, str] | None = None
) -> Desk:
    """A person with the add-in installed and a form in front."""
    return Desk(ADDIN, Book(XLSTART), Book(FORM, sheets), {**INSTALLED, **(files or {})})


def command_line(python: str, button: str, workbook: str) -> str:
    """What xlwings 0.37 documents for RunPython, with nothing of the workbook but its name."""
    folder = python.rpartition("\\")[0]
    start = f'{python[:2]} & cd "{folder}"' if python[1] == ":" else f'pushd "{folder}"'
    code = (
        'import xlwings.utils;xlwings.utils.prepare_sys_path(\\"false;;;;;;\\"); '
        f"import thidua_addin.buttons; thidua_addin.buttons.{button}()"
    )
    return (
        f'cmd.exe /C {start} & "{python}" -B -c "{code}"  --wb="{workbook}" --from_xl=1 '
        '--app="C:\\Program Files\\Microsoft Office\\root\\Office16\\Microsoft Excel" '
        f'--hwnd="132456" 2> "{PROFILE}\\Temp\\xlwings-GUID.log" '
    )


@pytest.mark.parametrize("callback", CALLBACKS)
@pytest.mark.parametrize("file", [TEMPLATE, ADDIN], ids=["template", "add-in"])
def test_a_button_starts_its_command(file: Path, callback: str) -> None:
    workbook = FORM if file == ADDIN else "D:\\Thi đua 2021\\Biểu mẫu.xlsm"
    command = _GUID.sub("xlwings-GUID.log", command_of(file, callback, workbook))
    name = workbook.rpartition("\\")[2]
    assert command == command_line(PYTHON, CALLBACKS[callback], name)


def test_no_window_opens_and_excel_waits() -> None:
    desk = addin_desk()
    desk.press("ThiduaKiemTra")
    assert desk.windows == [(0, True)]
    assert (desk.popups, desk.dialogs) == ([], [])


@pytest.mark.parametrize(
    "python",
    [
        "D:\\Phần mềm & tiện ích\\python.exe",
        "\\\\may-chu\\chung\\thi đua\\python.exe",
    ],
    ids=["ampersand", "network share"],
)
def test_the_interpreter_is_where_the_user_installed_it(python: str) -> None:
    command = _GUID.sub("xlwings-GUID.log", command_of(ADDIN, "ThiduaKiemTra", FORM, python))
    assert command == command_line(python, "check", "Biểu mẫu.xlsx")


@pytest.mark.parametrize(
    "name", ["Biểu = mẫu & kèm.xlsx", "a;b;c;d;e;f;g.xlsx", "Sở Nội vụ 'PT' (1) 100%.xlsx", "Book1"]
)
def test_only_the_name_of_the_workbook_is_on_the_command_line(name: str) -> None:
    folder = "E:\\x;y;z;u;v;w;\\kho"
    command = command_of(ADDIN, "ThiduaKiemTra", f"{folder}\\{name}")
    assert f'--wb="{name}"' in command
    assert "kho" not in command


def test_a_sheet_of_the_workbook_cannot_choose_the_interpreter() -> None:
    desk = addin_desk(("Thông tin", "xlwings.conf", "_xlwings.conf"))
    desk.press("ThiduaKiemTra")
    (command,) = desk.commands
    assert f'"{PYTHON}" -B -c' in command


def test_a_file_beside_the_workbook_cannot_choose_the_interpreter() -> None:
    theirs = "D:\\Thi đua 2021\\ma-doc.exe"
    conf = f'"INTERPRETER_WIN","{theirs}"\r\n"PYTHONPATH","D:\\Thi đua 2021"\r\n'
    desk = addin_desk(files={"D:\\Thi đua 2021\\xlwings.conf": conf, theirs: ""})
    desk.press("ThiduaKiemTra")
    (command,) = desk.commands
    assert theirs not in command
    assert 'prepare_sys_path(\\"false;;;;;;\\")' in command


def test_a_sheet_named_like_a_program_is_not_run() -> None:
    desk = addin_desk(("Thông tin", "thidua_addin.py"))
    desk.press("ThiduaKiemTra")
    (command,) = desk.commands
    assert "xlwings.pro" not in command


def test_the_server_in_the_dll_is_never_used() -> None:
    settings = INSTALLED[SETTINGS] + '"USE UDF SERVER","True"\r\n'
    desk = addin_desk(files={SETTINGS: settings})
    desk.press("ThiduaKiemTra")
    assert len(desk.commands) == 1


def test_the_workbooks_folder_stays_off_the_path_whatever_the_settings_say() -> None:
    settings = INSTALLED[SETTINGS] + '"ADD_WORKBOOK_TO_PYTHONPATH","true"\r\n'
    desk = addin_desk(files={SETTINGS: settings})
    desk.press("ThiduaKiemTra")
    assert 'prepare_sys_path(\\"false;;;;;;\\")' in desk.commands[0]


_NOT_INSTALLED = (
    "Máy này chưa cài đặt chương trình thi đua, hoặc Python đã bị chuyển chỗ. Hãy nhờ người phụ "
    "trách máy tính chạy lệnh: thidua install. Biểu mẫu vẫn điền và nộp được mà không cần nút bấm."
)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {SETTINGS: ""},
        {SETTINGS: '"INTERPRETER_WIN","python"\r\n'},
        {SETTINGS: '"INTERPRETER_WIN",".\\python.exe"\r\n', ".\\python.exe": ""},
        {SETTINGS: f'"INTERPRETER_WIN","{PYTHON}"\r\n'},
    ],
    ids=["nothing", "empty settings", "bare name", "relative", "moved away"],
)
def test_without_an_installed_interpreter_nothing_starts(files: dict[str, str]) -> None:
    desk = Desk(ADDIN, Book(XLSTART), Book(FORM), files)
    desk.press("ThiduaKiemTra")
    assert desk.commands == []
    assert desk.popups == [("Thi đua", _NOT_INSTALLED)]


def test_without_a_workbook_the_button_says_so() -> None:
    desk = Desk(ADDIN, Book(XLSTART), None)
    desk.press("ThiduaGioiThieu")
    assert desk.commands == []
    assert desk.popups == [
        (
            "Thi đua",
            "Hãy mở một biểu mẫu thi đua trước. Nếu tệp đang ở chế độ xem được bảo vệ, hãy bấm "
            "Cho phép chỉnh sửa (Enable Editing).",
        )
    ]


def test_an_error_on_the_way_is_told_and_changes_nothing() -> None:
    # A file of settings with half a line: reading past its end is VBA's error 62.
    desk = addin_desk(files={SETTINGS: '"INTERPRETER_WIN"\r\n'})
    desk.press("ThiduaKiemTra")
    assert desk.commands == []
    ((title, text),) = desk.popups
    assert title == "Thi đua"
    assert text.startswith(
        "Không chạy được chương trình thi đua. Dữ liệu trong tệp không bị thay đổi. Lỗi: "
    )


def test_where_the_script_host_is_barred_a_plain_box_says_it() -> None:
    desk = Desk(ADDIN, Book(XLSTART), None, popups_work=False)
    desk.press("ThiduaKiemTra")
    ((kind, text, title, _),) = desk.dialogs
    assert (kind, title) == ("MsgBox", "thidua")
    assert text == "thidua: khong chay duoc. Hay chay lenh thidua doctor."


@pytest.mark.parametrize("file", [TEMPLATE, ADDIN], ids=["template's code", "add-in's code"])
@pytest.mark.parametrize(
    ("tag", "addin_open", "visible"),
    [
        ("template", False, True),
        ("template", True, False),
        ("addin", True, True),
        ("addin", False, True),
    ],
)
def test_one_tab_shows(file: Path, tag: str, addin_open: bool, visible: bool) -> None:
    template = Book("D:\\workbook_template.xlsm")
    others = (Book(XLSTART.replace("thidua", "THIDUA")),) if addin_open else ()
    desk = Desk(file, template, template, also_open=others)
    assert desk.visible(tag) is visible
