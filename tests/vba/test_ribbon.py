"""What the ribbon shows, and that both parts and both files show the same."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree

from tests.vba.sources import ADDIN, TEMPLATE, parts_of
from tests.vba.test_buttons import CALLBACKS

PART = "customUI/customUI14.xml"
OLD_PART = "customUI/customUI.xml"
N = "{http://schemas.microsoft.com/office/2009/07/customui}"


def ribbon() -> ElementTree.Element:
    return ElementTree.fromstring(parts_of(TEMPLATE)[PART])


def test_the_groups_and_their_buttons() -> None:
    shown = {
        group.attrib["label"]: [button.attrib["label"] for button in group]
        for group in ribbon().iter(f"{N}group")
    }
    assert shown == {
        "Đơn vị": ["Kiểm tra", "Chấm điểm", "Xóa đánh dấu", "Xuất phiếu nộp", "Giải thích điểm"],
        "Cụm trưởng": ["Tổng hợp", "Bộ tiêu chí", "Phát hành biểu mẫu", "Báo cáo"],
        "Trợ giúp": ["Trợ giúp", "Giới thiệu"],
    }


def test_every_callback_has_one_button() -> None:
    actions = [button.attrib["onAction"] for button in ribbon().iter(f"{N}button")]
    assert sorted(actions) == sorted(CALLBACKS)


def test_texts_are_composed_vietnamese() -> None:
    texts = [v for e in ribbon().iter() for v in e.attrib.values()]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    tips = [b.attrib[k] for b in ribbon().iter(f"{N}button") for k in ("screentip", "supertip")]
    assert len(set(tips)) == len(tips)


def test_the_older_part_differs_in_its_namespace_only() -> None:
    for file in (TEMPLATE, ADDIN):
        parts = parts_of(file)
        assert parts[OLD_PART].replace(b"2006/01", b"2009/07") == parts[PART]


def test_the_two_files_differ_in_the_tabs_tag_only() -> None:
    template, addin = parts_of(TEMPLATE)[PART], parts_of(ADDIN)[PART]
    assert template.replace(b'tag="template"', b'tag="addin"') == addin
