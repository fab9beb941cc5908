"""Rules for cumulative totals: funds of the month (当月到位), year to date (本年累计) and to date (累计到位).

The usual error is a value in the wrong column. It is rejected where the row, the last import or the column as
a whole contradicts it. A value that merely equals the wider total is a remark, because a first payment looks
the same; there is no remark where the last import shows that it is a first payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jjinvest.ledger.fields import FUNDS
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.rate_rules import ask_about_rate, previous_at_new_rate, rate_moved
from jjinvest.ledger.validation.rows.row_rules import (
    PreviousProject,
    RuleContext,
    bilingual_label,
    finding_at,
)
from jjinvest.ledger.validation.rows.row_screens import yuan_of
from jjinvest.ledger.validation.rows.year_rules import wrong_years

MIN_PASTED_SHARE = 0.8  # of the projects with funds whose month equals their year to date
MIN_FUNDED_PROJECTS = 5  # with fewer, equal columns do not show that a column was pasted
MIN_SPAN = 2  # months between imports from which the funds of the month are less than their growth
_FROM_ROW = BilingualText("等于累计到位，大于本年累计", "equal to funds to date, over year to date")
_FROM_PREVIOUS = BilingualText("与上次导入相比", "against the last import")
_FIRST_YEAR = BilingualText("今年签约，两个累计应相等", "signed this year, so both totals are one")


def cumulative_findings(
    rows: Sequence[LedgerRow], context: RuleContext
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Check the three columns of funds in every row; at most one kind of error is reported per row."""
    ledger_month = context.month or _latest_month(rows)
    # a first payment that the last import proves says nothing about the column
    unproven = [row for row in rows if not _first_payment(row, context)] if context.previous else rows
    pasted_column = _column_pasted(unproven, context)
    of_span = _column_of_span(rows, context)
    for row in rows if context.previous else _contradicting(rows, ledger_month):
        flow, ytd, total = (row.yuan(name) for name in FUNDS)
        if any(amount is not None and amount < 0 for amount in (flow, ytd, total)):
            continue
        findings = (
            list(_within_row(row, context, flow, ytd, total))
            or list(wrong_years(row, context, (flow, ytd, total), previous_at_new_rate(row, context)))
            or list(_total_in_year(row, context, ytd, total))
            or list(_in_column_of_span(row, context, of_span))
            or list(_against_previous(row, context, flow, ytd, total))
            or list(_first_year(row, context, flow, ytd, total, ledger_month))
            or [
                *_equal(row, context, flow, ytd, ledger_month, pasted_column),
                *_maybe_total_in_year(row, context, ytd, total, ledger_month),
            ]
        )
        yield from ((row, finding) for finding in (*rate_moved(row, context), *findings))


def _contradicting(rows: Sequence[LedgerRow], ledger_month: tuple[int, int] | None) -> Iterator[LedgerRow]:
    """Rows that can have a finding without a last import: two of their columns equal or contradict."""
    columns = (yuan_of(rows, name) for name in FUNDS)
    for row, flow, ytd, total in zip(rows, *columns, strict=True):
        narrow, wide = (ytd, total) if ytd is not None else (None, total)
        least = wide if narrow is None else narrow
        january = ledger_month is not None and ledger_month[1] == 1
        if flow is not None and least is not None and (0 < flow >= least or january):
            yield row
        elif narrow is None or wide is None:
            continue
        elif narrow > wide:
            yield row
        elif wide:
            signed = row.day("signed_on")
            of_year = signed is not None and ledger_month is not None and signed.day.year >= ledger_month[0]
            if signed is not None and of_year == (wide > narrow):
                yield row


def _within_row(
    row: LedgerRow, context: RuleContext, flow: int | None, ytd: int | None, total: int | None
) -> Iterator[Finding]:
    if ytd is not None and total is not None and ytd > total:
        if flow is not None and 0 < flow == total:
            yield _flow_in_total(row, context, "funds_to_date", total, f"≥ {format_yuan(ytd)}", _within(ytd))
        else:
            # the year to date is wrong where the project cannot have so much, else the funds to date
            agreed = row.yuan("agreed_amount")
            name = "funds_ytd" if agreed is not None and total <= agreed < ytd else "funds_to_date"
            values = {"amount": format_yuan(ytd), "limit": format_yuan(total)}
            yield finding_at(row, context, "ytd_over_total", name, values)
    elif flow is not None and ytd is not None and flow > ytd:
        if flow == total:
            yield _total_in_flow(row, context, flow, f"≤ {format_yuan(ytd)}", _FROM_ROW)
        else:
            values = {"amount": format_yuan(flow), "limit": format_yuan(ytd)}
            yield finding_at(row, context, "month_over_ytd", "funds_month", values)
    elif flow is not None and ytd is None and total is not None and flow > total:
        values = {"amount": format_yuan(flow), "limit": format_yuan(total)}
        yield finding_at(row, context, "month_over_ytd", "funds_month", values)


