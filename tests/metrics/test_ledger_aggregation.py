"""Measures from rows: the published rates, and parts that add up to totals for any ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.metrics.ledger_aggregation import grouping, new_and_carried_over, rates, stage_counts, totals

YI = 10**8


def ledger_of(stages: list[str], **columns: object) -> pd.DataFrame:
    """Make a ledger with these stages, signed on 2023-05-01, 1 亿元 each unless columns say otherwise."""
    n = len(stages)
    amounts = {
        name: pd.array([YI] * n, dtype="Int64")
        for name in ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")
    }
    dates = {
        name: pd.to_datetime(["2023-05-01"] * n).astype("datetime64[ms]")
        for name in ("signed_on", "contract_on")
    }
    return pd.DataFrame({"stage": pd.array(stages, dtype="str")} | amounts | dates).assign(**columns)


def rate(ledger: pd.DataFrame, name: str) -> float:
    table = rates(ledger, year=2023).set_index("rate")
    return float(table.loc[name, "value"])


@pytest.mark.parametrize(
    ("stages", "name", "published"),
    [
        (["started"] * 244 + ["terminated"] * 3, "performance_rate", "98.8"),
        (["started"] * 180 + ["in_production"] * 18 + ["signed"] * 94, "start_rate", "67.8"),
        (["in_production"] * 401 + ["signed"] * 692, "production_rate", "36.69"),
    ],
)
def test_the_published_rates_follow_from_rows(stages, name, published):
    digits = len(published.partition(".")[2])
    assert f"{100 * rate(ledger_of(stages), name):.{digits}f}" == published


def test_both_funds_rates_by_their_names():
    cohort = ledger_of(
        ["started"] * 2,
        contract_amount=pd.array([1000 * YI, 77 * YI], dtype="Int64"),
        funds_to_date=pd.array([300 * YI, 70 * YI], dtype="Int64"),
    )
    assert f"{100 * rate(cohort, 'funds_rate_cohort'):.0f}" == "34"
    earlier = pd.to_datetime(["2023-03-01", "2021-03-01"]).astype("datetime64[ms]")
    dynamic = ledger_of(
        ["started"] * 2,
        contract_on=earlier,
        contract_amount=pd.array([14_600 * YI, 9_000 * YI], dtype="Int64"),
        funds_ytd=pd.array([2_000 * YI, 947 * YI], dtype="Int64"),
    )
    assert f"{100 * rate(dynamic, 'funds_rate_dynamic'):.1f}" == "20.2"


def test_a_lead_is_not_signed_and_a_rate_of_nothing_is_unknown():
    leads = ledger_of(
        ["lead", "negotiating"], signed_on=pd.to_datetime([None, None]).astype("datetime64[ms]")
    )
    assert totals(leads).loc["all", "signed"] == 0
    assert np.isnan(rate(leads, "performance_rate"))


def random_ledger(n: int = 5000) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    stages = rng.choice(
        ["lead", "negotiating", "signed", "started", "in_production", "terminated"], n
    ).tolist()
    amounts = pd.array(rng.integers(0, 120 * YI, n), dtype="Int64")
    amounts[rng.random(n) < 0.1] = pd.NA
    days = pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1000, n), unit="D"))
    days[rng.random(n) < 0.2] = pd.NaT
    sectors = pd.array(rng.choice(["primary", "secondary", "tertiary", ""], n), dtype="str")
    return ledger_of(
        stages,
        agreed_amount=amounts,
        funds_ytd=amounts,
        signed_on=days.astype("datetime64[ms]").to_numpy(),
        sector=sectors,
    )


@pytest.mark.parametrize("by", ["sector", "stage", "size_tier", "signed_quarter", "signed_year"])
def test_parts_add_up_to_totals_exactly(by):
    ledger = random_ledger()
    total = totals(ledger).loc["all"]
    assert (totals(ledger, by).sum() == total).all()
    assert total["agreed_amount"] == sum(int(a) for a in ledger["agreed_amount"].dropna())
    assert stage_counts(ledger, by).to_numpy().sum() == len(ledger) == stage_counts(ledger).to_numpy().sum()
    funds = new_and_carried_over(ledger, by, year=2023)
    assert (funds["new"] + funds["carried_over"] + funds["undated"] == funds["total"]).all()
    assert funds["total"].sum() == total["funds_ytd"]
    parts, all_of_it = rates(ledger, by, year=2023), rates(ledger, year=2023)
    assert (
        parts.groupby("rate")[["numerator", "denominator"]].sum()
        == all_of_it.set_index("rate")[["numerator", "denominator"]].sort_index()
    ).all(axis=None)


def test_a_tier_includes_its_lower_bound():
    ledger = ledger_of(
        ["signed"] * 5, agreed_amount=pd.array([10 * YI, 10 * YI - 1, 100 * YI, 0, None], dtype="Int64")
    )
    assert grouping(ledger, "size_tier").tolist() == [
        "tier_10_20",
        "tier_1_10",
        "tier_ge_100",
        "tier_0_1",
        "unknown",
    ]
