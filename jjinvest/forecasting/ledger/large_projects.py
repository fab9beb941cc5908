"""Numbers of large projects that a year of a ledger will sign, for every size from one simulation.

Projects in negotiation sign by their own chances. How large they are then follows from what earlier projects
of about their estimate signed, or is what the ledger states where no import shows that
(:mod:`jjinvest.forecasting.ledger.estimates`). New business is as large as earlier new business was.
In each draw the projects of 50 亿元 and more are among those of 20 and more, so a larger size never has the
larger chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.ledger.forecast import YearForecast
from jjinvest.forecasting.ledger.simulation import YearModel, conversions, new_level, row_blocks
from jjinvest.forecasting.reserving.triangle import Floats
from jjinvest.metrics.breakdowns import COUNT

SIZES = (10.0, 20.0, 50.0, 100.0)
"""Sizes in 亿元 from which a project is large."""
SEED_STEP = 11
"""Added to the run's seed: these draws are apart from those of the amounts."""


def known_sizes(model: YearModel) -> list[float]:
    """Return the sizes that a project in negotiation or an earlier one of the ledger has."""
    known = [
        float(model.stated_amounts.max(initial=0.0)),
        *(float(pool.amounts.max()) for pool in model.pools),
    ]
    return [size for size in SIZES if max(known) >= size]


def large_numbers(model: YearModel, sizes: Sequence[float], *, draws: int, seed: int) -> Floats:
    """Simulate how many projects of at least each size are signed.

    Parameters
    ----------
    sizes
        In 亿元, ascending.

    Returns
    -------
    ndarray
        Numbers of shape (sizes, draws); a row is nowhere above the one before it.

    Examples
    --------
    >>> stated = np.ones(2, dtype=bool)
    >>> amounts, chances = np.array([12.0, 60.0]), np.array([1.0, 0.5])
    >>> model = YearModel(0.0, 0.0, amounts, stated, stated, chances, 0.0, 0.0, 0.0, 0.0, (), None)
    >>> large_numbers(model, [10.0, 50.0], draws=10_000, seed=1).mean(axis=1).round(1).tolist()
    [1.5, 0.5]
    """
    rng = np.random.default_rng(seed)
    shock, edges = rng.standard_normal(draws), np.asarray(sizes, dtype=float)
    numbers = np.zeros((len(edges), draws))
    known = np.concatenate([pool.amounts for pool in model.pools]) if model.pools else np.zeros(1)
    drawn = ~model.stated & bool(model.pools)
    reach = _reach(model, edges)
    unsure = model.stated & ((reach > 0) & (reach < 1)).any(axis=1)
    own = rng.spawn(1)[0]
    for part, signs in conversions(model, shock, rng):
        of_block = numbers[:, part]
        for rows in row_blocks(signs):
            size = np.broadcast_to(model.stated_amounts, signs[rows].shape).copy()
            size[:, drawn] = known[rng.integers(0, len(known), (len(size), int(drawn.sum())))]
            luck = own.random((len(size), int(unsure.sum())), dtype=np.float32)
            for place, edge in enumerate(edges):
                above = size >= edge
                above[:, unsure] = luck < reach[unsure, place]
                of_block[place, rows] += (signs[rows] & above).sum(axis=1)
    if model.new_expected <= 0 or not model.pools:
        return numbers
    level, shares = new_level(model, rng.standard_normal(draws), rng)
    for pool, share in zip(model.pools, shares, strict=True):
        at_least = (pool.amounts[:, None] >= edges).mean(axis=0)
        between = at_least - np.append(at_least[1:], 0.0)  # a Poisson number splits into independent ones
        split = rng.poisson((1 + model.growth) * between[:, None] * level * share)
        numbers += split[::-1].cumsum(axis=0)[::-1]
    return numbers


def _reach(model: YearModel, edges: Floats) -> Floats:
    """Chance that each named project is signed with at least each size, shape (projects, sizes)."""
    if model.ratio is None:
        return (model.stated_amounts[:, None] >= edges).astype(float)
    return model.ratio.reach(model.stated_amounts, edges)


def large_project_facts(
    forecast: YearForecast, *, draws: int, seed: int, unseen_prior: float, sources: tuple[str, ...]
) -> Iterator[Fact]:
    """Expected number of large projects with its 80 % range, and the chance of at least one, by size.

    Parameters
    ----------
    unseen_prior
        Prior shape of the rate of a size that no project of the ledger has; its chance is a range.
    """
    sizes, year = known_sizes(forecast.model), str(forecast.year)
    if not sizes:
        return
    numbers = large_numbers(forecast.model, sizes, draws=draws, seed=seed + SEED_STEP)
    chance = 1.0
    for size, row in zip(sizes, numbers, strict=True):
        key, chance = FactId.of(year, COUNT, f"tier_ge_{size:g}"), float((row >= 1).mean())
        low, high = (float(end) for end in np.quantile(row, [0.1, 0.9]))
        yield _fact(key / "expected", float(row.mean()), low, high, "个", sources)
        yield _fact(key / "p_any", chance, None, None, "概率", sources)
    if sizes[-1] < SIZES[-1]:
        key, highest = FactId.of(year, COUNT, f"tier_ge_{SIZES[-1]:g}"), 1 - 0.5**unseen_prior
        yield _fact(key / "p_any", None, 0.0, min(highest, chance), "概率", sources, "scenario_only")


def _fact(
    fact_id: FactId,
    value: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    sources: tuple[str, ...],
    caveat: str = "large_by_ledger",
) -> Fact:
    return Fact(
        fact_id,
        value,
        low,
        high,
        unit,
        "count",
        "tier",
        "modelled",
        fact_id.period,
        None,
        None,
        sources,
        caveat,
        definition=fact_id.name,
    )