def _is_next_month(context: RuleContext) -> bool:
    """Whether this ledger is of the month after the last import, in the same year."""
    month, previous = context.month, context.previous_month
    return month is not None and previous is not None and month == (previous[0], previous[1] + 1)


def _funds_before_year(row: LedgerRow, context: RuleContext) -> int | None:
    """Return the funds received before this year by the last import; None where it does not show them."""
    previous = previous_at_new_rate(row, context)
    if (
        previous is None
        or previous.funds_to_date is None
        or context.month is None
        or context.previous_month is None
    ):
        return None
    if context.month[0] != context.previous_month[0]:
        return previous.funds_to_date
    return None if previous.funds_ytd is None else previous.funds_to_date - previous.funds_ytd


def _first_payment(row: LedgerRow, context: RuleContext) -> bool:
    """Whether the last import proves that a month equal to its year to date is the year's first payment.

    It does where it had no funds this year (or is of last year) and funds to date rose by just that amount;
    and where it is the import of last month and had no funds this year, also without a funds to date.
    """
    previous = previous_at_new_rate(row, context)
    if previous is None or context.month is None or context.previous_month is None:
        return False
    flow, ytd, total = (row.yuan(name) for name in FUNDS)
    if flow is None or not 0 < flow == ytd:
        return False
    if context.month[0] == context.previous_month[0] and previous.funds_ytd:
        return False
    if total is not None and previous.funds_to_date is not None:
        return total - previous.funds_to_date == flow
    return _is_next_month(context)


def _total_in_year(
    row: LedgerRow, context: RuleContext, ytd: int | None, total: int | None
) -> Iterator[Finding]:
    """Reject a year to date that equals funds to date although funds came in before this year."""
    earlier = _funds_before_year(row, context)
    if ytd is not None and total is not None and 0 < ytd == total and earlier and earlier <= total:
        expected = f"≤ {format_yuan(total - earlier)}"
        values = {"amount": format_yuan(ytd), "before": format_yuan(earlier), "expected": expected}
        yield finding_at(row, context, "total_in_year", "funds_ytd", values)


def _maybe_total_in_year(
    row: LedgerRow,
    context: RuleContext,
    ytd: int | None,
    total: int | None,
    ledger_month: tuple[int, int] | None,
) -> Iterator[Finding]:
    """Remark on a project signed in an earlier year whose funds are all reported for this year."""
    signed = row.day("signed_on")
    if signed is None or ledger_month is None or signed.day.year >= ledger_month[0]:
        return
    if ytd is not None and 0 < ytd == total and _funds_before_year(row, context) is None:
        values = {"amount": format_yuan(ytd), "signed": str(signed.day.year)}
        yield finding_at(row, context, "year_maybe_total", "funds_ytd", values)


def _against_previous(
    row: LedgerRow, context: RuleContext, flow: int | None, ytd: int | None, total: int | None
) -> Iterator[Finding]:
    previous = previous_at_new_rate(row, context)
    if previous is None or context.month is None or context.previous_month is None:
        return
    if (asked := ask_about_rate(row, context, previous)) is not None:
        yield asked
        return
    yield from _fell(row, context, "funds_to_date", flow, total, previous.funds_to_date)
    yield from _year_rose_alone(row, context, ytd, total, previous)
    if context.month[0] == context.previous_month[0]:
        yield from _fell(row, context, "funds_ytd", flow, ytd, previous.funds_ytd)
        yield from _growth(row, context, flow, ytd, previous)
        yield from _rose_alone(row, context, ytd, total, previous)


