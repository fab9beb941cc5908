"""Numbers computed again in a notebook, held against those of the report."""

from __future__ import annotations

import math

import pandas as pd

from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.frames.traced import TracedFact
from jjinvest.core.facts import Fact
from jjinvest.results.results import Results

TOLERANCE = 1e-9
"""Relative difference of two ways to compute one number in floats."""


def number(results: Results, fact_id: str) -> float:
    """Return a number by id; NaN where it is not known, so that what follows from it is NaN too.

    Examples
    --------
    >>> import jjinvest as jj
    >>> d = jj.open("jiangjin", "2023Q4")
    >>> number(d.results, "now.agreed_amount"), number(d.results, "now.no_such_number")
    (1088.0, nan)
    """
    fact = results.get(fact_id)
    return math.nan if fact is None or fact.value is None else fact.value


def numbers(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as floats; NaN where it holds no number or does not exist.

    Examples
    --------
    >>> import jjinvest as jj
    >>> sectors = jj.open("jiangjin", "2023Q4").table("sectors")
    >>> float(numbers(sectors, "amount").sum()), int(numbers(sectors, "no_such_column").count())
    (1088.0, 0)
    """
    if column not in table or not pd.api.types.is_numeric_dtype(table[column]):
        return pd.Series(math.nan, index=table.index, dtype="float64")
    return table[column].astype("float64")


def agrees(recomputed: float, fact: Fact | TracedFact | None) -> bool:
    """Whether a number computed again is that of the report.

    True where there is nothing to compare: no such number, only bounds of it (as where it follows from an
    amount published as "more than" or "about"), or a published one. Published numbers are held against others
    by the checks (page 60), which report a difference and do not stop.

    Examples
    --------
    >>> import jjinvest as jj
    >>> d = jj.open("jiangjin", "2023Q4")
    >>> agrees(1088 / 132, d.results.get("now.agreed_amount.average")), agrees(1, None)
    (True, True)
    >>> agrees(8.2, d.results.get("now.agreed_amount.average"))
    False
    """
    if fact is None or fact.value is None or fact.relation != "=":
        return True
    if fact.evidence != "computed" or math.isnan(recomputed):
        return True
    return math.isclose(recomputed, fact.value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def column_agrees(recomputed: pd.Series, table: NumberTable, column: str) -> bool:
    """Whether each number of a column is that of the report, in the order of the table's rows.

    Examples
    --------
    >>> import jjinvest as jj
    >>> sectors = jj.open("jiangjin", "2023Q4").table("sectors")
    >>> column_agrees(sectors["amount"] / sectors["count"], sectors, "average")
    True
    """
    if column not in table:
        return True
    known = table.index[table[column].notna().to_numpy()]
    again = dict(zip(table.index, recomputed.astype("float64"), strict=True))
    return all(agrees(again[row], table.fact(row, column)) for row in known)


def ratio(part: float, whole: float) -> float:
    """Return part over whole; NaN where the whole is nothing, as no rate is of nothing.

    Examples
    --------
    >>> ratio(1088, 132) > 8, ratio(5, 0)
    (True, nan)
    """
    return part / whole if whole else math.nan
