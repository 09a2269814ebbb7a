"""One template filled: docxtpl renders it, placeholders are painted, the package is made anew.

Exception
└── TemplateFault    the template cannot be used; has a code of the catalogue and its params
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.package import Package
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from thidua_addin.report.blanks import mark_blanks
from thidua_addin.report.charts import AddChart
from thidua_addin.report.escaping import xml_text
from thidua_addin.report.facts import Facts
from thidua_addin.report.gather import ILLUSTRATIVE

__all__ = ["Filled", "TemplateFault", "fill", "is_ours"]

LARGEST_TEMPLATE: Final = 20_000_000
MARK: Final = "thidua"
"""What stands in the document's ``category``: that the file is ours to write anew."""

_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_A_PACKAGE: Final = (
    PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError, etree.LxmlError,
    AttributeError, NotImplementedError,
)  # fmt: skip
_OF_AN_EXPRESSION: Final = (
    TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError,
    RecursionError, etree.LxmlError,
)  # fmt: skip
_RAW_FILTERS: Final = ("safe", "tojson", "urlize", "xmlattr")
"""Filters that would let a text become markup."""
_TAGS: Final = re.compile(r"\{[{%#].*?[}%#]\}")
_NAME: Final = re.compile(r"'([^']+)' (?:is undefined|has no attribute)")
_ATTRIBUTE: Final = re.compile(r"has no attribute '([^']+)'")


class TemplateFault(Exception):
    """``code`` is one of the catalogue; ``params`` lack the file, which the caller knows."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished document: its bytes, and the placeholders that stand in it."""

    content: bytes
    to_complete: tuple[str, ...]


def fill(template: bytes, facts: Facts, at: dt.datetime) -> Filled:
    """Fill a template with facts.

    The same template, facts and moment give the same bytes. Raises TemplateFault.
    """
    document = _opened(template)
    add = _chart_adder(document)
    drawn = dataclasses.replace(
        facts,
        chart_points=dataclasses.replace(facts.chart_points, add=add),
        chart_percent=dataclasses.replace(facts.chart_percent, add=add),
    )
    _render(document, drawn)
    body = document.docx.element.body
    if facts.page_mark:
        body.insert(0, _banner())
    to_complete = mark_blanks(_roots(document))
    _describe(document, at)
    stream = io.BytesIO()
    document.docx.save(stream)
    return Filled(_repacked(stream.getvalue()), to_complete)


def _opened(template: bytes) -> DocxTemplate:
    if len(template) > LARGEST_TEMPLATE:
        raise TemplateFault("REPORT_TEMPLATE_UNREADABLE")
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.init_docx()
        document.docx.element.body  # noqa: B018 - raises where it is no document
    except _NOT_A_PACKAGE as fault:
        raise TemplateFault("REPORT_TEMPLATE_UNREADABLE") from fault
    return document


def _render(document: DocxTemplate, facts: Facts) -> None:
    names = {f.name: getattr(facts, f.name) for f in dataclasses.fields(facts)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document.render(names, _environment())
    except UndefinedError as fault:
        raise TemplateFault("REPORT_TEMPLATE_NAME", name=_name(str(fault))) from fault
    except TemplateSyntaxError as fault:
        raise TemplateFault("REPORT_TEMPLATE_SYNTAX", near=_near(fault)) from fault
    except _OF_AN_EXPRESSION as fault:
        raise TemplateFault("REPORT_TEMPLATE_FAILED", near=_near(fault)) from fault


class _Environment(SandboxedEnvironment):
    """Compiles a template's text once, however many units get a document of it."""

    @lru_cache(maxsize=64)  # noqa: B019 - there is one environment, for the whole run
    def from_string(self, source: str) -> Template:  # type: ignore[override]
        return super().from_string(source)


@cache
def _environment() -> _Environment:
    """Nothing undefined passes, all text is escaped, no expression gets at the program."""
    made = _Environment(autoescape=True, undefined=StrictUndefined, finalize=_finalized)
    for name in _RAW_FILTERS:
        made.filters.pop(name)
    return made


class _Escaped(str):
    """Text that is XML already: jinja escapes no more what has ``__html__``."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _finalized(value: object) -> object:
    """Text as XML; tables and charts stand for themselves; anything else as its text."""
    if hasattr(value, "__html__"):
        return value
    return _Escaped(xml_text(value if isinstance(value, str) else str(value)))


def _name(message: str) -> str:
    attribute = _ATTRIBUTE.search(message)
    found = attribute or _NAME.search(message)
    return found[1] if found else message[:60]


def _near(fault: BaseException) -> str:
    """The tags around the fault, as docxtpl kept them; else a dash."""
    lines: Iterator[str] = getattr(fault, "docx_context", iter(()))
    tags = [tag for line in lines for tag in _TAGS.findall(line)]
    return " ".join(tags)[:120] or "–"


def _chart_adder(document: DocxTemplate) -> AddChart:
    """What puts a chart part and its workbook into the package."""
    added: list[str] = []

    def add(chart: str, book: bytes) -> str:
        number = len(added) + 1
        part = document.docx.part
        package = part.package
        behind = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _BOOK_TYPE, book, package)
        drawn = Part(
            PackURI(f"/word/charts/thidua{number}.xml"), _CHART_TYPE, chart.encode(), package
        )
        drawn.relate_to(behind, RELATIONSHIP_TYPE.PACKAGE)
        relation: str = part.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
        added.append(relation)
        return relation

    return add


def _banner() -> etree._Element:
    """The first paragraph of every document of a campaign that is not official."""
    line = 'w:val="single" w:sz="6" w:space="2" w:color="7A3E00"'
    borders = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right"))
    element = parse_xml(
        f"<w:p {nsdecls('w')}><w:pPr><w:pBdr>{borders}</w:pBdr>"
        '<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/>'
        '<w:spacing w:before="0" w:after="160"/><w:jc w:val="center"/></w:pPr>'
        '<w:r><w:rPr><w:b/><w:color w:val="7A3E00"/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'
        f"<w:t>{xml_text(ILLUSTRATIVE)}</w:t></w:r></w:p>"
    )
    assert isinstance(element, etree._Element)
    return element


def _roots(document: DocxTemplate) -> Iterator[etree._Element]:
    """The body, then the headers and footers."""
    part = document.docx.part
    yield document.docx.element.body
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    for relation in sorted(part.rels):
        target = part.rels[relation]
        if target.reltype in kinds:
            yield target.target_part.element


def _describe(document: DocxTemplate, at: dt.datetime) -> None:
    properties = document.docx.core_properties
    moment = at.replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = moment
    properties.category = MARK
    properties.revision = 1


def _repacked(content: bytes) -> bytes:
    """The same package with one time for every part."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return stream.getvalue()


def is_ours(content: bytes) -> bool:
    """Whether a .docx was written by :func:`fill`, whatever people typed into it since."""
    try:
        package = Package.open(io.BytesIO(content))
        return bool(package.core_properties.category == MARK)
    except _NOT_A_PACKAGE:
        return False
