"""A year simulated from a ledger: what is certain, what is not counted twice, and whether chances come true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.ledger_calibration import DAYS, reliability
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import BasisError
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import p_all
from jjinvest.forecasting.ledger.conversion import calibrate, named_projects, past_windows
from jjinvest.forecasting.ledger.forecast import (
    AGREED,
    AGREED_OUT_OF_CITY,
    FUNDS,
    FUNDS_OUT_OF_CITY,
    forecast_year,
)
from jjinvest.forecasting.ledger.new_business import new_business
from jjinvest.forecasting.ledger.simulation import AmountPool, YearModel, simulate_years
from jjinvest.forecasting.method import ForecastData, ForecastTarget, LedgerData, LedgerSimulation
from jjinvest.forecasting.select_method import BASIS
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.ledgers import geometric_district, ledger

QUICK = {"seed": 1, "draws": 4_000, "cases": False}


@pytest.fixture(scope="module")
def district():
    return simulate(Parameters(projects=900), seed=3)


@pytest.fixture(scope="module")
def mid_year(district):
    table = district.ledger_at("2023-06")
    return forecast_year(table, district.payments, year=2023, as_of="2023-06-30", seed=1, draws=20_000)


def test_parts_add_up_to_the_samples(mid_year):
    for outcome in mid_year.outcomes().values():
        if outcome.parts:
            np.testing.assert_allclose(sum(outcome.parts.values()), outcome.samples)
    samples = mid_year.samples
    assert (samples[AGREED_OUT_OF_CITY] <= samples[AGREED] + 1e-3).all()
    assert (samples[FUNDS_OUT_OF_CITY] <= samples[FUNDS] + 1e-9).all()
    assert (samples[AGREED] >= mid_year.model.signed).all()
    assert (samples[FUNDS] >= mid_year.model.funds.certain).all()


def test_what_is_certain_is_what_the_ledger_says(mid_year, district):
    signed = district.projects[district.projects["signed_on"].between("2023-01-01", "2023-06-30")]
    assert mid_year.model.signed == pytest.approx(signed["agreed_amount"].sum() / YI)
    paid = district.payments[district.payments["month"].between("2023-01-01", "2023-06-30")]
    assert mid_year.model.funds.certain == pytest.approx(paid["amount"].sum() / YI)


def test_expected_named_business_is_the_sum_of_chances_times_amounts(mid_year):
    law = mid_year.model
    assert mid_year.simulated.named.mean() == pytest.approx(law.chances @ law.amounts, rel=0.03)
    categories = mid_year.categories()
    assert categories.index.tolist() == ["signed", "commit", "best_case", "pipeline"]
    assert categories["expected"].sum() == pytest.approx(law.signed + law.chances @ law.amounts)


def test_outcomes_ask_for_the_same_definition_and_answer_jointly(mid_year):
    found = mid_year.outcomes()
    target = Quantity.exact(
        round(float(np.median(mid_year.samples[AGREED])) * YI), "元", Definition("agreed")
    )
    out_of_city = Quantity.exact(
        round(float(np.median(mid_year.samples[AGREED_OUT_OF_CITY])) * YI),
        "元",
        Definition("agreed", "out_of_city"),
    )
    together = p_all([(found[AGREED], target), (found[AGREED_OUT_OF_CITY], out_of_city)])
    # large out-of-city projects carry both: together is far above the product of two halves
    assert 0.3 < together < 0.5
    assert found[AGREED].method == "ledger_simulation"
    low, high = found[AGREED].p_range(target)
    assert low <= 0.5 <= high
    with pytest.raises(BasisError):
        found[AGREED].p_reach(out_of_city)


def test_the_same_seed_gives_the_same_bytes(district, mid_year):
    table = district.ledger_at("2023-06")
    again = forecast_year(table, district.payments, year=2023, as_of="2023-06-30", seed=1, draws=20_000)
    for name, samples in mid_year.samples.items():
        assert again.samples[name].tobytes() == samples.tobytes()


def test_nothing_after_the_day_enters(district):
    day = "2023-06-30"
    whole = forecast_year(district.projects, district.payments, year=2023, as_of=day, **QUICK)
    # the full course of all projects, and the ledger as it stood: same chances (amounts are stated later in
    # the latter)
    stood = forecast_year(district.ledger_at("2023-06"), district.payments, year=2023, as_of=day, **QUICK)
    assert whole.model.signed == stood.model.signed
    assert whole.new.expected == stood.new.expected
    assert whole.named.table["probability"].tolist() == stood.named.table["probability"].tolist()
    early = district.payments[district.payments["month"] <= day]
    known = forecast_year(district.ledger_at("2023-06"), early, year=2023, as_of=day, **QUICK)
    assert known.samples[FUNDS].tobytes() == stood.samples[FUNDS].tobytes()


def test_at_the_end_of_the_year_all_is_certain(district):
    table = district.ledger_at("2023-12")
    over = forecast_year(table, district.payments, year=2023, as_of="2023-12-31", **QUICK)
    signed = district.projects[district.projects["signed_on"].dt.year == 2023]
    assert np.unique(over.samples[AGREED]).tolist() == pytest.approx([signed["agreed_amount"].sum() / YI])
    paid = district.payments[district.payments["month"] >= "2023-01-01"]["amount"].sum() / YI
    assert np.unique(over.samples[FUNDS]).tolist() == pytest.approx([paid])


@pytest.mark.parametrize("day", ["2022-11-30", "2024-01-31"])
def test_a_day_outside_the_year_is_refused(district, day):
    with pytest.raises(LookupError, match="a forecast of 2023 stands between"):
        forecast_year(district.projects, district.payments, year=2023, as_of=day, **QUICK)


def test_within_a_month_the_day_counts(district):
    first = forecast_year(
        district.ledger_at("2023-08"), district.payments, year=2023, as_of="2023-08-17", **QUICK
    )
    last = forecast_year(
        district.ledger_at("2023-08"), district.payments, year=2023, as_of="2023-08-31", **QUICK
    )
    assert first.model.signed <= last.model.signed
    assert first.model.funds.certain < last.model.funds.certain
    assert first.samples[FUNDS].std() > 0.8 * last.samples[FUNDS].std()


def test_without_payments_only_signings_are_forecast(district):
    found = forecast_year(district.ledger_at("2023-06"), None, year=2023, as_of="2023-06-30", **QUICK)
    assert set(found.samples) == {AGREED, AGREED_OUT_OF_CITY}
    assert found.reasons == ("no_payments",)


@pytest.mark.parametrize("lack", ["none", "codes", "history"])
def test_funds_without_payments_that_belong_to_projects_are_not_forecast(district, lack):
    table, paid = district.ledger_at("2023-06"), district.payments
    if lack == "none":
        paid = paid.iloc[:0]
    elif lack == "codes":
        table = table.assign(project_code="")
    else:
        paid = paid[paid["month"] > "2023-06-30"]
    found = forecast_year(table, paid, year=2023, as_of="2023-06-30", **QUICK)
    assert FUNDS not in found.samples
    assert found.reasons == ("no_cohorts",)


def test_payments_of_unknown_projects_are_counted_and_said(district):
    table = district.ledger_at("2023-06")
    found = forecast_year(
        table[table.index % 3 > 0], district.payments, year=2023, as_of="2023-06-30", **QUICK
    )
    assert "payments_unmatched" in found.reasons
    whole = forecast_year(table, district.payments, year=2023, as_of="2023-06-30", **QUICK)
    assert found.model.funds.certain == whole.model.funds.certain


def test_no_project_in_negotiation(district):
    table = district.ledger_at("2023-06")
    rest = table[table["negotiated_on"].isna() | table["signed_on"].notna() | table["terminated_on"].notna()]
    found = forecast_year(rest, district.payments, year=2023, as_of="2023-06-30", **QUICK)
    assert found.categories()["projects"].iloc[1:].sum() == 0
    assert not found.simulated.named.any()


def test_one_metric_answers_or_says_what_is_lacking(district, mid_year):
    table, paid = district.ledger_at("2023-06"), district.payments
    workspace = SimpleNamespace(as_of_date=date(2023, 6, 30), district="here")

    def asked(ledger, payments, metric, year=2023):
        definition = Definition(BASIS[metric])
        known = None if ledger is None else LedgerData(ledger, payments, date(2023, 6, 30))
        data = ForecastData(workspace, Assumptions(ledger_draws=20_000), known)
        target = ForecastTarget(metric, definition, year, 2)
        result = LedgerSimulation().forecast(data, target, seed=1)
        assert LedgerSimulation().available(data, target) == getattr(result, "missing", ())
        return getattr(result, "missing", result)

    found = asked(table, paid, "agreed_amount")
    assert found.samples.tobytes() == mid_year.samples[AGREED].tobytes()
    assert asked(None, None, "agreed_amount") == ("no_ledger",)
    assert asked(table, paid, "contract_amount") == ("not_in_ledger",)
    assert asked(table, paid, "agreed_amount", 2025) == ("day_outside_year",)
    assert asked(table, None, "funds_in_place") == ("no_payments",)
    short = table[table["negotiated_on"] > "2022-09-01"]
    assert asked(short, paid, "agreed_amount") == ("ledger_too_short",)


def test_a_history_too_short_is_left_to_a_lower_level():
    young = geometric_district(seed=1, years=1, first=2023)
    with pytest.raises(LookupError, match="a year and a window"):
        forecast_year(young, None, year=2023, as_of="2023-06-30", **QUICK)
    with pytest.raises(LookupError, match="no project has a date"):
        forecast_year(ledger([("a", {})]), None, year=2023, as_of="2023-06-30", **QUICK)


def test_named_and_new_business_do_not_count_the_same_signing_twice():
    table = geometric_district(seed=2, a_month=20)
    day, months = "2022-06-30", 6
    named = named_projects(table, as_of=day, months=months)
    new = new_business(table, as_of=day, months=months)
    came = table[table["signed_on"].between("2022-07-01", "2022-12-31")]
    among = came["project_code"].isin(named.table["project_code"])
    # the truth splits exactly into the two, and each part is expected about right
    assert (came.loc[~among, "negotiated_on"] > day).all()
    assert named.table["probability"].sum() == pytest.approx(among.sum(), abs=4 * np.sqrt(among.sum()))
    assert new.expected == pytest.approx((~among).sum(), abs=4 * np.sqrt((~among).sum()))


def test_past_windows_prefer_the_same_season():
    now = 12 * 2023 + 6
    assert past_windows(12 * 2018, now, 6) == [12 * year + 6 for year in (2022, 2021, 2020, 2019)]
    few = past_windows(12 * 2021, now, 6)
    assert few[0] == 12 * 2022 + 6
    assert all(start + 6 <= now and start >= 12 * 2022 for start in few)
    assert past_windows(12 * 2022 + 8, now, 6) == []


def test_chances_that_were_too_high_are_lowered():
    table = geometric_district(seed=3, a_month=20)
    assert abs(calibrate(table, as_of="2023-06-30", months=6).offset) < 0.4
    # half of the projects that would sign from 2021 on give up instead
    later = (table["signed_on"] >= "2021-01-01") & (np.arange(len(table)) % 2 == 0)
    worse = table.assign(
        terminated_on=table["terminated_on"].where(~later, table["signed_on"]),
        signed_on=table["signed_on"].where(~later),
    )
    found = calibrate(worse, as_of="2023-06-30", months=6)
    assert found.offset < -0.1
    assert found.table["projects"].sum() > 0
    assert found.apply(np.array([0.0, 0.5, 1.0]))[1] < 0.5


def plain(**changes) -> YearModel:
    usual = {
        "signed": 0.0, "signed_out_of_city": 0.0, "amounts": np.full(30, 20.0), "stated": np.ones(30, dtype=bool), "out_of_city": np.ones(30, dtype=bool),
        "chances": np.full(30, 0.5), "correlation": 0.1, "new_expected": 0.0, "new_cv": 0.0, "year_effect": 0.0,
        "pools": (), "funds": None,
    }  # fmt: skip
    return YearModel(**{**usual, **changes})


def test_pipeline_of_thirty_projects_and_600_has_the_spread_of_the_method_note():
    # Σ p x = 300; √(Σ x² p(1−p)) = 55 without, about 107 with a correlation of .1
    assert simulate_years(plain(correlation=0.0), draws=100_000, seed=1).named.std() == pytest.approx(
        54.8, rel=0.02
    )
    shared = simulate_years(plain(), draws=100_000, seed=1).named
    assert shared.mean() == pytest.approx(300, rel=0.01)
    assert shared.std() == pytest.approx(np.sqrt(54.8**2 * (1 + 29 * 0.1)), rel=0.02)


def test_amounts_not_stated_are_drawn_not_averaged():
    amounts = np.array([5.0, 5.0, 50.0])
    law = plain(correlation=0.0, stated=np.zeros(30, dtype=bool), pools=(AmountPool(amounts, True, 3.0),))
    drawn = simulate_years(law, draws=100_000, seed=1).named
    assert drawn.mean() == pytest.approx(15 * 20, rel=0.01)
    assert drawn.std() == pytest.approx(np.sqrt(30 * (0.5 * (amounts**2).mean() - 10**2)), rel=0.02)


def test_new_business_has_the_moments_of_a_compound_poisson():
    amounts = np.array([10.0, 20.0, 60.0])
    law = plain(amounts=np.zeros(0), stated=np.zeros(0, dtype=bool), out_of_city=np.zeros(0, dtype=bool), chances=np.zeros(0), new_expected=12.0,
                pools=(AmountPool(amounts, True, 1e9),))  # fmt: skip
    drawn = simulate_years(law, draws=200_000, seed=2)
    assert drawn.new.mean() == pytest.approx(12 * amounts.mean(), rel=0.01)
    assert drawn.new.std() == pytest.approx(np.sqrt(12 * (amounts**2).mean()), rel=0.02)
    small = replace(law, pools=(AmountPool(amounts / 10, False, 1e9),), new_expected=200.0)
    drawn = simulate_years(small, draws=200_000, seed=2)
    assert drawn.new.mean() == pytest.approx(20 * amounts.mean(), rel=0.01)
    assert drawn.new.std() == pytest.approx(np.sqrt(2 * (amounts**2).mean()), rel=0.02)
    assert not drawn.out_of_city.any()


@pytest.mark.slow
def test_chances_of_forty_districts_come_true():
    found = reliability(range(40), DAYS, draws=2_000)
    # 120 chances, three of a district: about 0.09 either way is chance
    assert abs(found["chance"].mean() - found["reached"].mean()) < 0.1
    assert (found["chance"] - found["reached"]).pow(2).mean() < 0.15
    assert 0.68 <= found["place"].between(0.1, 0.9).mean() <= 0.92
    assert 0.4 < found["place"].mean() < 0.6


@pytest.mark.slow
def test_chances_of_two_thousand_districts_are_calibrated():
    found = reliability(range(2000), DAYS, draws=2_000)
    fifth = np.minimum((found["chance"] * 5).astype(int), 4)
    by = found.groupby(fifth)[["chance", "reached"]].mean()
    assert (by["chance"] - by["reached"]).abs().max() < 0.07, by
    inside = found["place"].between(0.1, 0.9).groupby(found["metric"]).mean()
    assert 0.77 <= found["place"].between(0.1, 0.9).mean() <= 0.83, inside
