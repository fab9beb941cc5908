"""Outlook of the next year from one year of published figures: agreed amount, funds, out-of-city, pipeline.

All functions take frames as of a date and return facts (:mod:`jjinvest.core.facts`). A probability is in [0,
1]; its `low` and `high` are the range over the stated assumptions, and its `value` is None where published
figures determine no point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.once import once_each
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.annual_total import AnnualTotals, simulate_total
from jjinvest.forecasting.annual.compound_poisson import SizeClassYears, simulate, size_classes
from jjinvest.forecasting.annual.earlier_readings import (
    EarlierReading,
    Level,
    coming_level,
    earlier_readings,
)
from jjinvest.forecasting.annual.reference_class import MIN_ROWS, GrowthModel, fit_growth
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution
from jjinvest.forecasting.on_demand import OnDemand, Samples
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.targets import measure

UNSEEN_TIER = 100
"""Size in 亿元 that no published project has: only a scenario holds one."""
MIN_SIMULATED_YEARS = 100
"""Simulated years with a number of projects, below which the share that reaches the target says little."""

MAX_CASE_DRAWS = 20_000
"""Simulated years of the cases of other data; a chance is then known to 0.4 percentage points."""


@dataclass(frozen=True)
class AgreedOutlook:
    """Next year's agreed amount: the distribution, the simulation behind it, and everything as facts.

    `base` is None where no size classes are known.
    """

    distribution: ForecastDistribution
    base: SizeClassYears | None
    facts: list[Fact]


def modelled(
    fact_id: FactId,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    unit: str,
    basis: str,
    period: str,
    scope: str = "all",
    target: float | None = None,
    sources: tuple[str, ...] = (),
    caveat: str = "",
    definition: str = "",
) -> Fact:
    """Build a fact that rests on named assumptions."""
    return Fact(
        fact_id,
        value,
        low,
        high,
        unit,
        basis,
        scope,
        "modelled",
        period,
        None,
        target,
        sources,
        caveat,
        definition=definition,
    )


def band(samples: Samples, coverage: float) -> tuple[float, float]:
    """Central range that holds a share of the samples: `coverage` is 0.8, not 80."""
    low, high = np.quantile(samples, [(1 - coverage) / 2, (1 + coverage) / 2])
    return float(low), float(high)


def agreed_distribution(
    workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions, draws: int | None = None
) -> tuple[ForecastDistribution, SizeClassYears]:
    """Forecast the agreed amount of `year` as a year like the one before, from its size tiers.

    Parameters
    ----------
    draws
        Number of simulated years; that of the assumptions if not given.

    Returns
    -------
    tuple
        The distribution, and the simulated years by size class behind it.

    Raises
    ------
    LookupError
        If the total, count or tiers of the year before were not published.
    """
    return _agreed_distribution(workspace, year, seed, assumptions, draws or assumptions.draws)


@once_each
def _agreed_distribution(
    workspace: Workspace, year: int, seed: int, assumptions: Assumptions, draws: int
) -> tuple[ForecastDistribution, SizeClassYears]:
    base_year = str(year - 1)
    amount, count = FactId.of(base_year, AMOUNT), FactId.of(base_year, COUNT)
    total, classes = size_classes(workspace, base_year)

    def years(**changes: float) -> SizeClassYears:
        return simulate(total, classes, seed=seed, draws=draws, **changes)  # type: ignore[arg-type]

    base, known = years(), workspace.latest
    sources = tuple(dict.fromkeys(s for key in (amount, count) for s in known[key].sources))
    like_last = cache(lambda: years(rate_uncertainty=False))
    cases: dict[str, Callable[[], Samples]] = {
        "known_rates": lambda: like_last().total,
        "year_effect": lambda: years(year_effect=assumptions.year_effect_high).total,
        "optimistic": lambda: years(prior_shape=assumptions.optimistic_prior_shape).total,
    }
    size = min(base.total.size, MAX_CASE_DRAWS)

    def by_readings() -> Samples:
        level = level_by_readings(workspace, year, like_last(), assumptions)
        if level is None:  # a single draw has no spread
            return like_last().total[:size]
        own = np.random.default_rng([seed, 6]).standard_normal(size)
        scale = np.exp(level.log_mean + level.log_sd * own)
        return simulate(total, classes, seed=seed, draws=size, rate_uncertainty=False, scale=scale).total

    if known[amount].value and total > 0 and _readings(workspace, year, 1.0, assumptions):
        cases["earlier_readings"] = by_readings
    if total > 0 and known[count].value:
        alone = AnnualTotals((total,), float(known[count].value or 0))
        cases["annual_total"] = lambda: simulate_total(alone, seed=seed, draws=size).total
    names = [f"tier_{c.low:g}_{c.high:g}" for c in classes]
    names[0] = f"tier_ge_{classes[0].low:g}"
    distribution = ForecastDistribution(
        AMOUNT,
        year,
        known[amount].definition,
        base.total,
        "size_classes",
        ("next_year", "one_year_of_aggregates", "nothing_of_the_year"),
        (
            Assumption("year_effect_high", assumptions.year_effect_high),
            Assumption("optimistic_prior_shape", assumptions.optimistic_prior_shape, unit="个"),
        ),
        workspace.as_of_date,
        sources,
        "size_classes_one_year",
        parts={name: _column(base.by_class, n) for n, name in enumerate(names)},
        cases=OnDemand(cases),
        drivers={name: _column(base.numbers, n) for n, name in enumerate(names)},
        simulation=f"{workspace.district}.{year}.{seed}.{assumptions.draws}",
    )
    return distribution, base


def _column(samples: Samples, number: int) -> Samples:
    """Return a column as an array of its own, which processes can share (:mod:`jjinvest.core.packed`)."""
    return np.ascontiguousarray(samples[:, number])


def level_by_readings(
    workspace: Workspace, year: int, repeat: SizeClassYears, assumptions: Assumptions
) -> Level | None:
    """Level of the coming year by what is published of earlier years; None where nothing is.

    Parameters
    ----------
    repeat
        Years like the last one, which show how far single projects alone move a total.
    """
    process_cv = float(repeat.total.std() / repeat.total.mean()) if repeat.total.mean() > 0 else 0.0
    readings = _readings(workspace, year, process_cv, assumptions)
    amount = workspace.latest.get(FactId.of(year - 1, AMOUNT))
    if amount is None or not amount.value or process_cv <= 0:
        return None
    return coming_level(
        readings, year, float(amount.value / YI), process_cv=process_cv, sources=amount.sources
    )


def _readings(
    workspace: Workspace, year: int, process_cv: float, assumptions: Assumptions
) -> list[EarlierReading]:
    share_sd = assumptions.first_half_share_sd
    return earlier_readings(workspace, year, AMOUNT, process_cv=process_cv, share_sd=share_sd)


def _reading_facts(
    workspace: Workspace, year: int, repeat: Samples, assumptions: Assumptions
) -> Iterator[Fact]:
    """Level of the coming year by earlier readings with its 80 % range, and the number of years read."""
    like_last = SizeClassYears(repeat[:, None], np.zeros((len(repeat), 1)))
    level = level_by_readings(workspace, year, like_last, assumptions)
    if level is None:
        return
    total = float((workspace.latest[FactId.of(year - 1, AMOUNT)].value or 0) / YI)
    key, spread = FactId.of(year, AMOUNT, "earlier_readings"), 1.2816 * level.log_sd
    middle, low, high = (total * float(np.exp(level.log_mean + z)) for z in (0.0, -spread, spread))
    common: dict[str, Any] = {"basis": "agreed", "period": str(year), "sources": level.sources}
    yield modelled(
        key / "level",
        middle,
        low,
        high,
        unit="亿元",
        caveat="earlier_readings",
        definition="earlier_level",
        **common,
    )
    yield modelled(key / "years", float(len(level.years)), unit="个", definition="years_read", **common)


def agreed_outlook(workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions) -> AgreedOutlook:
    """Forecast next year's agreed amount, with the chance of its target, scenarios and large projects.

    Raises
    ------
    LookupError
        As :func:`agreed_distribution`.
    """
    distribution, base = agreed_distribution(workspace, year, seed=seed, assumptions=assumptions)
    targets, period = workspace.targets, str(year)
    facts = distribution.facts(targets)
    facts += _large_projects(base, workspace, period, distribution.sources, assumptions)
    facts += _reading_facts(workspace, year, distribution.cases["known_rates"], assumptions)
    for _, target in distribution.own(targets).iterrows():
        cited = (*distribution.sources, *target["figure_ids"])
        facts += _scenarios(
            base, distribution.cases["known_rates"], float(target["value"]), distribution.key, period, cited
        )
    return AgreedOutlook(distribution, base, facts)


def large_projects_needed(outlook: AgreedOutlook, year: int) -> list[Fact]:
    """Smallest number of projects of the largest size for a chance of the target of 50 % or more.

    Everything else varies as in the outlook. Empty if there is no target, or if no number of projects is
    enough.
    """
    if outlook.base is None:
        return []
    below = FactId.of(year, AMOUNT, "p_reach")
    reach = [f for f in outlook.facts if (parts := f.id.below(below)) is not None and len(parts) == 1]
    large = [f for f in outlook.facts if f.id.metric == COUNT and f.id.name == "expected"]
    if not reach or not large or reach[0].target is None:
        return []
    goal = reach[0].target
    years = pd.DataFrame({"large": outlook.base.large, "reached": outlook.base.total >= goal})
    share = years.groupby("large")["reached"].agg(["mean", "size"])
    enough = share.index[(share["mean"] >= 0.5) & (share["size"] >= MIN_SIMULATED_YEARS)]
    if enough.empty:
        return []
    return [
        modelled(
            large[0].id.parent / "needed",
            float(enough.min()),
            unit="个",
            basis="count",
            period=str(year),
            target=goal,
            sources=reach[0].sources,
            caveat="size_classes_one_year",
            definition="needed",
        )
    ]


def _scenarios(
    base: SizeClassYears, repeat: Samples, goal: float, key: FactId, period: str, sources: tuple[str, ...]
) -> Iterator[Fact]:
    """Two named scenarios: no project of the largest class at all, and a repeat of last year's rates."""
    for name, samples in (("no_large", base.by_class[:, 1:].sum(axis=1)), ("repeat", repeat)):
        head, chance = key / "scenario" / name, float((samples >= goal).mean())
        yield modelled(
            head,
            float(np.median(samples)),
            *band(samples, 0.8),
            unit="亿元",
            basis="agreed",
            period=period,
            sources=sources,
            caveat="scenario_only",
            definition="scenario",
        )
        yield modelled(
            head / "p_reach" / f"{goal:g}",
            chance,
            unit="概率",
            basis="agreed",
            period=period,
            target=goal,
            sources=sources,
            caveat="scenario_only",
            definition="p_reach",
        )


