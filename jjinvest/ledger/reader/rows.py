"""Read the rows of a ledger into values, with merged cells and currencies resolved.

A cell that cannot be read becomes a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader import cells, choices, dates
from jjinvest.ledger.reader.cells import CellFault, CellValue, PartialDate, cell_text
from jjinvest.ledger.reader.columns import LedgerColumn
from jjinvest.ledger.reader.headers import Spellings
from jjinvest.ledger.reader.layout import LedgerTable
from jjinvest.ledger.reader.merges import MergedCells, merged_cells
from jjinvest.ledger.reader.money_units import (
    CNY,
    amount_unit,
    currency_code,
    plausible_rate,
    rate_range,
)
from jjinvest.ledger.vocabulary.stages import NOT_STARTED

MAX_PROJECT_YUAN = 2000 * 10**8
"""No single project reaches 2000 亿元; a larger amount has a wrong unit."""
STAGE_NAMES = {
    "lead": BilingualText("线索", "lead"),
    "negotiating": BilingualText("在谈", "negotiating"),
    "signed": BilingualText("签约", "signed"),
    "started": BilingualText("开工", "started"),
    "in_production": BilingualText("投产", "in production"),
    "terminated": BilingualText("终止", "terminated"),
}
_SOFT_CHOICES = ("top500", "light")
_DAYS_FROM_1900_TO_1904 = 1462
_SERIALS_OF_1904 = range(29221 - _DAYS_FROM_1900_TO_1904, 73415 - _DAYS_FROM_1900_TO_1904)


@dataclass
class LedgerRow:
    """Row of one project.

    Attributes
    ----------
    number
        Row number as in the sheet, from 1.
    values
        Values by field; blank fields are absent. Amounts in 元.
    unread
        Fields whose cell cannot be read.
    dashed
        Fields where a dash or slash stands for a blank, which is a convention of the sheet and no error.
    findings
        Findings on the row.
    columns
        Columns of the row's block of the sheet, by field.
    sheet
        Sheet of the row where the ledger has several; empty for its first.
    places
        Sheet, row number and column (from 0) of the fields that are not in the first sheet.
    """

    number: int
    values: dict[str, int | Decimal | PartialDate | str]
    unread: set[str] = field(default_factory=set)
    dashed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: Mapping[str, LedgerColumn] = field(default_factory=dict)
    sheet: str = ""
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Text or choice of a field; empty where blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def yuan(self, name: str) -> int | None:
        """Amount of a field in 元; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> PartialDate | None:
        """Date of a field; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, PartialDate) else None

    @property
    def key(self) -> str:
        """Key of the project: its code, else its normalised name."""
        code = unicodedata.normalize("NFKC", self.text("project_code"))
        return code or name_key(self.text("project_name"))

    @property
    def status(self) -> str:
        """Outcome of the row: accepted, remark or rejected."""
        severities = {finding.severity for finding in self.findings}
        return "rejected" if "rejected" in severities else "remark" if severities else "accepted"


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Normalise a project name: width, case, spaces, punctuation and a final 项目 do not count.

    Examples
    --------
    >>> name_key("智能座舱 生产基地（一期）项目"), name_key("智能座舱生产基地(一期)")
    ('智能座舱生产基地一期', '智能座舱生产基地一期')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())
    return re.sub(r"(建设)?项目$", "", plain) or plain


def read_rows(table: LedgerTable, spellings: Spellings) -> list[LedgerRow]:
    """Read the row of every project in a table."""
    merges, formats = merged_cells(table), table.sheet.formats
    rows = []
    read_before: dict[tuple[str, type, object], CellValue | CellFault] = {}  # 20,000 rows repeat their words
    for index in table.projects:
        columns = table.columns_at(index)
        row = LedgerRow(index + 1, {}, columns=columns)
        currency = _foreign_currency(row, table, index)
        unit = _row_unit(row, table, index, merges)
        cells_of_row = table.sheet.rows[index]
        width = len(cells_of_row)
        for name, column in columns.items():
            with_format = bool(formats) and (index, column.index) in formats
            if merges.places or with_format or BY_NAME[name].kind == "amount":
                if merges.places or (column.index < width and cells_of_row[column.index] is not None):
                    read = _read_cell(row, name, column, table, spellings, merges, unit, currency)
                    _take(row, name, column.index, read, spellings)
                continue
            cell = cells_of_row[column.index] if column.index < width else None
            if cell is None:
                continue
            key = (name, cell.__class__, cell)
            known = read_before.get(key)
            if known is None:
                known = _read(name, cell, (index, column.index), table, spellings, column, unit, currency)
                read_before[key] = known
            _take(row, name, column.index, known, spellings)
        for column in columns.values() if table.sheet.pictures else ():
            if (index, column.index) in table.sheet.pictures:
                row.findings.append(Finding("cell_picture", row.number, column.index, ""))
        if index in table.sheet.hidden_rows:
            row.findings.append(Finding("hidden_row", row.number, None, row.text("project_name")))
        _convert(row, currency)
        _settle_stage(row, table)
        rows.append(row)
    return rows


def _read_cell(
    row: LedgerRow,
    name: str,
    column: LedgerColumn,
    table: LedgerTable,
    spellings: Spellings,
    merges: MergedCells,
    row_unit: str,
    currency: str,
) -> CellValue | CellFault:
    """Read one cell as it is shown: what a merge hides is named and does not count."""
    index = row.number - 1
    place = index, column.index
    if not merges.places:
        return _read(name, table.cell(index, name), place, table, spellings, column, row_unit, currency)
    if place in merges.divided:
        return CellFault("amount_merged", cell_text(merges.divided[place]))
    cell, source = table.cell(index, name), place
    remarks: list[CellFault] = []
    if place in merges.hidden:
        cell = None
        if merges.hidden[place] != merges.above.get(place, (None, place))[0]:
            shown = cell_text(merges.above.get(place, (None, place))[0])
            remarks.append(CellFault("hidden_under_merge", cell_text(merges.hidden[place]), {"shown": shown}))
    if cell is None and place in merges.above:
        cell, source = merges.above[place]
    read = _read(name, cell, source, table, spellings, column, row_unit, currency)
    if isinstance(read, CellValue) and (remarks or source != place):
        if source != place and not remarks:
            remarks.append(CellFault("text_filled_down", cell_text(cell)))
        return replace(read, remarks=(*read.remarks, *remarks))
    return read


def _read(
    name: str,
    cell: object,
    place: tuple[int, int],
    table: LedgerTable,
    spellings: Spellings,
    column: LedgerColumn,
    row_unit: str,
    currency: str,
) -> CellValue | CellFault:
    kind = BY_NAME[name].kind
    if isinstance(cell, str) and not cell.strip():
        cell = None
    if kind == "amount":
        return _read_amount(cell, place, table, column, row_unit, currency)
    if kind == "date":
        return _read_date(cell, place, table)
    if kind == "rate":
        return cells.parse_rate(cell)
    if kind == "choice":
        return choices.read_choice(name, cell, spellings)
    return cells.parse_text(cell, name)


def _read_amount(
    cell: object,
    place: tuple[int, int],
    table: LedgerTable,
    column: LedgerColumn,
    row_unit: str,
    currency: str,
) -> CellValue | CellFault:
    unit = row_unit
    written = table.sheet.formats.get(place)
    if not unit:
        return cells.parse_amount(cell, column.unit, written, currency)
    read = cells.parse_amount(cell, unit, written, currency)
    differs = column.unit and amount_unit(column.unit) != amount_unit(unit)
    if isinstance(read, CellValue) and read.value and differs:
        return replace(
            read, remarks=(*read.remarks, CellFault("amount_unit_of_row", f"{cell_text(cell)} {unit}"))
        )
    return read


def _read_date(cell: object, place: tuple[int, int], table: LedgerTable) -> CellValue | CellFault:
    if (
        table.sheet.date_1904
        and isinstance(cell, int | float)
        and cell == int(cell)
        and int(cell) in _SERIALS_OF_1904
    ):
        cell += _DAYS_FROM_1900_TO_1904
    read = dates.parse_date(cell, typed=table.sheet.typed, ledger_month=table.month)
    written = table.sheet.formats.get(place)
    if (
        written is not None
        and written.month_only
        and isinstance(cell, date)
        and isinstance(read, CellValue)
        and isinstance(read.value, PartialDate)
        and read.value.day.day == 1
    ):
        # a month typed in Excel is its first day, shown without a day
        return replace(read, value=replace(read.value, month_only=True))
    return read


def _take(row: LedgerRow, name: str, column: int, read: CellValue | CellFault, spellings: Spellings) -> None:
    """Add a value to its row, and each fault or remark to the findings of the row."""
    if isinstance(read, CellFault):
        rule = "choice_ignored" if read.rule == "choice_unknown" and name in _SOFT_CHOICES else read.rule
        if rule != "choice_ignored":
            row.unread.add(name)
        row.findings.append(
            Finding(
                rule, row.number, column, read.found, {**read.terms, **_values(name, rule, None, spellings)}
            )
        )
        return
    if read.value is not None:
        row.values[name] = read.value
        if isinstance(read.value, str) and read.value[0] in "=+@-":
            row.findings.append(Finding("text_as_formula", row.number, column, read.value))
    for remark in read.remarks:
        if remark.rule == "dash_as_blank":
            row.dashed.append(name)
            continue
        values = {**remark.terms, **_values(name, remark.rule, read.value, spellings)}
        row.findings.append(Finding(remark.rule, row.number, column, remark.found, values))


def _values(name: str, rule: str, value: object, spellings: Spellings) -> dict[str, str]:
    if rule in ("date_serial", "date_january", "date_short_year", "date_year_from_title", "text_filled_down"):
        return {"value": str(value)}
    if rule == "amount_too_large":
        return {"limit": format_yuan(MAX_PROJECT_YUAN)}
    if rule == "text_too_long":
        return {"limit": str(cells.MAX_LENGTH_BY_FIELD.get(name, cells.MAX_TEXT_LENGTH))}
    if rule in ("choice_unknown", "choice_ignored"):
        first = {key: spelling for spelling, key in reversed(spellings.values[name].items())}
        return {"choices": "、".join(first.values()), "first": next(iter(reversed(first.values())))}
    return {}


def _settle_stage(row: LedgerRow, table: LedgerTable) -> None:
    """Give a row that says its building has not started the stage that its signing date shows."""
    word = row.text("stage")
    if word != NOT_STARTED:
        return
    stage = choices.settled_stage(row.values)
    found = cell_text(table.cell(row.number - 1, "stage"))
    del row.values["stage"]
    if stage:
        row.values["stage"] = stage
        return
    row.unread.add("stage")
    column = row.columns["stage"].index
    row.findings.append(Finding("stage_not_started", row.number, column, found, {"word": found[:40]}))


def _row_unit(row: LedgerRow, table: LedgerTable, index: int, merges: MergedCells) -> str:
    """Unit of a row's amounts, from the column of units or a currency such as 万美元."""
    if table.unit_column is not None:
        return cell_text(merges.shown(table, index, table.unit_column)).strip()
    if "currency" not in row.columns:
        return ""
    named = cell_text(merges.shown(table, index, row.columns["currency"].index)).strip()
    unit = amount_unit(named)
    return named if unit is not None and unit.scale > 1 else ""


