"""How each method is used: by weight, by the order of methods, or not, each with its reason."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.quantity import Definition
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.results.method_uses import MIN_WEIGHT, uses_of

AGREED = Definition("agreed")
MISSING = Unavailable("agreed_amount", 2024, AGREED, None, ("no_ledger",))


def made(method, *reasons):
    return ForecastDistribution("agreed_amount", 2024, AGREED, np.ones(3), method, reasons)


PREDICTIONS = {
    "ledger_simulation": MISSING,
    "quarterly": made("quarterly", "quarterly_history"),
    "credibility": made("credibility", "year_in_progress", "earlier_year"),
    "annual_total": made("annual_total", "next_year"),
}


def uses(weights, judged, shown):
    found = uses_of(PREDICTIONS, weights, judged, None if shown is None else PREDICTIONS[shown])
    return {each.method: (each.use, each.reasons) for each in found}


def test_without_weights_one_method_is_shown_and_those_after_it_need_less_data():
    found = uses({}, ["quarterly"], "credibility")
    assert found == {
        "ledger_simulation": ("none", ("no_ledger",)),
        "quarterly": ("unused", ("not_better_than_naive",)),
        "credibility": ("shown", ("year_in_progress", "earlier_year")),
        "annual_total": ("unused", ("method_with_more_data",)),
    }


def test_a_method_on_which_no_test_decides_is_not_called_worse():
    shown = PREDICTIONS["credibility"]
    found = uses_of(PREDICTIONS, {}, ["quarterly"], shown, undecided=["quarterly"])
    assert next(each.reasons for each in found if each.method == "quarterly") == ("not_tested",)
    weights = {"credibility": 1.0}
    pooled = uses_of(PREDICTIONS, weights, ["credibility", "annual_total"], None, ["annual_total"])
    assert pooled[-1].reasons == ("not_tested",)


@pytest.mark.parametrize(
    ("weight", "use"),
    [(MIN_WEIGHT, ("pooled", ("quarterly_history",))), (MIN_WEIGHT / 2, ("unused", ("no_weight",)))],
)
def test_a_weight_that_shows_as_nothing_pools_nothing(weight, use):
    found = uses({"quarterly": weight, "credibility": 1 - weight}, ["quarterly", "credibility"], None)
    assert found["quarterly"] == use
    assert found["credibility"][0] == "pooled"
    assert found["annual_total"] == ("unused", ("not_scored",))


def test_nothing_shown_and_no_method_judged():
    assert uses({}, [], None)["annual_total"] == ("unused", ("only_whole_years",))
