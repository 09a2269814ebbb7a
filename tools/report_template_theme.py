"""The theme part that Word expects in every document: black on white, Times New Roman."""

from __future__ import annotations

from typing import Final

_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS: Final = {
    "dk2": "1F3864",
    "lt2": "E7E6E6",
    "accent1": "2F5597",
    "accent2": "7F7F7F",
    "accent3": "A9A9A9",
    "accent4": "BF9000",
    "accent5": "548235",
    "accent6": "833C0B",
    "hlink": "0563C1",
    "folHlink": "954F72",
}


def theme() -> str:
    """The whole part."""
    system = (
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    )
    colours = "".join(f'<a:{n}><a:srgbClr val="{c}"/></a:{n}>' for n, c in _COLOURS.items())
    face = '<a:latin typeface="Times New Roman"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = f'<a:ln w="6350">{fill[: len(fill) // 3]}</a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'<a:theme xmlns:a="{_MAIN}" name="Thi đua"><a:themeElements>'
        f'<a:clrScheme name="Thi đua">{system}{colours}</a:clrScheme>'
        f'<a:fontScheme name="Thi đua"><a:majorFont>{face}</a:majorFont>'
        f"<a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Thi đua"><a:fillStyleLst>{fill}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
