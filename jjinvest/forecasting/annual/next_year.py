"""The outlook of the next year from one year of published figures: agreed amount, funds, out-of-city, pipeline.

All functions take frames as of a date and return facts (:mod:`jjinvest.core.facts`); probabilities are in [0, 1] with
`low`/`high` the range over the stated assumptions, and `value` None where published figures determine no point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.compound_poisson import SimulatedYears, simulate, size_classes
from jjinvest.forecasting.annual.reference_class import GrowthModel, fit_growth
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution, Samples
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.targets import measure

UNSEEN_TIER = 100  # 亿元: no project of this size is published: only a scenario holds one


@dataclass(frozen=True)
class AgreedOutlook:
    """Next year's agreed amount: the outcome, the simulation behind it, and everything as facts."""

    outcome: ForecastDistribution
    base: SimulatedYears
    facts: list[Fact]


def modelled(fact_id: FactId, value: float | None, low: float | None, high: float | None, *, unit: str, basis: str,
             period: str, scope: str = "all", target: float | None = None, sources: tuple[str, ...] = (), caveat: str = "") -> Fact:  # fmt: skip
    """Build a fact that rests on named assumptions."""
    return Fact(
        fact_id, value, low, high, unit, basis, scope, "modelled", period, None, target, sources, caveat
    )


def band(samples: Samples, level: float) -> tuple[float, float]:
    """Central band of a level such as 0.8."""
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def agreed_distribution(
    workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions, draws: int | None = None
) -> tuple[ForecastDistribution, SimulatedYears]:
    """Agreed amount of `year`: a year like the one before, as its size tiers show it.

    `draws` is the number of simulated years, that of the assumptions if not given.

    Raises
    ------
    LookupError
        If the total, count or tiers of the year before were not published.
    """
    base_year = str(year - 1)
    total, classes = size_classes(workspace, base_year)

    def years(**changes: float) -> SimulatedYears:
        return simulate(total, classes, seed=seed, draws=draws or assumptions.draws, **changes)  # type: ignore[arg-type]

    base = years()
    known = workspace.latest
    sources = tuple(dict.fromkeys(s for k in (AMOUNT, COUNT) for s in known[f"{base_year}.{k}"].sources))
    names = [f"tier_{c.low:g}_{c.high:g}" for c in classes]
    names[0] = f"tier_ge_{classes[0].low:g}"
    outcome = ForecastDistribution(
        AMOUNT,
        year,
        known[f"{base_year}.{AMOUNT}"].definition,
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
        parts={name: base.by_class[:, n] for n, name in enumerate(names)},
        cases={
            "known_rates": years(rate_uncertainty=False).total,
            "year_effect": years(year_effect=assumptions.year_effect_high).total,
            "optimistic": years(prior_shape=assumptions.optimistic_prior_shape).total,
        },
        drivers={name: base.numbers[:, n] for n, name in enumerate(names)},
        simulation=f"{workspace.district}.{year}.{seed}.{assumptions.draws}",
    )
    return outcome, base


def agreed_outlook(workspace: Workspace, year: int, *, seed: int, assumptions: Assumptions) -> AgreedOutlook:
    """Next year's agreed amount, P(target) with its range, scenarios and the chance of large projects.

    Raises
    ------
    LookupError
        As :func:`agreed_distribution`.
    """
    outcome, base = agreed_distribution(workspace, year, seed=seed, assumptions=assumptions)
    targets, period = workspace.targets, str(year)
    rows = outcome.facts(targets)
    rows += _large_projects(base, workspace, period, outcome.sources, assumptions)
    for _, target in outcome.own(targets).iterrows():
        cited = (*outcome.sources, *target["figure_ids"])
        rows += _scenarios(
            base, outcome.cases["known_rates"], float(target["value"]), outcome.key, period, cited
        )
    return AgreedOutlook(outcome, base, rows)