def _year_rose_alone(
    row: LedgerRow, context: RuleContext, ytd: int | None, total: int | None, previous: PreviousProject
) -> Iterator[Finding]:
    """Remark on a year to date that rose by more than funds to date did since the last import."""
    if context.month is None or context.previous_month is None or ytd is None or total is None:
        return
    began = previous.funds_ytd if context.month[0] == context.previous_month[0] else 0
    if began is None or previous.funds_to_date is None:
        return
    rose, of_year = total - previous.funds_to_date, ytd - began
    if of_year > rose >= 0:
        values = {
            "rose": format_yuan(rose),
            "of_year": format_yuan(of_year),
            "expected": format_yuan(began + rose),
        }
        yield finding_at(row, context, "year_rose_alone", "funds_ytd", values)


def _rose_alone(
    row: LedgerRow, context: RuleContext, ytd: int | None, total: int | None, previous: PreviousProject
) -> Iterator[Finding]:
    """Remark on funds to date that rose by more than the year to date did since an import of that year."""
    if ytd is None or total is None or previous.funds_ytd is None or previous.funds_to_date is None:
        return
    rose, of_year = total - previous.funds_to_date, ytd - previous.funds_ytd
    if rose > of_year >= 0:
        values = {"rose": format_yuan(rose), "expected": format_yuan(of_year)}
        yield finding_at(row, context, "total_rose_alone", "funds_to_date", values)


def _fell(
    row: LedgerRow, context: RuleContext, name: str, flow: int | None, now: int | None, previous: int | None
) -> Iterator[Finding]:
    if previous is None or (now is not None and now >= previous):
        return
    if now is None:
        undated = any(each.rule == "payment_undated" for each in row.findings)  # a payment, no column
        if previous and name not in row.unread and not undated:
            values = {"field": bilingual_label(name), "before": format_yuan(previous)}
            yield finding_at(row, context, "running_total_gone", name, values)
    elif flow is not None and 0 < flow == now:
        yield _flow_in_total(row, context, name, now, format_yuan(previous + flow), _FROM_PREVIOUS)
    else:
        values = {"field": bilingual_label(name), "before": format_yuan(previous), "amount": format_yuan(now)}
        yield finding_at(row, context, "running_total_fell", name, values)


def _growth(
    row: LedgerRow, context: RuleContext, flow: int | None, ytd: int | None, previous: PreviousProject
) -> Iterator[Finding]:
    if flow is None or ytd is None or previous.funds_ytd is None or ytd < previous.funds_ytd:
        return
    rose = ytd - previous.funds_ytd
    follows = _is_next_month(context)
    if flow == ytd and previous.funds_ytd > 0:
        yield _total_in_flow(
            row, context, flow, format_yuan(rose) if follows else f"≤ {format_yuan(rose)}", _FROM_PREVIOUS
        )
    elif follows and flow != rose:
        values = {"amount": format_yuan(flow), "expected": format_yuan(rose)}
        yield finding_at(row, context, "flow_differs_from_totals", "funds_month", values)


def _first_year(
    row: LedgerRow,
    context: RuleContext,
    flow: int | None,
    ytd: int | None,
    total: int | None,
    ledger_month: tuple[int, int] | None,
) -> Iterator[Finding]:
    signed = row.day("signed_on")
    if signed is None or ledger_month is None or ytd is None or total is None:
        return
    if signed.day.year == ledger_month[0] and total > ytd:
        if flow is not None and 0 < flow == ytd:
            yield _flow_in_total(row, context, "funds_ytd", ytd, format_yuan(total), _FIRST_YEAR)
        else:
            values = {"amount": format_yuan(total), "limit": format_yuan(ytd)}
            yield finding_at(row, context, "funds_of_first_year_differ", "funds_ytd", values)


def _equal(
    row: LedgerRow,
    context: RuleContext,
    flow: int | None,
    ytd: int | None,
    ledger_month: tuple[int, int] | None,
    pasted_column: BilingualText | None,
) -> Iterator[Finding]:
    if flow is None or ytd is None or not 0 < flow == ytd or _first_payment(row, context):
        return
    if pasted_column is not None:
        yield _in_pasted_column(row, context, flow, pasted_column)
        return
    signed = row.day("signed_on")
    this_month = (
        signed is not None
        and ledger_month is not None
        and (signed.day.year, signed.day.month) >= ledger_month
    )
    if not this_month and (ledger_month is None or ledger_month[1] != 1):
        yield finding_at(
            row, context, "flow_maybe_running_total", "funds_month", {"amount": format_yuan(flow)}
        )


