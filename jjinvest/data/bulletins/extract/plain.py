"""A text as blocks: one line a block; lines with tabs or bars are rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.text.document import Block, Document

_RULE = re.compile(r"[\s|:+=_—─━-]*")
_LINE_OF_MARKS = re.compile(r"\s*[-=_—─━]{6,}\s*")
_SPACES = re.compile(r"(?:[ ]{2,}|\u3000+)[ \u3000]*")
_SPREAD = re.compile(r"\b([合总小共])[ \u3000]+(?=计)")
_NUMERIC = re.compile(r"[-−+＋]?\d[\d,，.]*\s*[%％\u4e00-\u9fff]{0,4}|[-—–/／]+")
LONGEST_CAPTION = 60
"""Characters of the line above a table that may name its unit and what it measures."""
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
            above = blocks[-1].text.strip() if blocks else ""
            caption = above if len(above) <= LONGEST_CAPTION else ""
            blocks.extend(table_blocks([cells for _, cells in rows], tables, places, caption))
        else:
            blocks.extend(Block("　".join(cells), f"第{number}行") for number, cells in rows)
        rows.clear()

    lines = _LINE_ENDS.split(text.lstrip("\ufeff"))
    columns = _columns_of_spaces(lines)
    for number, line in enumerate(lines, start=1):
        cells = columns.get(number - 1) or _cells(line)
        if rows and (cells is None or len(cells) != len(rows[-1][1])):
            if cells is None and line.strip() and _RULE.fullmatch(line):
                continue  # the rule below the header of a table in Markdown
            finish()
        if cells is not None:
            rows.append((number, cells))
        elif line.strip() and not _LINE_OF_MARKS.fullmatch(line):
            blocks.append(Block(line.strip("\n"), f"第{number}行"))
    finish()
    return Document(tuple(blocks))


def _columns_of_spaces(lines: Sequence[str]) -> dict[int, list[str]]:
    """Cells by line number of tables whose columns are set apart by spaces alone.

    A run of at least three such lines with three or more cells each, all of as many, is a table where the
    first line holds no number and most others end in one.
    """
    found: dict[int, list[str]] = {}
    run: list[tuple[int, list[str]]] = []
    for number, line in enumerate([*lines, ""]):
        cells = _SPACES.split(_SPREAD.sub(r"\1", line.strip()))
        if len(cells) >= 3 and "\t" not in line and (not run or len(cells) == len(run[-1][1])):
            run.append((number, cells))
            continue
        if run and line.strip() and _RULE.fullmatch(line):
            continue
        head, body = run[:1], run[1:]
        numeric = sum(_NUMERIC.fullmatch(cells[-1]) is not None for _, cells in body)
        titled = bool(head) and not any(_NUMERIC.fullmatch(cell) for cell in head[0][1])
        if len(body) >= 2 and titled and numeric * 3 >= 2 * len(body):
            found.update(run)
        run = [(number, cells)] if len(cells) >= 3 and "\t" not in line else []
    return found


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