def _scenarios(
    base: SimulatedYears, repeat: Samples, goal: float, key: FactId, period: str, sources: tuple[str, ...]
) -> list[Fact]:
    """Two named scenarios: no project of the largest class at all, and a repeat of last year's rates."""
    rows = []
    for name, samples in (("no_large", base.by_class[:, 1:].sum(axis=1)), ("repeat", repeat)):
        rows.append(
            modelled(
                key / "scenario" / name,
                float(np.median(samples)),
                *band(samples, 0.8),
                unit="亿元",
                basis="agreed",
                period=period,
                sources=sources,
                caveat="scenario_only",
            )
        )
        rows.append(
            modelled(
                key / "scenario" / name / "p_reach" / f"{goal:g}",
                float((samples >= goal).mean()),
                None,
                None,
                unit="概率",
                basis="agreed",
                period=period,
                target=goal,
                sources=sources,
                caveat="scenario_only",
            )
        )
    return rows


def _large_projects(
    base: SimulatedYears,
    workspace: Workspace,
    period: str,
    sources: tuple[str, ...],
    assumptions: Assumptions,
) -> list[Fact]:
    edge = size_classes(workspace, str(int(period) - 1))[1][0].low
    key = FactId.of(period, COUNT, f"tier_ge_{edge:g}")
    shape = assumptions.hundred_yi_prior_shape
    rows = [
        modelled(key / "expected", float(base.large.mean()), *band(base.large, 0.8), unit="个", basis="count", period=period, scope="tier", sources=sources, caveat="size_classes_one_year"),
        modelled(key / "p_any", float((base.large >= 1).mean()), None, None, unit="概率", basis="count", period=period, scope="tier", sources=sources, caveat="size_classes_one_year"),
    ]  # fmt: skip
    if edge < UNSEEN_TIER:
        rows.append(modelled(FactId.of(period, COUNT, f"tier_ge_{UNSEEN_TIER}", "p_any"), None, 0.0, 1 - 0.5**shape, unit="概率", basis="count", period=period, scope="tier", sources=sources, caveat="scenario_only"))  # fmt: skip
    return rows


def out_of_city_outlook(
    workspace: Workspace,
    year: int,
    agreed: AgreedOutlook,
    *,
    assumptions: Assumptions,
) -> list[Fact]:
    """Out-of-city agreed amount: last year has no figure of this basis, so P(target) is conditional on a named ratio.

    The ratio `contract_to_agreed` (out-of-city formal contracts ÷ out-of-city agreed amount) lies between the published
    contracts over the whole agreed amount and 1; next year's out-of-city share is taken to be last year's.
    """
    known, targets = workspace.latest, workspace.targets
    key = FactId.of(year, AMOUNT, "out_of_city")
    contracts, total = known.get(f"{year - 1}.contract_amount.out_of_city"), known.get(f"{year - 1}.{AMOUNT}")
    goals = targets[targets["target_id"] == f"{key}.target"]
    if goals.empty or contracts is None or total is None or f"{year - 1}.{AMOUNT}.out_of_city" in known:
        return []
    lowest = float((contracts.value or 0) / (total.value or 1))
    goal, sources = (
        float(goals.iloc[0]["value"]),
        (*contracts.sources, *total.sources, *goals.iloc[0]["figure_ids"]),
    )
    ratios = [lowest, *(r for r in assumptions.contract_to_agreed if r > lowest)]
    head = key / "p_reach" / f"{goal:g}"
    chance = {r: float((agreed.base.total * lowest / r >= goal).mean()) for r in ratios}

    def fact(
        name: str,
        value: float | None,
        low: float | None = None,
        high: float | None = None,
        unit: str = "概率",
    ) -> Fact:
        return modelled(head / name, value, low, high, unit=unit, basis="agreed", period=str(year),
                        scope="out_of_city", target=goal, sources=sources, caveat="ratio_conditional")  # fmt: skip

    rows = [fact("", None, min(chance.values()), max(chance.values()))]
    for n, (ratio, p) in enumerate(chance.items(), start=1):
        rows.append(fact(f"given.{n}.ratio", 100 * ratio, unit="%"))
        rows.append(fact(f"given.{n}", p))
    return rows


