"""Quarters that published figures of a year determine."""

from __future__ import annotations

from jjinvest.forecasting.quarterly.history import quarterly_history
from tests.fixtures.workspaces import amounts


def test_quarters_from_single_cumulative_and_yearly_figures():
    published = amounts(
        **{
            "2022q1": 10,
            "2022h1": 30,
            "2022q1-q3": 60,
            "2022": 100,
            "2023q1": 12,
            "2023q2": 22,
            "2023h2": 70,
            "2023q4": 40,
        }
    )
    history = quarterly_history(published)
    assert history.to_list() == [10, 20, 30, 40, 12, 22, 30, 40]
    assert str(history.index[0]) == "2022Q1"
    gap = quarterly_history(amounts(**{"2022q1": 10, "2022": 100, "2023q1": 12}))
    assert gap.isna().to_list() == [False, True, True, True, False]
    assert quarterly_history({}).empty
    assert quarterly_history(amounts(**{"2022": 100})).empty
