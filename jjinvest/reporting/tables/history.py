"""Tables of what lies outside the period reported: totals of earlier years, events by day."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_cumulative, is_event, period_end
from jjinvest.reporting.tables.cells import FactName, Sources, cells
from jjinvest.reporting.tables.sentences import HEADLINE
from jjinvest.results.results import Results

MOST_METRICS = 5
"""Columns of numbers beside the period; further metrics are only in the list of every figure."""

NOT_METRICS = ("period", "source")
"""Names of the other columns."""


def trend(results: Results) -> pd.DataFrame:
    """Totals of the district in each year to date, earliest first; empty without one of an earlier year."""
    periods = [each for each in _periods(results) if is_cumulative(each) and int(each[:4]) <= results.year]
    earlier = [each for each in periods if int(each[:4]) < results.year]
    return _by_period(results, periods, earlier)


def events(results: Results) -> pd.DataFrame:
    """Totals of each event of one day, such as a signing ceremony, earliest first."""
    days = [each for each in _periods(results) if is_event(each)]
    return _by_period(results, days, days)


def _periods(results: Results) -> list[str]:
    figures = results.figures
    return sorted(set(figures.loc[figures["statistic"] == "level", "period"]), key=period_end)


def _by_period(results: Results, periods: list[str], counted: Iterable[str]) -> pd.DataFrame:
    """One row a period and one column a metric: those that most of the counted periods have."""
    figures, counted = results.figures, set(counted)
    whole = figures[
        (figures["where"] == "") & (figures["statistic"] == "level") & ~figures["metric"].isin(NOT_METRICS)
    ]
    of_counted = whole.loc[whole["period"].isin(counted)].drop_duplicates(["period", "metric"])["metric"]
    usual = sorted(
        dict.fromkeys(of_counted),
        key=lambda metric: (metric not in HEADLINE, -int((of_counted == metric).sum())),
    )[:MOST_METRICS]
    metrics = [metric for metric in HEADLINE if metric in usual]
    metrics += [metric for metric in usual if metric not in HEADLINE]
    rows: list[dict[str, object]] = []
    for period in periods if counted else ():
        facts = {metric: results.facts.get(FactId.of(period, metric)) for metric in metrics}
        known = {
            metric: fact
            for metric, fact in facts.items()
            if fact is not None and fact.evidence == "published"
        }
        if known:
            sources = dict.fromkeys(source for fact in known.values() for source in fact.sources)
            rows.append({"period": FactName(FactId.of(period)), **known, "source": Sources(tuple(sources))})
    return cells(rows, ["period", *metrics, "source"]).dropna(axis="columns", how="all")
