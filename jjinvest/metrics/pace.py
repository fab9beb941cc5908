"""Pace of a target (序时进度): linear by the calendar, seasonal by earlier years or other places.

The seasonal progress at a month is the share of a year that was reached by then: of the district's own
earlier years, pooled, else of named other places whose running totals and year's total were published, marked
so. The share of other places is between the lowest and the highest of them, read off between the months
that they published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.codes import BASIS_OF_METRIC, OUT_OF_CITY_ORIGINS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.periods import canonical_period, is_cumulative, part_of_year, period_end, period_months
from jjinvest.core.quantity import Definition, Quantity, merge_sources, total
from jjinvest.core.rounding import exact
from jjinvest.data.contract_dates import contracts_dated
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.comparability import is_of_now
from jjinvest.metrics.lights import distinguished
from jjinvest.metrics.targets import measure

YEAR_DIGITS = 4
YEARS_COMPARED = 5
"""Earlier years at most that a seasonal pace rests on."""
OWN, ELSEWHERE = "seasonal_own", "seasonal_elsewhere"
"""Caveats of a seasonal pace: what it rests on."""
DATED = {"agreed_amount": "signed_on", "contract_amount": "contract_on"}
"""Metric of a ledger whose amounts are dated by project -> the column of the date."""


@dataclass(frozen=True)
class SeasonalPace:
    """Share of a year by month, and whose it is.

    Attributes
    ----------
    progress
        Share that is usual at the end of a period of the year; None where it is not known.
    caveat
        :data:`OWN` or :data:`ELSEWHERE`.
    names
        Years, or places with their years, that it rests on.
    """

    progress: Callable[[str], Quantity | None]
    caveat: str
    names: tuple[str, ...]


def completion_path(workspace: Workspace, target: pd.Series, period: str) -> dict[str, Quantity]:
    """Return how far a target of the year was reached by each cumulative period up to `period`.

    From published running totals and, where the amounts of a ledger are dated, month by month.
    """
    year, subject = period[:4], measure(target)
    aim, path = target["quantity"], dict[str, Quantity]()
    if aim.value is None or aim.value <= 0:
        return path
    january = f"{year}-01"  # a single month, and the first running total of its year
    first = workspace.latest.get(FactId.of(january, subject))
    totals = {} if first is None else {january: first.as_now_known()}
    for name, actual in {**totals, **_running_totals(workspace, subject, year)}.items():
        if actual.definition == aim.definition and actual.unit == aim.unit:
            path[name] = actual.over(aim)
    if workspace.ledger is not None:
        months = period_months(period)[1]
        for name, actual in _by_month(workspace.ledger, subject, int(year), months).items():
            if actual.definition == aim.definition:
                path.setdefault(name, actual.over(aim))
    last = period_end(period)
    return dict(sorted((item for item in path.items() if period_end(item[0]) <= last), key=_end))


def _end(item: tuple[str, Quantity]) -> int:
    return period_end(item[0]).toordinal()


def _running_totals(workspace: Workspace, subject: str, year: str) -> dict[str, Quantity]:
    totals = {}
    for name, quantity in workspace.latest.items():
        fact_id = FactId(name)
        if fact_id.measure == subject and fact_id.period.startswith(year):
            period = canonical_period(fact_id.period.upper())
            if is_cumulative(period):
                totals[period] = quantity.as_now_known()
    return totals


def _published_totals(workspace: Workspace, subject: str, year: str) -> dict[str, Quantity]:
    """Running totals that were published: the figures of a ledger have few earlier years, its rows all."""
    state, found = workspace.ledger, _running_totals(workspace, subject, year)
    if state is None:
        return found
    of_ledger = f"@{state.source}"
    return {
        period: total
        for period, total in found.items()
        if not any(source.endswith(of_ledger) for source in total.sources)
    }


def _of_one_area(workspace: Workspace, subject: str, totals: dict[str, Quantity]) -> dict[str, Quantity]:
    """Running totals of a year that may be divided by its total: restated as it is, or not as it is not."""

    def is_now(period: str) -> bool:
        return is_of_now(workspace, FactId.of(period, subject))

    whole = next((period for period in totals if len(period) == YEAR_DIGITS), None)
    if whole is None:
        return totals
    return {period: total for period, total in totals.items() if is_now(period) == is_now(whole)}


def _by_month(state: LedgerState, subject: str, year: int, months: int) -> dict[str, Quantity]:
    """Running totals of a dated amount at the end of each month, as the ledger has them."""
    metric, _, scope = subject.partition(".")
    if metric not in DATED or scope not in ("", "out_of_city"):
        return {}
    if metric == "contract_amount" and not contracts_dated(state, [year]):
        return {}
    rows = state.projects
    if scope:
        rows = rows[rows["origin"].isin(OUT_OF_CITY_ORIGINS)]
    day, amount = rows[DATED[metric]], rows[metric].fillna(0).astype("int64")
    definition = Definition(BASIS_OF_METRIC[metric], scope or "all")
    of_year = day.dt.year == year
    return {
        canonical_period(f"{year}-01..{year}-{month:02d}" if month > 1 else f"{year}-01"): Quantity.exact(
            int(amount[of_year & (day.dt.month <= month)].sum()), "元", definition, (state.source,)
        )
        for month in range(1, months + 1)
    }


def seasonal_pace(workspace: Workspace, target: pd.Series) -> SeasonalPace | None:
    """Return the seasonal pace of a target: by own earlier years, else by other places, else None."""
    year, subject = int(target["year"]), measure(target)
    own = own_pace(workspace, subject, year)
    if own is not None:
        return own
    return _elsewhere(workspace.pace_elsewhere) if subject.startswith("funds_in_place") else None


def own_pace(workspace: Workspace, subject: str, year: int) -> SeasonalPace | None:
    """Return the seasonal pace of a measure by the district's own earlier years; None where none is known."""
    totals = {y: _published_totals(workspace, subject, str(y)) for y in range(year - YEARS_COMPARED, year)}
    totals = {y: _of_one_area(workspace, subject, found) for y, found in totals.items()}
    totals = {y: found for y, found in totals.items() if str(y) in found and len(found) > 1}
    state = workspace.ledger
    if not totals and state is not None:
        first = state.projects["signed_on"].min()
        totals = {
            y: _by_month(state, subject, y, 12)
            for y in range(year - YEARS_COMPARED, year)
            if not pd.isna(first) and first <= pd.Timestamp(y, 1, 31)
        }
        totals = {y: found for y, found in totals.items() if found and found[str(y)].value}
    if not totals:
        return None

    def progress(period: str) -> Quantity | None:
        names = {y: canonical_period(f"{y}{period[4:].replace(period[:4], str(y))}") for y in totals}
        used = [y for y in totals if names[y] in totals[y]]
        if not used:
            return None
        by_then, whole = total([totals[y][names[y]] for y in used]), total([totals[y][str(y)] for y in used])
        return None if not whole.value else by_then.over(whole)

    return SeasonalPace(progress, OWN, tuple(map(str, sorted(totals))))


