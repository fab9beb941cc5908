"""Charts of all districts: a small panel for each."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.i18n.units import RELATION_SIGNS
from jjinvest.reporting.charts.style import GREY, INK, MAIN, PALE, SECOND, TARGET, WIDTH, chart, name, value
from jjinvest.reporting.verify_mark import mark_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS_IN_ROW = 10
COLOURS = (MAIN, SECOND, TARGET, GREY, INK)
MOST = 300.0
"""Completion in % beyond which a bar is cut off, with a break near its end; its number is written in full."""
LEAST = 160.0
"""End of the axis in % at least."""

FEW_PANELS = 12
"""Districts up to which the small panels have letters of the usual size."""


@chart
def small_multiples(frame: pd.DataFrame, words: Vocabulary, *, progress: float) -> Figure:
    """Completion of each target by district, a panel each; the line is the time passed.

    Parameters
    ----------
    frame
        Columns: district, then a measure each.
    progress
        Share of the year that has passed, in %; a district that reports another part of it has its own.
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    measures = [str(column) for column in frame if column != "district"][: len(COLOURS)]
    columns = min(PANELS_IN_ROW, len(frame))
    rows = ceil(len(frame) / columns)
    size = 5.7 if len(frame) > FEW_PANELS else 8.2  # few panels have room for letters of the usual size
    height = (0.15 * len(measures) + 0.26) * size / 5.7
    known = [number for measure in measures for number in map(value, frame[measure]) if number == number]
    most = min(MOST, max([LEAST, *known]))
    figure = Figure(figsize=(WIDTH, rows * height + 0.45), layout="constrained")
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    places = np.arange(len(measures))[::-1]
    for ax, (_, row) in zip(panels, frame.iterrows(), strict=False):
        values = [value(row[measure]) for measure in measures]
        ax.barh(places, [min(v, most) for v in values], color=COLOURS[: len(measures)], height=0.78)
        ax.axvline(_passed(row[measures], progress), color=INK, lw=0.7, ls=":")
        for place, measure, number in zip(places, measures, values, strict=True):
            fact = row[measure]
            if isinstance(fact, Fact) and fact.value is not None:
                inside = number > 0.55 * most
                if number > most:
                    _break(ax, most, place)
                ax.text(
                    2 if inside else number + 3,
                    place,
                    RELATION_SIGNS[fact.relation] + words.number(fact.value, 0) + mark_of(fact, words),
                    va="center",
                    fontsize=size,
                    color="white" if inside and COLOURS[measures.index(measure)] != SECOND else INK,
                )
        ax.set_title(name(row["district"], words), fontsize=size, pad=1.5, loc="left")
        ax.set_xlim(0, most)
        ax.set_ylim(-0.6, len(measures) - 0.4)
        ax.set_xticks([])
        ax.set_yticks([])
        for side in ("left", "bottom"):
            ax.spines[side].set_color(PALE)
    for ax in panels[len(frame) :]:
        ax.set_axis_off()
    handles = [
        Patch(color=colour, label=words.label(measure))
        for colour, measure in zip(COLOURS, measures, strict=False)
    ]
    figure.legend(
        handles=handles, loc="outside lower left", ncols=min(3, len(handles)), frameon=False, fontsize=7
    )
    return figure


def _passed(numbers: Iterable[object], otherwise: float) -> float:
    """Share of the year in % that has passed at the end of the period of some completions."""
    periods = [number.period for number in numbers if isinstance(number, Fact)]
    return 100 * period_months(periods[0])[1] / 12 if periods else otherwise


def _break(ax: Axes, most: float, place: float) -> None:
    """Mark a bar that is cut off: two white strokes through it near its end."""
    for start in (0.90, 0.94):
        ax.plot([start * most, (start + 0.02) * most], [place - 0.45, place + 0.45], color="white", lw=1.2)
