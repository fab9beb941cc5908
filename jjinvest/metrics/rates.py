"""Rates with a name: ratios across 口径 that are defined, so that the result says which one it is."""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.metrics.published import latest

RATIOS = {
    "funds_rate_dynamic": ("funds_in_place", "contract_amount"),
    "funds_rate_cohort": ("funds_to_date", "contract_amount"),
    "performance_rate": ("projects_performing", "projects_signed"),
    "start_rate": ("projects_started", "projects_signed"),
    "production_rate": ("projects_completed", "projects_signed"),
}
"""Metric of the rate -> (numerator, denominator), of one period and scope. The two funds rates differ by definition:
dynamic is the period's funds over the period's new contracts, cohort the funds to date of these very projects."""


def named_rates(figures: pd.DataFrame, period: str) -> pd.DataFrame:
    """Each named rate whose parts were published and which was not published itself."""
    known, p, rows = latest(figures), period.lower(), []
    for name, (numerator, denominator) in RATIOS.items():
        for suffix in ("", ".out_of_city"):
            top, bottom = known.get(f"{p}.{numerator}{suffix}"), known.get(f"{p}.{denominator}{suffix}")
            if top is None or bottom is None or not bottom.value or f"{p}.{name}{suffix}" in known:
                continue
            rate = top.named_ratio(bottom, name)
            caveat = name if name.startswith("funds_rate") else ""
            rows.append(
                facts.from_quantity(
                    f"{p}.{name}{suffix}", rate, evidence="computed", period=period, caveat=caveat
                )
            )
    return facts.frame(rows)
