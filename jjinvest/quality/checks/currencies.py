"""One measure of one period in two currencies: neither is added to the other, and pages show only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from jjinvest.core.units import is_money
from jjinvest.quality.checks.entries import Entry, is_set_apart, published_at

YUAN = "元"
YUAN_EACH = {
    "美元": (5.0, 9.0),
    "欧元": (6.0, 11.5),
    "英镑": (7.5, 16.0),
    "港元": (0.7, 1.2),
    "日元": (0.035, 0.11),
    "新加坡元": (4.0, 6.5),
    "澳元": (4.0, 7.5),
    "加元": (4.5, 7.5),
}
"""Yuan for one unit of a currency, lowest and highest since 1994, with room: outside these it is no rate."""


def in_two_currencies(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry, bool]]:
    """Pairs of levels of one measure in two currencies, and whether no exchange rate makes them equal."""
    found: dict[tuple[object, ...], dict[str, Entry]] = {}
    for entry in sorted(entries, key=published_at):
        figure = entry.figure
        if is_money(figure.unit) and figure.statistic == "level" and not is_set_apart(figure):
            key = figure.period, figure.metric, entry.where
            found.setdefault(key, {})[entry.unit] = entry
    for by_currency in found.values():
        for one, other in combinations(by_currency.values(), 2):
            yield one, other, not _may_be_equal(one, other)


def _may_be_equal(one: Entry, other: Entry) -> bool:
    """Whether two amounts can be one; two foreign currencies are not compared."""
    yuan, foreign = (one, other) if one.unit == YUAN else (other, one)
    low, high = YUAN_EACH.get(foreign.unit, (0.0, float("inf")))
    amounts = [float(entry.figure.value * entry.scale) for entry in (yuan, foreign)]
    if yuan.unit != YUAN or amounts[1] == 0:
        return True
    return low <= amounts[0] / amounts[1] <= high
