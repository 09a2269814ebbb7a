"""Values on their way into a template: escaped for XML, and for what docxtpl does afterwards."""

from __future__ import annotations

from xml.sax.saxutils import escape

__all__ = ["xml_text"]


def xml_text(text: str) -> str:
    """The text as XML. docxtpl turns ``{_{`` into ``{{`` after rendering: it must not see it."""
    return (
        escape(text, {'"': "&quot;", "'": "&#39;"})
        .replace("{_", "{&#95;")
        .replace("_}", "&#95;}")
        .replace("%_", "%&#95;")
        .replace("_%", "&#95;%")
    )
