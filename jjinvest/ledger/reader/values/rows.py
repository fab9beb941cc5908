"""Read the rows of a ledger into values, with merged cells and currencies resolved.

A cell that cannot be read becomes a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.columns_by_content import furthest_ticked
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.merges import merged_cells
from jjinvest.ledger.reader.units.money_units import (
    CNY,
    amount_unit,
    currency_code,
    example_rate,
    plausible_rate,
    rate_range,
)
from jjinvest.ledger.reader.units.row_units import foreign_columns, leave_unit_open, row_unit
from jjinvest.ledger.reader.units.unit_notes import rates_of_notes
from jjinvest.ledger.reader.values import cells, choices
from jjinvest.ledger.reader.values.cells import CellFault, CellValue, cell_text
from jjinvest.ledger.reader.values.column_values import ColumnReader, formats_by_column
from jjinvest.ledger.vocabulary.stages import NOT_STARTED

MAX_PROJECT_YUAN = 2000 * 10**8
"""No single project reaches 2000 亿元; a larger amount has a wrong unit."""


def possible(yuan: int) -> bool:
    """Whether one project can have an amount: it is not negative and below the limit."""
    return 0 <= yuan <= MAX_PROJECT_YUAN


STAGE_NAMES = {
    "lead": BilingualText("线索", "lead"),
    "negotiating": BilingualText("在谈", "negotiating"),
    "signed": BilingualText("签约", "signed"),
    "started": BilingualText("开工", "started"),
    "in_production": BilingualText("投产", "in production"),
    "terminated": BilingualText("终止", "terminated"),
}
_OPEN_AMOUNT = re.compile(
    r"(?:尚?待定|未定|待(?:明确|确定|议|测算)|不详|面议|暂?无|洽谈中|协商中|保密|测算中)"
    r"|约?\s*[0-9.]+\s*[万亿]?元?\s*(?:[-~—–至到]+\s*[0-9.]+\s*[万亿]?元?)?(?:左右|以上|余元?)?"
    r"|(?:约|超|近|不低于)\s*[0-9.]+\s*[万亿]?元?(?:左右|以上)?"
)
"""What offices write for an amount that is not settled: 待定, 1-2亿元, 约5亿."""
_OPEN_RULES = ("amount_no_number", "amount_about", "amount_range", "amount_pending")
_SOFT_CHOICES = ("top500", "light")
_SUMS_OF_FUNDS = ("funds_ytd", "funds_to_date")
_CNY_HEAD = "人民币"
"""Word in the header of amounts that are in 元 whatever the currency of the row."""
_NAME_UNITS = frozenset(["currency", "exchange_rate", "note"])
"""Columns that may name the unit or the currency of their row."""


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
    currency, rate
        Currency of the row's amounts, and 元 for one unit of it; 0 where a foreign currency has no rate that
        can be used, so that none of its amounts is known.
    rates
        Currency and rate of the amounts that were converted, by field.
    originals, exact
        Of those that the office converted, the original and the 元 to which the column is rounded; amounts
        before they were rounded to whole units; by field.
    """

    number: int
    values: dict[str, int | Decimal | PartialDate | str]
    unread: set[str] = field(default_factory=set)
    dashed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: Mapping[str, LedgerColumn] = field(default_factory=dict)
    sheet: str = ""
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    currency: str = CNY
    rate: Decimal = Decimal(1)
    rates: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    originals: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    exact: dict[str, Decimal] = field(default_factory=dict)

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


def read_rows(table: LedgerTable, spellings: Spellings) -> list[LedgerRow]:
    """Read the row of every project in a table: column by column, each distinct cell once."""
    leave_unit_open(table, MAX_PROJECT_YUAN)
    merges, formats = merged_cells(table), formats_by_column(table.sheet.formats)
    rows = [LedgerRow(index + 1, {}, columns=table.columns_at(index)) for index in table.projects]
    noted, doubtful = rates_of_notes(table), foreign_columns(table)
    for columns, of_block in groupby(rows, key=lambda row: row.columns):
        block = list(of_block)
        units: Iterable[str] = ("",) * len(block)
        currencies: Iterable[str] = (CNY,) * len(block)
        if table.unit_column is not None or doubtful or not _NAME_UNITS.isdisjoint(columns) or noted:
            units = [row_unit(row.number - 1, columns, table, merges, doubtful) for row in block]
            currencies = [_foreign_currency(row, table, noted) for row in block]
        places = [row.number - 1 for row in block]
        for name, column in (*columns.items(), *table.beside.items()):
            reader = ColumnReader(table, name, column, spellings, merges, formats.get(column.index, {}))
            of_column = units
            if column.index in table.units_of:
                of_column = [
                    row_unit(place, columns, table, merges, doubtful, column.index) for place in places
                ]
            for row, value in zip(block, reader.read(places, of_column, currencies), strict=True):
                if value is None or (value == 0 and name in row.values):
                    continue
                if row.values.get(name) or name in row.unread:
                    _leave_both(row, name, column)
                elif isinstance(value, CellValue | CellFault):
                    _take(row, name, column.index, value, spellings)
                else:
                    row.values[name] = value
        for row, currency in zip(block, currencies, strict=True):
            _complete(row, table, currency, noted)
    return rows