def _foreign_currency(row: LedgerRow, table: LedgerTable, index: int) -> str:
    """Currency that a row is in; where no column names it, the one that a header names beside a rate."""
    if "currency" not in row.columns and "exchange_rate" not in row.columns:
        return CNY
    named = cell_text(table.cell(index, "currency"))
    if named.strip(" -—/") or table.cell(index, "exchange_rate") is None:
        return currency_code(named.strip(" -—/"))
    of_headers = {
        unit.currency
        for name in AMOUNTS
        if name in row.columns and (unit := amount_unit(row.columns[name].unit)) is not None
    } - {CNY}
    return of_headers.pop() if len(of_headers) == 1 else CNY


def _convert(row: LedgerRow, currency: str) -> None:
    """Convert the amounts of a row in a foreign currency at its dated rate; without a rate, remove them."""
    if currency == CNY:
        return
    column = row.columns["currency"] if "currency" in row.columns else row.columns.get("exchange_rate")
    place = None if column is None else column.index
    written = row.text("currency")[:20] or currency
    factor, dated = row.values.get("exchange_rate"), row.day("rate_on")
    named = [name for name in AMOUNTS if name in row.values]
    if "currency" not in row.columns:
        units = {name: amount_unit(row.columns[name].unit) for name in named}
        named = [name for name in named if (unit := units[name]) is not None and unit.currency == currency]
    rule, terms = "", {"currency": written}
    if not isinstance(factor, Decimal) or dated is None:
        rule = "currency_without_rate"
    elif not plausible_rate(currency, factor):
        rule = "rate_implausible"
        terms |= {"rate": f"{factor:f}", "range": rate_range(currency)}
    if rule:
        for name in named:
            row.unread.add(name)
            del row.values[name]
        row.findings.append(Finding(rule, row.number, place, written, terms))
        return
    for name in named:
        row.values[name] = int(round_half_up(Decimal(row.yuan(name) or 0) * Decimal(str(factor))))
    values = {"currency": written, "rate": f"{factor}", "date": str(dated)}
    row.findings.append(Finding("currency_converted", row.number, place, written, values))
