"""当月到位, 本年累计到位, 累计到位: a month's flow and two running totals, and how one lands in another's column.

Certain cases are rejected: the arithmetic of the row, of the last import, or of the whole column shows the slip. What
merely equals the wider total is asked about, since a year's, or a project's, first funds look the same; unless the last
import shows that they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jjinvest.ledger.reader.rows import Row
from jjinvest.ledger.validation.findings import Finding, Words, money
from jjinvest.ledger.validation.row_rules import Before, Setting, field_words, finding

COLUMN_SHARE, COLUMN_LEAST = 0.8, 5
"""Where at least 5 projects had funds and 80 % of them show flow = year to date, the column as a whole was pasted."""
_FROM_ROW = Words("等于累计到位，大于本年累计", "equal to funds to date, over year to date")
_FROM_LAST = Words("与上次导入相比", "against the last import")
_FIRST_YEAR = Words("今年签约，两个累计应相等", "signed this year, so both totals are one")


def flow_findings(rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Finding]]:
    """Judge the three columns of every row."""
    around = setting.month or _latest_month(rows)
    whole_column = _column_pasted(rows, setting)
    for row in rows:
        flow, ytd, total = (row.yuan(name) for name in ("funds_month", "funds_ytd", "funds_to_date"))
        if any(amount is not None and amount < 0 for amount in (flow, ytd, total)):
            continue
        found = (
            list(_within_row(row, setting, flow, ytd, total))
            or list(_total_in_year(row, setting, ytd, total))
            or list(_against_last(row, setting, flow, ytd, total))
            or list(_first_year(row, setting, flow, ytd, total, around))
            or [
                *_equal(row, setting, flow, ytd, around, whole_column),
                *_maybe_total_in_year(row, setting, ytd, total, around),
            ]
        )
        yield from ((row, each) for each in found)


def _within_row(
    row: Row, setting: Setting, flow: int | None, ytd: int | None, total: int | None
) -> Iterator[Finding]:
    if ytd is not None and total is not None and ytd > total:
        if flow is not None and 0 < flow == total:
            yield _flow_in_total(row, setting, "funds_to_date", total, f"≥ {money(ytd)}", _within(ytd))
        else:
            values = {"amount": money(ytd), "limit": money(total)}
            yield finding(row, setting, "ytd_over_total", "funds_ytd", values)
    elif flow is not None and ytd is not None and flow > ytd:
        if flow == total:
            yield _total_in_flow(row, setting, flow, f"≤ {money(ytd)}", _FROM_ROW)
        else:
            values = {"amount": money(flow), "limit": money(ytd)}
            yield finding(row, setting, "month_over_ytd", "funds_month", values)
    elif flow is not None and ytd is None and total is not None and flow > total:
        values = {"amount": money(flow), "limit": money(total)}
        yield finding(row, setting, "month_over_ytd", "funds_month", values)


def _earlier(row: Row, setting: Setting) -> Before | None:
    """What the last import said of a project, if it stands at an earlier month than this ledger."""
    if setting.month is None or setting.before_month is None or setting.month <= setting.before_month:
        return None
    return setting.before.get(row.key)


def _follows(setting: Setting) -> bool:
    """Whether this ledger is of the month after that of the last import, in one year."""
    month, before = setting.month, setting.before_month
    return month is not None and before is not None and month == (before[0], before[1] + 1)


def _before_the_year(row: Row, setting: Setting) -> int | None:
    """Least funds that the last import shows a project had before this year; None where it does not tell."""
    before = _earlier(row, setting)
    if (
        before is None
        or before.funds_to_date is None
        or setting.month is None
        or setting.before_month is None
    ):
        return None
    if setting.month[0] != setting.before_month[0]:
        return before.funds_to_date
    return None if before.funds_ytd is None else before.funds_to_date - before.funds_ytd


def _total_in_year(row: Row, setting: Setting, ytd: int | None, total: int | None) -> Iterator[Finding]:
    """Find a year to date that leaves out of account what had come in before the year."""
    earlier = _before_the_year(row, setting)
    if ytd is not None and total is not None and 0 < ytd == total and earlier and earlier <= total:
        expected = f"≤ {money(total - earlier)}"
        values = {"amount": money(ytd), "before": money(earlier), "expected": expected}
        yield finding(row, setting, "total_in_year", "funds_ytd", values)


def _maybe_total_in_year(
    row: Row, setting: Setting, ytd: int | None, total: int | None, around: tuple[int, int] | None
) -> Iterator[Finding]:
    """Ask about a project of an earlier year all of whose funds are said to be this year's."""
    signed = row.day("signed_on")
    if signed is None or around is None or signed.day.year >= around[0]:
        return
    if ytd is not None and 0 < ytd == total and _before_the_year(row, setting) is None:
        values = {"amount": money(ytd), "signed": str(signed.day.year)}
        yield finding(row, setting, "year_maybe_total", "funds_ytd", values)


