"""The rules of a ribbon part, from the schema tables that openxml-audit ships and from Office.

The tables are those of Microsoft's Open XML SDK, generated from [MS-CUSTOMUI] and [MS-CUSTOMUI2].
They say which element and attribute may stand where and how long a text may be. The rest (ids,
key tips, icons, a text for every button) is what Office asks for besides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openxml_audit

_TABLES = Path(openxml_audit.__file__).parent / "data" / "openxml" / "schemas"
NAMESPACES = {
    "http://schemas.microsoft.com/office/2006/01/customui": (
        "schemas_microsoft_com_office_2006_01_customui.json"
    ),
    "http://schemas.microsoft.com/office/2009/07/customui": (
        "schemas_microsoft_com_office_2009_07_customui.json"
    ),
}
ICONS = {
    "Calculator", "ClearFormats", "Consolidate", "DataValidation", "ErrorChecking", "FileNew",
    "FileSaveAsWordDocx", "FileSendAsAttachment", "FunctionWizard", "Help", "Info",
}  # fmt: skip
"""Icons of Office 2010 and later that this program uses, each seen at work in other add-ins."""

BUTTON_TEXTS = ("label", "screentip", "supertip", "imageMso", "onAction", "keytip")


@dataclass(frozen=True)
class Callback:
    """A procedure that the ribbon names: ``onAction`` or ``getVisible``."""

    attribute: str
    name: str


def callbacks(part: bytes) -> tuple[Callback, ...]:
    """Every procedure that the part names, in its order."""
    named = ("onAction", "getVisible", "onLoad")
    root = ElementTree.fromstring(part)
    return tuple(Callback(a, e.attrib[a]) for e in root.iter() for a in named if a in e.attrib)


def ribbon_faults(part: bytes) -> list[str]:
    """What is wrong with a ribbon part; nothing is an empty list."""
    try:
        root = ElementTree.fromstring(part)
    except ElementTree.ParseError as broken:
        return [f"not XML: {broken}"]
    namespace = root.tag[1:].partition("}")[0]
    if namespace not in NAMESPACES:
        return [f"unknown namespace {namespace}"]
    types = _types(namespace)
    start = next(name for name in types if name.endswith(":customUI"))
    return [*_element_faults(root, start, types), *_office_faults(root)]


def _element_faults(
    element: ElementTree.Element, name: str, types: dict[str, dict[str, Any]]
) -> Iterator[str]:
    allowed = {a["QName"].lstrip(":"): a for a in types[name].get("Attributes", [])}
    for attribute, value in element.attrib.items():
        if attribute not in allowed:
            yield f"{_local(element)} has no attribute {attribute}"
        else:
            yield from _value_faults(attribute, value, allowed[attribute])
    children = {c["Name"].rpartition(":")[2]: c["Name"] for c in types[name].get("Children", [])}
    for child in element:
        if _local(child) not in children:
            yield f"{_local(element)} may not contain {_local(child)}"
        else:
            yield from _element_faults(child, children[_local(child)], types)


def _value_faults(attribute: str, value: str, declared: dict[str, Any]) -> Iterator[str]:
    if declared["Type"] == "BooleanValue" and value not in ("true", "false", "1", "0"):
        yield f"{attribute} is not a boolean: {value}"
    if attribute == "size" and value not in ("normal", "large"):
        yield f"size is not normal or large: {value}"
    for validator in declared.get("Validators", []):
        for argument in validator.get("Arguments", []):
            if argument["Name"] == "MaxLength" and len(value) > int(argument["Value"]):
                yield f"{attribute} is longer than {argument['Value']}"
            if argument["Name"] == "MinLength" and len(value) < int(argument["Value"]):
                yield f"{attribute} is shorter than {argument['Value']}"


def _office_faults(root: ElementTree.Element) -> Iterator[str]:
    identified = [e for e in root.iter() if _local(e) in ("tab", "group", "button")]
    for attribute in ("id", "keytip"):
        counted = Counter(e.attrib.get(attribute) for e in identified)
        yield from (f"{attribute} twice: {v}" for v, n in counted.items() if v and n > 1)
    for element in identified:
        if sum(a in element.attrib for a in ("id", "idQ", "idMso")) != 1:
            yield f"{_local(element)} needs exactly one of id, idQ, idMso"
    for button in (e for e in identified if _local(e) == "button"):
        yield from (f"button without {a}" for a in BUTTON_TEXTS if not button.attrib.get(a))
        if button.attrib.get("imageMso") not in ICONS:
            yield f"unknown icon {button.attrib.get('imageMso')}"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


@lru_cache
def _types(namespace: str) -> dict[str, dict[str, Any]]:
    table = json.loads((_TABLES / NAMESPACES[namespace]).read_text(encoding="utf-8"))
    return {t["Name"]: t for t in table["Types"]}
