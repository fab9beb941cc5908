"""Rules for amounts in a foreign currency: what a new exchange rate does to them since the last import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from jjinvest.ledger.findings import Finding, format_yuan
from jjinvest.ledger.reader.money_units import CNY
from jjinvest.ledger.reader.rows import LedgerRow
from jjinvest.ledger.validation.exchange_rates import at_new_rate
from jjinvest.ledger.validation.row_rules import PreviousProject, RuleContext, bilingual_label, finding_at

_OF_PREVIOUS = ("agreed_amount", "funds_to_date", "funds_ytd")
"""Amounts that are compared with the last import."""


def previous_at_new_rate(row: LedgerRow, context: RuleContext) -> PreviousProject | None:
    """Return the project in the last import, if that import is of an earlier month than this ledger.

    Its amounts are converted at the rates of this ledger, so that a new rate is no payment.
    """
    previous = _as_imported(row, context)
    if previous is None or not (moved := _moved_rates(row, previous)):
        return previous

    def at_rate_of(name: str, yuan: int | None) -> int | None:
        if yuan is None or name not in moved:
            return yuan
        return at_new_rate(yuan, previous.rate, float(moved[name]), row.yuan(name))

    return replace(
        previous,
        funds_ytd=at_rate_of("funds_ytd", previous.funds_ytd),
        funds_to_date=at_rate_of("funds_to_date", previous.funds_to_date),
        agreed_amount=at_rate_of("agreed_amount", previous.agreed_amount),
    )


def _as_imported(row: LedgerRow, context: RuleContext) -> PreviousProject | None:
    """Return the project as an import of an earlier month has it."""
    if context.month is None or context.previous_month is None or context.month <= context.previous_month:
        return None
    return context.previous.get(row.key)


def _moved_rates(row: LedgerRow, previous: PreviousProject) -> dict[str, Decimal]:
    """Rates of the amounts that both imports converted from one currency, where they differ, by field."""
    return {
        name: rate
        for name, (currency, rate) in row.rates.items()
        if name in previous.converted
        and name in _OF_PREVIOUS
        and currency == previous.currency
        and float(rate) != previous.rate
    }


def rate_moved(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Remark on a new exchange rate, with both rates and what it alone does to the amount."""
    previous = _as_imported(row, context)
    moved = {} if previous is None else _moved_rates(row, previous)
    name = next((name for name in _OF_PREVIOUS if name in moved and row.yuan(name)), None)
    if previous is None or name is None:
        return
    before, now, rate = getattr(previous, name) or 0, row.yuan(name) or 0, moved[name]
    by_rate = at_new_rate(before, previous.rate, float(rate), now) - before
    values = {
        "currency": row.text("currency") or previous.currency,
        "rate_before": f"{Decimal(str(previous.rate)).normalize():f}",
        "rate": f"{rate.normalize():f}",
        "field": bilingual_label(name),
        "before": format_yuan(before),
        "amount": format_yuan(now),
        "by_rate": format_yuan(by_rate),
    }
    yield finding_at(row, context, "rate_changed", name, values)


def ask_about_rate(row: LedgerRow, context: RuleContext, previous: PreviousProject) -> Finding | None:
    """Ask about the rate where foreign amounts moved since an import without rates: it would be a payment."""
    now, before = row.yuan("agreed_amount"), previous.agreed_amount
    if row.currency == CNY or not now or not before or now == before or not row.rate or previous.currency:
        return None
    values = {
        "currency": row.text("currency") or row.currency,
        "rate": f"{row.rate.normalize():f}",
        "before": format_yuan(before),
        "amount": format_yuan(now),
    }
    return finding_at(row, context, "rate_maybe_changed", "agreed_amount", values)
