"""What a ledger's rows add up to for further published figures: earlier years, halves and other periods.

:func:`jjinvest.metrics.ledger_observations.observations` gives the numbers that pages show of a ledger. Here
are those that are only set beside a published figure: parts (by sector, size, task force …) of a half-year or
of an earlier year, and totals of any other period that the ledger covers. Amounts for the public are as
strictly protected: a group's amount is withheld if it is within the period, within the rest of the year or
within the whole year. Of periods other than years and half-years, whose rests are many, every amount is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pandas as pd

from jjinvest.core.codes import BASIS_OF_METRIC, OUT_OF_CITY_ORIGINS
from jjinvest.core.periods import canonical_period, is_event, period_end, period_months
from jjinvest.core.quantity import YI
from jjinvest.core.size_classes import tier_edges
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.ledger_observations import grouped, measures, observation
from jjinvest.metrics.small_groups import of_few, small, withheld_of_measures
from jjinvest.metrics.zero_amounts import could_add


class _Withheld(NamedTuple):
    """What of a whole (a year, or the year to date) and of its halves is not for the public."""

    groups: Mapping[str, frozenset[str]]
    restricted: Mapping[tuple[str, str], frozenset[str]]
    totals: frozenset[str]


class _Span(NamedTuple):
    """A period with the contribution of each project, and what is withheld: None where every amount is."""

    period: str
    parts: pd.DataFrame
    withheld: _Withheld | None


DAY_OF_PROGRESS = {"projects_started": "started_on", "projects_completed": "in_production_on"}
"""Counts of projects that reached a stage in a period, and the dates by which a ledger counts them."""
_REACHED = {
    "projects_started": ("started", "in_production"),
    "projects_completed": ("in_production",),
}
"""Stages of projects that have such a date."""


def published_parts(
    state: LedgerState, reported: str, known: pd.DataFrame, given: pd.DataFrame
) -> pd.DataFrame:
    """Return observations for the published levels of which `given` has none, as rows of figures.

    Parameters
    ----------
    reported
        Period of the report.
    known
        Published figures; those that the ledger does not cover or cannot form are passed over.
    given
        Observations that there are already.
    """
    there = set(given["fact_id"]) if len(given) else set()
    levels = known[(known["statistic"] == "level") & ~known["fact_id"].isin(there)]
    wanted = levels[["period", "metric", "scope", "subject", "fact_id"]].drop_duplicates()
    whole = state.with_gone()
    withheld_of = cache(lambda span: _withheld(whole, span))  # most periods are of the same few years
    rows: list[dict[str, object]] = []
    for period, of_period in wanted.groupby("period", sort=False):
        if _covers(whole, str(period)):
            is_own = str(period)[:4] == str(state.stands_on.year)
            caveat = "" if is_own else state.of_year_before(str(period))
            of_ledger = _of_period(whole, str(period), reported, of_period, withheld_of)
            rows += [row | {"caveat": caveat} for row in of_ledger]
    return pd.DataFrame(rows, columns=given.columns if len(given) else None)


def _covers(state: LedgerState, period: str) -> bool:
    """Whether the ledger holds a period: it ends by the ledger's day, and its year is held from the first."""
    if is_event(period) or period_end(period) > state.stands_on:
        return False
    first = state.projects["signed_on"].min()
    year = int(period[:4])
    return year == state.stands_on.year or (not pd.isna(first) and first <= pd.Timestamp(year, 1, 1))


def _of_period(
    state: LedgerState,
    period: str,
    reported: str,
    wanted: pd.DataFrame,
    withheld_of: Callable[[str], _Withheld],
) -> Iterator[dict[str, object]]:
    span = _span(state, period, reported, withheld_of)
    groupings = grouped(state)
    for scope, subject, metric, fact_id in wanted[["scope", "subject", "metric", "fact_id"]].itertuples(
        index=False
    ):
        members = _members(state, groupings, scope, subject, int(period[:4]))
        if metric not in span.parts or members is None:
            continue
        if metric in DAY_OF_PROGRESS and not _holds_progress(state, metric, members, period, scope, subject):
            continue
        numbers = span.parts.loc[members, metric]
        adding = int((numbers != 0).sum())
        if not adding and scope not in ("all", "out_of_city"):
            continue  # a group of which the ledger has no row may be one that it does not know
        row = observation(state, period, metric, scope, subject, int(numbers.sum()), adding)
        if row["fact_id"] == fact_id:
            held = BASIS_OF_METRIC[metric] != "count" and _held(span, metric, scope, subject)
            yield row | {"tier": "government" if held else "public"}


