"""Comments beside cells: notes as of old, and threaded comments with their replies.

Newer Excel stores a threaded comment twice: whole in its own part, and as a note of the author
``tc={…}`` for older programs. It is given once.

Sources: ECMA-376 part 1, 18.7 (comments); [MS-XLSX] 2.6.203 (threaded comments), 2.6.205 (persons).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from thidua_addin.workbook.package import Package, PackageSheet, children, local

__all__ = ["CellComment", "comments_of"]

_THREAD_AUTHOR: Final = "tc={"
_RETURN: Final = re.compile("_x000[dD]_\n?")


@dataclass(frozen=True, slots=True)
class CellComment:
    """One comment at a cell (``B7``); ``moment`` is the day and time it tells, ``""`` for none.

    ``text`` is None where the comments of the sheet cannot be read; then ``cell`` is ``""``.
    """

    cell: str
    text: str | None
    author: str = ""
    moment: str = ""


def comments_of(package: Package, sheet: PackageSheet) -> tuple[CellComment, ...]:
    """The comments of a sheet in the order of the file, replies after what they answer."""
    threads = [r.target for r in sheet.of_kind("threadedComment")]
    persons = _persons(package) if threads else {}
    found: list[CellComment] = []
    for part in threads:
        found += _threaded(package.xml(part), persons)
    threaded = {comment.cell for comment in found if comment.text is not None}
    for link in sheet.of_kind("comments"):
        for comment in _notes(package.xml(link.target)):
            doubled = comment.author.startswith(_THREAD_AUTHOR) and comment.cell in threaded
            if not doubled:
                found.append(comment)
    return tuple(found)


def _notes(root: ElementTree.Element | None) -> Iterator[CellComment]:
    if root is None:
        yield CellComment("", None)
        return
    authors = [a.text or "" for group in children(root, "authors") for a in group]
    for listed in children(root, "commentList"):
        for comment in children(listed, "comment"):
            number = comment.get("authorId", "")
            known = number.isdecimal() and int(number) < len(authors)
            author = authors[int(number)] if known else ""
            text = "".join(_text(t) for t in children(comment, "text"))
            if text.strip():
                yield CellComment(comment.get("ref", ""), text, author)


def _text(element: ElementTree.Element) -> str:
    """All runs of a rich text, without the reading aids of Asian scripts."""
    if local(element) == "t":
        return _RETURN.sub("\n", element.text or "")
    return "".join(_text(child) for child in element if local(child) != "rPh")


def _threaded(
    root: ElementTree.Element | None, persons: Mapping[str, str]
) -> Iterator[CellComment]:
    if root is None:
        yield CellComment("", None)
        return
    for comment in children(root, "threadedComment"):
        text = "".join(t.text or "" for t in children(comment, "text"))
        if text.strip():
            author = persons.get(comment.get("personId", "").upper(), "")
            said = comment.get("dT", "")[:16].replace("T", " ")
            yield CellComment(comment.get("ref", ""), _RETURN.sub("\n", text), author, said)


def _persons(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in package.links:
        if link.kind == "person" and not link.external:
            for person in children(package.xml(link.target), "person"):
                found[person.get("id", "").upper()] = person.get("displayName", "")
    return found
