"""Chart of one measure over the last periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import (
    MAIN,
    SECOND,
    aligned,
    bars,
    blank,
    chart,
    name,
    value,
)
from jjinvest.reporting.column_numbers import column_decimals
from jjinvest.reporting.tables.cells import Period

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@chart
def trend(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """One bar a period, the latest number darker; a word where a number is withheld.

    A number that is only known about, or as a bound, has a hatched bar. The frame has the periods and one
    column of numbers.
    """
    measure = str(frame.columns[1])
    figure, (ax,) = blank(0.36 * len(frame) + 0.6)
    figure.set_figwidth(5.2)
    numbers = [value(cell) if isinstance(cell, Fact) else 0.0 for cell in frame[measure]]
    labels = [name(Period(FactId(cell.id).period), words) for cell in frame["period"]]
    unit = next(cell.unit for cell in frame[measure] if isinstance(cell, Fact))
    last = max(place for place, cell in enumerate(frame[measure]) if isinstance(cell, Fact))
    shades = [MAIN if place == last else SECOND for place in range(len(frame))]
    bars(ax, numbers, labels, shades, height=0.62)
    about = {i for i, cell in enumerate(frame[measure]) if isinstance(cell, Fact) and cell.relation != "="}
    known = [i for i, number in enumerate(numbers) if number == number]
    for i, bar in zip(known, ax.patches, strict=True):
        if i in about:
            bar.set(hatch="////", facecolor="white", edgecolor=shades[i])
    places = column_decimals(frame[measure], words)
    for i, cell in enumerate(frame[measure]):
        text = name(cell, words) if not isinstance(cell, Fact) else aligned(cell, places, words)
        ax.text(numbers[i], i, f" {text}", va="center", fontsize=9)
    ax.set_xlim(0, 1.16 * (max(numbers) or 1))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    hatched = [words.message("legend.about")] if about else []
    ax.set_xlabel("\n".join([f"{words.label(measure)} {words.unit(unit)}", *hatched]))
    ax.set_ylabel("")
    return figure
