"""Rules for amounts in a foreign currency: what a new exchange rate does to them since the last import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.units.money_units import CNY, currency_name
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.imports.exchange_rates import (
    Conversion,
    at_new_rate,
    margin_of,
    rate_text,
    shown_rates,
)
from jjinvest.ledger.validation.rows.row_rules import (
    PreviousProject,
    RuleContext,
    bilingual_label,
    finding_at,
)

COMPARED_AMOUNTS = ("agreed_amount", "funds_to_date", "funds_ytd")
"""Amounts that are compared with the last import."""


def previous_at_new_rate(row: LedgerRow, context: RuleContext) -> PreviousProject | None:
    """Return the project in the last import, if that import is of an earlier month than this ledger.

    Its amounts are converted at the rates of this ledger, so that a new rate is no payment.
    """
    previous = _as_imported(row, context)
    if previous is None or not previous.conversions:
        return previous
    now = {
        name: each
        for name in previous.conversions
        if (each := conversion_of(row, name)) is not None
        and each.currency == previous.conversions[name].currency
    }

    def at_rate_of(name: str, yuan: int | None) -> int | None:
        if yuan is None or name not in now:
            return yuan
        before, after = previous.conversions[name], now[name]
        rate = after.rate if before.moved_to(after) else before.rate
        return at_new_rate(yuan, before.rate, rate, row.yuan(name))

    return replace(
        previous,
        funds_ytd=at_rate_of("funds_ytd", previous.funds_ytd),
        funds_to_date=at_rate_of("funds_to_date", previous.funds_to_date),
        agreed_amount=at_rate_of("agreed_amount", previous.agreed_amount),
    )


def conversion_of(row: LedgerRow, name: str) -> Conversion | None:
    """Return how an amount of a row came to be in 元; None where it is stated in 元 alone."""
    if name not in row.rates or row.yuan(name) is None:
        return None
    currency, rate = row.rates[name]
    if name not in row.originals:
        return Conversion(currency, float(rate))
    original, step = row.originals[name]
    amount = float(original)
    return Conversion(currency, (row.yuan(name) or 0) / amount, amount, margin_of(amount, step))


def _as_imported(row: LedgerRow, context: RuleContext) -> PreviousProject | None:
    """Return the project as an import of an earlier month has it."""
    if context.month is None or context.previous_month is None or context.month <= context.previous_month:
        return None
    return context.previous.get(row.key)


def rate_moved(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Remark on a new exchange rate, with both rates and what it alone does to the amount."""
    previous = _as_imported(row, context)
    converted = {} if previous is None else previous.conversions
    for name in COMPARED_AMOUNTS:
        before, after = converted.get(name), conversion_of(row, name)
        if before is None or after is None or not before.moved_to(after):
            continue
        was, now = getattr(previous, name) or 0, row.yuan(name) or 0
        by_rate = at_new_rate(was, before.rate, after.rate, now) - was
        rates = [rate_text(rate) for rate in shown_rates(before, after)]
        values = {
            "currency": row.text("currency") or _named(after.currency),
            "rate_before": rates[0],
            "rate": rates[1],
            "field": bilingual_label(name),
            "before": format_yuan(was),
            "amount": format_yuan(now),
            "by_rate": format_yuan(by_rate),
        }
        yield finding_at(row, context, "rate_changed", name, values)
        return


def _named(currency: str) -> BilingualText:
    return BilingualText(currency_name(currency, "zh"), currency_name(currency, "en"))


def ask_about_rate(row: LedgerRow, context: RuleContext, previous: PreviousProject) -> Finding | None:
    """Ask about the rate where foreign amounts moved since an import without rates: it would be a payment."""
    now, before = row.yuan("agreed_amount"), previous.agreed_amount
    currency, rate = row.rates.get("agreed_amount", (CNY, None))
    if rate is None or not now or not before or now == before or previous.conversions:
        return None
    values = {
        "currency": row.text("currency") or _named(currency),
        "rate": rate_text(float(rate)),
        "before": format_yuan(before),
        "amount": format_yuan(now),
    }
    return finding_at(row, context, "rate_maybe_changed", "agreed_amount", values)


def rate_columns(rows: Sequence[LedgerRow], *, with_originals: bool = True) -> dict[str, object]:
    """Return the columns of currency, rate and fields in it of each row; none where no row has any.

    A field that the office converted itself has its original behind it, see
    :data:`~jjinvest.ledger.validation.imports.exchange_rates.RATE_COLUMNS`.
    """
    rates = [_rates_of(row, with_originals=with_originals) for row in rows]
    if not any(rates):
        return {}
    main = [next(iter(each.values()), ("", None)) for each in rates]
    fields = [
        " ".join(_converted(name, row) for name, rate in of_row.items() if _is_of(name, rate, row, of_main))
        for row, of_row, of_main in zip(rows, rates, main, strict=True)
    ]
    return {
        "currency": pd.array([currency for currency, _ in main], dtype="str"),
        "exchange_rate": pd.array(
            [None if rate is None else float(rate) for _, rate in main], dtype="float64"
        ),
        "converted": pd.array(fields, dtype="str"),
    }


def _rates_of(row: LedgerRow, *, with_originals: bool) -> dict[str, tuple[str, Decimal]]:
    """Rates of a row by field, those that it states before those of amounts that the office converted."""
    stated = {name: rate for name, rate in row.rates.items() if name not in row.originals}
    return {**stated, **row.rates} if with_originals else stated


def _is_of(name: str, rate: tuple[str, Decimal], row: LedgerRow, of_row: tuple[str, Decimal | None]) -> bool:
    """Whether an amount is at the rate of its row, or has an original in its currency."""
    is_same = rate[0] == of_row[0] if name in row.originals else rate == of_row
    return is_same and row.yuan(name) is not None


def _converted(name: str, row: LedgerRow) -> str:
    return f"{name}={row.originals[name][0].normalize():f}" if name in row.originals else name
