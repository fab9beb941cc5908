"""Charts of data quality: intervals drawn as intervals, and the verdicts of the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import (
    MAIN,
    PALE,
    SECOND,
    TARGET,
    WARN,
    amount_axis,
    bars,
    blank,
    chart,
    name,
    written,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VERDICT_COLOURS = {"agrees": MAIN, "restated": TARGET, "remark": SECOND, "contradicts": WARN}


def _is_closed(cell: object) -> bool:
    """Whether a cell holds an interval with two ends."""
    return isinstance(cell, Fact) and cell.low is not None and cell.high is not None


@chart
def interval_bars(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Bounds of amounts as bars from the least to the most that published figures allow; no point estimate.

    The thin line is the convention in which every published figure may be off by half its last digit.
    """
    rows = frame[[_is_closed(cell) for cell in frame["amount_bounds"]]]
    figure, (ax,) = blank(0.42 * len(rows) + 0.85)
    y = np.arange(len(rows))[::-1]
    widest = max((cell.high for cell in rows["amount_bounds"]), default=1.0)
    for place, cell in zip(y, rows["amount_bounds"], strict=True):
        low, high = cell.low or 0.0, cell.high or 0.0
        ax.barh(place, high - low, left=low, height=0.42, color=SECOND, edgecolor=MAIN, hatch="////", lw=0.9)
        other = (
            rows["published_rounding"].iloc[int(y[0]) - int(place)] if "published_rounding" in rows else None
        )
        right = high
        if isinstance(other, Fact) and other.low is not None and other.high is not None:
            ax.plot([other.low, other.high], [place, place], "|-", color=TARGET, lw=0.9, ms=9)
            right = max(high, other.high)
        ax.text(right + 0.008 * widest, place, written(cell, words, "range_n"), va="center")
    ax.set_yticks(y, [name(cell, words) for cell in rows["group"]])
    ax.set_xlim(0, widest * 1.16)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlabel(f"{words.message('axis.agreed_bounds')} {amount_axis(words)}")
    return figure


@chart
def reconstructed(frame: pd.DataFrame, words: Vocabulary, *, amounts: pd.DataFrame) -> Figure:
    """Bounds as bars, and below each the reconstructed ledgers as hollow dots, marked as such.

    `amounts` has a column a row of `frame`, in order, and a row a ledger.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    figure, (ax,) = blank(0.72 * len(frame) + 1.0)
    y = np.arange(len(frame))[::-1].astype(float)
    for place, bound, name_ in zip(y, frame["amount_bounds"], amounts.columns, strict=True):
        low, high = bound.low or 0.0, bound.high or 0.0
        ax.barh(
            place + 0.17,
            high - low,
            left=low,
            height=0.24,
            color=SECOND,
            edgecolor=MAIN,
            hatch="////",
            lw=0.9,
        )
        ax.text(high + 8, place + 0.17, written(bound, words, "range_n"), va="center")
        drawn = np.sort(amounts[name_].to_numpy())
        level = place - 0.16 - 0.07 * (np.arange(len(drawn)) % 3)  # apart, so that equal ones are seen
        ax.plot(drawn, level, "o", mfc="white", mec=TARGET, ms=4.2, mew=0.9)
    ax.text(
        0.5,
        0.5,
        words.message("mark.reconstructed"),
        transform=ax.transAxes,
        ha="center",
        va="center",
        fontsize=30,
        color=PALE,
        alpha=0.55,
        rotation=12,
        zorder=0,
    )
    ax.set_yticks(y, [name(cell, words) for cell in frame["group"]])
    ax.set_xlim(0, max(cell.high for cell in frame["amount_bounds"]) * 1.16)
    ax.set_ylim(-0.6, len(frame) - 0.3)
    ax.set_xlabel(f"{words.message('axis.agreed')} {amount_axis(words)}")
    handles = [
        Patch(facecolor=SECOND, edgecolor=MAIN, hatch="////"),
        Line2D([], [], ls="", marker="o", mfc="white", mec=TARGET, ms=4.2),
    ]
    legend = [words.message("legend.bounds"), words.message("legend.reconstructed")]
    figure.legend(handles, legend, frameon=False, loc="outside upper right", ncols=2)
    return figure


@chart
def checks(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Number of checks by rule and verdict."""
    from matplotlib.ticker import MaxNLocator

    verdicts = pd.DataFrame(
        {"rule": [name(c, words) for c in frame["rule"]], "verdict": [c.key for c in frame["verdict"]]}
    )
    counts = pd.crosstab(verdicts["rule"], verdicts["verdict"]).reindex(verdicts["rule"].unique())
    figure, (ax,) = blank(0.36 * len(counts) + 0.9)
    left = np.zeros(len(counts))
    for verdict, colour in VERDICT_COLOURS.items():
        if verdict not in counts:
            continue
        numbers = counts[verdict].to_numpy()
        bars(ax, numbers, list(counts.index), colour, height=0.55, left=left, label=words.label(verdict))
        for i, number in enumerate(numbers):
            if number:
                ax.text(
                    left[i] + number / 2,
                    i,
                    str(int(number)),
                    ha="center",
                    va="center",
                    color="white",
                    fontsize=8.5,
                )
        left += numbers
    ax.set_xlabel(words.message("axis.checks"))
    ax.set_ylabel("")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    figure.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=3)
    ax.legend_ = None
    return figure
