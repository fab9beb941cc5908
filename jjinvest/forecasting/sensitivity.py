"""What would change the chance of a target most: drivers of the simulated years and assumptions, ranked.

A driver (how many large projects sign, how much of the year has passed) is read from the samples: the chance
in the fifth of the years where the driver is lowest against the fifth where it is highest. A driver that is
the total itself, but for what is certain, explains nothing and is left out. An assumption is
read from its case: the chance with it against the chance without.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.targets import aimed_at

COLUMNS = ["kind", "name", "low", "high", "p_low", "p_high", "swing"]
FIFTH = 0.2
SAME = 1e-9
"""Part of the total up to which a difference is one of rounding."""
UNITS = {"share_passed": "%", "new_business": "亿元"}
"""Units of drivers; the others are numbers of projects."""


def sensitivity(forecast: ForecastDistribution, target: Quantity | pd.Series) -> pd.DataFrame:
    """Rank what moves the chance of a target, the strongest first.

    Returns
    -------
    DataFrame
        kind (``driver`` or ``assumption``), name, low and high (ends of the driver's lowest and highest
        fifth; NaN for an assumption), p_low and p_high (the chances there; of an assumption in order of
        size), and swing: the chance at the upper end, or with the assumption, less the other.
    """
    reached = forecast.samples >= forecast.threshold(target)
    rows: list[tuple[str, str, float | None, float | None, float, float, float]] = []
    for name, values in forecast.drivers.items():
        low, high = (float(v) for v in np.quantile(values, [FIFTH, 1 - FIFTH]))
        if low < high and not _is_the_total(values, forecast.samples):
            few, many = (float(reached[part].mean()) for part in (values <= low, values >= high))
            rows.append(("driver", name, low, high, few, many, many - few))
    base = float(reached.mean())
    for case in forecast.cases:
        chance = forecast.p_reach(target, case=case)
        rows.append(("assumption", case, None, None, min(base, chance), max(base, chance), chance - base))
    ranking = pd.DataFrame(rows, columns=COLUMNS)
    return ranking.sort_values("swing", ascending=False, kind="stable", ignore_index=True, key=np.abs)


def _is_the_total(driver: Samples, total: Samples) -> bool:
    """Whether a driver differs from the total in every simulated year by the same amount."""
    if driver.shape != total.shape:
        return False
    rest = np.asarray(total, dtype=float) - driver
    return bool(np.ptp(rest) <= SAME * max(float(np.abs(total).max()), 1.0))


def sensitivity_facts(
    distribution: ForecastDistribution, targets: pd.DataFrame, *, part: str = ""
) -> list[Fact]:
    """Return the ranking as facts under ``<key>.p_reach.1000.sensitivity.<name>``.

    The fact itself is the interval of the chance, ``.swing`` the change in percentage points. For a driver,
    ``.low_at`` and ``.high_at`` are the ends of its lowest and highest fifth, ``.low_p`` and ``.high_p`` the
    chances there.
    """
    fact = partial(distribution.fact, definition="sensitivity")
    facts = list[Fact]()
    for _, target in distribution.own(targets).iterrows():
        head = distribution.key / part / "p_reach" / f"{aimed_at(target):g}" / "sensitivity"
        for row in sensitivity(distribution, target).to_dict("records"):
            name, ends = head / row["name"], sorted((row["p_low"], row["p_high"]))
            facts.append(fact(name, None, *ends, unit="概率"))
            facts.append(fact(name / "swing", 100 * row["swing"], unit="个百分点"))
            if row["kind"] == "driver":
                unit = UNITS.get(row["name"], "个")
                facts += [fact(name / f"{end}_at", row[end], unit=unit) for end in ("low", "high")]
                facts += [fact(name / f"{end}_p", row[f"p_{end}"], unit="概率") for end in ("low", "high")]
    return facts
