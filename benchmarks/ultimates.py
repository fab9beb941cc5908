"""What cohorts pay in the end, estimated from few quarters of payments, on synthetic districts.

Each of `DISTRICTS` districts is seen on `DAY`; payments before the last few quarters are known as one sum a
project, as a bureau's first ledgers leave them. Estimates are held against what is paid by the end of the
simulated years, in shares of the agreed amount, apart for cohorts signed within the last year and older ones.
A cohort whose pace leads past what is agreed has no estimate.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.forecasting.reserving.cohorts import funds_model
from jjinvest.forecasting.reserving.snapshot import snapshot_curve
from jjinvest.forecasting.reserving.triangle import cohorts_of
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

DISTRICTS, PROJECTS, DAY = 24, 200, "2021-06-30"
QUARTERS = (0, 1, 2, 3, 4)
COHORTS = 12
LATE = 0.9
"""Part of the payments of the last quarter that come a quarter later, where it is a slow one."""
YOUNG = 4
"""Age in quarters below which a cohort was signed within the last year."""


def slow(payments: pd.DataFrame, last: pd.Period, seed: int) -> pd.DataFrame:
    """Payments of which most of one quarter come a quarter later."""
    late = (payments["month"].dt.to_period("Q") == last).to_numpy()
    late = late & (np.random.default_rng(seed).random(len(payments)) < LATE)
    return payments.assign(month=payments["month"].where(~late, payments["month"] + pd.DateOffset(months=3)))


def one(seed: int, quarters: int, *, is_slow: bool = False) -> pd.DataFrame:
    """Estimates of the cohorts of a district from some quarters of payments, beside what they paid."""
    district, now = simulate(Parameters(projects=PROJECTS), seed=seed), pd.Timestamp(DAY)
    payments = slow(district.payments, now.to_period("Q"), seed) if is_slow else district.payments
    # the first quarter that is known holds what was paid before it: it is no complete one
    since = (now.to_period("Q") - quarters).start_time
    cohorts = cohorts_of(district.projects, payments, as_of=now, observed_from=since)
    curve = snapshot_curve(cohorts).frame(cohorts.by_project.shape[1])  # as a forecast from a ledger takes it
    table = funds_model(cohorts, external=curve).summary().tail(COHORTS)
    signed = district.projects.set_index("project_code")["signed_on"].dt.to_period("Q").astype(str)
    paid = district.payments.groupby("project_code")["amount"].sum()
    of_cohort = paid.groupby(signed.reindex(paid.index)).sum().reindex(table.index.astype(str), fill_value=0)
    truth, agreed = of_cohort.to_numpy(dtype=float), table["agreed_amount"].to_numpy()
    age = [(now.to_period("Q") - pd.Period(str(quarter), freq="Q")).n for quarter in table.index]
    made = pd.DataFrame(
        {
            "slow": is_slow,
            "quarters": quarters,
            "young": np.array(age) < YOUNG,
            "error": (table["ultimate"].to_numpy() - truth) / np.where(agreed > 0, agreed, np.nan),
            "inside": (table["low"].to_numpy() <= truth) & (truth <= table["high"].to_numpy()),
        }
    )
    refuted = (table["capped"] & (table["latest"] < table["ultimate"])).to_numpy()
    return made[~refuted & (agreed > 0)]


def scores(districts: int = DISTRICTS, quarters: tuple[int, ...] = QUARTERS) -> pd.DataFrame:
    """Cohorts, root mean squared error and share inside the range, by quarters known and age."""
    made = pd.concat(
        [
            one(seed, known, is_slow=is_slow)
            for seed in range(1, districts + 1)
            for known in quarters
            for is_slow in (False, True)
        ]
    )
    groups = made.groupby(["slow", "quarters", "young"])
    error = groups["error"].apply(lambda each: float(np.sqrt((each**2).mean())))
    return pd.DataFrame({"cohorts": groups.size(), "error": error, "inside": groups["inside"].mean()})


def main() -> None:
    """Print the scores."""
    print(scores().round(3).to_string())
