"""The fixed parts of a template .docx, and its WordprocessingML: page, styles, paragraphs, tables.

Page and letter follow Nghị định 30/2020/NĐ-CP, Phụ lục I: A4, margins of 20 mm above and below,
30 mm left, 18 mm right, Times New Roman 13-14, page numbers from the second page on.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from report_template_theme import theme

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Twips (1/20 point): 1,134 are 20 mm.
TOP = BOTTOM = 1134
LEFT, RIGHT = 1701, 1021
PORTRAIT: Final = (11906, 16838)
LANDSCAPE: Final = (16838, 11906)
BODY_SIZE: Final = 28  # half points
TABLE_SIZE: Final = 22

_INLINE: Final = re.compile(r"(\*\*.+?\*\*|//.+?//|\[…[^\[\]]*…\])")


def text_width(landscape: bool) -> int:
    """How wide the text is, in twips."""
    return (LANDSCAPE if landscape else PORTRAIT)[0] - LEFT - RIGHT


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 0, mark: bool = False,
        underline: bool = False) -> str:  # fmt: skip
    """One run; ``size`` in half points, 0 for that of the style; ``mark`` paints it yellow."""
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    look += '<w:highlight w:val="yellow"/>' if mark else ""
    look += '<w:u w:val="single"/>' if underline else ""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def runs(text: str, *, bold: bool = False, italic: bool = False, size: int = 0) -> str:
    """The runs of a line: ``**bold**``, ``//italic//``, ``[…to complete…]`` in yellow."""
    found = []
    for piece in _INLINE.split(text):
        if piece.startswith("**") and piece.endswith("**") and len(piece) > 4:
            found.append(runs(piece[2:-2], bold=True, italic=italic, size=size))
        elif piece.startswith("//") and piece.endswith("//") and len(piece) > 4:
            found.append(runs(piece[2:-2], bold=bold, italic=True, size=size))
        elif piece:
            mark = piece.startswith("[…") and piece.endswith("…]")
            found.append(run(piece, bold=bold, italic=italic, size=size, mark=mark))
    return "".join(found)


def paragraph(
    content: str,
    *,
    align: str = "left",
    indent: int = 0,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
    border: str = "",
    hang: int = 0,
) -> str:
    """A paragraph of runs. Distances in twips; ``indent`` is that of the first line."""
    keeping = "<w:keepNext/>" if keep else ""
    first = f' w:firstLine="{indent}"' if indent else ""
    hanging = f' w:hanging="{hang}"' if hang else ""
    left = f' w:left="{hang}"' if hang else ""
    indented = f"<w:ind{left}{hanging}{first}/>" if first or left else ""
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"/>'
    properties = f'{keeping}{border}{spacing}{indented}<w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def rule(side: int) -> str:
    """A thin line, ``side`` twips away from both edges: as under the motto and the title."""
    line = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    return (
        f"<w:p><w:pPr><w:pBdr>{line}</w:pBdr>"
        '<w:spacing w:before="0" w:after="0" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/>'
        '<w:jc w:val="center"/></w:pPr></w:p>'
    )


def cell(content: str, width: int, *, shaded: bool = False) -> str:
    """A table cell of paragraphs."""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if shaded else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def row(cells: Iterable[str], *, heading: bool = False) -> str:
    """A row that no page break cuts; a heading row is repeated on each page."""
    repeated = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[int], *, lines: bool = True) -> str:
    """A table with fixed column widths in twips."""
    style = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = "".join(f"<w:{side} {style}/>" for side in sides)
    borders = f"<w:tblBorders>{drawn}</w:tblBorders>" if lines else ""
    pad = '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{borders}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{pad}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def section(landscape: bool) -> str:
    """The page: A4 with the margins of the decree, another heading on the first page."""
    wide, high = LANDSCAPE if landscape else PORTRAIT
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:headerReference w:type="first" r:id="rId4"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        'w:header="510" w:footer="510" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )


def package(body: str, title: str, *, landscape: bool) -> bytes:
    """The whole .docx: the same bytes from the same body."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"),
            ("core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
        ),
        "docProps/app.xml": (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            'extended-properties"><Application>Microsoft Office Word</Application></Properties>'
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": _wrapped("document", f"<w:body>{body}{section(landscape)}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("header", "header1.xml"),
            ("header", "header2.xml"),
            ("fontTable", "fontTable.xml"),
            ("theme", "theme1.xml"),
        ),
        "word/styles.xml": _wrapped("styles", _styles()),
        "word/settings.xml": _wrapped("settings", _settings()),
        "word/fontTable.xml": _wrapped("fonts", _fonts()),
        "word/theme1.xml": theme(),
        "word/header1.xml": _wrapped("hdr", _page_heading()),
        "word/header2.xml": _wrapped("hdr", paragraph("", align="center")),
    }
    return _zipped(parts)


def _zipped(parts: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, (_HEAD + content).encode())
    return stream.getvalue()


def _wrapped(element: str, content: str) -> str:
    return f'<w:{element} xmlns:w="{W}" xmlns:r="{R}">{content}</w:{element}>'


def _page_heading() -> str:
    """The page number in the middle; beside it the word that the campaign is not official."""
    field = "".join(
        f'<w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr>{inner}</w:r>'
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return paragraph(field + run("{{ page_mark }}", italic=True, size=20), align="center")


def _styles() -> str:
    fonts = " ".join(f'w:{kind}="Times New Roman"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:sz w:val="{BODY_SIZE}"/><w:szCs w:val="{BODY_SIZE}"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="252" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        "<w:tblPr/></w:style>"
    )


def _settings() -> str:
    compatible = (
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    )
    compatible = f"<w:doNotExpandShiftReturn/>{compatible}"
    return f'<w:defaultTabStop w:val="720"/><w:compat>{compatible}</w:compat>'


def _fonts() -> str:
    kind = '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/>'
    return f'<w:font w:name="Times New Roman">{kind}</w:font>'


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>Thi đua</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2021-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2021-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _content_types() -> str:
    kinds = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/header2.xml": f"{_WORD}.header+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": (
            "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        ),
    }
    listed = "".join(f'<Override PartName="{n}" ContentType="{k}"/>' for n, k in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_kind(kind)}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _kind(kind: str) -> str:
    base = f"{_PACKAGE}/relationships/metadata" if kind == "core-properties" else _OFFICE
    return f"{base}/{kind}"
