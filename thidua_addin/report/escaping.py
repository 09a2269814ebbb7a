"""Values on their way into a template: escaped for XML, and for what docxtpl does afterwards."""

from __future__ import annotations

from xml.sax.saxutils import escape

from thidua_addin.report.text import harmless

__all__ = ["xml_text"]


def xml_text(text: str) -> str:
    """The text as XML, without what no document may hold.

    docxtpl turns ``{_{`` into ``{{`` after rendering: it must not see it.
    """
    return (
        escape(harmless(text), {'"': "&quot;", "'": "&#39;"})
        .replace("{_", "{&#95;")
        .replace("_}", "&#95;}")
        .replace("%_", "%&#95;")
        .replace("_%", "&#95;%")
    )
