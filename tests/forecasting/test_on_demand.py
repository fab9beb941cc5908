"""Samples under other assumptions: computed when read, once, and checked then."""

from __future__ import annotations

import pickle
from functools import partial
from unittest import mock

import numpy as np
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.project import find_root
from jjinvest.core.quantity import Definition
from jjinvest.data.workspace import load_workspace
from jjinvest.forecasting.annual import next_year
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget
from jjinvest.forecasting.method import predict
from jjinvest.forecasting.on_demand import OnDemand
from jjinvest.forecasting.select_method import forecast


def test_samples_are_computed_once_and_only_when_read():
    calls = []
    cases = OnDemand({"high": lambda: calls.append("high") or np.ones(3), "low": lambda: calls.append("low")})
    assert list(cases) == ["high", "low"]
    assert len(cases) == 2
    assert not calls
    assert cases["high"] is cases["high"]
    assert calls == ["high"]


def test_a_copy_for_another_process_holds_the_samples():
    copied = pickle.loads(pickle.dumps(OnDemand({"high": lambda: np.ones(3)})))
    assert copied["high"].tolist() == [1, 1, 1]


def test_a_copy_holds_what_was_read_and_simulates_the_rest_when_it_is_read():
    simulations = {"read": partial(np.full, 3, 2.0), "refused": partial(np.empty, 0)}
    cases = OnDemand(simulations)
    _ = cases["read"]
    copied = pickle.loads(pickle.dumps(cases))  # the second is not called, for it would be refused
    assert list(copied) == ["read", "refused"]
    with mock.patch.dict(copied._simulations, {"read": partial(pytest.fail, "simulated again")}):
        assert copied["read"].tolist() == [2, 2, 2]
    with pytest.raises(ValueError, match="refused must be a row of finite numbers"):
        _ = copied["refused"]
    again = pickle.loads(pickle.dumps(copied))
    assert again["read"].tolist() == [2, 2, 2]


def test_samples_of_a_copy_are_those_of_the_process_that_made_it():
    data = ForecastData(load_workspace(find_root() / "data" / "jiangjin"), Assumptions(draws=1000))
    target = ForecastTarget("agreed_amount", Definition("agreed"), 2024, 0)
    cases = predict(data, target, seed=1, until_answer=True)["size_classes"].cases
    copied = pickle.loads(pickle.dumps(cases))
    assert set(copied) >= {"known_rates", "year_effect", "optimistic", "annual_total"}
    for name in cases:
        assert copied[name].tolist() == cases[name].tolist()


@pytest.mark.parametrize("values", [np.array([]), np.array([np.nan]), np.ones((2, 2))])
def test_what_is_no_row_of_numbers_is_refused_when_read(values):
    cases = OnDemand({"high": lambda: values})
    distribution = ForecastDistribution(
        "agreed_amount", 2024, Definition("agreed"), np.ones(3), "credibility", cases=cases
    )
    with pytest.raises(ValueError, match="high must be a row of finite numbers"):
        _ = distribution.cases["high"]


def test_a_call_simulates_one_year_and_each_case_that_is_read(monkeypatch):
    calls = []
    simulate = next_year.simulate
    monkeypatch.setattr(next_year, "simulate", lambda *a, **k: calls.append(k) or simulate(*a, **k))
    workspace = load_workspace(find_root() / "data" / "jiangjin")
    assumptions = Assumptions(draws=1000)
    outcome = forecast(workspace, "agreed_amount", 2024, as_of=None, seed=1, assumptions=assumptions)
    assert len(calls) == 1
    assert outcome.cases["optimistic"].size == 1000
    assert len(calls) == 2


def test_methods_after_the_one_that_answers_are_left_out():
    data = ForecastData(load_workspace(find_root() / "data" / "jiangjin"), Assumptions(draws=1000))
    target = ForecastTarget("agreed_amount", Definition("agreed"), 2024, 0)
    every, first = (predict(data, target, seed=1, until_answer=end) for end in (False, True))
    assert list(first) == list(every)[: len(first)]
    assert list(first)[-1] == "size_classes"
    assert list(every)[-1] == "annual_total"
