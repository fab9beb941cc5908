"""Joint targets: the chance that all are reached, from one joint simulation.

The out-of-city agreed amount moves with the total agreed amount, draw by draw, at a named ratio. Funds in
place, for which no figures by project are published, grow as in the reference class and are tied to the
agreed amount by a named correlation. Chances are not multiplied: targets that depend on the same projects are
reached together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.once import once_each
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.reference_class import GrowthModel
from jjinvest.forecasting.distribution import ForecastDistribution, p_all
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.targets import measure

TargetOf = tuple[ForecastDistribution, Quantity]


def out_of_city_ratios(
    workspace: Workspace, year: int, assumptions: Assumptions
) -> tuple[float, list[float]]:
    """Return last year's out-of-city contracts over the total agreed amount, and the ratios to try.

    A ratio is out-of-city contracts ÷ out-of-city agreed amount; the published one is the lowest possible.

    Raises
    ------
    LookupError
        If either was not published, or the year before has a figure of the target's own basis.
    """
    known, before = workspace.latest, year - 1
    contracts = known.get(FactId.of(before, "contract_amount", "out_of_city"))
    agreed = known.get(FactId.of(before, "agreed_amount"))
    if contracts is None or agreed is None or FactId.of(before, "agreed_amount", "out_of_city") in known:
        raise LookupError("no out-of-city contracts beside an agreed amount")
    lowest = float((contracts.value or 0) / (agreed.value or 1))
    return lowest, [lowest, *sorted(r for r in assumptions.contract_to_agreed if r > lowest)]


def ratio_weights(ratios: list[float]) -> Samples:
    """Weights of ascending ratios, as if every ratio between the first and the last were equally likely.

    Examples
    --------
    >>> ratio_weights([0.5, 0.6, 1.0]).round(2).tolist()
    [0.1, 0.5, 0.4]
    """
    if len(ratios) == 1:
        return np.ones(1)
    gaps = np.diff(np.asarray(ratios, dtype=float))
    weights = (np.append(gaps, 0.0) + np.append(0.0, gaps)) / 2
    return np.asarray(weights / weights.sum())


def scaled(agreed: ForecastDistribution, share: float) -> ForecastDistribution:
    """Return the out-of-city agreed amount as a share of the total, in the same draws."""
    return replace(
        agreed,
        definition=Definition("agreed", "out_of_city"),
        samples=agreed.samples * share,
        cases={},
        parts={},
        drivers={},
    )


def grown(
    agreed: ForecastDistribution,
    actual: Quantity,
    model: GrowthModel,
    *,
    centre: float | None,
    correlation: float,
    seed: int,
) -> ForecastDistribution:
    """Return last year's funds, grown as the reference class grew and tied to the agreed amount by rank.

    Parameters
    ----------
    actual
        Funds of last year.
    model, centre
        Growth of the reference class; `centre` of log growth replaces that of the model.
    correlation
        Of the normal scores of both amounts.
    """
    rng = np.random.default_rng([seed, 2])
    draws = agreed.samples.size
    own = rng.standard_normal(draws)
    normal = correlation * _normal_scores(agreed) + np.sqrt(1 - correlation**2) * own
    student = normal / np.sqrt(rng.chisquare(model.rows - 1, draws) / (model.rows - 1))
    middle = model.centre if centre is None else centre
    growth: Samples = middle + model.scale * np.sqrt(1 + 1 / model.rows) * student
    # Student-t log growth has no finite mean in levels, so growth is capped at a factor of ten either way
    amount = float((actual.value or 0) / YI) * np.exp(np.clip(growth, -2.3, 2.3))
    return replace(
        agreed,
        metric="funds_in_place",
        definition=actual.definition,
        samples=amount,
        cases={},
        parts={},
        drivers={},
    )


@once_each
def _normal_scores(forecast: ForecastDistribution) -> Samples:
    """Return the normal scores of the samples: the quantiles of a standard normal at their ranks."""
    ranks = pd.Series(forecast.samples).rank().to_numpy()
    from scipy.special import ndtri

    return np.asarray(ndtri((ranks - 0.5) / forecast.samples.size))


def joint_targets(
    workspace: Workspace,
    agreed: ForecastDistribution,
    published: GrowthModel | None,
    complete: GrowthModel | None,
    *,
    seed: int,
    assumptions: Assumptions,
) -> list[Fact]:
    """Chance that all targets of the year that published figures can forecast are reached, as facts.

    ``<year>.targets.p_all`` takes every ratio, centre of growth and correlation as equally likely; its range
    is over the centres and correlations. ``<year>.targets.forecastable`` is the number of these
    targets.

    Returns
    -------
    list of Fact
        Empty where fewer than two targets can be forecast.
    """
    chances, sources, count = dict[int, float](), list[str](), 0
    for model, weight, aims, cited in _combinations(
        workspace, agreed, published, complete, seed=seed, assumptions=assumptions
    ):
        count, sources = len(aims), cited
        if count < 2:
            return []
        chances[model] = chances.get(model, 0.0) + weight * p_all(aims)
    if not chances:
        return []
    about = replace(
        agreed, definition=Definition("count"), sources=tuple(dict.fromkeys(sources)), caveat="joint_targets"
    )
    key = FactId.of(agreed.year, "targets")
    means = list(chances.values())
    mean = sum(means) / len(means)
    return [
        about.fact(key / "p_all", mean, min(means), max(means), unit="概率", definition="p_all"),
        about.fact(key / "forecastable", float(count), unit="个", definition="forecastable"),
    ]


def _combinations(
    workspace: Workspace,
    agreed: ForecastDistribution,
    published: GrowthModel | None,
    complete: GrowthModel | None,
    *,
    seed: int,
    assumptions: Assumptions,
) -> Iterator[tuple[int, float, list[TargetOf], list[str]]]:
    """Distributions with their targets under each combination of assumptions, and their sources.

    Before them: the number of the model of funds, and the weight of the ratio.
    """
    goals = {
        measure(row): row for _, row in workspace.targets[workspace.targets["year"] == agreed.year].iterrows()
    }
    if agreed.metric not in goals:
        return
    known, contracts = workspace.latest, FactId.of(agreed.year - 1, "contract_amount", "out_of_city")
    sources = [*agreed.sources, *goals[agreed.metric]["figure_ids"]]
    fixed: list[TargetOf] = [(agreed, goals[agreed.metric]["quantity"])]
    cities: list[tuple[float, list[TargetOf]]] = [(1.0, [])]
    city = goals.get("agreed_amount.out_of_city")
    if city is not None:
        try:
            lowest, ratios = out_of_city_ratios(workspace, agreed.year, assumptions)
        except LookupError:
            ratios = []
        if ratios:
            cities = [
                (float(weight), [(scaled(agreed, lowest / ratio), city["quantity"])])
                for ratio, weight in zip(ratios, ratio_weights(ratios), strict=True)
            ]
            sources += [*known[contracts].sources, *city["figure_ids"]]
    funds: list[list[TargetOf]] = [[]]
    aim = goals.get("funds_in_place.out_of_city")
    actual = known.get(FactId.of(agreed.year - 1, "funds_in_place", "out_of_city"))
    if aim is not None and actual is not None and published is not None and complete is not None:
        models = ((published, None), (published, 0.0), (complete, 0.0))
        funds = [
            [(grown(agreed, actual, model, centre=centre, correlation=rho, seed=seed), aim["quantity"])]
            for model, centre in models
            for rho in assumptions.funds_agreed_correlation
        ]
        sources += [*actual.sources, *aim["figure_ids"]]
    for weight, one in cities:
        for model, other in enumerate(funds):
            yield model, weight, [*fixed, *one, *other], sources
