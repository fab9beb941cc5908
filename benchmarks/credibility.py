"""Errors of mid-year forecasts of lumpy deals: by share, by prior, and by credibility.

Districts sign projects as a compound Poisson process with the sizes that one published year shows (a handful
of 50 to 72 亿元, a dozen of 20 to 32, more than a hundred small ones); the level of each year is gamma with
CV τ. At mid-year each method predicts the year's total from the first half and, where `years` > 0, from a
prior that is the mean of so many earlier years; with none the true mean is known, so that only the first half
holds information on τ; :func:`least_excess` computes the error that no rule can avoid.
"""

from __future__ import annotations

import numpy as np

from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate
from jjinvest.forecasting.distribution import Samples
from jjinvest.forecasting.year_to_date.credibility import credibility_estimates

SHARE, YEAR = 0.491, 1088.0
DEALS = [
    SizeClass(50, 100, 9, (72, 57, 57, 56, 51, 50, 50, 50, 50)),
    SizeClass(20, 50, 11, (32, 30, 30, 30, 30, 30, 27, 22, 22, 20, 20)),
    SizeClass(0, 20, 112, ()),
]
LEVEL_CVS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
EARLIER = (1, 2, 3, 5, 10)
"""Years behind a prior mean, where it is not known exactly."""
AGAINST = {0.0: 0.56, 0.5: 0.44}
"""Weights of two values of τ that are hardest on a rule that knows the mean and not τ (from a search)."""


def halves(level_cv: float, rng: np.random.Generator, draws: int) -> tuple[Samples, Samples]:
    """Amounts of the first part of a year and of the rest, shape (draws,)."""
    now = _level(level_cv, rng, draws)
    return _signed(SHARE * now, rng), _signed((1 - SHARE) * now, rng)


def errors(level_cv: float, *, years: int, draws: int, seed: int) -> dict[str, float]:
    """Mean absolute percentage error of each method over `draws` simulated districts."""
    rng = np.random.default_rng(seed)
    first, rest = halves(level_cv, rng, draws)
    past = [_signed(_level(level_cv, rng, draws), rng) for _ in range(years)]
    seen = np.stack(past, axis=1) if years else np.empty((draws, 0))
    prior = seen.mean(axis=1) if years else np.full(draws, YEAR)
    process_cv = _luck()
    spread = level_cv**2 + ((level_cv**2 + process_cv**2) / years if years else 0.0)
    z = SHARE * spread / (SHARE * spread + process_cv**2)
    told = {
        "share": first / SHARE,
        "bornhuetter_ferguson": first + (1 - SHARE) * prior,
        "credibility": first + (1 - SHARE) * prior * (1 + z * (first / (SHARE * prior) - 1)),
        "credibility_learnt": credibility_estimates(first, SHARE, prior, process_cv=process_cv, years=seen),
    }
    return {name: 100 * float(np.mean(np.abs(u / (first + rest) - 1))) for name, u in told.items()}


def excess(found: dict[str, float], method: str) -> float:
    """Points by which a method's error exceeds the better of share and prior."""
    return found[method] - min(found["share"], found["bornhuetter_ferguson"])


def least_excess(*, draws: int, seed: int, bins: int = 200) -> float:
    """Points by which every rule that knows the true mean but not τ is worse than the better of share and prior.

    Over the two τ of :data:`AGAINST` no rule has a smaller mean error than the one that, for each first half
    seen (in `bins` by its size), predicts the multiple of it with the least expected percentage error, a
    weighted median. What it loses on average to the better method of each τ, every rule loses at one of them
    at least.
    """
    rng = np.random.default_rng(seed)
    first, rest = (
        np.concatenate(part) for part in zip(*(halves(t, rng, draws) for t in AGAINST), strict=True)
    )
    total = first + rest
    weight = np.repeat(list(AGAINST.values()), draws) / draws
    where = np.searchsorted(np.quantile(first, np.linspace(0, 1, bins + 1)[1:-1]), first)
    told = np.empty(len(first))
    for k in range(bins):
        here = where == k
        factor, share = total[here] / first[here], weight[here] * first[here] / total[here]
        order = np.argsort(factor)
        running = share[order].cumsum()
        told[here] = first[here] * factor[order][np.searchsorted(running, running[-1] / 2)]
    off = [100 * weight * np.abs(u / total - 1) for u in (told, first / SHARE, first + (1 - SHARE) * YEAR)]
    rule, *methods = (part.reshape(len(AGAINST), draws).sum(axis=1) for part in off)
    return float(rule.sum() - np.minimum(*methods).sum())


def _level(level_cv: float, rng: np.random.Generator, draws: int) -> Samples:
    return rng.gamma(level_cv**-2, level_cv**2, draws) if level_cv else np.ones(draws)


def _signed(scale: Samples, rng: np.random.Generator) -> Samples:
    """Amount signed in (part of) a year of this scale."""
    seed = int(rng.integers(2**31))
    part = simulate(YEAR, DEALS, seed=seed, draws=len(scale), rate_uncertainty=False, scale=scale)
    return np.maximum(part.total, 1.0)


def _luck() -> float:
    amounts = np.concatenate([c.named for c in DEALS])
    small = (YEAR - amounts.sum()) / DEALS[-1].count
    return float(np.sqrt((amounts**2).sum() + 2 * DEALS[-1].count * small**2) / YEAR)


def main() -> None:
    """Print errors at mid-year and their excess over the better of share and prior."""
    print("mid-year MAPE on simulated lumpy deals, 60,000 districts a row")
    print("prior from   τ    share     BF   cred.  (excess)  learnt  (excess)")
    for years in (*EARLIER, 0):
        for level_cv in LEVEL_CVS:
            e = errors(level_cv, years=years, draws=60_000, seed=2023)
            prior = f"{years} years" if years else "known"
            print(
                f"{prior:>10} {level_cv:4.1f} {e['share']:7.2f} {e['bornhuetter_ferguson']:7.2f}"
                f" {e['credibility']:7.2f}  ({excess(e, 'credibility'):+5.2f})"
                f" {e['credibility_learnt']:7.2f}  ({excess(e, 'credibility_learnt'):+5.2f})"
            )
    least = least_excess(draws=200_000, seed=2023)
    print(f"mean known, τ not: every rule exceeds by {least:+.2f} or more at τ = 0 or 0.5")


if __name__ == "__main__":
    main()
