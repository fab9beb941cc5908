"""Agreed amounts in the wrong unit or with a zero too many: off by a power of ten, or not all possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import MAX_USUAL_YUAN, MIN_USUAL_YUAN, RuleContext, finding_at

MOST = 0.8
"""Share of the projects of which a unit is judged as a whole."""
MIN_PROJECTS = 3
"""Projects that are judged as a whole at least."""
POWERS = (1, 2, 3, 4, 8)
"""Powers of ten between units of money, or of zeros too many."""
OF_UNITS = 4
"""Powers from here on are no slip of zeros: 元, 万元 and 亿元 lie so far apart."""


def unit_jumps(rows: Sequence[LedgerRow], context: RuleContext) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject agreed amounts of which most differ from the last import by one factor, or most are unlikely.

    So is any amount that is as far from the last one as 万元 from 亿元; a single one that is just ten or a
    hundred times the last one is a remark.
    """
    stated = [row for row in rows if (row.yuan("agreed_amount") or 0) > 0]
    factors = {id(row): factor for row in stated if (factor := _factor(row, context)) is not None}
    matched = sum(_before(row, context) is not None for row in stated)
    common, number = next(iter(Counter(factors.values()).most_common(1)), (0, 0))
    whole = number >= MOST * matched and (matched >= MIN_PROJECTS or abs(common) >= MIN_PROJECTS)
    for row in stated:
        factor = factors.get(id(row))
        if factor is None:
            continue
        amount, before = row.yuan("agreed_amount") or 0, _before(row, context) or 0
        values = {"amount": format_yuan(amount), "before": format_yuan(before), "times": _times(factor)}
        if (whole and factor == common) or abs(factor) >= OF_UNITS:
            alike = sum(each == factor for each in factors.values())
            why = {"why": _so_many(alike, matched), "column_of": _month(context)}
            yield row, finding_at(row, context, "unit_changed", "agreed_amount", values | why)
        else:
            yield row, finding_at(row, context, "amount_by_tens", "agreed_amount", values)
    if not factors:
        yield from _mostly_unusual(stated, context)


def _mostly_unusual(stated: Sequence[LedgerRow], context: RuleContext) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject amounts that are nearly all too large, or nearly all too small, for a project.

    Or where some are far too small, those that are usual in the next unit: rows in 亿元 among others in 万元.
    """
    amounts = [row.yuan("agreed_amount") or 0 for row in stated]
    other = [a < MIN_USUAL_YUAN <= a * 10**OF_UNITS < MAX_USUAL_YUAN for a in amounts]
    far = sum(a < MIN_USUAL_YUAN // 10 for a, small in zip(amounts, other, strict=True) if small)
    shares = [[a >= MAX_USUAL_YUAN for a in amounts], [a < MIN_USUAL_YUAN for a in amounts]]
    most = [side for side in shares if sum(side) >= max(MIN_PROJECTS, MOST * len(stated))]
    found = next(iter(most), other if far >= MIN_PROJECTS else [])
    for row, amount, unusual in zip(stated, amounts, found or [False] * len(stated), strict=True):
        if unusual and "amount_too_large" not in {each.rule for each in row.findings}:
            values: dict[str, BilingualText | str] = {
                "amount": format_yuan(amount),
                "why": _so_many(sum(found), len(stated)),
                "low": format_yuan(MIN_USUAL_YUAN),
                "high": format_yuan(MAX_USUAL_YUAN),
                "column_of": _month(context),
            }
            yield row, finding_at(row, context, "unit_unlikely", "agreed_amount", values)


def _before(row: LedgerRow, context: RuleContext) -> int | None:
    """Agreed amount in the last import; None without one."""
    project = context.previous.get(row.key)
    return project.agreed_amount if project is not None and project.agreed_amount else None


def _factor(row: LedgerRow, context: RuleContext) -> int | None:
    """Power of ten by which an amount differs from the last one; None where it differs otherwise."""
    now, before = row.yuan("agreed_amount") or 0, _before(row, context)
    if before is None:
        return None
    for power in POWERS:
        if now == before * 10**power:
            return power
        if before == now * 10**power:
            return -power
    return None


def _times(factor: int) -> BilingualText:
    size = f"{10 ** abs(factor)}"
    return BilingualText(*((f"{size} 倍", f"{size} times") if factor > 0 else (f"1/{size}", f"1/{size}")))


def _so_many(number: int, of: int) -> BilingualText:
    return BilingualText(f"{of} 个项目中 {number} 个如此", f"so in {number} of {of} projects")


def _month(context: RuleContext) -> str:
    return "{}-{:02d}".format(*(context.month or (0, 0)))
