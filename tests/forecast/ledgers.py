"""Small ledgers with a known truth, in the columns that forecasts use."""

from __future__ import annotations

import numpy as np
import pandas as pd

DATES = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on", "terminated_on")


def ledger(rows):
    """Rows: code, then what differs from an out-of-city project of 1 亿元; dates as text."""
    table = pd.DataFrame(
        [
            {"project_code": code, "key": code, "project_name": f"项目{code}", "origin": "out_of_city",
             "agreed_amount": 10**8, **dict.fromkeys(DATES), **given}
            for code, given in rows
        ]
    )  # fmt: skip
    for name in DATES:
        table[name] = pd.to_datetime(table[name]).astype("datetime64[ms]")
    return table.astype(
        {"agreed_amount": "Int64", "project_code": "str", "project_name": "str", "origin": "str"}
    )


def payments(rows):
    """Rows: code, month as text, amount in 元."""
    table = pd.DataFrame(rows, columns=["project_code", "month", "amount"])
    table["month"] = pd.to_datetime(table["month"]).astype("datetime64[ms]")
    return table.astype({"project_code": "str", "amount": "int64"})


def month_end(month):
    return (np.asarray(month, dtype="datetime64[M]") + 1).astype("datetime64[D]") - np.timedelta64(1, "D")


def geometric_district(*, seed, hazard=0.12, giving_up=0.05, a_month=12, years=5, first=2019):
    """Projects that enter negotiation evenly, each month of which they sign or give up with fixed hazards."""
    rng = np.random.default_rng(seed)
    start = np.repeat(np.arange(12 * years), a_month)
    fate, end = rng.random((len(start), 400)), len(start)
    over = fate < hazard + giving_up
    wait = over.argmax(axis=1)
    signs = fate[np.arange(end), wait] < hazard
    month = np.datetime64(f"{first}-01", "M") + start
    done = month_end(month + wait)
    amount = np.round(np.exp(rng.normal(0, 1, end)) * 10**4).astype("int64") * 10**4
    frame = pd.DataFrame(
        {
            "project_code": [f"P{n:05d}" for n in range(end)],
            "project_name": [f"项目{n}" for n in range(end)],
            "key": [f"P{n:05d}" for n in range(end)],
            "origin": np.where(rng.random(end) < 0.6, "out_of_city", "in_municipality"),
            "agreed_amount": pd.array(amount, dtype="Int64"),
            "negotiated_on": month.astype("datetime64[D]"),
            "signed_on": np.where(signs, done, np.datetime64("NaT")),
            "terminated_on": np.where(signs, np.datetime64("NaT"), done),
        }
    )
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ms]") if name in frame else pd.NaT
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ms]")
    return frame
