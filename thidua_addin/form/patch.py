"""What is to be written into an open workbook: values, links and texts, block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from scoring.snapshot import Place, column_letters


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that shows a place of the same workbook and leads there when it is clicked."""

    to: Place

    @property
    def formula(self) -> str:
        """The formula that Excel and LibreOffice both follow."""
        at = self.to
        sheet = at.sheet.replace("'", "''")
        target = f"#'{sheet}'!{column_letters(at.column)}{at.row}"
        return f"=HYPERLINK({_quoted(target)},{_quoted(str(at))})"


Written: TypeAlias = str | float | Link | None
"""Text stays text whatever it looks like; None empties a cell."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of one sheet; ``row`` and ``column`` (from 1) are its first cell."""

    sheet: str
    row: int
    column: int
    rows: tuple[tuple[Written, ...], ...]

    @property
    def width(self) -> int:
        """Columns."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Formulas:
    """A part of a block, one column wide, that has to be written as formulas.

    ``shown`` is what the formulas give.
    """

    row: int
    column: int
    texts: tuple[str, ...]
    shown: tuple[str, ...]


def values_of(block: Block) -> list[list[str | float | None]]:
    """The block as plain values; None where a formula is to stand, and where a row is short."""
    return [
        [
            cell if not isinstance(cell, Link) and as_formula(cell) is None else None
            for cell in (*row, *(None,) * (block.width - len(row)))
        ]
        for row in block.rows
    ]


def formulas_of(block: Block) -> tuple[Formulas, ...]:
    """The cells of the block that have to be formulas, in runs from top to bottom."""
    runs: list[Formulas] = []
    for column in range(block.width):
        texts: list[tuple[str, str]] = []
        for offset, row in enumerate((*block.rows, ())):
            cell = row[column] if column < len(row) else None
            formula = as_formula(cell)
            if formula is not None:
                texts.append((formula, str(cell.to if isinstance(cell, Link) else cell)))
            elif texts:
                first = block.row + offset - len(texts)
                formulas, shown = zip(*texts, strict=True)
                runs.append(Formulas(first, block.column + column, formulas, shown))
                texts = []
    return tuple(runs)


_LOOKS_TYPED = re.compile(r"[=+\-@'#]|(?:true|false)$|(?=.{0,24}$).*\d", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"(?:[A-Z]|[IVXLCDM]+)(?:\.[0-9A-Za-z]+)*")


def as_formula(cell: Written) -> str | None:
    """The formula that gives the cell, None for one that can be written as it is.

    A program takes a text that is put into a cell for something typed: ``2.10`` for a number,
    ``1-3`` for a date, ``=x`` for a formula. Such texts are written as formulas that give them.
    """
    if isinstance(cell, Link):
        return cell.formula
    if not isinstance(cell, str) or not _LOOKS_TYPED.match(cell) or _CODE.fullmatch(cell):
        return None
    return "=" + _quoted(cell)


def _quoted(text: str) -> str:
    """Text as a formula holds it: at most 255 letters in one literal."""
    parts = [text[i : i + 250] for i in range(0, len(text), 250)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)
