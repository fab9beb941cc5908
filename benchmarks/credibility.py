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
from jjinvest.forecasting.on_demand import Samples
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
LEAST_FAVOURABLE_CVS = {0.0: 0.56, 0.5: 0.44}
"""Weights of two values of τ at which a rule that knows the mean and not τ loses most (from a search)."""


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
    process_cv = _process_cv()
    spread = level_cv**2 + ((level_cv**2 + process_cv**2) / years if years else 0.0)
    z = SHARE * spread / (SHARE * spread + process_cv**2)
    estimates = {
        "share": first / SHARE,
        "bornhuetter_ferguson": first + (1 - SHARE) * prior,
        "credibility": first + (1 - SHARE) * prior * (1 + z * (first / (SHARE * prior) - 1)),
        "credibility_estimated": credibility_estimates(
            first, SHARE, prior, process_cv=process_cv, years=seen
        ),
    }
    return {name: 100 * float(np.mean(np.abs(u / (first + rest) - 1))) for name, u in estimates.items()}


def excess(mean_errors: dict[str, float], method: str) -> float:
    """Points by which a method's error exceeds the better of share and prior."""
    return mean_errors[method] - min(mean_errors["share"], mean_errors["bornhuetter_ferguson"])


def least_excess(*, draws: int, seed: int, bins: int = 200) -> float:
    """Points that a rule without τ must lose, at least, to the better of share and prior.

    Over the two τ of :data:`LEAST_FAVOURABLE_CVS` no rule has a smaller mean error than the one that, for
    each first half seen (in `bins` by its size), predicts the multiple of it with the least expected
    percentage error, a weighted median. What it loses on average to the better method of each τ, every rule
    loses at one of them at least.
    """
    rng = np.random.default_rng(seed)
    first, rest = (
        np.concatenate(part)
        for part in zip(*(halves(t, rng, draws) for t in LEAST_FAVOURABLE_CVS), strict=True)
    )
    total = first + rest
    weight = np.repeat(list(LEAST_FAVOURABLE_CVS.values()), draws) / draws
    where = np.searchsorted(np.quantile(first, np.linspace(0, 1, bins + 1)[1:-1]), first)
    estimate = np.empty(len(first))
    for k in range(bins):
        in_bin = where == k
        factor, share = total[in_bin] / first[in_bin], weight[in_bin] * first[in_bin] / total[in_bin]
        order = np.argsort(factor)
        running = share[order].cumsum()
        estimate[in_bin] = first[in_bin] * factor[order][np.searchsorted(running, running[-1] / 2)]
    off = [
        100 * weight * np.abs(u / total - 1) for u in (estimate, first / SHARE, first + (1 - SHARE) * YEAR)
    ]
    rule, *methods = (part.reshape(len(LEAST_FAVOURABLE_CVS), draws).sum(axis=1) for part in off)
    return float(rule.sum() - np.minimum(*methods).sum())


def _level(level_cv: float, rng: np.random.Generator, draws: int) -> Samples:
    return rng.gamma(level_cv**-2, level_cv**2, draws) if level_cv else np.ones(draws)


def _signed(scale: Samples, rng: np.random.Generator) -> Samples:
    """Amount signed in (part of) a year of this scale."""
    seed = int(rng.integers(2**31))
    part = simulate(YEAR, DEALS, seed=seed, draws=len(scale), rate_uncertainty=False, scale=scale)
    return np.maximum(part.total, 1.0)


def _process_cv() -> float:
    amounts = np.concatenate([c.named for c in DEALS])
    small = (YEAR - amounts.sum()) / DEALS[-1].count
    return float(np.sqrt((amounts**2).sum() + 2 * DEALS[-1].count * small**2) / YEAR)


def main() -> None:
    """Print errors at mid-year and their excess over the better of share and prior."""
    print("mid-year MAPE on simulated lumpy deals, 60,000 districts a row")
    print("prior from   τ    share     BF   cred.  (excess)  estim.  (excess)")
    for years in (*EARLIER, 0):
        for level_cv in LEVEL_CVS:
            e = errors(level_cv, years=years, draws=60_000, seed=2023)
            prior = f"{years} years" if years else "known"
            print(
                f"{prior:>10} {level_cv:4.1f} {e['share']:7.2f} {e['bornhuetter_ferguson']:7.2f}"
                f" {e['credibility']:7.2f}  ({excess(e, 'credibility'):+5.2f})"
                f" {e['credibility_estimated']:7.2f}  ({excess(e, 'credibility_estimated'):+5.2f})"
            )
    least = least_excess(draws=200_000, seed=2023)
    print(f"mean known, τ not: every rule exceeds by {least:+.2f} or more at τ = 0 or 0.5")


if __name__ == "__main__":
    main()