def _elsewhere(rows: pd.DataFrame) -> SeasonalPace | None:
    """Pace of the places whose year's total was published beside running totals."""
    profiles: dict[str, dict[int, Fraction]] = {}
    for (place, year), group in rows.groupby(["place", "year"], sort=True):
        amounts = {int(m): exact(a) for m, a in zip(group["month_end"], group["amount"], strict=True)}
        if 12 in amounts and len(amounts) > 1 and amounts[12] > 0:
            profiles[f"{place} {year}"] = {0: Fraction(0), **{m: a / amounts[12] for m, a in amounts.items()}}
    if not profiles:
        return None

    def progress(period: str) -> Quantity | None:
        month = period_months(period)[1]
        shares = [_between(profile, month) for profile in profiles.values()]
        mean = sum(shares, Fraction(0)) / len(shares)
        return Quantity(mean, min(shares), max(shares), "ratio", Definition("funds"), tuple(profiles))

    return SeasonalPace(progress, ELSEWHERE, tuple(profiles))


def _between(profile: dict[int, Fraction], month: int) -> Fraction:
    """Share at a month, on a straight line between the nearest months that are known."""
    before = max(known for known in profile if known <= month)
    after = min(known for known in profile if known >= month)
    if before == after:
        return profile[before]
    step = Fraction(month - before, after - before)
    return profile[before] + step * (profile[after] - profile[before])


def seasonal_gaps(workspace: Workspace, targets: pd.DataFrame, period: str) -> list[Fact]:
    """Return seasonal progress and distance to it of each target of a year in progress.

    Ids end with the authority of the target where it has one: ``2023h1.funds_in_place.pace_gap_seasonal``.
    """
    found = [fact for _, pair in _gaps(workspace, targets, period) for fact in pair]
    return distinguished(found, workspace.rules.alerts)


def _gaps(
    workspace: Workspace, targets: pd.DataFrame, period: str
) -> Iterator[tuple[SeasonalPace, tuple[Fact, Fact]]]:
    if not part_of_year(period):
        return
    for _, target in targets[targets["year"] == int(period[:4])].iterrows():
        completion = completion_path(workspace, target, period).get(period)
        pace = seasonal_pace(workspace, target)
        progress = None if pace is None else pace.progress(period)
        if completion is None or pace is None or progress is None:
            continue
        subject = FactId.of(period, measure(target))
        authority = FactId.parse(target["target_id"]).authority
        gap = distance(completion, progress)
        yield (
            pace,
            (
                computed_fact(
                    subject / "seasonal_progress",
                    progress,
                    period=period,
                    scope=target["scope"],
                    caveat=pace.caveat,
                    definition="seasonal_progress",
                ),
                replace(
                    computed_fact(
                        subject / "pace_gap_seasonal" / authority,
                        gap,
                        period=period,
                        scope=target["scope"],
                        caveat=pace.caveat,
                        definition="pace_gap_seasonal",
                    ),
                    unit="个百分点",
                ),
            ),
        )


def distance(completion: Quantity, progress: Quantity) -> Quantity:
    """Completion less progress, with the definition of the completion: the pace may be that of others."""
    return replace(
        completion - replace(progress, definition=completion.definition),
        sources=merge_sources(completion, progress),
    )
