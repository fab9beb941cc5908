"""Which rows can break a rule: looked up by columns, so that most rows need no look of their own.

A screen may name rows that break nothing, and leaves out none that does: the rule itself judges the named
ones. Rules about what a row has, whatever the values, are judged once for all rows with the same fields.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from jjinvest.ledger.fields import AMOUNTS, DATES
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.values.choices import AFTER_SIGNING
from jjinvest.ledger.reader.values.rows import MAX_PROJECT_YUAN, LedgerRow
from jjinvest.ledger.validation.rows import row_rules
from jjinvest.ledger.validation.rows.row_rules import DATE_ORDER, MAX_USUAL_YUAN, MIN_USUAL_YUAN, RuleContext

Rule = row_rules.RowRule
Screen = Callable[[Rule, Sequence[LedgerRow], RuleContext], Iterable[LedgerRow]]


def apply_rules(rows: Sequence[LedgerRow], context: RuleContext) -> None:
    """Add to each row its findings by every rule for a single row, in the order of the rules."""
    for rule in row_rules.ROW_RULES:
        screen = _SCREENS.get(rule)
        for row in rows if screen is None else screen(rule, rows, context):
            row.findings += rule(row, context)


def _by_fields(rule: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    """Rows whose fields and stage break the rule; judged by one row of each kind."""
    breaks: dict[object, bool] = {}
    named = []
    for row in rows:
        if row.unread:
            named.append(row)
            continue
        key = (row.values.get("stage"), id(row.columns), *row.values)
        broken = breaks.get(key)
        if broken is None:
            broken = breaks[key] = next(iter(rule(row, context)), None) is not None
        if broken:
            named.append(row)
    return named


def _of_last_import(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> Sequence[LedgerRow]:
    return rows if context.previous else ()


def _late_or_disordered(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    dated = {
        name: [read.day if isinstance(read := row.values.get(name), PartialDate) else None for row in rows]
        for name in DATES
    }
    latest = context.today
    if context.month is not None:
        year, month = context.month
        latest = min(latest, date(year, month, monthrange(year, month)[1]))
    named: set[int] = set()
    for days in dated.values():
        named.update(place for place, day in enumerate(days) if day is not None and day > latest)
    for first, then in DATE_ORDER:
        pairs = enumerate(zip(dated[first], dated[then], strict=True))
        named.update(place for place, (day, later) in pairs if day and later and day > later)
    return _at(rows, named)


def _terminated(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    return [row for row in rows if "terminated_on" in row.values]


def _with_reason(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    return [row for row in rows if "terminated_reason" in row.values]


def _unusual(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    named: set[int] = set()
    for name in AMOUNTS:
        of_agreement = name in ("agreed_amount", "contract_amount")
        least = MIN_USUAL_YUAN if of_agreement else 0
        most = MAX_USUAL_YUAN - 1 if of_agreement else MAX_PROJECT_YUAN
        amounts = enumerate(yuan_of(rows, name))
        named.update(place for place, yuan in amounts if yuan is not None and not least <= yuan <= most)
    return _at(rows, named)


def _over_agreed(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    agreed, contract, funds = (
        yuan_of(rows, name) for name in ("agreed_amount", "contract_amount", "funds_to_date")
    )
    return [
        row
        for row, limit, signed, paid in zip(rows, agreed, contract, funds, strict=True)
        if limit is not None
        and ((signed or 0) > limit or (paid or 0) > limit or (paid or 0) > (signed or limit))
    ]


def _half_a_contract(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    return [row for row in rows if ("contract_amount" in row.values) != ("contract_on" in row.values)]


def _funded_before_signing(_: Rule, rows: Sequence[LedgerRow], context: RuleContext) -> list[LedgerRow]:
    return [
        row
        for row in rows
        if not _AFTER_SIGNING.issuperset((row.values.get("stage"),)) and not _FUNDS.isdisjoint(row.values)
    ]


def yuan_of(rows: Sequence[LedgerRow], name: str) -> list[int | None]:
    """Amounts of a field in 元, by row."""
    return [read if isinstance(read := row.values.get(name), int) else None for row in rows]


def _at(rows: Sequence[LedgerRow], places: Iterable[int]) -> list[LedgerRow]:
    return [rows[place] for place in sorted(places)]


_AFTER_SIGNING = frozenset(["signed", "started", "in_production", "terminated"])
_FUNDS = frozenset(AFTER_SIGNING)
_SCREENS: Mapping[Rule, Screen] = {
    row_rules.compulsory_fields: _by_fields,
    row_rules.stage_against_dates: _by_fields,
    row_rules.stage_moves: _of_last_import,
    row_rules.dates_in_order: _late_or_disordered,
    row_rules.after_termination: _terminated,
    row_rules.reason_without_termination: _with_reason,
    row_rules.usual_amounts: _unusual,
    row_rules.against_agreed: _over_agreed,
    row_rules.complete_contract: _half_a_contract,
    row_rules.funds_before_signing: _funded_before_signing,
}
