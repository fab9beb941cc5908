"""Funds of projects in columns of months or quarters, as their rows hold them, in 元."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.headed_columns.span_columns import ExtraColumn
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit
from jjinvest.ledger.reader.values.cells import CellFault, CellValue
from jjinvest.ledger.reader.values.rows import LedgerRow, is_foreign, read_amounts
from jjinvest.ledger.validation.projects.several_sheets import Projects

_BEFORE, _TOTAL = "before", "total"
"""Columns of no month: the funds before the months, and their sum."""


@dataclass
class MonthsOfRow:
    """What the columns of months of one project hold; amounts in 元, perhaps converted at its rate."""

    project: LedgerRow
    table: LedgerTable
    row: int
    of_month: dict[tuple[int, int], int] = field(default_factory=dict)
    before: int | None = None
    states_before: bool = False
    total: int | None = None
    is_read: bool = True
    is_converted: bool = False

    def of_year(self, year: int) -> int:
        """Sum of the months of a year."""
        return sum(amount for (of, _), amount in self.of_month.items() if of == year)


def months_of_rows(
    table: LedgerTable,
    of_table: Sequence[LedgerRow],
    projects: Projects,
    rows: Sequence[LedgerRow],
    spellings: Spellings,
    month: tuple[int, int],
) -> Iterator[MonthsOfRow]:
    """Read the columns of months, row by row; a cell that cannot be read is a finding of its row."""
    own = {id(row) for row in rows}
    columns: list[tuple[tuple[int, int] | str, ExtraColumn]] = [*columns_of_time(table).items()]
    columns += [(_BEFORE, table.in_time.before)] if table.in_time.before is not None else []
    columns += [(_TOTAL, table.in_time.total)] if table.in_time.total is not None else []
    as_read = [LedgerColumn(column.index, column.unit, column.header) for _, column in columns]
    cells = [read_amounts(table, of_table, column, spellings) for column in as_read]
    for place, row in enumerate(of_table):
        project = row if id(row) in own else projects.of(row)
        if project is None:
            continue
        months = MonthsOfRow(project, table, row.number)
        months.is_converted = row.rate != 1 and any(is_foreign(row, c, of_month=True) for c in as_read)
        for (when, column), of_column in zip(columns, cells, strict=True):
            yuan = _amount(months, of_column[place], column.index, row.sheet)
            if when == _BEFORE:
                months.before, months.states_before = yuan or 0, yuan is not None
            elif when == _TOTAL:
                months.total = yuan
            elif yuan is not None and not isinstance(when, str):
                months.of_month[when] = yuan
        if months.is_read and table.in_time.total is not None:
            _compare_total(months, row, table.in_time.total)
        if project is not row and project.currency != CNY and row.currency == CNY:
            _settle_currency(months, month, row.sheet)
        if project.rate != 1:
            _spread_rounding(months, month)
        yield months


def _compare_total(each: MonthsOfRow, row: LedgerRow, column: ExtraColumn) -> None:
    """Ask about a sum of the months that is not their sum; one that their rounding explains is a remark."""
    months = sum(each.of_month.values())
    if each.total is None or each.total == months:
        return
    unit = amount_unit(column.unit)
    step = Decimal(1) if unit is None else Decimal(unit.scale) * (row.rate or 1)
    places = [column.index, *(of.index for of in columns_of_time(each.table).values())]
    step *= min(_last_digit(each.table.at(row.number - 1, place)) for place in places)
    is_rounded = abs(each.total - months) <= step * len(places) / 2
    rule = "months_total_rounded" if is_rounded else "months_total_differs"
    terms = {"header": column.header, "stated": format_yuan(each.total), "months": format_yuan(months)}
    place = (each.row, column.index, format_yuan(each.total))
    each.project.findings.append(Finding(rule, *place, terms, row.sheet))


def _last_digit(cell: object) -> Decimal:
    """Worth of the last digit of a number, in its unit; 1 of a whole number and of no number."""
    if not isinstance(cell, float) or cell.is_integer():
        return Decimal(1)
    exponent = Decimal(format(cell, ".15g")).as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def _settle_currency(each: MonthsOfRow, month: tuple[int, int], sheet: str) -> None:
    """Decide whether months on a sheet without currencies are in the foreign currency of their project.

    The year's funds that the ledger states decide: they are the months' sum, or that sum at the project's
    rate. Without them only headers with 人民币 do; else the row is a question.
    """
    total, stated = each.of_year(month[0]), each.project.yuan("funds_ytd")
    columns = [*columns_of_time(each.table).values()]
    if all("人民币" in column.header for column in columns) or (stated is not None and total == stated):
        return
    rate = each.project.rate
    if rate and stated is not None and abs(total * rate - stated) <= max(len(each.of_month), 1):
        each.of_month = {when: int(round_half_up(yuan * rate)) for when, yuan in each.of_month.items()}
        each.before = None if each.before is None else int(round_half_up(each.before * rate))
        each.is_converted = True
        return
    each.is_read = False
    if total or each.before:
        terms: dict[str, str] = {
            "currency": each.project.text("currency") or each.project.currency,
            "field": BilingualText("各月到位", "the funds of the months"),
        }
        found = format_yuan(total)
        finding = Finding("currency_open", each.row, first_column(each), found, terms, sheet)
        each.project.findings.append(finding)


def _spread_rounding(each: MonthsOfRow, month: tuple[int, int]) -> None:
    """Let converted months add up to the converted sums: each of them is rounded to whole 元 for itself.

    What is left goes to the largest month but the last, which the funds of the month state; a difference that
    rounding does not explain stays.
    """
    of_year, to_date = each.project.yuan("funds_ytd"), each.project.yuan("funds_to_date")
    this_year = [when for when in each.of_month if when[0] == month[0]]
    earlier = [when for when in months_after(each.table) if when[0] < month[0] and when in each.of_month]
    if of_year is not None:
        _fit(each, [when for when in this_year if when != month], of_year - each.of_year(month[0]))
    if to_date is None:
        return
    rest = to_date - each.of_year(month[0]) - sum(each.of_month[when] for when in earlier)
    if each.before is None:
        _fit(each, earlier, rest)
    elif abs(rest - each.before) <= 1 + len(earlier):
        each.before = rest


def _fit(each: MonthsOfRow, months: Sequence[tuple[int, int]], rest: int) -> None:
    paid = [when for when in months if each.of_month[when]]
    if paid and abs(rest) <= len(paid):
        each.of_month[max(paid, key=lambda when: abs(each.of_month[when]))] += rest


def _amount(months: MonthsOfRow, read: object, column: int, sheet: str) -> int | None:
    if isinstance(read, CellFault):
        months.is_read = False
        months.project.findings.append(Finding(read.rule, months.row, column, read.found, read.terms, sheet))
        return None
    value = read.value if isinstance(read, CellValue) else read
    return value if isinstance(value, int) else None


def columns_of_time(table: LedgerTable) -> Mapping[tuple[int, int], ExtraColumn]:
    """Columns of months, and of several months together or of quarters by their last month."""
    return table.in_time.columns()


def months_after(table: LedgerTable) -> list[tuple[int, int]]:
    """Months that the funds before them do not hold."""
    return [when for when in columns_of_time(table) if when > table.in_time.before_end]


def first_column(each: MonthsOfRow) -> int:
    """Place of the first of these columns."""
    return next(iter(sorted(each.table.in_time.indexes())))
