"""A ledger that lies on its side, fields down and projects across, is refused with that reason."""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.core.errors import DataError
from jjinvest.ledger.findings import column_letters
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, WorkbookSheet, unreadable_file
from jjinvest.ledger.reader.headed_columns.headers import Spellings

MAX_COLUMNS = 4
"""Columns from the left that may hold the names of fields."""
MIN_FIELDS = 4
"""Fields down one column, the name of the project among them, that make a sheet lie on its side."""


def lies_on_its_side(
    workbook: LedgerWorkbook, sheets: Sequence[WorkbookSheet], spellings: Spellings
) -> DataError | None:
    """Return what is said of a sheet with fields down a column; None where no sheet has them so."""
    for sheet in sheets:
        for column in range(MAX_COLUMNS):
            texts = [
                (row, cells[column])
                for row, cells in enumerate(sheet.rows)
                if column < len(cells) and isinstance(cells[column], str)
            ]
            fields = {
                meaning.field: row
                for row, text in reversed(texts)
                if (meaning := spellings.header(str(text))) is not None
            }
            if len(fields) < MIN_FIELDS or "project_name" not in fields:
                continue
            names = sheet.rows[fields["project_name"]][column + 1 :]
            if not any(isinstance(cell, str) for cell in names):
                continue
            return _refusal(workbook, sheet, column, fields["project_name"])
    return None


def _refusal(workbook: LedgerWorkbook, sheet: WorkbookSheet, column: int, row: int) -> DataError:
    place = f"{column_letters(column)}{row + 1}"
    reason = (
        f"工作表「{sheet.name}」是竖排的：{column_letters(column)} 列是各栏名称"
        f"（{place}「项目名称」），一列一个项目 "
        "the sheet lies on its side: fields down a column, a project a column"
    )
    remedy = (
        "改成一行一个项目：选中表格，复制，选择性粘贴，勾选“转置”；分几段的，逐段转置后接在同一个表头下面 "
        "make it one project a row: copy, paste special, transpose; several blocks go under one header"
    )
    expected = "一行一个项目，各栏名称在一行表头里 a project a row, below one row of headers"
    return unreadable_file(workbook.path, reason, remedy, expected)
