"""Funds in columns of months or quarters: compared with the sums of the year and to date, and dated.

What the ledger leaves out is taken from the months: funds of the month, of the year, and to date where the
funds before the year have a column of their own, or no month before the first column is missing. Sums that
differ are a remark; where most rows differ, the columns mean something else and are not read. Where neither
the ledger nor the months say what came before them, the funds to date stay open, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.headed_columns.month_columns import following
from jjinvest.ledger.reader.headed_columns.span_columns import months_of
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.months.months_of_row import (
    MonthsOfRow,
    columns_of_time,
    first_column,
    months_after,
    months_of_rows,
)
from jjinvest.ledger.validation.months.months_of_sheets import SheetOfMonths, join_years, name_repeats
from jjinvest.ledger.validation.months.payments import (
    FLOW_QUESTION,
    YEAR_QUESTION,
    DatedFunds,
    Paid,
    dated_funds,
)
from jjinvest.ledger.validation.projects.several_sheets import Projects
from jjinvest.ledger.validation.rows.row_rules import bilingual_label

MIN_COMPARED = 4
"""Rows with a sum of the year that can show that the columns of months mean something else."""


@dataclass
class FundsByMonth:
    """What the columns of months say.

    Attributes
    ----------
    funds
        Dated funds; None where the months do not date the funds of the year.
    findings
        Findings on columns.
    proved
        Rules that ask what the months answer, by the ``id`` of the row.
    """

    funds: DatedFunds | None = None
    findings: list[Finding] = field(default_factory=list)
    proved: dict[int, frozenset[str]] = field(default_factory=dict)


def apply_months(
    tables: Sequence[tuple[LedgerTable, Sequence[LedgerRow]]],
    rows: Sequence[LedgerRow],
    spellings: Spellings,
    month: tuple[int, int] | None,
) -> FundsByMonth:
    """Read the columns of months into the rows of projects.

    Parameters
    ----------
    tables
        Sheets with their rows as read.
    rows
        Rows of projects, to which findings and amounts are added.
    spellings
        Accepted spellings.
    month
        Year and month of the ledger.

    Returns
    -------
    FundsByMonth
        Empty where there are no columns of months.
    """
    read = FundsByMonth()
    if month is None or not any(table.in_time.indexes() for table, _ in tables):
        return read
    projects, paid = Projects(rows), dict[int, Paid]()
    is_whole = True
    since, begun = (0, 0), dict[date, date]()
    sheets = [
        SheetOfMonths(table, name, list(months_of_rows(table, of_table, projects, rows, spellings, month)))
        for number, (table, of_table) in enumerate(tables)
        if table.in_time.indexes()
        for name in [table.sheet.name if number else ""]
    ]
    name_repeats(sheets)
    for each_sheet in join_years(sheets):
        table, sheet, held = each_sheet.table, each_sheet.name, each_sheet.held
        covered = _covers_year(table, month)
        if covered and _mean_something_else(held, month):
            read.findings.append(_unlike(table, sheet))
            continue
        is_whole = is_whole and covered
        if (table.in_time.before_end, covered) == ((month[0] - 1, 12), False):
            _take_years(held, month[0], sheet)
        of_sheet = _begun(table, month)
        is_whole = is_whole and of_sheet.items() <= (of_sheet | begun).items()
        begun |= of_sheet
        since = max(since, _dated_since(table, month))
        taken: list[MonthsOfRow] = []
        in_use = any(each.of_month for each in held)
        for each in held:
            if covered and in_use and each.before and not each.of_month and each.is_read:
                each.of_month = dict.fromkeys(_of_the_year(table, month), 0)
            _take_months(each, month, covered=covered, sheet=sheet)
            taken.append(each)
            if covered and each.is_read:
                days = [(date(*min(when, month), 1), yuan) for when, yuan in each.of_month.items() if yuan]
                paid[id(each.project)] = Paid(days)
                read.proved[id(each.project)] = _proved(each, month)
        read.findings += _open_to_date(table, taken, month, sheet)
    if paid and is_whole:
        none_this_year = (row for row in rows if row.yuan("funds_ytd") == 0)
        for row in none_this_year:
            paid.setdefault(id(row), Paid())  # all of its funds came before
        read.funds, _ = dated_funds(rows, paid, month, date(*since, 1))
        several = {last: first for last, first in begun.items() if first < last}
        if several and read.funds is not None:
            begins = (first for last, first in several.items() if first <= read.funds.since <= last)
            read.funds = replace(read.funds, since=min(begins, default=read.funds.since), begun=several)
    return read


def _take_years(held: Sequence[MonthsOfRow], year: int, sheet: str) -> None:
    """Take blank funds of the year from those to date and up to the end of last year, if all rows agree.

    A row that states all three and differs shows that one of the columns means something else.
    """
    known = {"funds_ytd", "funds_to_date"}
    rows = [(each, each.before or 0) for each in held if each.is_read and each.states_before]
    for each, before in rows:
        of_year, total = each.project.yuan("funds_ytd"), each.project.yuan("funds_to_date")
        if of_year is not None and total is not None and before + of_year != total:
            return
    for each, before in rows:
        project, total = each.project, each.project.yuan("funds_to_date")
        if total is None or total < before or project.yuan("funds_ytd") is not None or known & project.unread:
            continue
        project.values["funds_ytd"] = total - before
        project.places.setdefault("funds_ytd", (sheet, each.row, first_column(each)))
        if total > before and "funds_ytd" in each.table.columns:
            column = each.table.columns["funds_ytd"].index
            terms = {"amount": format_yuan(total - before), "year": str(year - 1)}
            project.findings.append(Finding("year_from_totals", each.row, column, "", terms, sheet))


def _begun(table: LedgerTable, month: tuple[int, int]) -> dict[date, date]:
    """First day of the first month by that of the last, of each column of months."""
    return {
        date(*min(when, month), 1): date(*months_of(when, column.length)[0], 1)
        for when, column in columns_of_time(table).items()
        if months_of(when, column.length)[0] <= month
    }


def _latest(table: LedgerTable, month: tuple[int, int]) -> tuple[int, int]:
    """Last month of the column that holds the ledger's month; that month where there is none."""
    columns = columns_of_time(table).items()
    return next((when for when, column in columns if month in months_of(when, column.length)), month)


