"""Sliders in JupyterLab for what may change: growth, conversion, payment speed, projects moved.

They are for drafts and tutorials: a published page has no scripts, and shows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
import pandas as pd

from jjinvest.analysis.ahead.scenario_table import ScenarioTable
from jjinvest.core.fact_id import FactId
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.project_names import name_key
from jjinvest.results.results import Results

WIDE = {"style": {"description_width": "13em"}, "layout": {"width": "34em"}}


class ScenarioControls(ipywidgets.VBox):  # type: ignore[misc]
    """Sliders, and below them the numbers before and after with a chart of the changes.

    Parameters
    ----------
    effects
        Returns the effects of changes, as :meth:`jjinvest.analysis.analysis.Analysis.what_if`.
    projects
        Projects that may be moved: name shown, and the name by which `effects` knows it.
    conversion
        Chance of signing that is assumed now; None where there is no pipeline.
    """

    def __init__(
        self,
        effects: Callable[..., ScenarioTable],
        words: Vocabulary,
        projects: Mapping[str, str],
        conversion: float | None,
    ) -> None:
        self._effects, self._assumed = effects, conversion
        label = words.message
        slider = {**WIDE, "continuous_update": False, "readout_format": ".0%"}
        self.growth = ipywidgets.FloatSlider(
            0.0, min=-0.5, max=0.5, step=0.05, description=label("what_if.growth"), **slider
        )
        self.conversion = ipywidgets.FloatSlider(
            conversion or 0.0, min=0.0, max=1.0, step=0.05, description=label("what_if.conversion"), **slider
        )
        self.payment_speed = ipywidgets.FloatSlider(
            1.0, min=0.5, max=1.5, step=0.05, description=label("what_if.payment_speed"), **slider
        )
        several = {**WIDE, "options": list(projects.items()), "rows": min(max(len(projects), 1), 6)}
        self.postponed = ipywidgets.SelectMultiple(description=label("what_if.postponed"), **several)
        self.cancelled = ipywidgets.SelectMultiple(description=label("what_if.cancelled"), **several)
        self.shown = ipywidgets.Output()
        self.table: ScenarioTable | None = None
        moving = [self.postponed, self.cancelled] if projects else []
        inputs = [
            self.growth,
            *([] if conversion is None else [self.conversion]),
            self.payment_speed,
            *moving,
        ]
        for each in inputs:
            each.observe(self._update, names="value")
        super().__init__([*inputs, self.shown])
        self._update()

    @property
    def changes(self) -> dict[str, Any]:
        """What is changed now, as arguments of ``d.what_if``; what stands as it was is not named."""
        cancelled = set(self.cancelled.value)
        chosen = {
            "growth": self.growth.value or None,
            "conversion": None if self.conversion.value == self._assumed else self.conversion.value,
            "payment_speed": None if self.payment_speed.value == 1 else self.payment_speed.value,
            "postponed": [name for name in self.postponed.value if name not in cancelled],
            "cancelled": list(self.cancelled.value),
        }
        if self._assumed is None:
            del chosen["conversion"]
        return {name: value for name, value in chosen.items() if value is not None and value != []}

    def _update(self, _: object = None) -> None:
        """Compute and show the effects of what is chosen."""
        import matplotlib.pyplot as plt
        from IPython.display import display

        self.table = self._effects(**self.changes)
        with self.shown:
            self.shown.clear_output(wait=True)
            display(pd.DataFrame(self.table).drop(columns="scenario").round(2))
            if len(self.table):
                figure = self.table.plot()[0].figure
                display(figure)
                plt.close(figure)


def movable_projects(results: Results, words: Vocabulary) -> dict[str, str]:
    """Projects of the year with an amount, and open ones of a ledger: name shown, and name known."""
    head = results.resolve(FactId.of("now", "agreed_amount", "project"))
    ids = [below[0] for each in results.facts if (below := FactId(each).below(head)) and len(below) == 1]
    found = {words.label(name): name for name in dict.fromkeys(ids)}
    state = results.workspace.ledger
    if state is not None:
        projects = state.projects
        days = projects["signed_on"]
        rows = projects[projects["agreed_amount"].notna() & (days.isna() | (days.dt.year == results.year))]
        known = {name_key(name) for name in found}
        found |= {
            f"{row.project_name} ({row.key})": str(row.key)
            for row in rows.sort_values("agreed_amount", ascending=False).itertuples()
            if name_key(str(row.project_name)) not in known
        }
    return found
