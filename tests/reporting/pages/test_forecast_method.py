"""Page 70: a change of the forecast by corrected data names the exchange rates that moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.forecasting.attribution.decompose import REASONS
from jjinvest.forecasting.attribution.facts import ForecastChange
from jjinvest.reporting.pages import forecast_method
from jjinvest.reporting.report import Report
from jjinvest.results.results import Results


def revised(results: Results) -> ForecastChange:
    change = results.release_comparison.forecast
    place = 1 + REASONS.index("data_revision")
    fact = replace(change.steps[place], value=0.5, low=0.5, high=0.5)
    return replace(change, steps=(*change.steps[:place], fact, *change.steps[place + 1 :]))


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "外币项目改用的汇率：欧元 7.7 → 7.9；美元 7 → 7.2。"), ("en", "EUR 7.7 → 7.9; USD 7 → 7.2.")],
)
def test_a_change_by_corrected_data_names_the_rates_that_moved(later, monkeypatch, language, said):
    shown: list[str] = []
    monkeypatch.setattr(Report, "block", lambda self, html, renderer=None: shown.append(html))
    for moved in ([("EUR", 7.7, 7.9), ("USD", 7.0, 7.2)], []):
        monkeypatch.setattr(forecast_method, "moved_exchange_rates", lambda state, key, moved=moved: moved)
        forecast_method._change(Report.of_results(later, language), revised(later))
    assert said in shown[0]
    assert "→" not in shown[1]