def _large_projects(
    base: SizeClassYears,
    workspace: Workspace,
    period: str,
    sources: tuple[str, ...],
    assumptions: Assumptions,
) -> Iterator[Fact]:
    """Expected number and chance of the largest projects, and the chance of one larger than any published."""
    largest = size_classes(workspace, str(int(period) - 1))[1][0]
    edge = largest.low
    key = FactId.of(period, COUNT, f"tier_ge_{edge:g}")

    def fact(
        fact_id: FactId,
        value: float | None,
        ends: tuple[float | None, float | None] = (None, None),
        *,
        unit: str = "概率",
        caveat: str = "size_classes_one_year",
    ) -> Fact:
        return modelled(
            fact_id,
            value,
            *ends,
            unit=unit,
            basis="count",
            period=period,
            scope="tier",
            sources=sources,
            caveat=caveat,
            definition=fact_id.name,
        )

    highest = 1 - 0.5**assumptions.hundred_yi_prior_shape
    if largest.count:
        chance = float((base.large >= 1).mean())
        highest = min(highest, chance)  # a larger project is also one of this class
        expected = fact(key / "expected", float(base.large.mean()), band(base.large, 0.8), unit="个")
        yield replace(expected, decimals=1)
        yield fact(key / "p_any", chance)
    else:  # one year without any does not say that there will be none
        yield fact(key / "p_any", None, (0.0, highest), caveat="scenario_only")
    if edge < UNSEEN_TIER:
        unseen = FactId.of(period, COUNT, f"tier_ge_{UNSEEN_TIER}", "p_any")
        yield fact(unseen, None, (0.0, highest), caveat="scenario_only")


