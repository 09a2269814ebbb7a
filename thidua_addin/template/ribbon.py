"""The ribbon tab *Thi đua*, as the two parts that a workbook carries.

Source: [MS-CUSTOMUI] for the part of 2006, [MS-CUSTOMUI2] for that of 2009. Excel 2010 and later
read the second; the first stays readable where a program has dropped the relationship of the
second. The text is the same but for its namespace.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

__all__ = ["RibbonHost", "RibbonPart", "ribbon_parts"]

_SOURCE: Final = Path(__file__).with_name("customUI14.xml")
_NAMESPACE_2009: Final = "http://schemas.microsoft.com/office/2009/07/customui"
_NAMESPACE_2006: Final = "http://schemas.microsoft.com/office/2006/01/customui"
_TAG: Final = 'tag="template"'


class RibbonHost(Enum):
    """Which file a tab is in; ``ThiduaGetVisible`` reads it from the tab's tag."""

    TEMPLATE = "template"
    ADDIN = "addin"


@dataclass(frozen=True, slots=True)
class RibbonPart:
    """One part of the package, with the type of the relationship that leads to it."""

    name: str
    relationship: str
    content: bytes


def ribbon_parts(host: RibbonHost) -> tuple[RibbonPart, RibbonPart]:
    """The part of 2006 and the part of 2009; raises ValueError if the source is not as expected."""
    text = _SOURCE.read_text(encoding="utf-8")
    if text.count(_TAG) != 1 or text.count(_NAMESPACE_2009) != 1:
        raise ValueError("the ribbon's source has not exactly one tag and one namespace")
    text = text.replace(_TAG, f'tag="{host.value}"')
    return (
        RibbonPart(
            "customUI/customUI.xml",
            "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
            text.replace(_NAMESPACE_2009, _NAMESPACE_2006).encode("utf-8"),
        ),
        RibbonPart(
            "customUI/customUI14.xml",
            "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
            text.encode("utf-8"),
        ),
    )