def _of_the_year(table: LedgerTable, month: tuple[int, int]) -> list[tuple[int, int]]:
    """Columns of the ledger's year up to its month: blank ones say that nothing came to earlier funds."""
    return [when for when in columns_of_time(table) if (month[0], 1) <= when <= _latest(table, month)]


def _proved(each: MonthsOfRow, month: tuple[int, int]) -> frozenset[str]:
    """Rules whose question the months answer: which funds are of the month, and which of the year."""
    in_time = each.table.in_time
    proved = {FLOW_QUESTION} if month in in_time.months and not in_time.quarters else set()
    signed = each.project.day("signed_on")
    if each.before is not None or (signed is not None and _month(signed.day) >= min(in_time.covered())):
        proved.add(YEAR_QUESTION)
    return frozenset(proved)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _covers_year(table: LedgerTable, month: tuple[int, int]) -> bool:
    """Whether there is a column for each month of the ledger's year up to its own."""
    return not _gaps(table, (month[0], 1), month)


def _mean_something_else(held: Sequence[MonthsOfRow], month: tuple[int, int]) -> bool:
    """Whether most sums of the months differ from the year's funds that the ledger states."""
    stated = [(each, yuan) for each in held if (yuan := each.project.yuan("funds_ytd")) and each.is_read]
    differing = sum(each.of_year(month[0]) != yuan for each, yuan in stated)
    return len(stated) >= MIN_COMPARED and differing * 2 > len(stated)


def _unlike(table: LedgerTable, sheet: str) -> Finding:
    columns = list(columns_of_time(table).values())
    headers = f"{columns[0].header} … {columns[-1].header}"
    return Finding("months_unlike_year", table.header + 1, columns[0].index, headers, {}, sheet)


def _take_months(each: MonthsOfRow, month: tuple[int, int], *, covered: bool, sheet: str) -> None:
    """Take amounts that the row leaves out from the months, and name those that differ."""
    project = each.project
    stated_alone = month in each.table.in_time.months
    latest = _latest(each.table, month)
    late = [when for when, yuan in each.of_month.items() if yuan and when > latest]
    for when in late:
        terms = {"month": "{}-{:02d}".format(*month)}
        found = format_yuan(each.of_month.pop(when))
        column = columns_of_time(each.table)[when].index
        project.findings.append(Finding("payment_after_month", each.row, column, found, terms, sheet))
    if not each.is_read:
        return
    sums: dict[str, int | None] = {"funds_month": each.of_month.get(month)} if stated_alone else {}
    if each.of_month and covered:
        sums["funds_ytd"] = each.of_year(month[0])
        sums |= {"funds_month": each.of_month.get(month, 0)} if stated_alone else {}
    of_year = sums.get("funds_ytd", project.yuan("funds_ytd"))
    is_stated = of_year is not None or "funds_ytd" in each.table.columns
    earlier = None if each.before is None else _earlier(each, month)
    if each.before is not None and is_stated and (of_year is not None or each.before or earlier):
        sums["funds_to_date"] = None if earlier is None else each.before + earlier + (of_year or 0)
    elif each.before and earlier is not None and covered and not is_stated:
        sums["funds_to_date"] = each.before + earlier
    elif each.before is None and each.of_month and (covered or project.yuan("funds_to_date") is None):
        sums["funds_to_date"] = _to_date(each, month)
    for name, yuan in sums.items():
        if yuan is None or name in project.unread:
            continue
        stated = project.yuan(name)
        if stated is None:
            project.values[name] = yuan
            if each.is_converted and project.rate:
                project.rates[name] = (project.currency, project.rate)
            project.places.setdefault(name, (sheet, each.row, first_column(each)))
        elif stated != yuan:
            project.findings.append(_differs(each, name, stated, yuan, sheet))