def _column_pasted(rows: Sequence[LedgerRow], context: RuleContext) -> BilingualText | None:
    """Return the reason to treat the whole column as pasted, or None; in January both columns are equal."""
    if context.month is None or context.month[1] == 1:
        return None
    funded = [row for row in rows if (row.yuan("funds_month") or 0) > 0 and (row.yuan("funds_ytd") or 0) > 0]
    equal = sum(row.yuan("funds_month") == row.yuan("funds_ytd") for row in funded)
    if len(funded) < MIN_FUNDED_PROJECTS or equal < MIN_PASTED_SHARE * len(funded):
        return None
    return BilingualText(
        f"有到位的 {len(funded)} 行中 {equal} 行如此", f"so in {equal} of {len(funded)} rows with funds"
    )


def _column_of_span(rows: Sequence[LedgerRow], context: RuleContext) -> BilingualText | None:
    """Return why the funds of the month seem those of all months since the last import; None otherwise.

    The imports are more than a month apart, and of the projects whose funds grew nearly all have grown by
    just the funds of the month: what a column of the quarter looks like under the name of the month.
    """
    month, before = context.month, context.previous_month
    if month is None or before is None or (month[0] - before[0]) * 12 + month[1] - before[1] < MIN_SPAN:
        return None
    grown = [(row, rose) for row in rows if (rose := _rose_since(row, context)) is not None and rose > 0]
    equal = sum(row.yuan("funds_month") == rose for row, rose in grown)
    if len(grown) < MIN_FUNDED_PROJECTS or equal < MIN_PASTED_SHARE * len(grown):
        return None
    return BilingualText(
        f"自 {before[0]}-{before[1]:02d} 以来有新到位的 {len(grown)} 行中 {equal} 行如此",
        f"so in {equal} of {len(grown)} rows whose funds grew since {before[0]}-{before[1]:02d}",
    )


def _rose_since(row: LedgerRow, context: RuleContext) -> int | None:
    """Return what the funds to date grew by since the last import; None where it does not show it."""
    previous, total = previous_at_new_rate(row, context), row.yuan("funds_to_date")
    if previous is None or previous.funds_to_date is None or total is None:
        return None
    return total - previous.funds_to_date


def _in_column_of_span(
    row: LedgerRow, context: RuleContext, of_span: BilingualText | None
) -> Iterator[Finding]:
    flow = row.yuan("funds_month")
    if of_span is None or not flow or flow != _rose_since(row, context) or context.month is None:
        return
    month = "{}-{:02d}".format(*context.month)
    values = {"amount": format_yuan(flow), "why": of_span, "column_of": month}
    yield finding_at(row, context, "flow_of_span", "funds_month", values)


def _latest_month(rows: Sequence[LedgerRow]) -> tuple[int, int] | None:
    """Month of the latest date in the ledger: an estimate of the month it stands at."""
    days = [
        d.day for row in rows for name in ("signed_on", "contract_on", "started_on") if (d := row.day(name))
    ]
    return (max(days).year, max(days).month) if days else None


def _within(ytd: int) -> BilingualText:
    return BilingualText(f"小于本年累计 {format_yuan(ytd)}", f"below year to date {format_yuan(ytd)}")


def _total_in_flow(
    row: LedgerRow, context: RuleContext, amount: int, expected: str, why: BilingualText
) -> Finding:
    values = {"amount": format_yuan(amount), "expected": expected, "why": why}
    return finding_at(row, context, "running_total_in_flow", "funds_month", values)


def _in_pasted_column(row: LedgerRow, context: RuleContext, amount: int, why: BilingualText) -> Finding:
    """Ask about a column as a whole: funds that all came in this month look like a pasted column."""
    month = "{}-{:02d}".format(*(context.month or (0, 0)))
    expected = BilingualText(
        f"< {format_yuan(amount)}；都是本月才到位的，写一条决定即可",
        f"< {format_yuan(amount)}; one decision if all of it came in this month",
    )
    values = {"amount": format_yuan(amount), "expected": expected, "why": why, "column_of": month}
    return finding_at(row, context, "running_total_in_flow", "funds_month", values)


def _flow_in_total(
    row: LedgerRow, context: RuleContext, name: str, amount: int, expected: str, why: BilingualText
) -> Finding:
    values = {"field": bilingual_label(name), "amount": format_yuan(amount), "expected": expected, "why": why}
    return finding_at(row, context, "flow_in_running_total", name, values)
