"""Forecast of a year from a ledger: certain parts, definitions, missing inputs, calibration of chances."""

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
from jjinvest.data.figures import typed_figures
from jjinvest.forecasting.distribution import p_all
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData
from jjinvest.forecasting.ledger.forecast import (
    AGREED,
    AGREED_OUT_OF_CITY,
    FUNDS,
    FUNDS_OUT_OF_CITY,
    NUMBER_OUT_OF_CITY,
    forecast_year,
)
from jjinvest.forecasting.ledger.funds import _early
from jjinvest.forecasting.method import LedgerSimulation
from jjinvest.forecasting.select_method import BASIS
from jjinvest.metrics.breakdowns import COUNT
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


def test_certain_amounts_are_those_of_the_ledger(mid_year, district):
    signed = district.projects[district.projects["signed_on"].between("2023-01-01", "2023-06-30")]
    assert mid_year.model.signed == pytest.approx(signed["agreed_amount"].sum() / YI)
    paid = district.payments[district.payments["month"].between("2023-01-01", "2023-06-30")]
    assert mid_year.model.funds.certain == pytest.approx(paid["amount"].sum() / YI)


def test_expected_named_business_is_the_sum_of_chances_times_amounts(mid_year):
    model = mid_year.model
    assert mid_year.simulated.named.mean() == pytest.approx(model.chances @ model.amounts, rel=0.03)
    categories = mid_year.categories()
    assert categories.index.tolist() == ["signed", "commit", "best_case", "pipeline"]
    assert categories["expected"].sum() == pytest.approx(model.signed + model.chances @ model.amounts)


def test_outcomes_require_the_same_definition_and_have_joint_chances(mid_year):
    outcomes = mid_year.outcomes()
    target = Quantity.exact(
        round(float(np.median(mid_year.samples[AGREED])) * YI), "元", Definition("agreed")
    )
    out_of_city = Quantity.exact(
        round(float(np.median(mid_year.samples[AGREED_OUT_OF_CITY])) * YI),
        "元",
        Definition("agreed", "out_of_city"),
    )
    joint_chance = p_all([(outcomes[AGREED], target), (outcomes[AGREED_OUT_OF_CITY], out_of_city)])
    # large out-of-city projects carry both: the joint chance is far above the product of two halves
    assert 0.3 < joint_chance < 0.5
    assert outcomes[AGREED].method == "ledger_simulation"
    low, high = outcomes[AGREED].p_range(target)
    assert low <= 0.5 <= high
    with pytest.raises(BasisError):
        outcomes[AGREED].p_reach(out_of_city)


def test_the_same_seed_gives_the_same_bytes(district, mid_year):
    table = district.ledger_at("2023-06")
    again = forecast_year(table, district.payments, year=2023, as_of="2023-06-30", seed=1, draws=20_000)
    for name, samples in mid_year.samples.items():
        assert again.samples[name].tobytes() == samples.tobytes()


def test_nothing_after_the_day_enters(district):
    day = "2023-06-30"
    complete = forecast_year(district.projects, district.payments, year=2023, as_of=day, **QUICK)
    # the full course of all projects, and the ledger as it stood: same chances (amounts are stated later in
    # the latter)
    stood = forecast_year(district.ledger_at("2023-06"), district.payments, year=2023, as_of=day, **QUICK)
    assert complete.model.signed == stood.model.signed
    assert complete.new.expected == stood.new.expected
    assert complete.named.table["probability"].tolist() == stood.named.table["probability"].tolist()
    early = district.payments[district.payments["month"] <= day]
    paid_so_far = forecast_year(district.ledger_at("2023-06"), early, year=2023, as_of=day, **QUICK)
    assert paid_so_far.samples[FUNDS].tobytes() == stood.samples[FUNDS].tobytes()


def test_at_the_end_of_the_year_every_amount_is_certain(district):
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
    forecast = forecast_year(district.ledger_at("2023-06"), None, year=2023, as_of="2023-06-30", **QUICK)
    assert set(forecast.samples) == {AGREED, AGREED_OUT_OF_CITY, COUNT, NUMBER_OUT_OF_CITY}
    assert forecast.reasons == ("no_payments", "estimates_not_compared")


