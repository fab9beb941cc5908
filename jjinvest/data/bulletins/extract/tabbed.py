"""Paragraphs of a Word document whose words are parted by tabs, as the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.extract.table_units import caption_of
from jjinvest.data.bulletins.text.document import Block

_FEWEST_ROWS = 3
_NUMBER = re.compile(r"[-+−＋]?\d[\d,，.]*\s*[%％\u4e00-\u9fff]{0,4}|[-—–/／]+")


def with_tables(blocks: Sequence[Block]) -> list[Block]:
    """Read runs of tabbed paragraphs as tables; elsewhere a tab is a blank."""
    result: list[Block] = []
    tables = max((block.table for block in blocks), default=0)
    at = 0
    while at < len(blocks):
        run, grid = _run(blocks, at)
        if grid:
            tables += 1
            caption = caption_of(result[-2:])
            result += table_blocks(grid, tables, [block.place for block in run], caption)
            at += len(run)
            continue
        block = blocks[at]
        result.append(block if block.table else replace(block, text=block.text.replace("\t", " ").strip(" ")))
        at += 1
    return result


def _run(blocks: Sequence[Block], at: int) -> tuple[list[Block], list[list[str]]]:
    """The rows that begin with a block, and their cells; empty where they make no table.

    A table has a header without numbers, at least two rows below it, as many cells in each, and numbers in
    half of the cells beside the first. Where single tabs do not give as many cells, several part two.
    """
    run = list(_tabbed(blocks, at))
    for mark in (r"\t", r"\t+"):
        grid = [[cell.strip(" ") for cell in re.split(mark, block.text)] for block in run]
        rows = [cells for cells in grid if len(cells) == len(grid[0])]
        while grid and len(grid[-1]) != len(grid[0]):
            grid.pop()  # a signature below
        if len(grid) < _FEWEST_ROWS or len(rows) < len(grid):
            continue
        values = [_NUMBER.fullmatch(cell) is not None for cells in grid[1:] for cell in cells[1:] if cell]
        if not any(map(_NUMBER.fullmatch, grid[0])) and sum(values) * 2 >= len(values) > 0:
            return run[: len(grid)], grid
    return [], []


def _tabbed(blocks: Sequence[Block], at: int) -> Iterator[Block]:
    for block in blocks[at:]:
        if block.table or "\t" not in block.text.strip():
            return
        yield block
