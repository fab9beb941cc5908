"""The year from ledgers of another process than the synthetic districts', whole and in every bad shape."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ledger.conversion import history_begins
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS, forecast_year
from jjinvest.forecasting.ledger.inputs import LedgerInputError, checked_ledger
from jjinvest.forecasting.reserving.triangle import TriangleError, cohorts_of
from jjinvest.forecasting.select_method import forecast
from tests.fixtures.other_ledgers import came, carried_over, other_district, stood

ROOT = Path(__file__).parents[3]
MEASURES = [("agreed_amount", "all"), ("agreed_amount", "out_of_city"), ("funds_in_place", "all"), ("funds_in_place", "out_of_city")]  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return other_district(5)


@pytest.fixture(scope="module")
def mid_year(whole):
    return stood(*whole, "2023-06-30")


@pytest.fixture(scope="module")
def workspace():
    return load_workspace(ROOT / "data" / "jiangjin")


def year(table, paid, day="2023-06-30", **given):
    return forecast_year(table, paid, **{"year": 2023, "as_of": day, "seed": 1, "draws": 2000, "cases": False, **given})  # fmt: skip


def told(workspace, metric, scope, day, table, paid):
    return forecast(workspace, metric, 2023, as_of=day, seed=1, assumptions=Assumptions(draws=1000), scope=scope,
                    ledger=table, payments=paid)  # fmt: skip


def future_of(table, paid, day, rng):
    """The same ledger and payments with another future: new projects, later dates and later payments at random."""
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


@pytest.mark.parametrize("trial", range(2))
def test_no_future_changes_a_sample(workspace, whole, trial):
    rng = np.random.default_rng(trial)
    day = date(2022, 12, 31) + timedelta(days=int(rng.integers(0, 366)))
    other = future_of(*whole, day, rng)
    for metric, scope in MEASURES:
        before = told(workspace, metric, scope, day, *whole)
        after = told(workspace, metric, scope, day, *other)
        assert before.method == "ledger_simulation"
        assert before.samples.tobytes() == after.samples.tobytes()
        assert before.explain().equals(after.explain())
        assert before.facts() == after.facts()


def test_projects_carried_over_from_long_before_change_little(mid_year, whole):
    for day in ("2022-12-31", "2023-06-30"):
        table, paid = stood(*whole, day)
        alone, among = (year(t, paid, day, draws=8000) for t in (table, carried_over(table)))
        for name in (AGREED, AGREED_OUT_OF_CITY, FUNDS):
            low, mid, high = np.quantile(alone.samples[name], [0.1, 0.5, 0.9])
            low2, mid2, high2 = np.quantile(among.samples[name], [0.1, 0.5, 0.9])
            assert mid2 == pytest.approx(mid, rel=0.06), name
            assert high2 - low2 == pytest.approx(high - low, rel=0.25), name


def test_history_begins_where_the_ledger_was_kept():
    regular = np.arange(2018 * 12, 2024 * 12)
    assert history_begins(regular, 2024 * 12) == 2018 * 12
    assert 2017 * 12 <= history_begins(np.append(regular, [2009 * 12, 1900 * 12]), 2024 * 12) <= 2018 * 12
    assert history_begins(np.array([2023 * 12 + 5, 2030 * 12, -1]), 2024 * 12) == 2023 * 12 + 5
    assert history_begins(np.array([-1, 2030 * 12]), 2024 * 12) is None
    once_a_year = np.arange(2014 * 12, 2024 * 12, 12)
    assert history_begins(once_a_year, 2024 * 12) == 2014 * 12


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
)  # fmt: skip
def test_a_ledger_of_another_form_is_refused_in_words(mid_year, change, message):
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


def test_other_types_of_the_same_ledger_say_the_same(mid_year):
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


def test_amounts_not_stated_of_signed_projects_are_said(mid_year):
    table, paid = mid_year
    this_year = table["signed_on"] >= "2023-01-01"
    found = year(table.assign(agreed_amount=table["agreed_amount"].mask(this_year)), paid)
    assert found.model.signed == 0
    assert "amounts_missing" in found.reasons
    said = {a.name: a.value for a in found.assumptions}
    assert said["signed_without_amount"] == this_year.sum() == said["signed_projects"]
    assert "amounts_missing" not in year(table, paid).reasons


def test_no_amounts_at_all_are_no_forecast_of_nothing(mid_year):
    table, paid = mid_year
    for amount in (0, pd.NA):
        with pytest.raises(LookupError, match="state an amount above zero"):
            year(table.assign(agreed_amount=pd.array([amount] * len(table), dtype="Int64")), paid)


def test_without_origins_nothing_is_said_of_out_of_city_amounts(workspace, mid_year):
    table, paid = mid_year
    blank = table.assign(origin="")
    found = year(blank, paid)
    assert set(found.samples) == {AGREED, FUNDS}
    assert "no_origins" in found.reasons
    silent = told(workspace, "agreed_amount", "out_of_city", date(2023, 6, 30), blank, paid)
    assert isinstance(silent, Unavailable)
    assert "no_origins" in silent.missing
    some = year(table.assign(origin=table["origin"].where(np.arange(len(table)) % 10 > 0, "")), paid)
    assert "origins_missing" in some.reasons
    assert AGREED_OUT_OF_CITY in some.samples


def test_a_code_that_stands_twice_is_said(mid_year):
    table, paid = mid_year
    twice = pd.concat([table, table[table["signed_on"].notna()].head(1)], ignore_index=True)
    assert year(twice, paid).reasons == ("codes_repeated", "no_cohorts")


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
def test_too_little_of_a_ledger_falls_back_and_says_why(workspace, mid_year, keep):
    table, paid = mid_year
    for metric, scope in MEASURES:
        found = told(workspace, metric, scope, date(2023, 6, 30), keep(table), paid)
        assert isinstance(found, Unavailable)
        assert "ledger_too_short" in found.missing
        assert "no_ledger" not in found.missing


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
    ids=["all signed", "given up at once", "given up late", "given up before", "swapped", "no talks", "shuffled"],
)  # fmt: skip
def test_odd_ledgers_are_told_without_a_warning(workspace, mid_year, change):
    table, paid = mid_year
    for metric, scope in MEASURES:
        found = told(workspace, metric, scope, date(2023, 6, 30), change(table), paid)
        assert isinstance(found, ForecastDistribution)
        assert found.method == "ledger_simulation"
        assert all(np.isfinite(fact.value) for fact in found.facts() if fact.value is not None)


def test_payments_that_are_taken_back_or_unknown_are_told(mid_year):
    table, paid = mid_year
    assert year(table, paid.assign(amount=-paid["amount"])).samples[FUNDS].max() < 0
    mixed = paid.assign(project_code=paid["project_code"].where(np.arange(len(paid)) % 2 > 0, "nobody"))
    assert "payments_unmatched" in year(table, mixed).reasons


def calibrated(districts):
    """Share within 80 % bands, by day and metric; chances of targets around the median and whether they came true."""
    inside, chances = {}, []
    for seed in range(districts):
        table, paid = other_district(1000 + seed)
        actual, rng = came(table, paid, 2023), np.random.default_rng(seed)
        for day in ("2022-12-31", "2023-06-30"):
            found = year(*stood(table, paid, day), day, draws=8000)
            for name, value in zip((AGREED, AGREED_OUT_OF_CITY, FUNDS), actual, strict=True):
                samples = found.samples[name]
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
        said, happened = chances[fifth == part].mean(axis=0)
        assert happened == pytest.approx(said, abs=0.1), part


def test_what_was_paid_before_a_signing_in_the_running_quarter_is_not_of_the_triangle():
    table = checked_ledger(
        pd.DataFrame(
            {
                "project_code": ["A", "B"], "project_name": ["甲", "乙"], "origin": "in_city", "agreed_amount": 10**8,
                "negotiated_on": pd.Timestamp("2023-01-01"), "contract_on": None, "started_on": None,
                "in_production_on": None, "terminated_on": None, "signed_on": pd.to_datetime(["2023-02-01", "2023-08-01"]),
            }
        )
    )  # fmt: skip
    paid = pd.DataFrame({"project_code": ["A", "B"], "month": pd.Timestamp("2023-03-01"), "amount": [5, 7]})
    found = cohorts_of(table, paid, as_of="2023-09-01")
    assert found.account["in_triangle"] == 5 == found.triangle.latest.sum()
    assert found.account["running_quarter"] == 7
    assert found.cohorts["paid"].tolist() == [5, 7]
