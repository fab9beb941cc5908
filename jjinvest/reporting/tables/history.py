"""Tables of what lies outside the period reported: totals of earlier years, events by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, is_event, period_end
from jjinvest.metrics.comparability import is_comparable
from jjinvest.reporting.tables.cells import FactName, Sources, Term, cells
from jjinvest.reporting.tables.sentences import HEADLINE
from jjinvest.results.results import Results

MOST_METRICS = 5
"""Columns of numbers beside the period; further metrics are only in the list of every figure."""

EARLIER_BASIS, OWN_BASIS = "earlier_basis", "basis_of_year"
"""Words for numbers from before a change of area or measure, and for those of the year reported."""
NOT_METRICS = ("period", "basis", "source")
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
        for basis, same in _by_basis(results, known).items():
            sources = dict.fromkeys(source for fact in same.values() for source in fact.sources)
            about = {"period": FactName(FactId.of(period)), "basis": Term(basis)}
            rows.append({**about, **same, "source": Sources(tuple(sources))})
    table = cells(rows, ["period", "basis", *metrics, "source"]).dropna(axis="columns", how="all")
    one = "basis" in table and Term(EARLIER_BASIS) not in set(table["basis"])
    return table.drop(columns="basis") if one else table


def _by_basis(results: Results, known: Mapping[str, Fact]) -> dict[str, dict[str, Fact]]:
    """Numbers of a period by whether they may be set against those of the year: one area, one measure."""
    found: dict[str, dict[str, Fact]] = {}
    for metric, fact in known.items():
        same = is_comparable(results.workspace, fact.id, results.year)
        found.setdefault(OWN_BASIS if same else EARLIER_BASIS, {})[metric] = fact
    return {basis: found[basis] for basis in (EARLIER_BASIS, OWN_BASIS) if basis in found}
