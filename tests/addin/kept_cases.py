"""Summaries as people of the chair leave them: edited with other programs, parts added by hand."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from scoring.merge import MergeResult
from scoring.received import VIETNAM
from tests.addin import summary_cases as cases
from thidua_addin.summary.build import write_summary
from thidua_addin.summary.extras import NO_EXTRAS
from thidua_addin.summary.kept_notes import KeptNote
from thidua_addin.summary.own_cells import own_content
from thidua_addin.workbook.limits import SUMMARY_LIMITS
from thidua_addin.workbook.read import read_workbook

AGAIN = dt.datetime(2021, 12, 20, 14, 5, tzinfo=VIETNAM)
"""The moment of the merge that finds what was added."""

Shown = tuple[str, str, str, str]
"""Kind, sheet, cell and text of a note."""

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write(result: MergeResult, path: Path, notes: tuple[KeptNote, ...] = ()) -> Path:
    path.write_bytes(written(result, notes))
    return path


def written(result: MergeResult, notes: tuple[KeptNote, ...] = ()) -> bytes:
    return write_summary(result, replace(NO_EXTRAS, kept=notes), cases.AT).content


def found(path: Path) -> tuple[KeptNote, ...]:
    return own_content(read_workbook(path, SUMMARY_LIMITS), path, AGAIN)


def shown(notes: Iterable[KeptNote]) -> list[Shown]:
    return [(n.kind.value, n.sheet, n.cell, n.text) for n in notes]


def edited(path: Path, edit: Callable[[Workbook], None]) -> Path:
    """A copy of the file after openpyxl changed and saved it."""
    book = openpyxl.load_workbook(path)
    edit(book)
    out = path.with_name(f"sua_{path.name}")
    book.save(out)
    return out


def part_of(path: Path, sheet: str) -> str:
    """The part of a sheet of a file that our own writer made."""
    number = openpyxl.load_workbook(path, read_only=True).sheetnames.index(sheet) + 1
    return f"xl/worksheets/sheet{number}.xml"


def with_parts(
    path: Path, source: str, links: Iterable[tuple[str, str, str]], parts: Mapping[str, str]
) -> Path:
    """A copy with further parts, to which ``source`` links: id, type, target (``http`` is outside).

    A type without ``http`` is one of the Office relationships.
    """
    folder, _, base = source.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels"
    out = path.with_name(f"them_{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        known = old.read(rels).decode() if rels in old.namelist() else ""
        if not known:
            known = f'<Relationships xmlns="{RELATIONS}"></Relationships>'
        more = "".join(_link(*link) for link in links)
        for name in old.namelist():
            if name != rels:
                new.writestr(name, old.read(name))
        new.writestr(rels, known.replace("</Relationships>", f"{more}</Relationships>"))
        for name, text in parts.items():
            new.writestr(name, text)
    shutil.move(out, path)
    return path


def _link(number: str, kind: str, target: str) -> str:
    full = kind if kind.startswith("http") else f"{OFFICE}/{kind}"
    mode = ' TargetMode="External"' if target.startswith("http") else ""
    return f'<Relationship Id="{number}" Type="{full}" Target="{target}"{mode}/>'


def replaced(path: Path, part: str, old: str, new: str) -> Path:
    """The file with one text in one of its parts replaced."""
    packed = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            target.writestr(name, data)
    path.write_bytes(packed.getvalue())
    return path