def _to_date(each: MonthsOfRow, month: tuple[int, int]) -> int | None:
    """Sum of all months, where no funds can be missing before, between or behind the columns; else None.

    A sum over the stated funds to date is always wrong; one under it is not, where the project is older.
    """
    total = sum(each.of_month.values())
    signed, stated = each.project.day("signed_on"), each.project.yuan("funds_to_date")
    first = min(each.table.in_time.covered())
    gaps = _gaps(each.table, first, month)
    is_whole = signed is not None and _month(signed.day) >= first and not gaps
    return total if is_whole or (stated is not None and total > stated) else None


def _earlier(each: MonthsOfRow, month: tuple[int, int]) -> int | None:
    """Sum of the months between the funds before and the ledger's year; None where one has no column."""
    first, last = following(each.table.in_time.before_end), (month[0] - 1, 12)
    if _gaps(each.table, first, last):
        return None
    return sum(each.of_month.get(when, 0) for when in months_after(each.table) if when <= last)


def _gaps(table: LedgerTable, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """Months that no column holds."""
    covered = table.in_time.covered()
    return [when for when in _months_between(first, last) if when not in covered]


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(n // 12, n % 12 + 1) for n in numbers]


def _dated_since(table: LedgerTable, month: tuple[int, int]) -> tuple[int, int]:
    """First month from which on columns hold each month, alone or with others."""
    columns = {when for when in table.in_time.covered() if when > table.in_time.before_end}
    since = month
    while (before := _preceding(since)) in columns:
        since = before
    return since


def _preceding(when: tuple[int, int]) -> tuple[int, int]:
    return (when[0], when[1] - 1) if when[1] > 1 else (when[0] - 1, 12)


def _open_to_date(
    table: LedgerTable, held: Sequence[MonthsOfRow], month: tuple[int, int], sheet: str
) -> list[Finding]:
    """Say of how many projects the funds to date are open, why, and what their months add up to."""
    name = "funds_to_date"
    if table.in_time.quarters or not columns_of_time(table):
        return []
    left = [
        each
        for each in held
        if each.is_read
        and (each.before or any(each.of_month.values()))
        and each.project.yuan(name) is None
        and name not in each.project.unread
    ]
    if not left:
        return []
    first = following(table.in_time.before_end) if table.in_time.before else min(table.in_time.covered())
    gaps = _gaps(table, first, month)
    begin = "{}年{}月".format(*first)
    why = (
        BilingualText(f"没有{'{}年{}月'.format(*gaps[0])}等月的列", "no column of {}-{:02d}".format(*gaps[0]))
        if gaps
        else BilingualText(
            f"{begin}以前到位多少没有写", "what came before {}-{:02d} is not stated".format(*first)
        )
    )
    until = "{}年{}月".format(*_preceding(first))
    terms: dict[str, str] = {
        "number": str(len(left)),
        "why": why,
        "amount": format_yuan(sum(sum(each.of_month.values()) for each in left)),
        "until": until,
    }
    columns = list(columns_of_time(table).values())
    headers = f"{columns[0].header} … {columns[-1].header}"
    return [Finding("to_date_open", table.header + 1, columns[0].index, headers, terms, sheet)]


def _differs(each: MonthsOfRow, name: str, stated: int, yuan: int, sheet: str) -> Finding:
    column = each.table.columns.get(name)
    terms: Mapping[str, str] = {
        "field": bilingual_label(name),
        "stated": format_yuan(stated),
        "months": format_yuan(yuan),
    }
    place = first_column(each) if column is None else column.index
    return Finding("months_differ", each.row, place, format_yuan(stated), terms, sheet)
