"""How far mid-year forecasts of lumpy deals are off: by share, by prior, and by credibility with τ known or learnt.

Districts sign projects as a compound Poisson process with the sizes that one published year shows (a handful of 50 to
72 亿元, a dozen of 20 to 32, more than a hundred small ones); the level of each year is gamma with CV τ. At mid-year each
method tells the year's total from the first half and, where `years` > 0, from a prior that is the mean of so many
earlier years; with none the true mean is known.
"""

from __future__ import annotations

import numpy as np

from jjinvest.forecast.landing import landing_learnt
from jjinvest.forecast.outcome import Samples
from jjinvest.forecast.tier_mixture import SizeClass, simulate

SHARE, YEAR = 0.491, 1088.0
DEALS = [
    SizeClass(50, 100, 9, (72, 57, 57, 56, 51, 50, 50, 50, 50)),
    SizeClass(20, 50, 11, (32, 30, 30, 30, 30, 30, 27, 22, 22, 20, 20)),
    SizeClass(0, 20, 112, ()),
]
LEVEL_CVS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def errors(level_cv: float, *, years: int, draws: int, seed: int) -> dict[str, float]:
    """Mean absolute percentage error of each method over `draws` simulated districts."""
    rng = np.random.default_rng(seed)

    def level() -> Samples:
        return rng.gamma(level_cv**-2, level_cv**2, draws) if level_cv else np.ones(draws)

    def signed(scale: Samples) -> Samples:
        part = simulate(
            YEAR, DEALS, seed=int(rng.integers(2**31)), draws=draws, rate_uncertainty=False, scale=scale
        )
        return np.maximum(part.total, 1.0)

    now = level()
    first, rest = signed(SHARE * now), signed((1 - SHARE) * now)
    past = np.stack([signed(level()) for _ in range(years)], axis=1) if years else np.empty((draws, 0))
    prior = past.mean(axis=1) if years else np.full(draws, YEAR)
    luck = _luck()
    spread = level_cv**2 + ((level_cv**2 + luck**2) / years if years else 0.0)
    z = SHARE * spread / (SHARE * spread + luck**2)
    told = {
        "share": first / SHARE,
        "bornhuetter_ferguson": first + (1 - SHARE) * prior,
        "credibility": first + (1 - SHARE) * prior * (1 + z * (first / (SHARE * prior) - 1)),
        "credibility_learnt": landing_learnt(first, SHARE, prior, luck=luck, years=past),
    }
    return {name: 100 * float(np.mean(np.abs(u / (first + rest) - 1))) for name, u in told.items()}


def _luck() -> float:
    amounts = np.concatenate([c.named for c in DEALS])
    small = (YEAR - amounts.sum()) / DEALS[-1].count
    return float(np.sqrt((amounts**2).sum() + 2 * DEALS[-1].count * small**2) / YEAR)


def main() -> None:
    """Print the table: mean absolute percentage error at mid-year and the excess over the better of share and prior."""
    print("mid-year MAPE on simulated lumpy deals, 60,000 districts a row")
    print("prior from   τ    share     BF   cred.  (excess)  learnt  (excess)")
    for years in (0, 1, 2, 3):
        for level_cv in LEVEL_CVS:
            e = errors(level_cv, years=years, draws=60_000, seed=2023)
            best = min(e["share"], e["bornhuetter_ferguson"])
            prior = f"{years} years" if years else "known"
            print(
                f"{prior:>10} {level_cv:4.1f} {e['share']:7.2f} {e['bornhuetter_ferguson']:7.2f}"
                f" {e['credibility']:7.2f}  ({e['credibility'] - best:+5.2f})"
                f" {e['credibility_learnt']:7.2f}  ({e['credibility_learnt'] - best:+5.2f})"
            )


if __name__ == "__main__":
    main()
