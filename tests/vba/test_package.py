"""Both committed files are whole, by readers that did not write them; damage is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vba.package_rules import code_names, package_faults
from tests.vba.sources import (
    ADDIN,
    TEMPLATE,
    VBA,
    Parts,
    damaged,
    expected_sources,
    in_part,
    in_stream,
    parts_of,
    replaced,
)
from thidua_addin.form.model import FormSheetName

Change = Callable[[Parts], None]
RIBBON = "customUI/customUI14.xml"


@pytest.mark.parametrize("file", [TEMPLATE, ADDIN], ids=["template", "add-in"])
def test_the_built_file_is_whole(file: Path) -> None:
    assert package_faults(file, expected_sources(file)) == []


def test_every_sheet_has_its_module() -> None:
    sheets = parts_of(TEMPLATE)["xl/workbook.xml"].count(b"<sheet ")
    assert sheets <= len(FormSheetName)
    names = ["ThisWorkbook", *(f"Sheet{n}" for n in range(1, sheets + 1))]
    assert code_names(parts_of(TEMPLATE)) == names
    assert code_names(parts_of(ADDIN)) == ["ThisWorkbook", "Sheet1"]


def _cut_short(parts: Parts) -> None:
    parts[VBA] = parts[VBA][:-2048]


def _stream_cut_short(parts: Parts) -> None:
    in_stream("VBA/ThiduaRibbon", lambda text: text[:-100])(parts)


def _without_ribbon_2009(parts: Parts) -> None:
    start = parts["_rels/.rels"].index(b'<Relationship Id="rId5"')
    end = parts["_rels/.rels"].index(b"/>", start) + 2
    parts["_rels/.rels"] = parts["_rels/.rels"][:start] + parts["_rels/.rels"][end:]


_OFFICE = b"\x16\x00\x06\x00\x00\x00Office"
_OFFSET = b"\x31\x00\x04\x00\x00\x00" + bytes(4)
_DAMAGE: dict[str, tuple[Change, str]] = {
    "project cut short": (_cut_short, "the project cannot be read"),
    "module cut short": (_stream_cut_short, "olevba reads other text for ['ThiduaRibbon']"),
    "wrong module offset": (
        in_stream("VBA/dir", replaced(_OFFSET, _OFFSET[:6] + b"\x07\0\0\0")),
        "ThisWorkbook starts at 7",
    ),
    "wrong cookie": (
        in_stream("VBA/dir", replaced(b"\x2c\0\x02\0\0\0\xff\xff", b"\x2c\0\x02\0\0\0\x85\x81")),
        "cookie 8185",
    ),
    "dir without its end": (in_stream("VBA/dir", lambda d: d[:-6]), "the dir stream has no end"),
    "lost reference": (
        in_stream("VBA/dir", replaced(_OFFICE, _OFFICE.replace(b"Office", b"Word97"))),
        "references are ('stdole', 'Word97')",
    ),
    "sheet as a class": (
        in_stream("PROJECT", replaced(b"Document=Sheet1/&H00000000", b"Class=Sheet1")),
        "document modules",
    ),
    "module not listed": (
        in_stream("PROJECT", replaced(b"Module=xlwings\r\n", b"")),
        "PROJECT and dir list different modules",
    ),
    "wrong code name": (
        in_part("xl/worksheets/sheet1.xml", 'codeName="Sheet1"', 'codeName="Sheet99"'),
        "are not the code names",
    ),
    "no code name": (
        in_part("xl/workbook.xml", 'codeName="ThisWorkbook" ', ""),
        "are not the code names",
    ),
    "Vietnamese in VBA": (
        in_stream("VBA/ThiduaRibbon", replaced(b"khong chay duoc", "không chạy được".encode())),
        "ThiduaRibbon is not ASCII",
    ),
    "lone line feed": (
        in_stream("VBA/xlwings", replaced(b"\r\n", b"\n")),
        "xlwings has a line that does not end in CR LF",
    ),
    "broken relationship": (
        in_part("xl/_rels/workbook.xml.rels", "vbaProject.bin", "vbaProject1.bin"),
        "openxml-audit: ",
    ),
    "ribbon not related": (_without_ribbon_2009, "the two ribbon parts are not both related"),
    "type of a plain workbook": (
        in_part(
            "[Content_Types].xml",
            "application/vnd.ms-excel.addin.macroEnabled.main+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        ),
        "the workbook part has not the type of its file name",
    ),
    "type of the project": (
        in_part("[Content_Types].xml", "ms-office.vbaProject", "ms-office.other"),
        "the VBA project has not its type",
    ),
    "id twice": (
        in_part(RIBBON, 'id="ThiduaNutChamDiem"', 'id="ThiduaNutKiemTra"'),
        "id twice: ThiduaNutKiemTra",
    ),
    "unknown attribute": (in_part(RIBBON, "screentip=", "tooltip="), "button has no attribute"),
    "unknown element": (in_part(RIBBON, "<ribbon>", "<ribbons>"), "not XML"),
    "misplaced element": (
        in_part(RIBBON, 'label="Đơn vị">', 'label="Đơn vị"><tab id="x"/>'),
        "group may not contain tab",
    ),
    "unknown size": (in_part(RIBBON, 'size="large"', 'size="huge"'), "size is not normal or large"),
    "long key tip": (in_part(RIBBON, 'keytip="TD"', 'keytip="THIDUA"'), "keytip is longer than 3"),
    "no id": (in_part(RIBBON, 'id="ThiduaDonVi" ', ""), "group needs exactly one of id"),
    "no supertip": (in_part(RIBBON, "supertip=", "description="), "button without supertip"),
    "unknown icon": (in_part(RIBBON, '"Calculator"', '"Calculatrice"'), "unknown icon"),
    "unknown namespace": (in_part(RIBBON, "2009/07", "2009/08"), "unknown namespace"),
    "lost callback": (
        in_part(RIBBON, 'onAction="ThiduaKiemTra"', 'onAction="ThiduaKiemTraa"'),
        "no procedure for onAction=ThiduaKiemTraa",
    ),
}


@pytest.mark.parametrize(("change", "said"), _DAMAGE.values(), ids=_DAMAGE.keys())
def test_damage_is_noticed(change: Change, said: str, tmp_path: Path) -> None:
    copy = damaged(ADDIN, tmp_path, change)
    faults = package_faults(copy, expected_sources(ADDIN))
    assert any(said in fault for fault in faults), faults
