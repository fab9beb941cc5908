"""Before and after a change, in units, for one scenario or several side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, SupportsFloat, TypedDict

import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.heads import with_heads
from jjinvest.analysis.frames.noted_table import HeadedTable, NotedTable
from jjinvest.core.errors import ParameterError
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import page_style
from jjinvest.reporting.what_if import WhatIf


class Changes(TypedDict, total=False):
    """What a scenario can change; all but one may be left out."""

    growth: float
    conversion: float | None
    payment_speed: float
    postponed: str | Sequence[str]
    cancelled: str | Sequence[str]


CHANGES = tuple(Changes.__annotations__)
"""What a scenario can change."""
OF_PROJECTS = ("postponed", "cancelled")
"""Changes that name projects; the others are numbers."""
RANGES = {"conversion": (0.0, 1.0), "payment_speed": (0.0, float("inf"))}
"""Least and most of a change that is a number."""
MAX_GROWTH = 1.0
"""Largest growth that is taken as meant: twice as many projects. More is a percentage in place of a share."""
BY_SAMPLES = (
    '其他变动 any other change, such as 3 × 50 亿元 more: s = d.forecast("agreed_amount").samples; '
    "(s + 150 >= 1200).mean()"
)
"""How to answer what no change covers: samples of the forecast are numbers that can be added to."""
COLUMNS = ("scenario", "item", "before", "after", "unit", "change", "change_unit", "method")


class ScenarioPlot(pd.plotting.PlotAccessor):
    """The plot of a table of scenarios; with arguments, that of any frame."""

    def __init__(self, table: pd.DataFrame) -> None:
        super().__init__(table)
        self._table = table

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Draw the change of each number by scenario, one area a unit; return the axes."""
        if args or kwargs:
            return super().__call__(*args, **kwargs)
        import matplotlib.pyplot as plt
        import seaborn as sns

        table: pd.DataFrame = self._table
        units = list(dict.fromkeys(table["change_unit"]))
        items = [table.loc[table["change_unit"] == unit, "item"].nunique() for unit in units]
        height = 1.2 + 0.28 * len(table)
        with page_style():
            _, axes = plt.subplots(
                max(len(units), 1),
                1,
                figsize=(7.2, height),
                squeeze=False,
                layout="constrained",
                height_ratios=items or [1],
            )
            for ax, unit in zip(axes[:, 0], units, strict=False):
                rows = table[table["change_unit"] == unit]
                sns.barplot(data=pd.DataFrame(rows), x="change", y="item", hue="scenario", ax=ax)
                ax.axvline(0, color="0.4", lw=0.8)
                ax.set(ylabel="", xlabel=unit)
                legend = ax.get_legend()
                if legend is not None and ax is not axes[0, 0]:
                    legend.remove()
        return list(axes[:, 0])


class ScenarioTable(NotedTable):
    """Numbers before and after a change, one a row, and the change itself.

    Columns: scenario, item, before, after, unit, change, change_unit, method (of a forecast, as
    ``d.forecast(method=...)`` takes it). Chances and rates are in %; their change is in percentage points, so
    that change = after − before in every row. ``attrs["notes"]`` says why nothing changes, and
    how the next year follows where this one loses projects.
    """

    _metadata = ["descriptions", "_words"]  # noqa: RUF012  # as pandas documents subclasses
    descriptions: Mapping[str, str]
    """What was changed, in words, by scenario."""
    _words: Vocabulary | None

    @property
    def _constructor(self) -> Callable[..., ScenarioTable]:
        return ScenarioTable

    @property
    def plot(self) -> ScenarioPlot:
        """Draw the changes: ``table.plot()``; with arguments as of any frame."""
        return ScenarioPlot(self)

    def with_heads(self, *, units_in_heads: bool = True) -> HeadedTable:
        """Return a plain frame with heads and methods in the reader's words, as for a CSV file or a page."""
        return with_heads(self, getattr(self, "_words", None), units_in_heads=units_in_heads)

    def side_by_side(self, value: str = "after") -> pd.DataFrame:
        """Return one column a scenario, beside the numbers before, by item and unit.

        What a scenario does not change stands as it was before.
        """
        wide = pd.DataFrame(self).pivot_table(
            index=["item", "unit"], columns="scenario", values=value, sort=False
        )
        before = pd.DataFrame(self).groupby(["item", "unit"], sort=False)["before"].first()
        for name in list(wide):
            wide[name] = wide[name].fillna(before if value == "after" else 0.0)
        wide.insert(0, "before", before)
        wide.columns.name = None
        return wide


def check_changes(changes: Mapping[str, Any]) -> None:
    """Refuse a change that does not exist, and a growth in percent in place of a share.

    Raises
    ------
    ParameterError
        If there is no such change, one is of another kind, a growth is not between −1 and 1, or a number is
        out of range; the choices are listed.

    Examples
    --------
    >>> check_changes({"growth": 0.1})
    """
    for change, value in changes.items():
        if change not in CHANGES:
            raise ParameterError(f"{wrong_choice('变动', 'change', change, CHANGES)}\n{BY_SAMPLES}")
        (_check_projects if change in OF_PROJECTS else _check_number)(change, value)
    growth = changes.get("growth", 0.0)
    if not -1 < growth <= MAX_GROWTH:
        raise ParameterError(
            f"growth={growth:g} 是 is {100 * growth:+g} %；应为比例 expected a share: 0.1 是 is +10 %\n"
            f"可用 choices: -1 < growth ≤ {MAX_GROWTH:g}"
        )


def _check_number(change: str, value: object) -> None:
    """Refuse what is no number, or one out of range; a conversion may be left as it is (None)."""
    if change == "conversion" and value is None:
        return
    if not isinstance(value, SupportsFloat) or isinstance(value, bool) or math.isnan(value):
        raise ParameterError(
            f"{change}={value!r} 不是数 is not a number\n"
            f"可用 choices: {change}=0.1（数，不加引号 without quotes）"
        )
    low, high = RANGES.get(change, (-math.inf, math.inf))
    if not low <= float(value) <= high:
        raise ParameterError(
            f"{change}={float(value):g} 超出范围 is out of range\n可用 choices: {low:g} ≤ {change} ≤ {high:g}"
        )


def _check_projects(change: str, value: object) -> None:
    """Refuse what is neither the id or name of a project nor several of them."""
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, Iterable) or not all(isinstance(each, str) for each in several):
        raise ParameterError(
            f"{change}={value!r} 不是项目 is no project\n"
            f'可用 choices: {change}="项目名称或编号 name or id"，或 or [… , …]；'
            'd.frame("agreed_amount", by="project")'
        )


def scenario_table(scenarios: Iterable[tuple[str, WhatIf]], words: Vocabulary) -> ScenarioTable:
    """Return the effects of scenarios as one frame."""
    tables, descriptions, notes = list[pd.DataFrame](), dict[str, str](), list[str]()
    for name, effects in scenarios:
        separator = words.message("what_if.separator")
        descriptions[name] = separator.join(effects.description) or words.message("what_if.nothing")
        if effects.note:
            notes.append(f"{name}{words.message('what_if.colon')}{effects.note}")
        tables.append(effects.table.assign(scenario=pd.Series(name, index=effects.table.index, dtype="str")))
    frame = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    table = ScenarioTable(frame[list(COLUMNS)])
    table.descriptions, table._words = descriptions, words
    if notes:
        table.attrs["notes"] = "\n".join(notes)
    return table
