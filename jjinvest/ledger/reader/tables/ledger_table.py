"""The table of a ledger in a sheet: its columns, and the kind of each row."""

from __future__ import annotations

from dataclasses import dataclass, field

from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.month_columns import FundsInTime
from jjinvest.ledger.reader.tables.sum_labels import SumLabel


@dataclass
class LedgerTable:
    """A ledger in a sheet; rows and columns count from 0.

    Attributes
    ----------
    sheet
        The sheet that holds the ledger.
    header
        Last row of the header.
    columns
        Columns by field.
    unknown_columns
        Headers that name no field, by column.
    month
        Year and month of the ledger, where its title names one.
    projects
        Rows of projects.
    other_rows
        Kind (sum, note or heading) of the other rows, by row.
    sum_labels
        What the labels of sum rows say, by row.
    blocks
        Columns by field of each block of the sheet, with its first row; a later block has a header of its
        own.
    unit_column
        Column with the unit of the amounts of each row.
    units_of
        Column with the units of each column of amounts, where several have one of their own.
    passed_over
        Headers that mean the same as a column that is read, by column, with the header of that column.
    unused_unit
        Unit that a title names and no column of amounts has.
    contract_as_agreed
        Whether the one column of amounts, 合同额, is read as the agreed amount.
    contract_day_as_signed
        Whether 合同签订时间, which alone dates the signing, is read as its day.
    undated
        Fields of columns of funds that are left unread as the month is unknown, by column.
    firms_as_projects
        Whether the firms are read as the projects, as no column names these.
    is_short
        Whether the header has a name and an amount alone, which counts where no sheet has more.
    unit_from
        Unit of all amounts that a sheet of instructions names, and that sheet.
    unit_of_funds
        Unit in which funds without a unit are read, and the field that has it; None where that was not so.
    in_time
        Columns of the funds of single months and before the year, of a sheet with one block.
    ticked
        Columns with ticks by the stage that they stand for, of a sheet with one block.
    titles_below
        Texts above later blocks that state a month as the title of the sheet does.
    of_funds
        Whether the sheet is one of funds in place, so that its columns of months are.
    beside
        Columns in another unit that a row may fill in place of that of the field, of a sheet with one block.
    """

    sheet: WorkbookSheet
    header: int
    columns: dict[str, LedgerColumn]
    unknown_columns: dict[int, str]
    month: tuple[int, int] | None
    projects: list[int] = field(default_factory=list)
    other_rows: dict[int, str] = field(default_factory=dict)
    sum_labels: dict[int, SumLabel] = field(default_factory=dict)
    blocks: list[tuple[int, dict[str, LedgerColumn]]] = field(default_factory=list)
    unit_column: int | None = None
    units_of: dict[int, int] = field(default_factory=dict)
    passed_over: dict[int, tuple[str, str]] = field(default_factory=dict)
    unused_unit: str = ""
    contract_as_agreed: bool = False
    contract_day_as_signed: bool = False
    undated: dict[int, str] = field(default_factory=dict)
    firms_as_projects: bool = False
    is_short: bool = False
    unit_from: tuple[str, str] | None = None
    unit_of_funds: tuple[str, str] | None = None
    in_time: FundsInTime = field(default_factory=FundsInTime)
    ticked: dict[str, int] = field(default_factory=dict)
    titles_below: list[str] = field(default_factory=list)
    of_funds: bool = False
    beside: dict[str, LedgerColumn] = field(default_factory=dict)

    def columns_at(self, row: int) -> dict[str, LedgerColumn]:
        """Columns by field of the block that a row is in."""
        if len(self.blocks) < 2:
            return self.columns
        return next((columns for first, columns in reversed(self.blocks) if first <= row), self.columns)

    def at(self, row: int, column: int) -> object:
        """Cell of a row and a column; None beyond the last."""
        cells = self.sheet.rows[row]
        return None if column >= len(cells) else cells[column]

    def cell(self, row: int, name: str) -> object:
        """Cell of a row in the column of a field; None where there is no such column."""
        column = self.columns_at(row).get(name)
        return None if column is None else self.at(row, column.index)

    def cells(self, name: str) -> list[object]:
        """Cells of all projects in the column of a field."""
        column = self.columns.get(name)
        if len(self.blocks) > 1 or column is None:
            return [self.cell(row, name) for row in self.projects]
        return [self.at(row, column.index) for row in self.projects]
