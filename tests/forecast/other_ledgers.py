"""Ledgers with a known truth from a process of their own, which shares nothing with :mod:`jjinvest.synthetic`.

Signings are a seasonal Poisson process with a trend and good and bad years, amounts lognormal and heaped at round numbers, talks
last a gamma-distributed time, funds come in three instalments after random delays. Nothing was recorded before 2018.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.core.quantity import YI

FIRST, YEARS = 2018, 7
DATES = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on", "terminated_on")


def _day(month, rng):
    """A day of a month counted from January 2018."""
    return pd.Timestamp(FIRST + int(month) // 12, int(month) % 12 + 1, 1) + pd.Timedelta(
        days=int(rng.integers(0, 28))
    )


def _heaped(amount):
    step = 5.0 if amount >= 20 else 1.0 if amount >= 5 else 0.5 if amount >= 1 else 0.1
    return max(0.1, round(amount / step) * step)


def other_district(seed):
    """Projects and payments of 2018 to 2024, all of it: take what stood on a day with :func:`stood`."""
    rng = np.random.default_rng(seed)
    base, growth = rng.uniform(2, 9), rng.normal(0, 0.08)
    size, spread = rng.normal(0.5, 0.4), rng.uniform(0.9, 1.3)
    season = np.exp(rng.normal(0, 0.25, 12))
    season /= season.mean()
    level = np.exp(rng.normal(0, rng.uniform(0, 0.15), YEARS + 1))
    instalments, in_all = rng.dirichlet([4, 3, 3]), rng.uniform(0.3, 0.8)
    delays = rng.uniform([1, 4, 8], [4, 10, 24])
    given_up, outside = rng.uniform(0.02, 0.12), rng.uniform(0.4, 0.85)
    talks, lost = rng.uniform(3, 10), rng.uniform(0.2, 0.6)
    rows, paid = [], []
    for month in range(12 * YEARS):
        mean = base * season[month % 12] * (1 + growth) ** (month / 12) * level[month // 12]
        for _ in range(rng.poisson(mean)):
            code, amount = f"P{len(rows):05d}", _heaped(np.exp(rng.normal(size, spread)))
            signed = _day(month, rng)
            begun = min(_day(max(month - min(rng.gamma(1.5, talks / 1.5), 30), -24), rng), signed)
            over = (
                signed + pd.Timedelta(days=int(rng.exponential(400))) if rng.random() < given_up else pd.NaT
            )
            origin = "out_of_city" if rng.random() < outside else "in_city"
            rows.append((code, origin, amount, begun, signed, over))
            whole = amount * YI * min(in_all * rng.lognormal(0, 0.3), 1)
            at = month
            for share, delay in zip(rng.dirichlet(10 * instalments), delays, strict=True):
                at += int(rng.exponential(delay))
                day = _day(at, rng).replace(day=1)
                if pd.isna(over) or day <= over:
                    paid.append((code, day, round(whole * share)))
        for _ in range(rng.poisson(base * lost)):
            begun = _day(month, rng)
            amount = _heaped(np.exp(rng.normal(size, spread)))
            over = begun + pd.Timedelta(days=int(rng.gamma(1.5, 20 * talks)))
            rows.append((f"P{len(rows):05d}", "out_of_city", amount, begun, pd.NaT, over))
    table = pd.DataFrame(
        rows,
        columns=["project_code", "origin", "agreed_amount", "negotiated_on", "signed_on", "terminated_on"],
    )
    table["agreed_amount"] = (table["agreed_amount"] * 10).round().astype("Int64") * (YI // 10)
    table["project_name"] = "项目" + table["project_code"]
    for name in DATES:
        table[name] = pd.to_datetime(table[name] if name in table else pd.Series(pd.NaT, table.index)).astype(
            "datetime64[ms]"
        )
    payments = pd.DataFrame(paid, columns=["project_code", "month", "amount"])
    payments["month"] = payments["month"].astype("datetime64[ms]")
    return table, payments.astype({"amount": "int64"})


def stood(table, payments, day, *, unstated=0.3):
    """What a clerk had on a day: no later date, and some amounts of talks not yet stated."""
    known = table[(table["negotiated_on"] <= day) | (table["signed_on"] <= day)].copy()
    for name in ("signed_on", "terminated_on"):
        known[name] = known[name].where(known[name] <= pd.Timestamp(day))
    blank = pd.Series(np.random.default_rng(7).random(len(table)), table.index)[known.index] < unstated
    known.loc[known["signed_on"].isna() & blank, "agreed_amount"] = pd.NA
    return known, payments[payments["month"] + pd.offsets.MonthEnd(0) <= day]


def came(table, payments, year):
    """What the year came to, in 亿元: agreed, out-of-city, funds."""
    signed = table[table["signed_on"].dt.year == year]
    ours = signed.loc[signed["origin"] == "out_of_city", "agreed_amount"]
    funds = payments.loc[payments["month"].dt.year == year, "amount"]
    return tuple(float(amounts.sum()) / YI for amounts in (signed["agreed_amount"], ours, funds))


def carried_over(table, *, number=6, seed=0):
    """Add projects signed long before the ledger was kept, as ledgers list them (续建)."""
    rng = np.random.default_rng(seed)
    old = table[table["signed_on"].notna()].head(number).copy()
    old["project_code"] = "OLD" + old["project_code"]
    days = [f"{y}-{m:02d}-10" for y, m in zip(rng.integers(2008, 2016, number), rng.integers(1, 13, number), strict=True)]  # fmt: skip
    old["signed_on"] = pd.to_datetime(days).astype("datetime64[ms]")
    old["negotiated_on"] = old["signed_on"] - pd.Timedelta(days=200)
    old["terminated_on"] = pd.NaT
    return pd.concat([old.astype(table.dtypes), table], ignore_index=True)
