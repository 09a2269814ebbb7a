"""Build ``workbook_template.xlsm`` and ``thidua.xlam`` from their sources.

The template is the form that ``issue`` writes, with the unit chosen from a list, and with the
ribbon tab. The add-in is an otherwise empty workbook with the same tab, for people who install
once and exchange forms without macros.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from scoring.campaign import Campaign
from thidua_addin import __version__
from thidua_addin.form.build import build_form
from thidua_addin.form.model import common_form_at
from thidua_addin.template.package import differing_parts, with_macros
from thidua_addin.template.ribbon import RibbonHost
from thidua_addin.workbook.styles import Styles, new_workbook

__all__ = ["ADDIN_FILE", "addin_version", "build_addin", "build_template", "differing_parts"]

ADDIN_FILE: Final = Path(__file__).with_name("thidua.xlam")
"""The committed add-in, part of the installed package."""

_MADE_AT: Final = dt.datetime(2021, 1, 1)
"""In place of the day of the build, so that equal sources give equal bytes."""

_ABOUT: Final = (
    "Phần bổ trợ Thi đua",
    f"Phiên bản {__version__}",
    "Tệp này chỉ chứa thẻ lệnh Thi đua trên thanh công cụ; không nhập số liệu vào đây.",
    "Mã macro có trong tệp: ThiduaRibbon (thidua), xlwings (giấy phép BSD 3 điều khoản), "
    "Dictionary (giấy phép MIT, Tim Hall).",
)
_TITLES: Final = "{http://purl.org/dc/elements/1.1/}title"


def build_template(campaign: Campaign) -> bytes:
    """The template's bytes: the same for the same campaign and program version."""
    form = build_form(campaign, None, issued_at=common_form_at(campaign.year))
    return with_macros(form, RibbonHost.TEMPLATE)


def build_addin() -> bytes:
    """The add-in's bytes: the same for the same program version."""
    stream = io.BytesIO()
    with new_workbook(stream, title=f"thidua {__version__}", at=_MADE_AT) as workbook:
        styles = Styles(workbook)
        sheet = workbook.add_worksheet("Thi đua")
        sheet.set_column(0, 0, 100)
        for row, text in enumerate(_ABOUT):
            sheet.write_string(row, 0, text, styles.plain(bold=row == 0, text_wrap=True))
    return with_macros(stream.getvalue(), RibbonHost.ADDIN)


def addin_version(file: Path) -> str | None:
    """The program version of an add-in; None if the file is no add-in of ours.

    Raises OSError if the file cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as package:
            core = ElementTree.fromstring(package.read("docProps/core.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return None
    program, _, version = (core.findtext(_TITLES) or "").partition(" ")
    return version if program == "thidua" and version else None
