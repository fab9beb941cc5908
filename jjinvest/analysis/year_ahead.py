"""The year ahead of an analysis: its forecasts, and what changes would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jjinvest.analysis.forecasts import Forecast, choose_forecast, forecasts_ahead
from jjinvest.analysis.marks import marked
from jjinvest.analysis.progress import shown_progress
from jjinvest.analysis.scenario_table import ScenarioTable, check_changes, scenario_table
from jjinvest.core.errors import ParameterError
from jjinvest.reporting.what_if import what_if

if TYPE_CHECKING:
    from jjinvest.analysis.analysis import Analysis
    from jjinvest.analysis.controls import ScenarioControls


def forecast_names(d: Analysis) -> list[str]:
    """Measures of the year ahead that are forecast."""
    return list(forecasts_ahead(d.results))


def forecast(d: Analysis, measure: str, method: str | None, by: str | None) -> Forecast:
    """Return the forecast of a measure of the year ahead."""
    if by not in (None, "year"):
        raise ParameterError(
            f"只预测全年总量，不分 only the total of a year is forecast, not by {by!r}\n"
            f"可用 choices: by='year'；已有的数 numbers to date: d.frame({measure!r}, by={by!r})"
        )
    with shown_progress(d):
        return choose_forecast(d.results, d.words, measure, method)


def one_scenario(d: Analysis, changes: Mapping[str, Any]) -> ScenarioTable:
    """Return this year and the next before and after a change."""
    return d.scenarios({d.words.message("what_if.title").rstrip("：: "): changes})


def several_scenarios(d: Analysis, scenarios: Mapping[str, Mapping[str, Any]]) -> ScenarioTable:
    """Return several changes in one frame."""
    return marked(d, scenario_table(_effects(d, scenarios), d.words))


def controls(d: Analysis) -> ScenarioControls:
    """Return sliders in JupyterLab.

    Raises
    ------
    ParameterError
        If ipywidgets is not installed.
    """
    try:
        from jjinvest.analysis.controls import ScenarioControls, movable_projects
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "ipywidgets":
            raise
        raise ParameterError(
            "没有安装 ipywidgets ipywidgets is not installed\n"
            '处理 remedy: make lab，或 or pip install "jjinvest[lab]"；'
            "不用控件 without it: d.what_if(growth=0.1)"
        ) from None
    expected = d.results.get("next.agreed_amount.pipeline.expected")
    simulated = d.results.outlook.ledger_year is not None
    assumed = d.results.assumptions.pipeline_probability if expected or simulated else None
    return ScenarioControls(d.what_if, d.words, movable_projects(d.results, d.words), assumed)


def _effects(d: Analysis, scenarios: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, Any]]:
    for name, changes in scenarios.items():
        check_changes(changes)
        yield name, what_if(d.results, language=d.language, **changes)