@dataclass(frozen=True)
class FundsOutlook:
    """The reference rows used (with column ``reaches``), both growth models, and the facts."""

    rows: pd.DataFrame
    published: GrowthModel | None
    complete: GrowthModel | None
    facts: list[Fact]


def funds_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> FundsOutlook:
    """Chance that funds in place reach the next target, from the growth of comparable series: a range, no point."""
    growth, targets, known = workspace.growth, workspace.targets, workspace.latest
    used = growth[growth["month_end"] >= assumptions.reference_min_months]
    for _, target in targets[(targets["year"] == year) & (targets["basis"] == "funds")].iterrows():
        actual = known.get(f"{year - 1}.{measure(target)}")
        if actual is None or actual.definition != target["quantity"].definition or not actual.value:
            continue
        needed = float(target["quantity"].value / actual.value) - 1
        used = used.assign(reaches=used["growth_pct"] / 100 >= needed)
        funds = used[used["selection"] == "published_growth"]
        series = used[used["selection"] == "complete_series"]
        if len(funds) < 4 or len(series) < 4:
            break
        published, complete = fit_growth(funds["growth_pct"]), fit_growth(series["growth_pct"])
        key, sources = (
            FactId.of(year, measure(target), "p_reach", f"{target['value']:g}"),
            (*actual.sources, *target["figure_ids"]),
        )
        chances = {
            "naive_share": float(funds["reaches"].mean()),
            "published_growth": published.p_at_least(needed),
            "zero_centre": published.p_at_least(needed, centre=0.0),
            "zero_centre_wide": complete.p_at_least(needed, centre=0.0),
        }
        common = {"basis": "funds", "period": str(year), "scope": target["scope"], "sources": sources}
        rows = [
            modelled(
                key,
                None,
                min(chances.values()),
                max(chances.values()),
                unit="概率",
                target=float(target["value"]),
                caveat="selected_growth",
                **common,
            )
        ]
        rows += [
            modelled(
                key / name,
                p,
                None,
                None,
                unit="概率",
                target=float(target["value"]),
                caveat="selected_growth",
                **common,
            )
            for name, p in chances.items()
        ]
        rows += [
            modelled(key / "reference_rows", float(len(funds)), None, None, unit="个", **common),
            modelled(
                key / "reference_rises",
                float((funds["growth_pct"] > 0).sum()),
                None,
                None,
                unit="个",
                **common,
            ),
            modelled(
                key / "reference_median_growth",
                100 * float(np.expm1(published.centre)),
                None,
                None,
                unit="%",
                **common,
            ),
        ]
        return FundsOutlook(used, published, complete, rows)
    return FundsOutlook(used.assign(reaches=False), None, None, [])


def pipeline_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> list[Fact]:
    """Expected contribution of the published pipeline and its spread with a common shock.

    The named pipeline projects keep their amounts; the rest of the published (open-ended) total is spread evenly.
    """
    known, stock = workspace.latest, str(year - 1)
    total, count = (
        known.get(f"{stock}.intended_amount.pipeline"),
        known.get(f"{stock}.pipeline_projects.pipeline"),
    )
    if total is None or count is None or not total.value or not count.value:
        return []
    pattern = rf"{stock}\.intended_amount\.project\."
    named = [q for k, q in known.items() if pd.Series([k]).str.match(pattern).all() and q.value]
    amounts = np.array([float((q.value or 0) / YI) for q in named])
    whole, number = float(total.value / YI), int(count.value)
    others = max(number - len(amounts), 1)
    amounts = np.append(amounts, np.full(others, max(whole - amounts.sum(), 0.0) / others))
    p, rho = assumptions.pipeline_probability, assumptions.pipeline_correlation
    independent = p * (1 - p) * float((amounts**2).sum())
    shared = rho * p * (1 - p) * float(amounts.sum() ** 2 - (amounts**2).sum())
    expected, sources = p * whole, (*total.sources, *count.sources)

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
        )

    sd = float(np.sqrt(independent + shared))
    return [
        fact("expected", expected, expected - sd, expected + sd),
        fact("sd_independent", float(np.sqrt(independent))),
        fact("sd", sd),
    ]
