"""What the name and the title of a sheet say that its columns of months hold."""

from __future__ import annotations

import re

from jjinvest.ledger.reader.files.workbook import WorkbookSheet

MAX_TITLES = 5
"""Rows that may stand above the header."""
_FUNDS = re.compile("到位|到账|到资|进资")
_SOMETHING_ELSE = re.compile("计划|目标|任务|预计|预测|同期|完成投资|固定资产|产值|税|就业|用工")


def is_of_funds(sheet: WorkbookSheet) -> bool:
    """Whether the name or the title of a sheet says that its numbers are funds in place."""
    texts = [text for text in (sheet.name, *titles_of_sheet(sheet)) if _FUNDS.search(text)]
    return bool(texts) and not any(_SOMETHING_ELSE.search(text) for text in (sheet.name, *texts))


def titles_of_sheet(sheet: WorkbookSheet) -> list[str]:
    """Texts of the first rows with one cell or two."""
    first = [[cell for cell in cells if cell is not None] for cells in sheet.rows[:MAX_TITLES]]
    return [cell for cells in first if len(cells) < 3 for cell in cells if isinstance(cell, str)]
