"""A year to date that other columns prove wrong: last year's is still in it, or the month is missing."""

from __future__ import annotations

from collections.abc import Iterator

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import (
    PreviousProject,
    RuleContext,
    bilingual_label,
    finding_at,
)

_RISE_OF_TOTAL = BilingualText(
    "正好是累计到位比上次导入多出的数", "just what funds to date rose by since the import"
)


def wrong_years(
    row: LedgerRow,
    context: RuleContext,
    amounts: tuple[int | None, int | None, int | None],
    previous: PreviousProject | None,
) -> Iterator[Finding]:
    """Reject a year to date that the funds of the month, or those to date, prove wrong; at most once.

    Parameters
    ----------
    amounts
        Funds of the month, year to date and to date, in 元.
    previous
        The project in the import of an earlier month; None without one.
    """
    flow, ytd, total = amounts
    if ytd is None or context.month is None:
        return
    if context.month[1] == 1 and flow is not None and flow < ytd:
        values = {"amount": format_yuan(ytd), "why": _of_january(flow), "expected": format_yuan(flow)}
        yield finding_at(row, context, "year_not_reset", "funds_ytd", values)
        return
    if previous is None or context.previous_month is None or total is None:
        return
    before, earlier = previous.funds_ytd, previous.funds_to_date
    if before is None or earlier is None or before <= 0 or (rose := total - earlier) < 0:
        return
    if context.month[0] > context.previous_month[0]:
        if ytd == before + rose:
            why = _of_last_year(before, rose)
            values = {"amount": format_yuan(ytd), "why": why, "expected": f"≤ {format_yuan(rose)}"}
            yield finding_at(row, context, "year_not_reset", "funds_ytd", values)
    elif 0 < ytd == rose < before:
        values = {
            "field": bilingual_label("funds_ytd"),
            "amount": format_yuan(ytd),
            "expected": format_yuan(before + rose),
            "why": _RISE_OF_TOTAL,
        }
        yield finding_at(row, context, "flow_in_running_total", "funds_ytd", values)
    elif ytd == before and 0 < rose == flow:
        values = {
            "amount": format_yuan(ytd),
            "rose": format_yuan(rose),
            "expected": format_yuan(before + rose),
        }
        yield finding_at(row, context, "year_not_updated", "funds_ytd", values)


def _of_january(flow: int) -> BilingualText:
    return BilingualText(
        f"一月的本年累计就是当月到位 {format_yuan(flow)}",
        f"in January it is the funds of the month, {format_yuan(flow, 'en')}",
    )


def _of_last_year(before: int, rose: int) -> BilingualText:
    return BilingualText(
        f"正好是上次导入的 {format_yuan(before)} 加此后到位的 {format_yuan(rose)}",
        f"just the {format_yuan(before, 'en')} of the last import and the {format_yuan(rose, 'en')} since",
    )