@dataclass(frozen=True)
class FundsOutlook:
    """The reference rows used (with column ``reaches``), both growth models, and the facts."""

    rows: pd.DataFrame
    published: GrowthModel | None
    complete: GrowthModel | None
    facts: list[Fact]


def funds_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> FundsOutlook:
    """Chance that funds in place reach each next target, as a range from the growth of comparable series.

    The rows are marked by the district's own target, else by the first one that can be compared.
    """
    growth, targets, known = workspace.growth, workspace.targets, workspace.latest
    used = growth[growth["month_end"] >= assumptions.reference_min_months]
    asked = targets[(targets["year"] == year) & (targets["basis"] == "funds")]
    marked, facts = None, dict[str, Fact]()
    own_first = sorted(asked.iterrows(), key=lambda row: row[1]["authority"] not in ("", "district"))
    for _, target in own_first:
        actual = known.get(FactId.of(year - 1, measure(target)))
        if actual is None or actual.definition != target["quantity"].definition or not actual.value:
            continue
        needed = float(target["quantity"].value / actual.value) - 1
        rows = used.assign(reaches=used["growth_pct"] / 100 >= needed)
        rates = rows[rows["selection"] == "published_growth"]
        series = rows[rows["selection"] == "complete_series"]
        if len(rates) < MIN_ROWS or len(series) < MIN_ROWS:
            break
        published, complete = fit_growth(rates["growth_pct"]), fit_growth(series["growth_pct"])
        sources = (*actual.sources, *target["figure_ids"])
        for fact in _funds_facts(target, rates, published, complete, needed, sources):
            facts.setdefault(str(fact.id), fact)
        marked = marked or FundsOutlook(rows, published, complete, [])
    if marked is None:
        return FundsOutlook(used.assign(reaches=False), None, None, [])
    return replace(marked, facts=list(facts.values()))


