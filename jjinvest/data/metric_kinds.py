"""Kinds of known metrics: an amount of money, a number of projects, another count, a rate, an area."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files

from jjinvest.core.codes import BASIS_OF_METRIC, RATIOS, TO_DATE
from jjinvest.core.units import BARE_SCALES, COUNT_UNIT, is_counted, is_money, unit_scale

MONEY, PROJECTS, RATE = "money", "project", "rate"
IN_ANY_CURRENCY = ("foreign_funds", "exports", "imports", "foreign_trade")
"""Amounts whose 亿 may be 亿美元."""
_KIND_OF_BASIS = {
    "count": PROJECTS,
    "agreed": MONEY,
    "contract": MONEY,
    "funds": MONEY,
    "intended": MONEY,
    "output": MONEY,
}


def _rows(table: str) -> list[dict[str, str]]:
    """Rows of a table of the words of bulletins; the other tables are not loaded for them."""
    path = files("jjinvest.data.bulletins").joinpath("rules", table)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def _kinds() -> dict[str, str]:
    """Kind of each metric: that of most words by which bulletins call it."""
    words: dict[str, Counter[str]] = {}
    for word in _rows("metrics.csv"):
        words.setdefault(word["metric"], Counter())[word["kind"]] += 1
    of_words = {metric: kinds.most_common(1)[0][0] for metric, kinds in words.items()}
    of_codes = {metric: _KIND_OF_BASIS.get(basis, basis) for metric, basis in BASIS_OF_METRIC.items()}
    return of_words | of_codes | dict.fromkeys(RATIOS, RATE)


@cache
def _money_units() -> frozenset[str]:
    """Units of amounts as bulletins write them, also of currencies that are not converted."""
    return frozenset(row["unit"] for row in _rows("units.csv") if row["kind"] == MONEY)


def kind_of_metric(metric: str) -> str:
    """Kind of a metric; empty for one of a district's own.

    Examples
    --------
    >>> [kind_of_metric(name) for name in ("agreed_amount", "projects_signed", "start_rate", "chairs_made")]
    ['money', 'project', 'rate', '']
    """
    kinds = _kinds()
    return kinds.get(metric) or kinds.get(metric.removesuffix(TO_DATE), "")


def counted_unit(metric: str, unit: str) -> str:
    """Unit in which a metric is counted: 个 of projects, whatever the word for one; any other unit as it is.

    Examples
    --------
    >>> counted_unit("projects_signed", "项"), counted_unit("companies", "家")
    ('个', '家')
    """
    return COUNT_UNIT if is_counted(unit) and kind_of_metric(metric) == PROJECTS else unit


def known_metrics() -> frozenset[str]:
    """Metrics that the package knows by name."""
    return frozenset(_kinds())


def may_lack_unit(metric: str) -> bool:
    """Whether a number of a metric without a unit can only be a count."""
    return kind_of_metric(metric) not in (MONEY, RATE, "area")


def scale_is_of_yuan(metric: str) -> bool:
    """Whether 亿 and 万 of a metric can only be 亿元 and 万元."""
    return kind_of_metric(metric) == MONEY and metric not in IN_ANY_CURRENCY


def fits(metric: str, unit: str) -> bool:
    """Whether numbers of a metric can have a unit; of an unknown metric, whether the unit is complete.

    Examples
    --------
    >>> fits("agreed_amount", "亿元"), fits("agreed_amount", "个"), fits("chairs_made", "亿")
    (True, False, False)
    """
    if unit in BARE_SCALES:
        return False
    kind, of_money = kind_of_metric(metric), is_money(unit) or unit in _money_units()
    if kind == MONEY:
        return of_money
    if kind == PROJECTS:
        return not (of_money or unit_scale(unit)[0] == "ratio")
    return kind != RATE or not (of_money or is_counted(unit))
