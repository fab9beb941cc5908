"""Exchange rates of imports: which amounts a new rate alone has moved, and by how much.

An import stores amounts in 元, and beside them the currency and the rate at which they were converted. Two
imports are compared in the currency of the project: what the one before has is converted at the rate of the
one after, so a new rate is neither a payment nor a change of the agreement. Offices that convert their
amounts themselves state the original beside the amount in 元: it is stored, and the rate is their ratio.
Imports of a ledger without amounts in a foreign currency, and those from before rates were stored, have no
such columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.core.rounding import round_half_up

RATE_COLUMNS = ("currency", "exchange_rate", "converted")
"""Columns of an import: currency and rate (元 for one unit) of a project, and its fields in that currency.

A field that the office converted itself has its original amount behind it: ``agreed_amount=5000000``.
"""
MAX_STEP = 10**6  # 亿元 with two decimals: no amount of a ledger is rounded more than that
MAX_PLACES = 6  # decimals of a rate that is shown


@dataclass(frozen=True)
class Conversion:
    """How an amount came to be in 元.

    Attributes
    ----------
    currency, rate
        Currency of the original and 元 for one unit of it.
    original
        Amount in that currency where the office converted it; None where the rate is what is stated.
    margin
        By how much the rate may differ from the one that was used, as the office rounded the amount in 元.
    """

    currency: str
    rate: float
    original: float | None = None
    margin: float = 0.0

    def moved_to(self, later: Conversion) -> bool:
        """Whether a later conversion of the amount is at another rate, rounding apart.

        Examples
        --------
        >>> before = Conversion("USD", 7.12, 1e4, 0.005)
        >>> before.moved_to(Conversion("USD", 7.1235, 5e6, 1e-5)), before.moved_to(Conversion("USD", 7.2))
        (False, True)
        """
        if self.currency != later.currency or self.rate == later.rate:
            return False
        same = self.original is not None and self.original == later.original
        return same or abs(self.rate - later.rate) > self.margin + later.margin

    @property
    def shown_rate(self) -> float:
        """Rate with the fewest decimals that explain the amount."""
        rounded = (float(round_half_up(self.rate, places)) for places in range(MAX_PLACES))
        chosen = next((rate for rate in rounded if abs(rate - self.rate) <= self.margin), None)
        if not self.margin:
            return self.rate
        return float(round_half_up(self.rate, MAX_PLACES)) if chosen is None else chosen


def shown_rates(before: Conversion, after: Conversion) -> tuple[float, float]:
    """Return two rates as they are shown, with more decimals where few would make them one."""
    shown = before.shown_rate, after.shown_rate
    if shown[0] != shown[1]:
        return shown
    first, second = (float(round_half_up(each.rate, MAX_PLACES)) for each in (before, after))
    return first, second


def rate_text(rate: float) -> str:
    """Write a rate without zeros behind it.

    Examples
    --------
    >>> rate_text(7.1200), rate_text(7.0), rate_text(0.046731)
    ('7.12', '7', '0.046731')
    """
    return format(round_half_up(rate, MAX_PLACES).normalize(), "f")


def step_of(amounts: Iterable[int]) -> int:
    """Return the power of ten in 元 to which a column is rounded: it divides all of its amounts.

    Examples
    --------
    >>> step_of([71_230_000, 500_000, 0]), step_of([]), step_of([10**9])
    (10000, 1000000, 1000000)
    """
    step = MAX_STEP
    for amount in amounts:
        while amount % step:
            step //= 10
    return step


def margin_of(original: float, step: int) -> float:
    """Return by how much a rate is open that follows from an amount rounded to a step."""
    return step / 2 / original


def conversions(rows: pd.DataFrame, measure: str) -> dict[str, Conversion]:
    """Return how the amounts of an import were converted, by key; of a key twice, their sum.

    Parameters
    ----------
    rows
        Rows of an import: key, the measure and, where it has them, :data:`RATE_COLUMNS`.
    measure
        The amount.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": ["a", "b"], "currency": ["USD", ""], "exchange_rate": [7.1, None]})
    >>> rows = rows.assign(converted=["agreed_amount", ""], agreed_amount=[71, 5])
    >>> conversions(rows, "agreed_amount")
    {'a': Conversion(currency='USD', rate=7.1, original=None, margin=0.0)}
    """
    if not set(RATE_COLUMNS) <= set(rows.columns):
        return {}
    amounts = rows[measure].fillna(0).astype("int64")
    step = step_of(amounts)
    found: dict[str, Conversion] = {}
    for key, yuan, currency, rate, fields in _in_currencies(rows.assign(**{measure: amounts}), measure):
        each = _conversion(yuan, currency, rate, fields.get(measure), step)
        if each is not None and key not in found:
            found[key] = each
    repeated = rows.loc[rows["key"].duplicated(), "key"].astype("str").unique()
    return {**found, **_joined(rows, measure, step, set(repeated), found)} if len(repeated) else found


def _in_currencies(
    rows: pd.DataFrame, measure: str
) -> Iterator[tuple[str, int, str, float, Mapping[str, str]]]:
    """Rows with a currency: key, amount in 元, currency, rate, and originals by field that was converted."""
    foreign = rows[rows["currency"].fillna("") != ""]
    columns = (foreign[name] for name in ("key", measure, *RATE_COLUMNS))
    for key, yuan, currency, rate, fields in zip(*columns, strict=True):
        yield str(key), int(yuan), str(currency), float(rate), fields_in_currency(fields)


def fields_in_currency(text: str) -> dict[str, str]:
    """Return the fields that a cell of `converted` names, with their originals; empty at a stated rate.

    Examples
    --------
    >>> fields_in_currency("agreed_amount=500 funds_ytd")
    {'agreed_amount': '500', 'funds_ytd': ''}
    """
    return {name: original for name, _, original in (each.partition("=") for each in text.split())}


def _conversion(yuan: int, currency: str, rate: float, original: str | None, step: int) -> Conversion | None:
    if original is None:
        return None
    if not original:
        return Conversion(currency, rate)
    amount = float(original)
    return Conversion(currency, yuan / amount, amount, margin_of(amount, step)) if amount and yuan else None


def _joined(
    rows: pd.DataFrame, measure: str, step: int, keys: set[str], found: dict[str, Conversion]
) -> dict[str, Conversion]:
    """Conversions of the sums of keys that stand twice, where all of their amounts are in one currency."""
    joined = {}
    for key, of_key in rows[rows["key"].astype("str").isin(keys)].groupby(rows["key"].astype("str")):
        found.pop(str(key), None)
        if (whole := whole_conversion(of_key, measure, step)) is not None:
            joined[str(key)] = whole
    return joined


def whole_conversion(rows: pd.DataFrame, measure: str, step: int | None = None) -> Conversion | None:
    """Return the conversion of a sum of amounts; None where they are not all converted from one currency."""
    amounts = rows[measure].fillna(0).astype("int64")
    each_row = [
        conversions(pd.DataFrame([row]).assign(key=""), measure).get("")
        for row in rows.assign(**{measure: amounts})[amounts != 0].to_dict("records")
    ]
    parts = [each for each in each_row if each is not None]
    if not parts or len(parts) < len(each_row) or len({each.currency for each in parts}) > 1:
        return None
    if all(each.original is None and each.rate == parts[0].rate for each in parts):
        return parts[0]
    yuan = amounts[amounts != 0]
    originals = [
        each.original or amount / each.rate for each, amount in zip(parts, yuan.tolist(), strict=True)
    ]
    total = sum(originals)
    margin = margin_of(total, (step or step_of(yuan)) * len(parts))
    return Conversion(parts[0].currency, int(yuan.sum()) / total, total, margin)


def moved_rates(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the projects of which both imports converted an amount, at two rates.

    Parameters
    ----------
    before, after
        Rows of two imports: key, the measure and, where they have them, :data:`RATE_COLUMNS`.
    measure
        The amount.

    Returns
    -------
    pandas.DataFrame
        Columns currency, before, after (the two rates), and both as they are shown, by key.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": ["a"], "currency": "USD", "converted": "funds_to_date"})
    >>> rows = rows.assign(funds_to_date=[720])
    >>> before, after = (rows.assign(exchange_rate=rate) for rate in (7.0, 7.2))
    >>> moved_rates(before, after, "funds_to_date")[["currency", "before", "after"]].to_dict("index")
    {'a': {'currency': 'USD', 'before': 7.0, 'after': 7.2}}
    """
    old, new = (conversions(each, measure) for each in (before, after))
    moved = {
        key: (was.currency, was.rate, new[key].rate, *shown_rates(was, new[key]))
        for key, was in old.items()
        if key in new and was.moved_to(new[key])
    }
    columns = ["currency", "before", "after", "shown_before", "shown_after"]
    types = {name: "str" if name == "currency" else "float64" for name in columns}
    rows = pd.DataFrame(list(moved.values()), columns=columns, index=pd.Index(list(moved), dtype="str"))
    return rows.astype(types)