def _progress(state: LedgerState, period: str) -> pd.DataFrame:
    """Return whether each project was started, and completed, in a period: 1 or 0.

    A count whose dates are entirely blank is left out: unknown is not zero.
    """
    first = pd.Timestamp(int(period[:4]), period_months(period)[0], 1)
    reached = {
        metric: state.projects[day].between(first, pd.Timestamp(period_end(period))).astype("int64")
        for metric, day in DAY_OF_PROGRESS.items()
        if state.projects[day].notna().any()
    }
    return pd.DataFrame(reached, index=state.projects.index)


def _holds_progress(
    state: LedgerState, metric: str, members: pd.Series, period: str, scope: str, subject: str
) -> bool:
    """Whether the ledger holds all projects that reached a stage in a period, each with its date.

    Those signed in the year before may be among them, so that year has to be held too, unless only projects
    signed in the year itself are counted.
    """
    projects, first = state.projects[members], state.projects["signed_on"].min()
    undated = projects["stage"].isin(_REACHED[metric]) & projects[DAY_OF_PROGRESS[metric]].isna()
    of_year = (scope, subject) == ("cohort", "new")
    return not undated.any() and (of_year or first <= pd.Timestamp(int(period[:4]) - 1, 1, 31))


def _held(span: _Span, metric: str, scope: str, subject: str) -> bool:
    """Whether an amount is not for the public."""
    if span.withheld is None:
        return True
    if scope in ("all", "out_of_city"):
        return metric in span.withheld.totals
    # classes of other edges than the ledger's own are in no protected grouping
    groups = span.withheld.groups.get(scope, ())
    return subject not in groups or subject in span.withheld.restricted[metric, scope]


def _span(state: LedgerState, period: str, reported: str, withheld_of: Callable[[str], _Withheld]) -> _Span:
    """A period with what is withheld in it, in the rest of its year and in the whole of it."""
    parts = pd.concat([measures(state, period, flows=False), _progress(state, period)], axis=1)
    whole = reported if reported[:4] == period[:4] else period[:4]
    is_public = period in (whole, f"{period[:4]}H1")
    return _Span(period, parts, withheld_of(whole) if is_public else None)


def _withheld(state: LedgerState, whole: str) -> _Withheld:
    """What is withheld of a whole and of its halves, each of which follows from it and the other."""
    first, last = period_months(whole)
    halves = [(first, min(last, 6)), (7, last)]
    spans = [canonical_period(f"{whole[:4]}-{a:02d}..{whole[:4]}-{b:02d}") for a, b in halves if a <= b]
    groupings, out_of_city = grouped(state), state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    restricted: dict[tuple[str, str], frozenset[str]] = {}
    totals = set[str]()
    for each in dict.fromkeys((whole, *spans)):
        of_each = measures(state, each, flows=False)
        possible = could_add(state, each, of_each)
        for key, held in withheld_of_measures(of_each, groupings, out_of_city, (), possible).items():
            restricted[key] = restricted.get(key, frozenset()) | held
        for metric in map(str, of_each):
            numbers = of_each[metric]
            if small(int((numbers != 0).sum())) or of_few(numbers, possible[metric], out_of_city):
                totals.add(metric)
    groups = {scope: frozenset(map(str, each.unique())) for scope, each in groupings.items()}
    return _Withheld(groups, restricted, frozenset(totals))


def _members(
    state: LedgerState, groupings: Mapping[str, pd.Series], scope: str, subject: str, year: int
) -> pd.Series | None:
    """Which projects a published figure is about; None if the ledger does not say."""
    if scope == "all":
        return pd.Series(data=True, index=state.projects.index)
    if scope == "out_of_city":
        return state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    if scope == "cohort":
        return _of_cohort(state, subject, year)
    if scope == "tier":
        return _of_size(state, subject)
    groups = groupings.get(scope)
    return None if groups is None else groups.astype(str) == subject


def _of_cohort(state: LedgerState, cohort: str, year: int) -> pd.Series | None:
    """Which projects were signed in the year (``new``), or before it; None for another cohort."""
    signed = state.projects["signed_on"].dt.year
    return {"new": signed == year, "carried_over": signed < year}.get(cohort)


def _of_size(state: LedgerState, subject: str) -> pd.Series | None:
    """Which projects are of a size class by its edges, the lower one inclusive; None for no numbers."""
    try:
        low, high = tier_edges(subject)
    except ValueError:
        return None
    amounts = state.projects["agreed_amount"].fillna(-1).astype("int64")
    return (amounts >= int(low * YI)) & (amounts < int(high * YI) if high is not None else True)
