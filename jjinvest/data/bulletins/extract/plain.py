"""A text as blocks: one line a block; lines with tabs or bars are rows of a table."""

from __future__ import annotations

import re

from jjinvest.data.bulletins.document import Block, Document
from jjinvest.data.bulletins.extract.table import table_blocks

_RULE = re.compile(r"[\s|:+=_-]*")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def plain_document(text: str) -> Document:
    """Return the lines of a text as blocks; empty lines are counted and left out."""
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    tables = 0

    def finish() -> None:
        nonlocal tables
        if len(rows) > 1:
            tables += 1
            places = [f"第{number}行" for number, _ in rows]
            blocks.extend(table_blocks([cells for _, cells in rows], tables, places))
        else:
            blocks.extend(Block("　".join(cells), f"第{number}行") for number, cells in rows)
        rows.clear()

    for number, line in enumerate(_LINE_ENDS.split(text.lstrip("\ufeff")), start=1):
        cells = _cells(line)
        if rows and (cells is None or len(cells) != len(rows[-1][1])):
            if cells is None and line.strip() and _RULE.fullmatch(line):
                continue  # the rule below the header of a table in Markdown
            finish()
        if cells is not None:
            rows.append((number, cells))
        elif line.strip():
            blocks.append(Block(line.strip("\n"), f"第{number}行"))
    finish()
    return Document(tuple(blocks))


def _cells(line: str) -> list[str] | None:
    """Cells of a line with tabs or bars between; None for any other line."""
    if _RULE.fullmatch(line):
        return None
    inner = line.strip(" ")
    if "\t" in inner.strip():
        return [cell.strip(" ") for cell in inner.split("\t")]
    for bar in "|｜":
        if bar in inner:
            cells = [cell.strip() for cell in inner.strip(bar).split(bar)]
            return cells if len(cells) > 1 else None
    return None