def at_new_rate(yuan: int, before: float, after: float, now: int | None = None) -> int:
    """Convert an amount in 元 at a new rate; where only rounding parts it from the one of now, it is that.

    Less than one unit of the currency is rounding: earlier imports hold whole units of it.

    Examples
    --------
    >>> at_new_rate(7_000_000, 7.0, 7.2), at_new_rate(7_000_000, 7.0, 7.2, now=7_200_001)
    (7200000, 7200001)
    """
    converted = int(round_half_up(yuan * after / before))
    return now if now is not None and abs(now - converted) <= 1 + after else converted


def rate_effects(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return what new rates alone did to an amount of the projects of two imports.

    Parameters
    ----------
    before, after
        Rows of two imports, with one key for each project.
    measure
        The amount.

    Returns
    -------
    pandas.DataFrame
        Columns currency, before, after (the two rates as shown), effect (元) by key; amounts without one are
        left out.
    """
    moved = moved_rates(before, after, measure)
    amounts = before.assign(key=before["key"].astype("str")).drop_duplicates("key").set_index("key")[measure]
    now = after.assign(key=after["key"].astype("str")).drop_duplicates("key").set_index("key")[measure]
    known = amounts.reindex(moved.index).fillna(0).astype("int64")
    at_end = now.reindex(moved.index)
    effects = [
        at_new_rate(int(yuan), old, new, None if pd.isna(end) else int(end)) - int(yuan)
        for yuan, old, new, end in zip(known, moved["before"], moved["after"], at_end, strict=True)
    ]
    found = moved.assign(effect=np.array(effects, dtype="int64"))
    found = found.assign(before=found["shown_before"], after=found["shown_after"])
    return found.loc[found["effect"] != 0, ["currency", "before", "after", "effect"]]


def revalued(
    projects: np.ndarray, amounts: np.ndarray, factors: np.ndarray, totals: Callable[[int], int | None]
) -> np.ndarray:
    """Return payments at new rates; those of a project add up to its funds at the new rate.

    Parameters
    ----------
    projects, amounts
        Project (its place) and amount in 元 of each payment.
    factors
        New rate over the old one by place; 1 where it is the same.
    totals
        Returns what the payments of a place add up to at the new rate; None where that is not known.
    """
    moved = factors[projects] != 1
    new = amounts.copy()
    new[moved] = [int(round_half_up(amount)) for amount in amounts[moved] * factors[projects[moved]]]
    for place in np.unique(projects[moved]):
        of_place = np.flatnonzero(projects == place)
        total = totals(int(place))
        if total is not None:
            largest = of_place[np.argmax(np.abs(new[of_place]))]
            new[largest] += total - int(new[of_place].sum())
    return new
