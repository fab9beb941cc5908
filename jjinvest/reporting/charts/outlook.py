"""Charts of the outlook: a distribution with its bands, growth elsewhere, chances that depend on a ratio."""

from __future__ import annotations

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
    line,
    name,
    value,
    written,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@chart
def distribution(
    frame: pd.DataFrame,
    words: Vocabulary,
    *,
    samples: np.ndarray,
    target: Fact | None = None,
    actual: Fact | None = None,
    certain: Fact | None = None,
) -> Figure:
    """Density of simulated amounts with 50 and 80 % bands; target, actual and the certain part as lines."""
    figure, (ax,) = blank(3.1)
    limits = np.quantile(samples, [0.001, 0.995])
    counts, edges = np.histogram(samples, bins=90, range=tuple(limits), density=True)
    middle = (edges[:-1] + edges[1:]) / 2
    smooth = np.convolve(np.pad(counts, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    facts = {cell.key: fact for cell, fact in zip(frame["statistic"], frame["modelled"], strict=True)}
    top = float(smooth.max()) or 1.0
    for key, colour in (("band80", PALE), ("band50", SECOND)):
        inside = (middle >= facts[key].low) & (middle <= facts[key].high)
        ax.fill_between(
            middle[inside],
            smooth[inside],
            color=colour,
            lw=0,
            label=f"{words.label(key)} {written(facts[key], words, 'range_n')}",
        )
    line(ax, middle, smooth, lw=1.6)
    median = value(facts["median"])
    marks = [(median, f"{words.label('median')} {written(facts['median'], words, 'n')}", MAIN, "-")]
    if target is not None:
        marks.append((value(target), f"{words.label('target')} {written(target, words, 'n')}", TARGET, "--"))
    if actual is not None:
        of_period = f"{words.period(actual.period)} {words.message('legend.actual')}"
        marks.append((value(actual), f"{of_period} {written(actual, words, 'n')}", INK, ":"))
    if certain is not None:
        until = "legend.first_half" if certain.period.endswith("H1") else "legend.so_far"
        marks.append((value(certain), f"{words.message(until)} {written(certain, words, 'n')}", GREY, "-"))
    for n, (place, text, colour, dashes) in enumerate(sorted(marks)):
        height = top * (1.06 + 0.11 * (len(marks) - 1 - n))
        ax.vlines(place, 0, height, color=colour, lw=1.4, ls=dashes)
        ax.text(place, height, f" {text}", color=colour, va="center", ha="left", fontsize=8.8)
    ax.set_ylim(0, top * (1.16 + 0.11 * len(marks)))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_ylabel("")
    ax.set_xlabel(f"{words.message('axis.simulated')} {amount_axis(words)}")
    ax.legend(frameon=False, loc="center right", fontsize=8.5)
    return figure


@chart
def growth_rows(frame: pd.DataFrame, words: Vocabulary, *, needed: Fact) -> Figure:
    """Growth of each reference row as a dot against the growth needed; the unselected series hollow."""
    figure, (ax,) = blank(0.235 * len(frame) + 0.95)
    y = np.arange(len(frame))[::-1]
    growth = np.array([value(cell) for cell in frame["growth"]])
    published = np.array([cell.key == "funds" for cell in frame["measure"]])
    edge = 75.0
    ax.axvline(0, color=GREY, lw=0.8)
    ax.axvline(value(needed), color=TARGET, lw=1.5, ls="--")
    drawn = np.minimum(growth, edge)
    label = words.message("legend.published_growth")
    ax.scatter(drawn[published], y[published], s=36, color=MAIN, edgecolors="w", linewidths=0.48, label=label)
    ax.plot(
        drawn[~published],
        y[~published],
        "o",
        mfc="white",
        mec=MAIN,
        ms=6,
        label=words.message("legend.complete_series"),
    )
    for i in np.flatnonzero(growth > edge):
        ax.annotate(
            written(frame["growth"].iloc[i], words, "signed"),
            (edge, y[i]),
            xytext=(-8, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8.5,
        )
    rows = zip(frame["place"], frame["year"], strict=True)
    ax.set_yticks(y, [f"{name(place, words)} {year}" for place, year in rows], fontsize=8.5)
    ax.text(
        value(needed) + 1,
        len(frame) - 0.35,
        f"{words.message('legend.needed')} {written(needed, words, 'signed')}",
        color=TARGET,
        va="bottom",
        fontsize=8.8,
    )
    ax.set_xlim(-45, edge + 4)
    ax.set_ylim(-0.7, len(frame) + 0.6)
    ax.set_xlabel(words.message("axis.growth"))
    ax.set_ylabel("")
    ax.legend(frameon=False, loc="lower right", fontsize=8.5)
    return figure


@chart
def conditional_chances(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Chance of a target as a function of the ratio it depends on."""
    figure, (ax,) = blank(2.6)
    ratio, chance = ([value(cell) for cell in frame[column]] for column in ("contract_to_agreed", "chance"))
    percent = [100 * p for p in chance]
    line(ax, ratio, percent, marker="o")
    for x, p, cell in zip(ratio, percent, frame["chance"], strict=True):
        ax.text(x, p + 4, written(cell, words), ha="center", fontsize=8.8)
    ax.set_ylim(0, 108)
    ax.set_xlim(min(ratio) - 3, max(ratio) + 3)
    ax.set_xlabel(words.message("axis.contract_to_agreed"))
    ax.set_ylabel(words.message("axis.chance"))
    return figure
