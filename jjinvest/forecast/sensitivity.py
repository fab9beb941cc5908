"""What would change the chance of a target: what differed between the simulated years, and the assumptions, ranked.

A driver (how many large projects sign, how much of the year has passed) is read from the samples: the chance in the
fifth of the years where it is lowest against the fifth where it is highest. An assumption is read from its case: the
chance with it against the chance without.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.facts import Fact, frame
from jjinvest.forecast.outcome import Outcome
from jjinvest.money import Quantity

COLUMNS = ["kind", "name", "low", "high", "p_low", "p_high", "swing"]
FIFTH = 0.2


def sensitivity(outcome: Outcome, target: Quantity | pd.Series) -> pd.DataFrame:
    """Rank what moves the chance of a target, the strongest first.

    Returns
    -------
    DataFrame
        kind (``driver`` or ``assumption``), name, `low` and `high` (ends of the driver's lowest and highest fifth, NaN
        for an assumption), the chances there, and `swing`, the distance between them.
    """
    reached = outcome.samples >= outcome.threshold(target)
    rows: list[tuple[str, str, float | None, float | None, float, float, float]] = []
    for name, values in outcome.drivers.items():
        low, high = (float(v) for v in np.quantile(values, [FIFTH, 1 - FIFTH]))
        if low < high:
            few, many = (float(reached[part].mean()) for part in (values <= low, values >= high))
            rows.append(("driver", name, low, high, few, many, abs(many - few)))
    base = float(reached.mean())
    for case in outcome.cases:
        chance = outcome.p_reach(target, case=case)
        rows.append(
            ("assumption", case, None, None, min(base, chance), max(base, chance), abs(chance - base))
        )
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def sensitivity_facts(outcome: Outcome, targets: pd.DataFrame, *, part: str = "") -> pd.DataFrame:
    """State the ranking as facts: ``<key>.p_reach.1000.sensitivity.<name>`` (low, high) with ``.low_at``/``.high_at`` of a driver.

    The value of each is its swing; its interval the chances at both ends.
    """
    key = f"{outcome.key}.{part}" if part else outcome.key
    rows: list[Fact] = []
    for _, target in outcome.own(targets).iterrows():
        goal = float(target["value"])
        head = f"{key}.p_reach.{goal:g}.sensitivity"
        for row in sensitivity(outcome, target).to_dict("records"):
            name = f"{head}.{row['name']}"
            rows.append(
                outcome.fact(name, row["swing"], row["p_low"], row["p_high"], unit="概率", target=goal)
            )
            if row["kind"] == "driver":
                unit = UNITS.get(row["name"], "个")
                rows.append(outcome.fact(f"{name}.low_at", row["low"], unit=unit))
                rows.append(outcome.fact(f"{name}.high_at", row["high"], unit=unit))
    return frame(rows)


UNITS = {"share_passed": "%", "year_level": "亿元"}
"""Units of drivers; the others are numbers of projects."""
