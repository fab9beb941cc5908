"""Assumptions of a year's forecast from a ledger: estimated, assumed, or given for another place."""

from __future__ import annotations

import numpy as np

from jjinvest.forecasting.distribution import Assumption
from jjinvest.forecasting.ledger.conversion import NamedProjects
from jjinvest.forecasting.ledger.new_business import NewBusiness
from jjinvest.forecasting.ledger.simulation import YearModel
from jjinvest.forecasting.reserving.cohorts import FundsModel

SENSITIVITY_CASES = {"independent": (0.0, 0.0), "cautious": (0.25, 0.25)}
"""Sensitivity: correlation of named projects and CV of the year's level, instead of the estimated ones."""


def _ratio_assumed(year: YearModel, named: NamedProjects) -> tuple[Assumption, ...]:
    """Signed ÷ estimated amount of the named projects in %, and the number of projects that show it."""
    weight = year.chances * year.stated_amounts * year.stated
    if weight.sum() <= 0:
        return ()
    mean = 100 * float(weight @ named.ratio.mean(year.stated_amounts) / weight.sum())
    low, high = (mean * float(np.exp(z * year.estimates_sd)) for z in (-1.2816, 1.2816))
    seen = named.ratio.seen
    return (
        Assumption("signed_ratio", mean, low, high, "%", "history" if seen else "convention"),
        Assumption("estimates_compared", seen, unit="个", origin="history"),
    )


def assumed(
    year: YearModel,
    named: NamedProjects,
    new: NewBusiness | None,
    signed: int,
    without_amount: int,
    funds: FundsModel | None,
) -> tuple[Assumption, ...]:
    """Assumptions of a year's forecast from a ledger, with their ranges where they have one.

    Parameters
    ----------
    signed, without_amount
        Projects signed in the year, and those of them without an amount.
    """
    low, high = (min(c[0] for c in SENSITIVITY_CASES.values()), max(c[0] for c in SENSITIVITY_CASES.values()))
    rows = [
        Assumption("pipeline_correlation", year.correlation, low, high, "", "history"),
        Assumption(
            "year_effect",
            year.year_effect,
            SENSITIVITY_CASES["independent"][1],
            SENSITIVITY_CASES["cautious"][1],
            "",
            "history",
        ),
        Assumption("signed_projects", signed, unit="个", origin="history"),
        Assumption("pipeline_projects", len(named.table), unit="个", origin="history"),
        Assumption("pipeline_expected", float(year.chances @ year.amounts), unit="亿元", origin="history"),
        Assumption("calibration_offset", named.calibration.offset, unit="", origin="backtest"),
        Assumption("calibration_windows", named.calibration.windows, unit="个", origin="backtest"),
        *_ratio_assumed(year, named),
    ]
    if named.share_that_signs < 1:
        rows.append(
            Assumption("share_that_signs", 100 * named.share_that_signs, unit="%", origin="convention")
        )
    if without_amount:
        rows.append(Assumption("signed_without_amount", without_amount, unit="个", origin="history"))
    if new is not None:
        sizes = np.concatenate([amounts for amounts, _, _ in new.tiers])
        rows += [
            Assumption("new_business_projects", new.expected, unit="个", origin="history"),
            Assumption("new_business_mean_amount", float(sizes.mean()), unit="亿元", origin="history"),
        ]
    if funds is not None and year.funds is not None:
        rows += [
            Assumption("funds_young_below", funds.young, unit="季", origin="convention"),
            Assumption(
                "funds_first_year_share", float(funds.since_signing(4).sum()), unit="", origin="history"
            ),
            Assumption("funds_external_curve", float(funds.shares.external), unit="", origin="params"),
            Assumption("funds_shock", funds.shock, unit="", origin="history"),
        ]
    return tuple(rows)
