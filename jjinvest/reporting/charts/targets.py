"""Charts of a target's chance: the probability curve, what would move it, the parts of the expected total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.units import is_money
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
    line,
    name,
    value,
    written,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROUNDS_OF_ROOM = 12
"""Times that an axis is widened for words whose width on it depends on its span; later ones change little."""


@chart
def probability_curve(
    frame: pd.DataFrame,
    words: Vocabulary,
    *,
    samples: np.ndarray,
    target: Fact | None = None,
    chance: Fact | None = None,
) -> Figure:
    """Chance of reaching each amount; the target with its chance, the amounts at 50 and 80 %."""
    figure, (ax,) = blank(3.0)
    first, last = (float(q) for q in np.quantile(samples, [0.002, 0.99]))
    levels = np.linspace(first, last, 160)
    reached = 100 * (1 - np.searchsorted(np.sort(samples), levels) / samples.size)
    line(ax, levels, reached, lw=1.8)
    levels_by_chance = {
        cell.key: fact for cell, fact in zip(frame["reached_with"], frame["amount_reached"], strict=True)
    }
    for percent in (80, 50):
        fact = levels_by_chance.get(f"chance_{percent}")
        if fact is None:  # an amount that is written 0 is no level to name
            continue
        ax.plot([levels[0], value(fact), value(fact)], [percent, percent, 0], color=GREY, lw=0.9, ls=":")
        ax.plot(value(fact), percent, "o", color=MAIN, ms=5)
        ax.text(
            value(fact),
            percent + 2,
            f"  {words.label(f'chance_{percent}')} {written(fact, words, 'n')}",
            va="bottom",
            fontsize=8.8,
        )
    if target is not None and chance is not None and chance.value is not None:
        height = 100 * chance.value
        ax.plot([value(target)] * 2, [0, height], color=TARGET, lw=1.5, ls="--")
        ax.plot([levels[0], value(target)], [height, height], color=TARGET, lw=1.0, ls="--")
        ax.plot(value(target), height, "D", color=TARGET, ms=6)
        colon = "：" if words.language == "zh" else ": "
        label = f"{words.label('target')} {written(target, words, 'n')}{colon}{written(chance, words)}"
        ax.text(
            value(target), max(height - 9, 2), f" {label}  ", color=TARGET, ha="right", va="top", fontsize=8.8
        )
    ax.set_ylim(0, 104)
    ax.set_xlim(levels[0], levels[-1] if levels[-1] > levels[0] else levels[0] + 1)
    ax.set_xlabel(amount_axis(words))
    ax.set_ylabel(words.message("axis.chance"))
    return figure


@chart
def sensitivity(frame: pd.DataFrame, words: Vocabulary, *, chance: Fact) -> Figure:
    """Tornado: chance at both ends of each driver, with and without each assumption, the strongest on top."""
    figure, (ax,) = blank(0.36 * len(frame) + 0.9)
    middle = 100 * value(chance)
    for row, (low, high, at) in enumerate(zip(frame["low_p"], frame["high_p"], frame["low_at"], strict=True)):
        ends = sorted((100 * value(low), 100 * value(high)))
        ax.barh(
            -row, ends[1] - ends[0], left=ends[0], height=0.56, color=MAIN if isinstance(at, Fact) else SECOND
        )
        for cell, end in ((low, high), (high, low)):
            left = value(cell) <= value(end)
            driver = frame["low_at" if cell is low else "high_at"].iloc[row]
            note = f"{_short(driver, words)} → " if isinstance(driver, Fact) else ""
            if note or abs(100 * value(cell) - middle) > 0.5:
                text = f"{note}{written(cell, words)}"
                ax.text(
                    100 * value(cell) + (-1 if left else 1),
                    -row,
                    text,
                    ha="right" if left else "left",
                    va="center",
                    fontsize=8.3,
                )
    ax.axvline(middle, color=INK, lw=0.9)
    ax.set_yticks(-np.arange(len(frame)), [name(cell, words) for cell in frame["item"]], fontsize=8.8)
    ax.set_xlim(-24, 124)
    ax.set_xticks([0, 20, 40, 60, 80, 100])
    ax.set_xlabel(words.message("axis.chance"))
    _make_room(figure, ax)
    return figure


def _short(driver: Fact, words: Vocabulary) -> str:
    """Write a number as briefly as a chart needs: with its own unit, in every language."""
    return f"{words.bare(driver)} {driver.unit}" if is_money(driver.unit) else written(driver, words)


def _make_room(figure: Figure, ax: Axes) -> None:
    """Widen the axis until the words beside the bars are within it."""
    layout = figure.get_layout_engine()
    assert layout is not None
    layout.execute(figure)
    wide = ax.get_window_extent().width
    boxes = [
        (each.get_position()[0], each.get_horizontalalignment(), each.get_window_extent().width / wide)
        for each in ax.texts
    ]
    low, high = ax.get_xlim()
    for _ in range(ROUNDS_OF_ROOM):
        span = high - low
        low = min([low, *(float(at) - part * span - 2 for at, side, part in boxes if side == "right")])
        high = max([high, *(float(at) + part * span + 2 for at, side, part in boxes if side == "left")])
    ax.set_xlim(low, high)


@chart
def bridge(
    frame: pd.DataFrame, words: Vocabulary, *, target: Fact | None = None, opening: bool = False
) -> Figure:
    """Waterfall: parts up to a total in the last row; thin lines are their 80 % bands, the target a line.

    The first column names the parts, the second has their amounts, a column `interval` the bands. With
    `opening` the first row is a total too and those between are changes: up and down differ in shade and
    sign, not as good and bad.
    """
    labels, amounts = frame.iloc[:, 0], frame.iloc[:, 1]
    bands = frame["interval"] if "interval" in frame else [None] * len(frame)
    figure, (ax,) = blank(0.42 * len(frame) + 1.0)
    base, last, lowest = 0.0, len(frame) - 1, 0.0
    for row, (cell, band) in enumerate(zip(amounts, bands, strict=True)):
        is_total = row == last or (opening and row == 0)
        amount, start = value(cell), 0.0 if is_total else base
        base = start + amount
        colour = MAIN if is_total else SECOND if amount >= 0 else GREY
        ax.barh(-row, amount, left=start, height=0.58, color=colour)
        reach, lowest = max(start, base), min(lowest, start, base)
        if band is not None:
            ends = np.array([band.fact.low, band.fact.high]) + start
            ax.plot(ends, [-row, -row], color=INK, lw=1.0, marker="|", ms=7)
            reach = max(reach, ends[1])
        style = "n" if is_total or not opening else "signed_n"
        ax.text(reach, -row, f"  {written(cell, words, style)}", va="center", fontsize=8.8)
        if row < last:
            ax.plot([base, base], [-row - 0.29, -row - 0.71], color=GREY, lw=0.8)
    if target is not None:
        ax.axvline(value(target), color=TARGET, lw=1.5, ls="--")
        ax.text(
            value(target),
            0.5,
            f" {words.label('target')} {written(target, words, 'n')}",
            color=TARGET,
            va="bottom",
            fontsize=8.8,
        )
    ax.set_yticks(-np.arange(len(frame)), [name(cell, words) for cell in labels], fontsize=8.8)
    ax.set_ylim(-last - 0.6, 0.9)
    ax.margins(x=0.08)
    ax.set_xlim(left=1.1 * lowest)
    ax.axvline(0, color=PALE, lw=0.8)
    ax.set_xlabel(amount_axis(words))
    return figure