def test_the_number_of_projects_is_what_signed_and_what_will(district):
    forecast = forecast_year(
        district.ledger_at("2023-06"), district.payments, year=2023, as_of="2023-06-30", **QUICK
    )
    number = forecast.outcomes()[COUNT]
    assert number.unit == "个"
    assert number.samples.min() >= forecast.signed_projects
    assert np.array_equal(number.samples, np.rint(number.samples))
    expected = forecast.signed_projects + forecast.model.chances.sum() + forecast.new.expected
    assert number.samples.mean() == pytest.approx(expected, rel=0.03)
    assert (forecast.samples[NUMBER_OUT_OF_CITY] <= number.samples).all()
    target = Quantity.exact(int(np.median(number.samples)), "个", Definition("count"))
    assert 0.5 <= number.p_reach(target) < 0.6
    with pytest.raises(BasisError):
        number.p_reach(Quantity.exact(40 * YI, "元", Definition("agreed")))


@pytest.mark.parametrize("case", ["none", "codes", "history"])
def test_funds_without_payments_that_belong_to_projects_are_not_forecast(district, case):
    table, paid = district.ledger_at("2023-06"), district.payments
    if case == "none":
        paid = paid.iloc[:0]
    elif case == "codes":
        table = table.assign(project_code="")
    else:
        paid = paid[paid["month"] > "2023-06-30"]
    forecast = forecast_year(table, paid, year=2023, as_of="2023-06-30", **QUICK)
    assert FUNDS not in forecast.samples
    assert forecast.reasons == ("no_cohorts", "estimates_not_compared")


def test_payments_of_unknown_projects_are_counted_and_reported(district):
    table = district.ledger_at("2023-06")
    forecast = forecast_year(
        table[table.index % 3 > 0], district.payments, year=2023, as_of="2023-06-30", **QUICK
    )
    assert "payments_unmatched" in forecast.reasons
    complete = forecast_year(table, district.payments, year=2023, as_of="2023-06-30", **QUICK)
    assert forecast.model.funds.certain == complete.model.funds.certain


def test_earlier_imports_decide_what_amounts_in_negotiation_count_for(district):
    table = district.ledger_at("2023-06")
    talked = table["negotiated_on"] < table["signed_on"]
    seen = table.assign(estimated_amount=(2 * table["agreed_amount"]).where(talked))
    plain, halved = (
        forecast_year(each, None, year=2023, as_of="2023-06-30", **QUICK) for each in (table, seen)
    )
    assert "estimates_not_compared" in plain.reasons
    assert "estimates_compared" in halved.reasons
    assumed = {each.name: each for each in halved.assumptions}
    assert assumed["estimates_compared"].value == halved.named.ratio.seen > 100
    assert 50 < assumed["signed_ratio"].value < 60
    assert assumed["signed_ratio"].low < assumed["signed_ratio"].value < assumed["signed_ratio"].high
    assert halved.named.table["signed_amount"].sum() < 0.6 * halved.named.table["amount"].sum()
    assert plain.named.table["signed_amount"].equals(plain.named.table["amount"].astype(float))


def test_an_earlier_day_has_the_amounts_that_imports_stated_then(district):
    table = district.ledger_at("2023-06")
    later = (table["signed_on"] > "2022-12-31") & (table["negotiated_on"] <= "2022-12-31")
    stated = table.assign(estimated_amount=(3 * table["agreed_amount"]).where(later))
    before = LedgerData(stated, None, date(2023, 6, 30)).before(date(2022, 12, 31)).projects
    assert later.sum() > 3
    assert (before["agreed_amount"] == 3 * table["agreed_amount"])[later].all()
    assert before["agreed_amount"][~later].equals(table["agreed_amount"][~later])


