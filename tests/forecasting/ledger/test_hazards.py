"""Stage hazards on known truth: censored spells count, the future does not, few events are pooled."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.ledger.forecast import forecast_year
from jjinvest.forecasting.ledger.hazards import (
    as_known,
    first_open_month,
    month_number,
    spells,
)
from tests.fixtures.ledgers import geometric_district, ledger, pooled_hazards


def test_spells_by_hand():
    table = ledger(
        [
            ("moved", {"negotiated_on": "2023-01-10", "signed_on": "2023-03-05"}),
            ("left", {"negotiated_on": "2023-01-10", "terminated_on": "2023-02-05"}),
            ("open", {"negotiated_on": "2023-05-31"}),
            ("later", {"negotiated_on": "2023-01-10", "signed_on": "2023-07-01"}),
            ("today", {"negotiated_on": "2023-07-02"}),
            ("future", {"negotiated_on": "2023-08-02"}),
            ("lead", {}),
        ]
    )
    periods = spells(table, as_of="2023-07-15").set_axis(["moved", "left", "open", "later", "today"], axis=0)
    assert periods["ended"].tolist() == ["moved", "left", "open", "open", "open"]
    # through June: July is not over and does not count yet
    assert periods["months"].tolist() == [3, 2, 2, 6, 0]


def test_months_are_counted_from_the_year_0():
    days = pd.Series(pd.to_datetime(["2023-01-31", None, "1969-12-31"]))
    for resolution in ("s", "us", "ns"):
        months = month_number(days.astype(f"datetime64[{resolution}]"))
        assert months.tolist() == [2023 * 12, -1, 1969 * 12 + 11]


def test_a_month_counts_from_its_last_day_on():
    assert first_open_month("2023-06-30") - first_open_month("2023-06-29") == 1


def test_known_hazards_are_recovered_with_censored_spells():
    table = geometric_district(seed=1, hazard=0.12, giving_up=0.05, a_month=40)
    model = pooled_hazards(table, as_of="2023-12-31")
    for way, truth in ((model.move, 0.12), (model.leave, 0.05)):
        inside = np.abs(np.log(way.table["hazard"] / truth)) < 3 * way.table["standard_error"]
        assert inside.all()
        assert not way.pooled
    chance = model.probability([0, 6, 12], 12, start=first_open_month("2023-12-31")).sum(axis=1)
    truth = 0.12 / 0.17 * (1 - 0.83**12)
    np.testing.assert_allclose(chance, truth, atol=0.06)


def test_without_the_censored_spells_the_hazard_would_be_too_high():
    table = geometric_district(seed=2, hazard=0.05, giving_up=0.0001, years=2, a_month=60)
    day = "2020-12-31"
    closed = table[table["signed_on"] <= day]
    right = pooled_hazards(table, as_of=day).move.table
    wrong = pooled_hazards(closed, as_of=day).move.table
    mean = np.average(right["hazard"], weights=right["at_risk"])
    assert mean == pytest.approx(0.05, abs=0.005)
    assert np.average(wrong["hazard"], weights=wrong["at_risk"]) > 0.1


def test_season_of_signing_is_estimated():
    table = geometric_district(seed=3, a_month=60, hazard=0.1)
    # signings of the first quarter slip into the second
    month = table["signed_on"].dt.month
    late = table["signed_on"].where(~month.isin([1, 2, 3]), table["signed_on"] + pd.offsets.MonthEnd(3))
    model = pooled_hazards(table.assign(signed_on=late.astype("datetime64[ms]")), as_of="2023-12-31")
    assert len(model.move.season) in (0, 4)
    even = pooled_hazards(table, as_of="2023-12-31")
    assert np.abs(even.move.season).max() < 0.2


def test_few_events_give_one_pooled_rate():
    table = geometric_district(seed=6, a_month=1, years=2)
    model = pooled_hazards(table, as_of="2020-12-31")
    assert model.move.pooled
    assert len(model.move.table) == 1
    rate = (model.move.events + 0.5) / (model.move.table["at_risk"].iloc[0] + 1)
    assert model.move.table["hazard"].tolist() == [rate]


def test_no_spells_at_all():
    model = pooled_hazards(ledger([("a", {"signed_on": "2023-01-01"})]), as_of="2023-12-31")
    assert model.projects == 0
    assert model.move.pooled
    assert np.isfinite(model.probability([0, 5], 3, start=24276)).all()


def test_a_stage_that_nobody_outlasts():
    table = geometric_district(seed=7, hazard=0.999, giving_up=0.0005, a_month=5)
    hazard = pooled_hazards(table, as_of="2023-12-31").move.table["hazard"]
    assert hazard.between(0.9, 1, inclusive="neither").all()


def test_the_future_does_not_enter():
    table = geometric_district(seed=8, a_month=20)
    day = pd.Timestamp("2022-05-17")
    shuffled = table.copy()
    for name in ("signed_on", "terminated_on"):
        later = shuffled[name] > day
        shuffled[name] = shuffled[name].where(~later)
    one, other = (pooled_hazards(t, as_of=day) for t in (table, shuffled))
    pd.testing.assert_frame_equal(one.move.table, other.move.table)
    assert (as_known(table, day)[["negotiated_on", "signed_on", "terminated_on"]].max() <= day).all()


def test_chances_add_up_with_giving_up_to_one_in_the_long_run():
    table = geometric_district(seed=9, a_month=20)
    model = pooled_hazards(table, as_of="2023-12-31")
    chance = model.probability([0], 600, start=24276)
    assert (chance >= 0).all()
    assert 0.6 < chance.sum() < 0.8


def separable_ledger():
    """Projects that all sign after 2, 5, 8 or 10 months, in one month of the year each; ten are open."""
    signed = [
        (f"s{n}", {"negotiated_on": f"{year}-01-02", "signed_on": f"{year}-{month}-05"})
        for n, (year, month) in enumerate(product(range(2019, 2023), ["03", "06", "09", "11"] * 5))
    ]
    return ledger([*signed, *((f"o{n}", {"negotiated_on": "2023-06-01"}) for n in range(10))])


@pytest.mark.filterwarnings("error")
def test_signings_that_allow_no_curve_give_the_plain_rates():
    model = pooled_hazards(separable_ledger(), as_of="2023-12-31")
    move = model.move
    assert not move.fitted
    np.testing.assert_allclose(move.table["hazard"], move.table["events"] / move.table["at_risk"])
    chance = model.probability([7] * 10, 12, start=first_open_month("2023-12-31"))
    assert ((chance >= 0) & (chance <= 1)).all()
    usual = pooled_hazards(geometric_district(seed=1, a_month=40), as_of="2023-12-31")
    assert usual.move.fitted


@pytest.mark.filterwarnings("error")
def test_what_the_chances_lack_is_a_reason_of_the_forecast():
    table = separable_ledger()
    known = forecast_year(table, None, year=2024, as_of="2023-12-31", seed=1, draws=500, cases=False)
    assert "curve_not_fitted" in known.reasons
    assert known.named.table["probability"].between(0, 1).all()
    undated = table.assign(negotiated_on=pd.Series(pd.NaT, index=table.index, dtype="datetime64[ms]"))
    without = forecast_year(
        undated[undated["signed_on"].notna()],
        None,
        year=2024,
        as_of="2023-12-31",
        seed=1,
        draws=500,
        cases=False,
    )
    assert "no_negotiation_dates" in without.reasons
    assert "few_events" not in without.reasons
    assert without.named.table.empty
    assert np.isfinite(without.samples["agreed_amount"]).all()
