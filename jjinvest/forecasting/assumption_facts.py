"""The assumptions themselves as facts."""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.assumptions import Assumptions


def assumption_facts(assumptions: Assumptions, period: str) -> pd.DataFrame:
    """State each assumption as a fact, so that it is shown and traced like any number."""
    rows = []
    for name in type(assumptions).model_fields:
        value = getattr(assumptions, name)
        unit = "个" if isinstance(value, int) else ""
        for n, item in enumerate(value if isinstance(value, tuple) else (value,), start=1):
            suffix = f".{n}" if isinstance(value, tuple) else ""
            rows.append(
                facts.Fact(
                    f"{period.lower()}.assumption.{name}{suffix}",
                    float(item),
                    None,
                    None,
                    unit,
                    "assumption",
                    "all",
                    "modelled",
                    period,
                )
            )
    return facts.frame(rows)
