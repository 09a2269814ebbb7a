"""Native charts of Word: one chart part with its numbers, and a small workbook to edit them in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

import xlsxwriter

from thidua_addin.report.escaping import xml_text

__all__ = ["AddChart", "Chart", "Plotted", "Series", "chart_xml", "workbook_bytes"]

AddChart: TypeAlias = Callable[[str, bytes], str]
"""Puts a chart part and its workbook into a document; gives the relationship's id."""

_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COLOURS: Final = ("2F5597", "A9A9A9", "BF9000")
_WIDTH: Final = 5_760_000  # EMU; 16 cm
_LEAST_HEIGHT: Final = 2_700_000
_MOST_COLUMNS: Final = 10
"""With more units the bars lie, so that every name has its line."""
_LINE: Final = 230_000
_TALLEST: Final = 8_200_000


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers, one for each category; None where a unit has none."""

    title: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Plotted:
    """What a chart shows; ``format`` is the numbers' format, ``axis_format`` the axis's."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    format: str
    axis_format: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for a template's ``{{p … }}``: its parts come into being where it is used.

    ``words`` stand in its place where there is nothing to show.
    """

    plotted: Plotted
    number: int
    words: str
    add: AddChart | None = None

    def __html__(self) -> str:
        if not self.plotted.series or self.add is None:
            return f"<w:p><w:r><w:t>{xml_text(self.words)}</w:t></w:r></w:p>"
        relation = self.add(chart_xml(self.plotted), workbook_bytes(self.plotted))
        title = xml_text(self.plotted.title)
        return (
            '<w:p><w:pPr><w:spacing w:before="60" w:after="120"/>'
            '<w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
            f'<wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{_WIDTH}" cy="{_height(self.plotted)}"/>'
            f'<wp:docPr id="{self.number}" name="Biểu đồ {self.number}" descr="{title}"/>'
            f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_MAIN}">'
            f'<a:graphicData uri="{_CHART}">'
            f'<c:chart xmlns:c="{_CHART}" xmlns:r="{_R}" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )


def chart_xml(plotted: Plotted) -> str:
    """The chart part. Its numbers are those of the embedded workbook (``rId1``)."""
    lying = len(plotted.categories) > _MOST_COLUMNS
    series = "".join(_series(plotted, n, lying) for n in range(len(plotted.series)))
    direction = "bar" if lying else "col"
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_font(1000)}</c:legend>'
        if len(plotted.series) > 1
        else ""
    )
    title = (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_run_look(1200, bold=True)}</a:pPr>"
        f'<a:r><a:rPr lang="vi-VN" sz="1200" b="1"><a:latin typeface="Times New Roman"/></a:rPr>'
        f"<a:t>{xml_text(plotted.title)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )
    gap = 100 if len(plotted.series) > 1 else 60
    bars = (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{gap}"/>'
        '<c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}" xmlns:r="{_R}">'
        '<c:date1904 val="0"/><c:lang val="vi-VN"/><c:roundedCorners val="0"/>'
        f'<c:chart>{title}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f"{bars}{_axes(plotted, lying)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{_font(1000)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )


def workbook_bytes(plotted: Plotted) -> bytes:
    """The workbook behind a chart: categories down, series across; always the same bytes."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": dt.datetime(2021, 1, 1)})
        sheet = book.add_worksheet("So lieu")
        number = book.add_format({"num_format": plotted.format})
        for row, category in enumerate(plotted.categories, start=1):
            sheet.write_string(row, 0, category[:200])
        for column, series in enumerate(plotted.series, start=1):
            sheet.write_string(0, column, series.title)
            for row, value in enumerate(series.values, start=1):
                if value is not None:
                    sheet.write_number(row, column, float(value), number)
    return stream.getvalue()


def _height(plotted: Plotted) -> int:
    if len(plotted.categories) <= _MOST_COLUMNS:
        return _LEAST_HEIGHT
    return min(_TALLEST, _LEAST_HEIGHT + _LINE * (len(plotted.categories) - _MOST_COLUMNS))


def _series(plotted: Plotted, index: int, lying: bool) -> str:
    series = plotted.series[index]
    count = len(plotted.categories)
    column = chr(ord("B") + index)
    names = "".join(
        f'<c:pt idx="{i}"><c:v>{xml_text(name[:200])}</c:v></c:pt>'
        for i, name in enumerate(plotted.categories)
    )
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>'
        for i, value in enumerate(series.values)
        if value is not None
    )
    fill = f'<c:spPr><a:solidFill><a:srgbClr val="{_COLOURS[index % 3]}"/></a:solidFill></c:spPr>'
    labels = _labels(plotted)
    sheet = "'So lieu'!"
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx><c:strRef><c:f>{sheet}${column}$1</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{xml_text(series.title)}</c:v></c:pt>'
        f'</c:strCache></c:strRef></c:tx>{fill}<c:invertIfNegative val="0"/>{labels}'
        f"<c:cat><c:strRef><c:f>{sheet}$A$2:$A${count + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>{sheet}${column}$2:${column}${count + 1}</c:f><c:numCache>"
        f'<c:formatCode>{plotted.format}</c:formatCode><c:ptCount val="{count}"/>{values}'
        "</c:numCache></c:numRef></c:val></c:ser>"
    )


def _labels(plotted: Plotted) -> str:
    """The number at the end of each bar; none beside other series, where they would overprint.

    All numbers stand in the document's table as well.
    """
    alone = len(plotted.series) == 1
    shown = "".join(
        f'<c:show{what} val="{int(what == "Val" and alone)}"/>'
        for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    if not alone:
        return f"<c:dLbls>{shown}</c:dLbls>"
    return (
        f'<c:dLbls><c:numFmt formatCode="{plotted.format}" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/></c:spPr>{_font(900)}<c:dLblPos val="outEnd"/>{shown}</c:dLbls>'
    )


def _axes(plotted: Plotted, lying: bool) -> str:
    order = "maxMin" if lying else "minMax"
    grid = (
        '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/>'
        "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
    )
    at = ("l", "b") if lying else ("b", "l")
    return (
        '<c:catAx><c:axId val="1001"/>'
        f'<c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{at[0]}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{_font(1000)}<c:crossAx val="1002"/><c:crosses val="autoZero"/>'
        '<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="{at[1]}"/>{grid}'
        f'<c:numFmt formatCode="{plotted.axis_format}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{_font(900)}<c:crossAx val="1001"/><c:crosses val="{"max" if lying else "autoZero"}"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def _font(size: int) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_run_look(size)}</a:pPr>"
        '<a:endParaRPr lang="vi-VN"/></a:p></c:txPr>'
    )


def _run_look(size: int, *, bold: bool = False) -> str:
    strong = ' b="1"' if bold else ' b="0"'
    return (
        f'<a:defRPr sz="{size}"{strong}><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        '<a:latin typeface="Times New Roman"/><a:cs typeface="Times New Roman"/></a:defRPr>'
    )