def _against_last(
    row: Row, setting: Setting, flow: int | None, ytd: int | None, total: int | None
) -> Iterator[Finding]:
    before = _earlier(row, setting)
    if before is None or setting.month is None or setting.before_month is None:
        return
    yield from _fell(row, setting, "funds_to_date", flow, total, before.funds_to_date)
    if setting.month[0] == setting.before_month[0]:
        yield from _fell(row, setting, "funds_ytd", flow, ytd, before.funds_ytd)
        yield from _growth(row, setting, flow, ytd, before)


def _fell(
    row: Row, setting: Setting, name: str, flow: int | None, now: int | None, before: int | None
) -> Iterator[Finding]:
    if now is None or before is None or now >= before:
        return
    if flow is not None and 0 < flow == now:
        yield _flow_in_total(row, setting, name, now, money(before + flow), _FROM_LAST)
    else:
        values = {"field": field_words(name), "before": money(before), "amount": money(now)}
        yield finding(row, setting, "running_total_fell", name, values)


def _growth(
    row: Row, setting: Setting, flow: int | None, ytd: int | None, before: Before
) -> Iterator[Finding]:
    if flow is None or ytd is None or before.funds_ytd is None or ytd < before.funds_ytd:
        return
    rose = ytd - before.funds_ytd
    follows = _follows(setting)
    if flow == ytd and before.funds_ytd > 0:
        yield _total_in_flow(row, setting, flow, money(rose) if follows else f"≤ {money(rose)}", _FROM_LAST)
    elif follows and flow != rose:
        values = {"amount": money(flow), "expected": money(rose)}
        yield finding(row, setting, "flow_differs_from_totals", "funds_month", values)


def _first_year(
    row: Row,
    setting: Setting,
    flow: int | None,
    ytd: int | None,
    total: int | None,
    around: tuple[int, int] | None,
) -> Iterator[Finding]:
    signed = row.day("signed_on")
    if signed is None or around is None or ytd is None or total is None:
        return
    if signed.day.year == around[0] and total > ytd:
        if flow is not None and 0 < flow == ytd:
            yield _flow_in_total(row, setting, "funds_ytd", ytd, money(total), _FIRST_YEAR)
        else:
            values = {"amount": money(total), "limit": money(ytd)}
            yield finding(row, setting, "funds_of_first_year_differ", "funds_ytd", values)


def _equal(
    row: Row,
    setting: Setting,
    flow: int | None,
    ytd: int | None,
    around: tuple[int, int] | None,
    whole_column: Words | None,
) -> Iterator[Finding]:
    if flow is None or ytd is None or not 0 < flow == ytd:
        return
    if whole_column is not None:
        yield _total_in_flow(row, setting, flow, f"< {money(ytd)}", whole_column)
        return
    before = _earlier(row, setting)
    if before is not None and _follows(setting) and not before.funds_ytd:
        return  # nothing had come in this year up to last month
    signed = row.day("signed_on")
    this_month = signed is not None and around is not None and (signed.day.year, signed.day.month) >= around
    if not this_month and (around is None or around[1] != 1):
        yield finding(row, setting, "flow_maybe_running_total", "funds_month", {"amount": money(flow)})


def _column_pasted(rows: Sequence[Row], setting: Setting) -> Words | None:
    """Say why the whole column is taken for pasted, or None; never in January, when flow and year to date are one."""
    if setting.month is None or setting.month[1] == 1:
        return None
    funded = [row for row in rows if (row.yuan("funds_month") or 0) > 0 and (row.yuan("funds_ytd") or 0) > 0]
    equal = sum(row.yuan("funds_month") == row.yuan("funds_ytd") for row in funded)
    if len(funded) < COLUMN_LEAST or equal < COLUMN_SHARE * len(funded):
        return None
    return Words(
        f"有到位的 {len(funded)} 行中 {equal} 行如此", f"so in {equal} of {len(funded)} rows with funds"
    )


def _latest_month(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Month of the latest date in the ledger: about when it was drawn up."""
    days = [
        d.day for row in rows for name in ("signed_on", "contract_on", "started_on") if (d := row.day(name))
    ]
    return (max(days).year, max(days).month) if days else None


def _within(ytd: int) -> Words:
    return Words(f"小于本年累计 {money(ytd)}", f"below year to date {money(ytd)}")


def _total_in_flow(row: Row, setting: Setting, amount: int, expected: str, why: Words) -> Finding:
    values = {"amount": money(amount), "expected": expected, "why": why}
    return finding(row, setting, "running_total_in_flow", "funds_month", values)


def _flow_in_total(row: Row, setting: Setting, name: str, amount: int, expected: str, why: Words) -> Finding:
    values = {"field": field_words(name), "amount": money(amount), "expected": expected, "why": why}
    return finding(row, setting, "flow_in_running_total", name, values)
