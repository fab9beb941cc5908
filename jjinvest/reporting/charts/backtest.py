"""Charts of the backtest: past forecasts beside actuals, forecast chances against observed frequencies."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import (
    GREY,
    INK,
    MAIN,
    PALE,
    SECOND,
    TARGET,
    amount_axis,
    blank,
    chart,
    name,
    value,
    written,
)
from jjinvest.reporting.tables.cells import Ranged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CLOSE = 0.08
"""Distance of two labels, as a part of the axis, below which they would lie on each other."""


@chart
def fan(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Fan chart of past years: 80 and 50 % bands with the median, the actual as a dot, the target dashed.

    Columns: year, modelled, band80, and band50, actual, target where they are known.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    figure, (ax,) = blank(3.2)
    rows = frame.to_dict("records")
    highest = max(_highest(row) for row in rows)
    for at, row in enumerate(rows):
        _bands(ax, at, row, words)
        actual, target = row.get("actual"), row.get("target")
        apart, aside = "center", "center"
        if isinstance(target, Fact) and isinstance(actual, Fact):  # labels that would meet move apart
            distance = value(target) - value(actual)
            if abs(distance) < CLOSE * highest:
                apart, aside = ("bottom", "top") if distance >= 0 else ("top", "bottom")
        if isinstance(target, Fact):
            ax.hlines(value(target), at - 0.34, at + 0.21, color=TARGET, lw=1.5, ls="--")
            ax.text(
                at - 0.36,
                value(target),
                f"{words.label('target')} {written(target, words, 'n')}",
                color=TARGET,
                ha="right",
                va=apart,
                fontsize=8.8,
            )
        if isinstance(actual, Fact):
            ax.plot(at - 0.29, value(actual), "o", color=INK, ms=6)
            ax.text(at - 0.35, value(actual), written(actual, words, "n"), ha="right", va=aside, fontsize=8.8)
    ax.set_xticks(range(len(rows)), [name(row["year"], words) for row in rows])
    ax.set_xlim(-0.8, len(rows) - 0.2)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(amount_axis(words))
    keys = [
        ("modelled", Line2D([], [], color=MAIN, lw=2.2, label=words.label("median"))),
        ("band50", Patch(color=SECOND, label=words.label("band50"))),
        ("band80", Patch(color=PALE, label=words.label("band80"))),
        ("actual", Line2D([], [], color=INK, marker="o", lw=0, label=words.message("legend.actual"))),
        ("target", Line2D([], [], color=TARGET, lw=1.5, ls="--", label=words.label("target"))),
    ]
    handles = [handle for column, handle in keys if any(row.get(column) is not None for row in rows)]
    figure.legend(handles=handles, frameon=False, loc="outside upper right", ncols=len(handles), fontsize=8.5)
    return figure


def _bands(ax: Axes, at: int, row: Mapping[Hashable, object], words: Vocabulary) -> None:
    """Bands and median of a year of the fan chart."""
    from matplotlib.patheffects import withStroke

    for key, colour in (("band80", PALE), ("band50", SECOND)):
        band = row.get(key)
        if isinstance(band, Ranged):
            low, high = band.fact.low or 0.0, band.fact.high or 0.0
            ax.bar(at, high - low, 0.42, bottom=low, color=colour)
    median = row["modelled"]
    ax.hlines(value(median), at - 0.21, at + 0.21, color=MAIN, lw=2.2)
    if isinstance(median, Fact):
        # above its line: beside the bar it would run into the labels of the next year
        middle = ax.text(at, value(median), written(median, words, "n"), color=MAIN, ha="center", va="bottom")
        middle.set(fontsize=8.8, path_effects=[withStroke(linewidth=2.5, foreground="white")])


def _highest(row: Mapping[Hashable, object]) -> float:
    """Highest number that a year of the fan chart shows."""
    facts = [cell.fact if isinstance(cell, Ranged) else cell for cell in row.values()]
    known = [fact for fact in facts if isinstance(fact, Fact) and fact.unit != "概率"]
    return max((end for fact in known for end in (fact.value, fact.high) if end is not None), default=1.0)


@chart
def calibration(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Reliability diagram: observed frequency by fifth of the forecast chance, with the number of cases."""
    figure, (ax,) = blank(3.2)
    forecast, happened = (
        100 * np.array([value(cell) for cell in frame[c]]) for c in ("forecast_chance", "happened")
    )
    ax.plot([0, 100], [0, 100], color=GREY, lw=0.9, ls=":")
    ax.plot(forecast, happened, "-", color=SECOND, lw=1.2)
    ax.plot(forecast, happened, "o", color=MAIN, ms=7)
    for x, y, cell in zip(forecast, happened, frame["forecast_number"], strict=True):
        ax.text(x + 2, y - 2, written(cell, words, "n"), va="top", fontsize=8.8)
    ax.set_xlim(0, 104)
    ax.set_ylim(0, 104)
    ax.set_xlabel(words.message("axis.forecast_chance"))
    ax.set_ylabel(words.message("axis.happened"))
    return figure