def _leave_both(row: LedgerRow, name: str, column: LedgerColumn) -> None:
    """Ask about an amount in two columns of which the other rows fill one."""
    row.unread.add(name)
    row.values.pop(name, None)
    row.findings.append(Finding("amount_in_two_units", row.number, column.index, column.header))


def read_amounts(
    table: LedgerTable, rows: Sequence[LedgerRow], column: LedgerColumn, spellings: Spellings
) -> list[object]:
    """Read a column of amounts that is no field: what each row holds, as `read_rows` reads its fields.

    Amounts in a foreign currency are converted at the rate of their row; without a rate they are blank.

    Parameters
    ----------
    table
        The table.
    rows
        Its rows, as read.
    column
        Place, unit and header of the column.
    spellings
        Accepted spellings.
    """
    merges, formats = merged_cells(table), formats_by_column(table.sheet.formats)
    reader = ColumnReader(table, "funds_month", column, spellings, merges, formats.get(column.index, {}))
    doubtful = foreign_columns(table)
    units = [row_unit(row.number - 1, row.columns, table, merges, doubtful, column.index) for row in rows]
    currencies = [row.currency for row in rows]
    read = reader.read([row.number - 1 for row in rows], units, currencies)
    return [_in_yuan(row, column, each) for row, each in zip(rows, read, strict=True)]


def _in_yuan(row: LedgerRow, column: LedgerColumn, read: object) -> object:
    """Return what a cell of an amount holds, in 元; None where it has no rate to be converted at."""
    yuan = read.value if isinstance(read, CellValue) else read
    if not isinstance(yuan, int) or not is_foreign(row, column, of_month=True):
        return read
    if not row.rate:
        return None
    exact = read.exact if isinstance(read, CellValue) else None
    converted = int(round_half_up((Decimal(yuan) if exact is None else exact) * row.rate))
    return replace(read, value=converted) if isinstance(read, CellValue) else converted


def is_foreign(row: LedgerRow, column: LedgerColumn, *, of_month: bool) -> bool:
    """Whether a column's amounts are in the foreign currency of the row.

    Those headed 人民币 are not, nor funds of a month beside sums headed so; without a column of currencies
    only those are whose header names it.
    """
    if row.currency == CNY or _CNY_HEAD in column.header:
        return False
    sums = [row.columns[name].header for name in _SUMS_OF_FUNDS if name in row.columns] if of_month else []
    if sums and all(_CNY_HEAD in header for header in sums):
        return False
    if "currency" in row.columns:
        return True
    unit = amount_unit(column.unit)
    return unit is not None and unit.currency == row.currency


def _complete(row: LedgerRow, table: LedgerTable, currency: str, noted: Mapping[str, Decimal]) -> None:
    """Add what concerns the whole row: pictures, a hidden row, its currency, a stage still open."""
    sheet, index = table.sheet, row.number - 1
    for column in row.columns.values() if sheet.pictures else ():
        if (index, column.index) in sheet.pictures:
            row.findings.append(Finding("cell_picture", row.number, column.index, ""))
    if index in sheet.hidden_rows:
        row.findings.append(Finding("hidden_row", row.number, None, row.text("project_name")))
    _convert(row, currency, noted.get(currency) if "exchange_rate" not in row.columns else None)
    if table.ticked and not row.text("stage") and "stage" not in row.unread:
        stage = furthest_ticked({each: table.at(index, column) for each, column in table.ticked.items()})
        row.values |= {"stage": stage} if stage else {}
    _settle_stage(row, table)
    _leave_open(row)


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
        row.exact |= {} if read.exact is None else {name: read.exact}
        if isinstance(read.value, str) and read.value[0] in cells.OF_FORMULAS:
            row.findings.append(Finding("text_as_formula", row.number, column, read.value))
    for remark in read.remarks:
        if remark.rule == "dash_as_blank":
            row.dashed.append(name)
            continue
        values = {**remark.terms, **_values(name, remark.rule, read.value, spellings)}
        row.findings.append(Finding(remark.rule, row.number, column, remark.found, values))


