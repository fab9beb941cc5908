"""Charts from ledger rows: stages with their waiting times, and the origin of the year's funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import (
    GREY,
    INK,
    MAIN,
    PALE,
    SECOND,
    aligned,
    aligned_with_unit,
    amount_axis,
    bars,
    blank,
    chart,
    line,
    name,
    value,
    written,
)
from jjinvest.reporting.column_numbers import column_decimals

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@chart
def stage_funnel(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Projects by stage as bars, their amounts beside them, one stage a row in the order they are passed."""
    figure, axes = blank(0.42 * len(frame) + 0.9, 2, sharey=True)
    labels = [name(cell, words) for cell in frame["stage"]]
    for ax, column, colour in ((axes[0], "count", MAIN), (axes[1], "sum", SECOND)):
        numbers, decimals = [value(cell) for cell in frame[column]], column_decimals(frame[column], words)
        bars(ax, numbers, labels, colour, height=0.6)
        for i, cell in enumerate(frame[column]):
            ax.text(numbers[i], i, f" {aligned(cell, decimals, words)}", va="center", fontsize=8.8)
        ax.set_xlim(0, max([*numbers, 1]) * 1.18)
        ax.set_ylabel("")
    axes[0].set_xlabel(words.message("axis.projects"))
    axes[1].set_xlabel(amount_axis(words))
    return figure


@chart
def waiting(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Days that projects have stood in their stage: from the shortest to the longest, the median as a dot."""
    figure, (ax,) = blank(0.45 * len(frame) + 0.85)
    y = np.arange(len(frame))[::-1]
    for place, cell in zip(y, frame["median_days"], strict=True):
        ax.hlines(place, cell.low, cell.high, color=PALE, lw=7)
        ax.plot([value(cell)], [place], "o", color=MAIN, ms=7)
        ax.text(value(cell), place + 0.24, written(cell, words, "n"), ha="center", va="bottom", fontsize=8.8)
    ax.set_yticks(
        y,
        [
            f"{name(stage, words)} ({written(count, words, 'n')})"
            for stage, count in zip(frame["stage"], frame["count"], strict=True)
        ],
    )
    ax.set_ylim(-0.6, len(frame) - 0.3)
    ax.set_xlim(left=0)
    ax.set_xlabel(words.message("axis.days"))
    ax.tick_params(axis="y", colors=INK)
    ax.spines["left"].set_color(GREY)
    return figure


@chart
def parts(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """One bar in parts, each labelled with amount and share: the year's funds, new and carried over."""
    figure, (ax,) = blank(1.35)
    left = 0.0
    label = frame.columns[0]
    decimals = {column: column_decimals(frame[column], words) for column in ("sum", "part_share")}
    for row, colour in zip(frame.to_dict("records"), (MAIN, SECOND, PALE), strict=False):
        width = value(row["sum"])
        ax.barh([0], [width], left=left, color=colour, height=0.5)
        if width:
            text = f"{name(row[label], words)} {aligned(row['sum'], decimals['sum'], words)}"
            if row["part_share"] is not None:
                text += f"\n{aligned_with_unit(row['part_share'], decimals['part_share'], words)}"
            middle = left + width / 2
            ax.text(middle, 0.32, text, ha="center", va="bottom", fontsize=8.8, linespacing=1.5)
        left += width
    ax.set_ylim(-0.35, 1.0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(amount_axis(words))
    return figure


@chart
def funds_by_age(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Share of the agreed amount that is in place by quarters since signing, one point a quarter.

    The axis ends with the last quarter whose share may be seen.
    """
    seen = [place for place, cell in enumerate(frame["part_share"]) if np.isfinite(value(cell))]
    frame = frame.iloc[: seen[-1] + 1] if seen else frame
    figure, (ax,) = blank(2.5)
    ages = [int(age) for age in frame["age"]]
    shares = [value(cell) for cell in frame["part_share"]]
    line(ax, ages, shares, marker="o")
    places = column_decimals(frame["part_share"], words)
    for age, share, cell in zip(ages, shares, frame["part_share"], strict=True):
        text = aligned(cell, places, words)
        ax.text(age, share + 0.04 * max(shares), text, ha="center", va="bottom", fontsize=8.5)
    ax.set_xticks(ages)
    ax.set_ylim(0, max(shares) * 1.2 or 1)
    ax.set_xlabel(words.message("axis.age"))
    ax.set_ylabel(words.message("axis.share_in_place"))
    return figure
