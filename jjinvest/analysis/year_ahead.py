"""The year ahead of an analysis: its forecasts, and what changes would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from jjinvest.analysis.opened import Opened
from jjinvest.core.errors import ParameterError
from jjinvest.core.light_imports import WhenUsed

if TYPE_CHECKING:
    from jjinvest.analysis import marks, progress
    from jjinvest.analysis.ahead import forecasts, scenario_table
    from jjinvest.analysis.ahead.controls import ScenarioControls
    from jjinvest.analysis.ahead.forecasts import Forecast
    from jjinvest.analysis.ahead.scenario_table import Changes, ScenarioTable
    from jjinvest.reporting import what_if as what_ifs
    from jjinvest.reporting.what_if import WhatIf
else:
    forecasts = WhenUsed("jjinvest.analysis.ahead.forecasts")
    marks = WhenUsed("jjinvest.analysis.marks")
    progress = WhenUsed("jjinvest.analysis.progress")
    scenario_table = WhenUsed("jjinvest.analysis.ahead.scenario_table")
    what_ifs = WhenUsed("jjinvest.reporting.what_if")


class YearAhead(Opened):
    """The year ahead of opened results: its forecasts, and the effects of changes on them."""

    @property
    def forecasts(self) -> list[str]:
        """Measures of the year ahead that :meth:`forecast` offers.

        Funds in place may have chances of their targets alone: ``d.table("funds_chances")``.
        """
        return list(forecasts.forecasts_ahead(self.results))

    def forecast(
        self, measure: str = "agreed_amount", *, method: str | None = None, by: str | None = None
    ) -> Forecast:
        """Return the forecast of a measure of the year ahead: samples, quantiles, chances, chart.

        Parameters
        ----------
        measure
            One of :attr:`forecasts`.
        method
            Name of one method; by default the forecast that the page shows.
        by
            ``year``: the total of the year ahead is forecast, and no part of it.

        Raises
        ------
        ParameterError
            If the measure is not forecast, the method cannot answer, or a part of the year or of the total is
            asked for; the choices are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> forecast = jj.open("jiangjin", "2023Q4").forecast("agreed_amount")
        >>> forecast.year, forecast.target, 0.3 < forecast.p_reach() < 0.9
        (2024, 1000.0, True)
        """
        if by not in (None, "year"):
            raise ParameterError(
                f"只预测全年总量，不分 only the total of a year is forecast, not by {by!r}\n"
                f"可用 choices: by='year'；已有的数 numbers to date: d.frame({measure!r}, by={by!r})"
            )
        with progress.shown_progress(self):
            return forecasts.choose_forecast(self.results, self.words, measure, method)

    def what_if(self, **changes: Unpack[Changes]) -> ScenarioTable:
        """Return this year and the next before and after a change, one number a row, in units.

        Parameters
        ----------
        growth : float
            Change of the number of new projects, a share: 0.1 is 10 % more.
        conversion : float
            Chance in [0, 1] that a project in talks signs.
        payment_speed : float
            Factor on the funds to come of the year ahead: 1.2 is 20 % more.
        postponed, cancelled : str or list of str
            Projects by the names or codes of ``d.ledger``, or by published name.

        Raises
        ------
        ParameterError
            If there is no such change; the choices are listed.
        """
        return self.scenarios({self.words.message("what_if.title").rstrip("：: "): changes})

    def scenarios(self, scenarios: Mapping[str, Mapping[str, Any]]) -> ScenarioTable:
        """Return several changes in one frame: ``{"cautious": {"growth": -0.1}, "bold": {"growth": 0.1}}``.

        Raises
        ------
        ParameterError
            If there is no such change; the choices are listed.
        """
        return marks.marked(self, scenario_table.scenario_table(self._effects(scenarios), self.words))

    def _effects(self, scenarios: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, WhatIf]]:
        for name, changes in scenarios.items():
            scenario_table.check_changes(changes)
            yield name, what_ifs.what_if(self.results, language=self.language, **changes)

    def controls(self) -> ScenarioControls:
        """Return sliders for :meth:`what_if` in JupyterLab, with the effects below them.

        ``controls.table`` is the frame shown, ``controls.changes`` what was chosen. For drafts and tutorials:
        a published page shows nothing of them.

        Raises
        ------
        ParameterError
            If ipywidgets is not installed.
        """
        try:
            from jjinvest.analysis.ahead.controls import ScenarioControls, movable_projects
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "ipywidgets":
                raise
            raise ParameterError(
                "没有安装 ipywidgets ipywidgets is not installed\n"
                '处理 remedy: make lab，或 or pip install "jjinvest[lab]"；'
                "不用控件 without it: d.what_if(growth=0.1)"
            ) from None
        expected = self.results.get("next.agreed_amount.pipeline.expected")
        simulated = self.results.outlook.ledger_year is not None
        assumed = self.results.assumptions.pipeline_probability if expected or simulated else None
        projects = movable_projects(self.results, self.words)
        return ScenarioControls(self.what_if, self.words, projects, assumed)
