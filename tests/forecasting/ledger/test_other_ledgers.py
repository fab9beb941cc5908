"""Forecasts of a year from ledgers of another process than the synthetic districts', complete and damaged."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS, forecast_year
from jjinvest.forecasting.ledger.inputs import LedgerInputError, checked_ledger
from jjinvest.forecasting.reserving.triangle import TriangleError
from jjinvest.forecasting.select_method import forecast
from jjinvest.metrics.breakdowns import COUNT
from tests.fixtures.other_ledgers import actual_totals, carried_over, known_on, other_district

ROOT = Path(__file__).parents[3]
MEASURES = list(product(("agreed_amount", "funds_in_place"), ("all", "out_of_city")))


@pytest.fixture(scope="module")
def district():
    return other_district(5)


@pytest.fixture(scope="module")
def mid_year(district):
    return known_on(*district, "2023-06-30")


@pytest.fixture(scope="module")
def workspace():
    return load_workspace(ROOT / "data" / "jiangjin")


def year(table, paid, day="2023-06-30", **given):
    options = {"year": 2023, "as_of": day, "seed": 1, "draws": 2000, "cases": False, **given}
    return forecast_year(table, paid, **options)


def selected_forecast(workspace, metric, scope, day, table, paid):
    options = {
        "seed": 1,
        "assumptions": Assumptions(draws=1000, ledger_draws=2000),
        "ledger": table,
        "payments": paid,
    }
    return forecast(workspace, metric, 2023, as_of=day, scope=scope, **options)


def future_of(table, paid, day, rng):
    """Ledger and payments with another future: new projects, later dates and payments at random."""
    new = table.sample(30, random_state=int(rng.integers(1 << 30))).assign(
        project_code=[f"F{n}" for n in range(30)]
    )
    for name in ("negotiated_on", "signed_on", "terminated_on"):
        new[name] = (pd.Timestamp(day) + pd.to_timedelta(rng.integers(1, 900, 30), unit="D")).astype(
            "datetime64[ms]"
        )
    new["agreed_amount"] = pd.array(rng.integers(0, 10**13, 30), dtype="Int64")
    new["origin"] = rng.choice(["out_of_city", "in_city", ""], 30)
    both = pd.concat([table, new], ignore_index=True)
    for name in ("signed_on", "terminated_on", "started_on", "contract_on"):
        later = (both[name] > pd.Timestamp(day)) | both[name].isna()
        days = rng.integers(-200, 900, int(later.sum()))
        both.loc[later, name] = [
            pd.Timestamp(day) + pd.Timedelta(days=int(d)) if d > 0 else pd.NaT for d in days
        ]
    opens = pd.Timestamp(day + timedelta(days=1)).replace(day=1)
    kept = paid[paid["month"] < opens]
    planted = pd.DataFrame(
        {
            "project_code": rng.choice([*table["project_code"][:50], "F1", "nobody"], 60),
            "month": [opens + pd.DateOffset(months=int(m)) for m in rng.integers(0, 40, 60)],
            "amount": rng.integers(-(10**12), 10**12, 60),
        }
    ).astype({"month": "datetime64[ms]"})
    return both, pd.concat([kept, planted], ignore_index=True)


@pytest.mark.parametrize("number", range(2))
def test_no_future_changes_a_sample(workspace, district, number):
    rng = np.random.default_rng(number)
    day = date(2022, 12, 31) + timedelta(days=int(rng.integers(0, 366)))
    other = future_of(*district, day, rng)
    for metric, scope in MEASURES:
        before = selected_forecast(workspace, metric, scope, day, *district)
        after = selected_forecast(workspace, metric, scope, day, *other)
        assert before.method == "ledger_simulation"
        assert before.samples.tobytes() == after.samples.tobytes()
        assert before.explain().equals(after.explain())
        assert before.facts() == after.facts()


def test_projects_carried_over_from_long_before_change_little(mid_year, district):
    for day in ("2022-12-31", "2023-06-30"):
        table, paid = known_on(*district, day)
        alone, among = (year(t, paid, day, draws=8000) for t in (table, carried_over(table)))
        for name in (AGREED, AGREED_OUT_OF_CITY, FUNDS):
            low, mid, high = np.quantile(alone.samples[name], [0.1, 0.5, 0.9])
            low2, mid2, high2 = np.quantile(among.samples[name], [0.1, 0.5, 0.9])
            assert mid2 == pytest.approx(mid, rel=0.06), name
            assert high2 - low2 == pytest.approx(high - low, rel=0.25), name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="origin"), "no column origin"),
        (lambda t: t.assign(signed_on=t["signed_on"].astype(str)), "column signed_on: dates"),
        (lambda t: t.assign(signed_on=t["signed_on"].dt.tz_localize("UTC")), "column signed_on: dates"),
        (lambda t: t.assign(agreed_amount=t["agreed_amount"].astype(str)), "column agreed_amount: whole"),
        (lambda t: t.assign(agreed_amount=t["agreed_amount"].astype(float) + 0.5), "whole 元"),
        (lambda t: t.assign(agreed_amount=-t["agreed_amount"]), "zero or more"),
        (lambda t: t.assign(project_code=range(len(t))), "column project_code: text is expected, found 0"),
    ],
)
def test_a_ledger_of_another_form_is_refused_with_its_column(mid_year, change, message):
    table, paid = mid_year
    with pytest.raises(LedgerInputError, match=message):
        year(change(table), paid)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.drop(columns="month"), "no column month"),
        (lambda p: p.assign(amount=p["amount"] / 2), "whole 元"),
        (lambda p: p.assign(month=p["month"].astype(str)), "are dates"),
    ],
)
def test_payments_of_another_form_are_refused_not_left_out(mid_year, change, message):
    table, paid = mid_year
    with pytest.raises(TriangleError, match=message):
        year(table, change(paid))


def test_other_types_of_the_same_ledger_give_the_same_forecast(mid_year):
    table, paid = mid_year
    same = year(table, paid).samples[FUNDS].tobytes()
    for change in (
        lambda t: t.assign(agreed_amount=t["agreed_amount"].astype("float64")),
        lambda t: t.assign(agreed_amount=t["agreed_amount"].astype(object)),
        lambda t: t.assign(signed_on=t["signed_on"].astype("datetime64[ns]")),
        lambda t: t.assign(contract_on=None),
        lambda t: t.set_axis([f"r{n}" for n in range(len(t))]),
        lambda t: t.set_axis([0] * len(t)),
        lambda t: t.assign(currency="USD"),
    ):
        assert year(change(table), paid).samples[FUNDS].tobytes() == same
    blank = checked_ledger(table.assign(project_code=pd.NA))
    assert (blank["project_code"] == "").all()


def test_missing_amounts_of_signed_projects_are_reported(mid_year):
    table, paid = mid_year
    this_year = table["signed_on"] >= "2023-01-01"
    outcome = year(table.assign(agreed_amount=table["agreed_amount"].mask(this_year)), paid)
    assert outcome.model.signed == 0
    assert "amounts_missing" in outcome.reasons
    assumed = {a.name: a.value for a in outcome.assumptions}
    assert assumed["signed_without_amount"] == this_year.sum() == assumed["signed_projects"]
    assert "amounts_missing" not in year(table, paid).reasons


def test_a_ledger_without_amounts_is_refused(mid_year):
    table, paid = mid_year
    for amount in (0, pd.NA):
        with pytest.raises(LookupError, match="state an amount above zero"):
            year(table.assign(agreed_amount=pd.array([amount] * len(table), dtype="Int64")), paid)


def test_without_origins_there_is_no_out_of_city_forecast(workspace, mid_year):
    table, paid = mid_year
    blank = table.assign(origin="")
    outcome = year(blank, paid)
    assert set(outcome.samples) == {AGREED, FUNDS, COUNT}
    assert "no_origins" in outcome.reasons
    silent = selected_forecast(workspace, "agreed_amount", "out_of_city", date(2023, 6, 30), blank, paid)
    assert isinstance(silent, Unavailable)
    assert "no_origins" in silent.missing
    some = year(table.assign(origin=table["origin"].where(np.arange(len(table)) % 10 > 0, "")), paid)
    assert "origins_missing" in some.reasons
    assert AGREED_OUT_OF_CITY in some.samples


def test_a_repeated_code_is_reported(mid_year):
    table, paid = mid_year
    twice = pd.concat([table, table[table["signed_on"].notna()].head(1)], ignore_index=True)
    assert year(twice, paid).reasons == ("codes_repeated", "no_cohorts", "estimates_not_compared")


@pytest.mark.parametrize(
    "keep",
    [
        lambda t: t.head(0),
        lambda t: t.head(1),
        lambda t: t[t["signed_on"].isna()],
        lambda t: t.assign(signed_on=pd.NaT, negotiated_on=pd.NaT),
    ],
    ids=["empty", "one", "none signed", "no dates"],
)
def test_too_short_a_ledger_falls_back_with_a_reason(workspace, mid_year, keep):
    table, paid = mid_year
    for metric, scope in MEASURES:
        outcome = selected_forecast(workspace, metric, scope, date(2023, 6, 30), keep(table), paid)
        assert isinstance(outcome, Unavailable)
        assert "ledger_too_short" in outcome.missing
        assert "no_ledger" not in outcome.missing


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[t["signed_on"].notna()],
        lambda t: t.assign(terminated_on=t["negotiated_on"] + pd.Timedelta(days=3)),
        lambda t: t.assign(terminated_on=pd.Timestamp("2023-06-01")),
        lambda t: t.assign(terminated_on=t["negotiated_on"] - pd.Timedelta(days=400)),
        lambda t: t.assign(negotiated_on=t["signed_on"], signed_on=t["negotiated_on"]),
        lambda t: t.assign(negotiated_on=pd.NaT),
        lambda t: t.sample(frac=1, random_state=1),
    ],
    ids=[
        "all signed",
        "given up at once",
        "given up late",
        "given up before",
        "swapped",
        "no talks",
        "shuffled",
    ],
)
def test_odd_ledgers_are_forecast_without_a_warning(workspace, mid_year, change):
    table, paid = mid_year
    for metric, scope in MEASURES:
        outcome = selected_forecast(workspace, metric, scope, date(2023, 6, 30), change(table), paid)
        assert isinstance(outcome, ForecastDistribution)
        assert outcome.method == "ledger_simulation"
        assert all(np.isfinite(fact.value) for fact in outcome.facts() if fact.value is not None)


def test_negative_and_unknown_payments_are_forecast(mid_year):
    table, paid = mid_year
    assert year(table, paid.assign(amount=-paid["amount"])).samples[FUNDS].max() < 0
    mixed = paid.assign(project_code=paid["project_code"].where(np.arange(len(paid)) % 2 > 0, "nobody"))
    assert "payments_unmatched" in year(table, mixed).reasons


def calibrated(districts):
    """Share within 80 % bands by day and metric; chances of random targets and whether they came true."""
    inside, chances = {}, []
    for seed in range(districts):
        table, paid = other_district(1000 + seed)
        actual, rng = actual_totals(table, paid, 2023), np.random.default_rng(seed)
        for day in ("2022-12-31", "2023-06-30"):
            outcome = year(*known_on(table, paid, day), day, draws=8000)
            for name, value in zip((AGREED, AGREED_OUT_OF_CITY, FUNDS), actual, strict=True):
                samples = outcome.samples[name]
                low, high = np.quantile(samples, [0.1, 0.9])
                inside.setdefault((day, name), []).append(low <= value <= high)
                target = np.median(samples) + rng.normal(0, np.std(samples))
                chances.append((float((samples >= target).mean()), value >= target))
    return {key: float(np.mean(covered)) for key, covered in inside.items()}, np.array(chances, dtype=float)


def test_a_few_districts_of_another_process_are_mostly_within():
    covered, _ = calibrated(5)
    assert np.mean(list(covered.values())) > 0.6


@pytest.mark.slow
def test_bands_and_chances_of_districts_of_another_process_hold():
    covered, chances = calibrated(170)
    for key, share in covered.items():
        assert 0.72 <= share <= 0.9, (key, share)
    fifth = np.digitize(chances[:, 0], [0.2, 0.4, 0.6, 0.8])
    for part in range(5):
        predicted, happened = chances[fifth == part].mean(axis=0)
        assert happened == pytest.approx(predicted, abs=0.1), part
