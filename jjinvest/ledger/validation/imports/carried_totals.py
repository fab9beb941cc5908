"""Running totals filled in only where something was paid: a blank one goes on from the last import.

A running total never falls because its cell is blank: a refund is written as a smaller number, a write-off
as 0. What the other columns of the row, or the last import, say of it is taken and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from jjinvest.ledger.findings import Finding, format_yuan
from jjinvest.ledger.project_names import recoded_keys
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.rate_rules import previous_at_new_rate
from jjinvest.ledger.validation.rows.row_rules import (
    PreviousProject,
    RuleContext,
    bilingual_label,
    finding_at,
)

RUNNING_TOTALS = ("funds_to_date", "funds_ytd")


def at_new_codes(
    projects: Mapping[str, PreviousProject], rows: Sequence[LedgerRow]
) -> dict[str, PreviousProject]:
    """Return the projects of the last import, those that kept their name under a new code by that code."""
    old = pd.Series({key: each.name for key, each in projects.items()}, dtype="str")
    new = pd.Series({row.key: row.text("project_name") for row in rows}, dtype="str")
    return {**projects, **{code: projects[key] for key, code in recoded_keys(old, new).items()}}


def carry_totals(rows: Sequence[LedgerRow], context: RuleContext) -> Iterator[tuple[LedgerRow, Finding]]:
    """Fill in the blank running totals of columns that other rows have filled in, and name those of before.

    A column that is blank in every row says nothing of anybody: what follows from the others is read later.
    """
    partly = [name for name in RUNNING_TOTALS if any(row.yuan(name) is not None for row in rows)]
    for row in rows:
        previous = previous_at_new_rate(row, context)
        stated = {name: row.yuan(name) for name in RUNNING_TOTALS}
        for name in partly:
            if stated[name] is not None or name in row.unread or name not in (row.columns or context.columns):
                continue
            amount = _implied(row, context, name, stated, previous)
            if amount is None or amount < 0:
                continue
            row.values[name] = amount  # noqa: PD011
            before = None if previous is None else getattr(previous, name)
            if before or amount:
                values = {
                    "field": bilingual_label(name),
                    "before": format_yuan(before) if before is not None else "—",
                    "amount": format_yuan(amount),
                }
                rule = "running_total_carried" if previous is not None else "running_total_of_first_year"
                yield row, finding_at(row, context, rule, name, values)


def _implied(
    row: LedgerRow,
    context: RuleContext,
    name: str,
    stated: Mapping[str, int | None],
    previous: PreviousProject | None,
) -> int | None:
    """Return what a blank running total must be; None where neither the row nor the last import says it."""
    if context.month is None:
        return None
    signed, total = row.day("signed_on"), stated["funds_to_date"]
    if (
        name == "funds_ytd"
        and total is not None
        and signed is not None
        and signed.day.year == context.month[0]
    ):
        return total
    if previous is None or context.previous_month is None:
        return None
    return (_to_date if name == "funds_to_date" else _of_year)(row, context, stated, previous)


def _to_date(
    row: LedgerRow, context: RuleContext, stated: Mapping[str, int | None], previous: PreviousProject
) -> int | None:
    before, ytd = previous.funds_to_date, stated["funds_ytd"]
    if before is None:
        return None
    begun = _year_begun(context, previous)
    if ytd is not None and begun is not None:
        return before + ytd - begun
    return before + (row.yuan("funds_month") or 0)


def _of_year(
    row: LedgerRow, context: RuleContext, stated: Mapping[str, int | None], previous: PreviousProject
) -> int | None:
    before, total = previous.funds_to_date, stated["funds_to_date"]
    begun = _year_begun(context, previous)
    if total is not None and before is not None:
        if begun is not None:
            return begun + total - before
        return 0 if _of_earlier_year(context) and total == before else None
    return None if begun is None else begun + (row.yuan("funds_month") or 0)


def _year_begun(context: RuleContext, previous: PreviousProject) -> int | None:
    """Return what the last import has of the funds of this year; None where it does not say."""
    if context.month is None or context.previous_month is None:
        return None
    if context.month[0] == context.previous_month[0]:
        return previous.funds_ytd
    return 0 if context.previous_month == (context.month[0] - 1, 12) else None


def _of_earlier_year(context: RuleContext) -> bool:
    """Whether the last import is of a year before this ledger's."""
    month, before = context.month, context.previous_month
    return month is not None and before is not None and month[0] > before[0]