def test_early_payments_have_the_season_of_payments(mid_year):
    model, july = mid_year.funds.model, 12 * 2023 + 6
    flat, late = (replace(model, season=np.array(season)) for season in ([1.0] * 4, [0.8, 0.8, 1.0, 1.4]))
    weights = np.ones(2)
    assert _early(late, weights, july)[0] > 1.05 * _early(flat, weights, july)[0]
    assert _early(late, weights, july - 6)[0] < 0.95 * _early(flat, weights, july - 6)[0]
    # cohorts of all quarters show the shares: the season that they have seen is taken out
    whole = [late.seasonal_share(quarter, 1)[0] for quarter in range(4)]
    assert 0.8 * min(whole) < flat.share[0] < max(whole)


def test_no_project_in_negotiation(district):
    table = district.ledger_at("2023-06")
    rest = table[table["negotiated_on"].isna() | table["signed_on"].notna() | table["terminated_on"].notna()]
    forecast = forecast_year(rest, district.payments, year=2023, as_of="2023-06-30", **QUICK)
    assert forecast.categories()["projects"].iloc[1:].sum() == 0
    assert not forecast.simulated.named.any()


def test_one_metric_is_forecast_or_unavailable_with_a_reason(district, mid_year):
    table, paid = district.ledger_at("2023-06"), district.payments
    nothing = {"figures": typed_figures([]), "latest": {}}
    workspace = SimpleNamespace(as_of_date=date(2023, 6, 30), district="jiangjin", **nothing)

    def answer(ledger, payments, metric, year=2023):
        definition = Definition(BASIS[metric])
        known = None if ledger is None else LedgerData(ledger, payments, date(2023, 6, 30))
        data = ForecastData(workspace, Assumptions(ledger_draws=20_000), known)
        target = ForecastTarget(metric, definition, year, 2)
        result = LedgerSimulation().forecast(data, target, seed=1)
        assert LedgerSimulation().available(data, target) == getattr(result, "missing", ())
        return getattr(result, "missing", result)

    forecast = answer(table, paid, "agreed_amount")
    assert forecast.samples.tobytes() == mid_year.samples[AGREED].tobytes()
    assert answer(None, None, "agreed_amount") == ("no_ledger",)
    assert answer(table, paid, "contract_amount") == ("not_in_ledger",)
    assert answer(table, paid, "agreed_amount", 2025) == ("day_outside_year",)
    assert answer(table, None, "funds_in_place") == ("no_payments",)
    short = table[table["negotiated_on"] > "2022-09-01"]
    assert answer(short, paid, "agreed_amount") == ("ledger_too_short",)


def test_too_short_a_history_is_left_to_another_method():
    young = geometric_district(seed=1, years=1, first=2023)
    with pytest.raises(LookupError, match="a year and a window"):
        forecast_year(young, None, year=2023, as_of="2023-06-30", **QUICK)
    with pytest.raises(LookupError, match="no project has a date"):
        forecast_year(ledger([("a", {})]), None, year=2023, as_of="2023-06-30", **QUICK)


@pytest.mark.slow
def test_chances_of_forty_districts_come_true():
    outcomes = reliability(range(40), DAYS, draws=2_000)
    # 120 chances, three of a district: about 0.09 either way is chance
    assert abs(outcomes["chance"].mean() - outcomes["reached"].mean()) < 0.1
    assert (outcomes["chance"] - outcomes["reached"]).pow(2).mean() < 0.15
    assert 0.68 <= outcomes["place"].between(0.1, 0.9).mean() <= 0.92
    assert 0.4 < outcomes["place"].mean() < 0.6


@pytest.mark.slow
def test_chances_of_two_thousand_districts_are_calibrated():
    outcomes = reliability(range(2000), DAYS, draws=2_000)
    fifth = np.minimum((outcomes["chance"] * 5).astype(int), 4)
    by = outcomes.groupby(fifth)[["chance", "reached"]].mean()
    assert (by["chance"] - by["reached"]).abs().max() < 0.07, by
    inside = outcomes["place"].between(0.1, 0.9).groupby(outcomes["metric"]).mean()
    assert 0.77 <= outcomes["place"].between(0.1, 0.9).mean() <= 0.83, inside
