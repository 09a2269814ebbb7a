"""The committed template and add-in are what their sources build."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from scoring.campaign_load import published_campaign
from tests.e2e.libreoffice import convert, soffice
from thidua_addin import __version__
from thidua_addin.cli import main
from thidua_addin.form.build import build_form
from thidua_addin.template.build import (
    ADDIN_FILE,
    addin_version,
    build_addin,
    build_template,
    differing_parts,
)
from thidua_addin.template.package import with_macros
from thidua_addin.template.ribbon import RibbonHost
from thidua_addin.usecases.fields import fields_of

TEMPLATE = Path(__file__).parents[2] / "workbook_template.xlsm"


def rewritten(package: Path, part: str, content: bytes) -> bytes:
    """The package with one part exchanged."""
    with zipfile.ZipFile(package) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    parts[part] = content
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return changed.getvalue()


def test_the_committed_template_is_built_from_the_sources() -> None:
    assert differing_parts(TEMPLATE.read_bytes(), build_template(published_campaign())) == ()


def test_the_committed_addin_is_built_from_the_sources() -> None:
    assert differing_parts(ADDIN_FILE.read_bytes(), build_addin()) == ()


def test_two_builds_are_the_same_bytes() -> None:
    assert build_addin() == build_addin()
    assert build_template(published_campaign()) == build_template(published_campaign())


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/vbaProject.bin"])
def test_a_changed_part_is_noticed(part: str) -> None:
    with zipfile.ZipFile(TEMPLATE) as opened:
        content = opened.read(part) + b" "
    changed = rewritten(TEMPLATE, part, content)
    assert differing_parts(TEMPLATE.read_bytes(), changed) == (part,)


def test_the_unit_is_chosen_from_the_members() -> None:
    (unit,) = [f for f in fields_of(TEMPLATE) if f.field == "unit"]
    assert (unit.input, unit.unit) == (True, None)
    provinces = ("Phú Thọ", "Hòa Bình", "Bắc Kạn", "Bắc Giang", "Thái Nguyên", "Tuyên Quang",
                 "Yên Bái")  # fmt: skip
    assert unit.choices == tuple(f"Sở Nội vụ tỉnh {p}" for p in provinces)


def test_macros_leave_the_forms_cells_as_they_are() -> None:
    campaign = published_campaign()
    plain = build_form(campaign, None, issued_at=dt.datetime(2021, 1, 1))
    with (
        zipfile.ZipFile(BytesIO(plain)) as before,
        zipfile.ZipFile(BytesIO(with_macros(plain, RibbonHost.TEMPLATE))) as after,
    ):
        for name in before.namelist():
            if name.startswith("xl/worksheets/sheet"):
                named = re.sub(rb'<sheetPr codeName="\w+"(/>|(?=[ >]))', _unnamed, after.read(name))
                assert named == before.read(name)
            elif name not in ("[Content_Types].xml", "_rels/.rels") and "workbook.xml" not in name:
                assert after.read(name) == before.read(name)


def _unnamed(found: re.Match[bytes]) -> bytes:
    return b"" if found[1] else b"<sheetPr"


def test_macros_are_put_in_once() -> None:
    with pytest.raises(ValueError, match="has macros already"):
        with_macros(TEMPLATE.read_bytes(), RibbonHost.TEMPLATE)


def test_the_version_of_an_addin(tmp_path: Path) -> None:
    assert addin_version(ADDIN_FILE) == __version__
    assert addin_version(TEMPLATE) is None
    other = tmp_path / "thidua.xlam"
    other.write_bytes(b"not a package")
    assert addin_version(other) is None


def build_json(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, object]]:
    status = main(["template", "build", "--json", *arguments])
    return status, json.loads(capsys.readouterr().out)


def test_the_command_builds_and_compares_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, addin = tmp_path / "mẫu.xlsm", tmp_path / "thidua.xlam"
    expected = {
        "file": str(out), "addin": str(addin), "ok": True, "different": [], "addin_different": [],
    }  # fmt: skip
    assert build_json(capsys, "--out", str(out)) == (0, expected)
    assert build_json(capsys, "--out", str(out), "--check") == (0, expected)
    addin.write_bytes(rewritten(addin, "customUI/customUI14.xml", b"<customUI/>"))
    assert build_json(capsys, "--out", str(out), "--check") == (
        1,
        {**expected, "ok": False, "addin_different": ["customUI/customUI14.xml"]},
    )


def test_without_a_file_there_is_nothing_to_compare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = build_json(capsys, "--check", "--out", str(tmp_path / "mẫu.xlsm"))
    assert status == 3
    assert isinstance(said["error"], dict)
    assert said["error"]["code"] == "FILE_MISSING"


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_the_template_opens_in_libreoffice_and_prints(tmp_path: Path) -> None:
    convert([TEMPLATE], "pdf", tmp_path)
    printed = (tmp_path / "workbook_template.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 5