def _values(name: str, rule: str, value: object, spellings: Spellings) -> dict[str, str]:
    if rule in (
        "date_serial",
        "date_january",
        "date_short_year",
        "date_year_from_title",
        "date_of_quarter",
        "text_filled_down",
        "text_as_above",
    ):
        return {"value": choices.CHOICE_NAMES.get(str(value), str(value))}
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
    column = row.columns["stage"].index
    if stage:
        row.values["stage"] = stage
        if "signed_on" not in row.values:
            row.findings.append(Finding("stage_from_funds", row.number, column, found, _funded(row)))
        return
    row.unread.add("stage")
    row.findings.append(Finding("stage_not_started", row.number, column, found, {"word": found[:40]}))


def _funded(row: LedgerRow) -> dict[str, str]:
    """Name of the amount that shows that a project is signed, and the amount."""
    name = choices.amount_after_signing(row.values)
    label = BilingualText(BY_NAME[name].zh, BY_NAME[name].en)
    return {"field": label, "amount": format_yuan(row.yuan(name) or 0)}


def _leave_open(row: LedgerRow) -> None:
    """Read 待定 or 1-2亿 as no amount yet where a project is still negotiated; the remark says so."""
    if row.text("stage") not in ("lead", "negotiating") or "agreed_amount" not in row.unread:
        return
    for place, finding in enumerate(row.findings):
        of_amount = finding.column == row.columns["agreed_amount"].index
        if finding.rule in _OPEN_RULES and of_amount and _OPEN_AMOUNT.fullmatch(finding.found.strip()):
            row.findings[place] = replace(finding, rule="amount_open")
            row.unread.discard("agreed_amount")


def _foreign_currency(row: LedgerRow, table: LedgerTable, noted: Collection[str]) -> str:
    """Currency that a row is in; where no column names it, the one that a header names beside a rate."""
    index = row.number - 1
    if "currency" not in row.columns and "exchange_rate" not in row.columns:
        of_columns = _currencies_of_headers(row) & set(noted)
        return of_columns.pop() if len(of_columns) == 1 else CNY
    named = cell_text(table.cell(index, "currency"))
    if named.strip(" -—/") or table.cell(index, "exchange_rate") is None:
        return currency_code(named.strip(" -—/"))
    of_headers = _currencies_of_headers(row)
    return of_headers.pop() if len(of_headers) == 1 else CNY


def _currencies_of_headers(row: LedgerRow) -> set[str]:
    """Foreign currencies that the headers of a row's amounts name."""
    named = (amount_unit(row.columns[name].unit) for name in AMOUNTS if name in row.columns)
    return {unit.currency for unit in named if unit is not None} - {CNY}


def _convert(row: LedgerRow, currency: str, noted: Decimal | None = None) -> None:
    """Convert the amounts of a row in a foreign currency at its dated rate; without a rate, remove them."""
    if currency == CNY:
        return
    column = row.columns["currency"] if "currency" in row.columns else row.columns.get("exchange_rate")
    place = None if column is None else column.index
    written = row.text("currency")[:20] or currency
    factor, dated = row.values.get("exchange_rate"), row.day("rate_on")
    row.currency = currency
    named = [
        name
        for name in AMOUNTS
        if name in row.values and is_foreign(row, row.columns[name], of_month=name == "funds_month")
    ]
    if "currency" in row.columns and not named:
        return  # 折人民币 beside 币种
    factor = factor if noted is None else noted
    rule, terms = "", {"currency": written, "example": example_rate(currency, factor)}
    undated = dated is None and "rate_on" not in row.columns
    if not isinstance(factor, Decimal) or (dated is None and not undated):
        rule = "currency_without_rate"
    elif not plausible_rate(currency, factor):
        rule = "rate_implausible"
        terms |= {"rate": f"{factor:f}", "range": rate_range(currency)}
    if rule:
        row.rate = Decimal(0)
        for name in named:
            row.unread.add(name)
            del row.values[name]
        row.findings.append(Finding(rule, row.number, place, written, terms))
        return
    row.rate = Decimal(str(factor))
    for name in named:
        row.values[name] = int(round_half_up(row.exact.get(name, Decimal(row.yuan(name) or 0)) * row.rate))
        row.rates[name] = (currency, row.rate)
    rounded = {row.columns[name].index for name in named}  # once, after the rate
    row.findings = [f for f in row.findings if f.rule != "amount_rounded" or f.column not in rounded]
    values = {"currency": written, "rate": f"{factor}", "date": str(dated)}
    rule = "currency_converted_undated" if undated else "currency_converted"
    rule = rule if noted is None else "currency_converted_by_note"
    row.findings.append(Finding(rule, row.number, place, written, values))