def _funds_facts(
    target: pd.Series,
    rates: pd.DataFrame,
    published: GrowthModel,
    complete: GrowthModel,
    needed: float,
    sources: tuple[str, ...],
) -> Iterator[Fact]:
    """Chance of the funds target as a range, under each growth model, and what the reference rows are."""
    goal, year = float(target["value"]), str(target["year"])
    key = FactId.of(year, measure(target), "p_reach", f"{target['value']:g}")
    chances = {
        "naive_share": float(rates["reaches"].mean()),
        "published_growth": published.p_at_least(needed),
        "zero_centre": published.p_at_least(needed, centre=0.0),
        "zero_centre_wide": complete.p_at_least(needed, centre=0.0),
    }
    common: dict[str, Any] = {
        "basis": "funds",
        "period": year,
        "scope": target["scope"],
        "sources": sources,
        "definition": "p_reach",
    }
    chance: dict[str, Any] = {"unit": "概率", "target": goal, "caveat": "selected_growth", **common}
    yield modelled(key, None, min(chances.values()), max(chances.values()), **chance)
    for name, p in chances.items():
        yield modelled(key / name, p, **chance)
    rises, median = float((rates["growth_pct"] > 0).sum()), 100 * float(np.expm1(published.centre))
    yield modelled(key / "reference_rows", float(len(rates)), unit="个", **common)
    yield modelled(key / "reference_rises", rises, unit="个", **common)
    yield modelled(key / "reference_median_growth", median, unit="%", **common)


def pipeline_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> list[Fact]:
    """Expected contribution of the published pipeline, and its spread with a common shock.

    The named pipeline projects keep their amounts; the rest of the published (open-ended) total is spread
    evenly.
    """
    known, stock = workspace.latest, str(year - 1)
    total = known.get(FactId.of(stock, "intended_amount"))
    count = known.get(FactId.of(stock, "projects_in_negotiation"))
    if total is None or count is None or not total.value or not count.value:
        return []
    project = FactId.of(stock, "intended_amount", "project")
    named = [q for name, q in known.items() if FactId(name).below(project) and q.value]
    amounts = np.array([float((q.value or 0) / YI) for q in named])
    published, number = float(total.value / YI), int(count.value)
    others = max(number - len(amounts), 1)
    amounts = np.append(amounts, np.full(others, max(published - amounts.sum(), 0.0) / others))
    p, rho = assumptions.pipeline_probability, assumptions.pipeline_correlation
    independent = p * (1 - p) * float((amounts**2).sum())
    shared = rho * p * (1 - p) * float(amounts.sum() ** 2 - (amounts**2).sum())
    expected, sources = p * published, (*total.sources, *count.sources)

    def fact(name: str, value: float, low: float | None = None, high: float | None = None) -> Fact:
        return modelled(
            FactId.of(year, AMOUNT, "pipeline", name),
            value,
            low,
            high,
            unit="亿元",
            basis="agreed",
            period=str(year),
            scope="pipeline",
            sources=sources,
            caveat="pipeline_assumed",
            definition="expected" if name == "expected" else "pipeline",
        )

    sd = float(np.sqrt(independent + shared))
    return [
        fact("expected", expected, expected - sd, expected + sd),
        fact("sd_independent", float(np.sqrt(independent))),
        fact("sd", sd),
    ]
