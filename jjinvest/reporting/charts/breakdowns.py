"""Charts of the published year: completion, sectors, other dimensions, task forces, named projects."""

from __future__ import annotations

import re
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
    aligned,
    aligned_with_unit,
    amount_axis,
    bars,
    blank,
    chart,
    name,
    value,
    written,
)
from jjinvest.reporting.column_numbers import column_decimals
from jjinvest.reporting.tables.cells import Term, by_lead

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@chart
def completion(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Bullet chart: completion of each target in %; before year-end with the share of the year passed."""
    figure, (ax,) = blank(0.62 * len(frame) + 0.75)
    rates = [value(cell) for cell in frame["completion"]]
    labels = [name(cell, words) for cell in frame["item"]]
    if "authority" in frame and len(set(frame["authority"])) > 1:  # as the table beside it names them
        of_aim = words.message("circular.of_aim")
        labels = [
            label + of_aim.format(aim=name(cell, words))
            for label, cell in zip(labels, frame["authority"], strict=True)
        ]
    decimals = column_decimals(frame["completion"], words)
    top = max(130.0, np.nanmax([*rates, 0.0]) * 1.08)
    y = np.arange(len(frame))
    ax.barh(y, [100] * len(frame), height=0.62, color=PALE)
    bars(ax, rates, labels, MAIN, height=0.34)
    ax.vlines(100, -0.5, len(frame) - 0.5, color=TARGET, lw=1.6)
    paces = [rate - value(cell) for rate, cell in zip(rates, frame["pace_gap"], strict=True)]
    running = [(i, pace) for i, pace in enumerate(paces) if pace < 99.9]
    for i, pace in running:
        ax.vlines(pace, i - 0.31, i + 0.31, color=INK, lw=1.6, ls=":")
    for i, (rate, actual, target) in enumerate(zip(rates, frame["actual"], frame["target"], strict=True)):
        shown = words.as_published(target)
        aim = f"{written(shown, words, 'n')} {words.unit(shown.unit)}"
        note = (
            f"{words.label('target')} {aim}" if actual is None else f"{written(actual, words, 'n')} / {aim}"
        )
        ax.text(2, i, note, va="center", ha="left", color="white", fontsize=8.5)
        beyond = max(rate, 100) + 1  # right of the target's line, which would cross a number before it
        done = aligned_with_unit(frame["completion"].iloc[i], decimals, words)
        ax.text(beyond, i, done, va="center", ha="left", color=INK)
    ax.set_xlim(0, top)
    ax.set_xlabel(words.message("axis.completion_pace" if running else "axis.completion"))
    ax.set_ylabel("")
    return figure


@chart
def sectors(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Share of projects and of amount, one group a row; a measure without shares is left out."""
    panels = [
        (column, f"{column}_share", f"axis.{column}_share")
        for column in ("count", "amount")
        if f"{column}_share" in frame and any(isinstance(cell, Fact) for cell in frame[f"{column}_share"])
    ]
    figure, axes = blank(0.55 * len(frame) + 0.9, max(len(panels), 1), sharey=True)
    labels = [name(cell, words) for cell in frame["group"]]
    for ax, (column, share, title) in zip(axes, panels, strict=False):
        numbers = (
            list(frame[column]) if column in frame else [None] * len(frame)
        )  # shares alone are published
        _share_bars(ax, labels, list(frame[share]), numbers, words)
        ax.set_xlabel(words.message(title))
    return figure


def _share_bars(
    ax: Axes, labels: list[str], shares: list[object], numbers: list[object], words: Vocabulary
) -> None:
    """Bars of shares in %, each labelled with the share and the number behind it."""
    widths = [value(cell) for cell in shares]
    decimals = [column_decimals(column, words) for column in (shares, numbers)]
    bars(ax, widths, labels, MAIN, height=0.55)
    for i, (width, share, number) in enumerate(zip(widths, shares, numbers, strict=True)):
        if isinstance(share, Term):
            ax.text(1.5, i, name(share, words), va="center", fontsize=8.5, color=GREY)
        if not isinstance(share, Fact) or width != width:
            continue
        beside = ""
        if isinstance(number, Fact):  # a unit other than the usual ones is written
            write = aligned if number.unit in ("亿元", "个") else aligned_with_unit
            beside = f" · {write(number, decimals[1], words)}"
        label = aligned_with_unit(share, decimals[0], words) + beside
        ax.text(width + 1.5, i, label, va="center", fontsize=8.5)
    longest = max([width for width in widths if width == width], default=0.0)
    if longest < SMALL_SHARE:  # many parts: against 100 % each of them would be a stub
        ax.set_xlim(0, 1.7 * (longest or 1.0))
    else:
        ax.set_xlim(0, max(118.0, 1.18 * longest))
        ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_ylabel("")


MOST_PANELS = 2
SMALL_SHARE = 30.0
"""Largest share in % below which the axis of shares does not go to 100."""
FOOT = 7.0
"""Height below the named projects for the bars of all projects, in rows."""


@chart
def breakdown(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Share of each part of a dimension, a panel for each of the measures with most parts."""
    measures = [cell.key for cell in frame["item"]]
    chosen = by_lead(measures)[:MOST_PANELS]
    groups = list(dict.fromkeys(frame["group"]))
    figure, axes = blank(0.42 * len(groups) + 0.9, len(chosen), sharey=True)
    labels = [name(cell, words) for cell in groups]
    for ax, measure in zip(axes, chosen, strict=True):
        of_measure = frame[[key == measure for key in measures]].drop_duplicates("group").set_index("group")
        shares, numbers = (list(of_measure[column].reindex(groups)) for column in ("part_share", "published"))
        _share_bars(ax, labels, shares, numbers, words)
        ax.set_xlabel(f"{words.label(measure)} {words.unit('%')}")
    return figure


@chart
def task_forces(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Agreed amount of each task force, the part of its named projects darker."""
    from matplotlib.patches import Patch

    frame = frame[[value(cell) == value(cell) for cell in frame["amount"]]]
    figure, (ax,) = blank(0.55 * len(frame) + 0.85)
    labels = [name(cell, words) for cell in frame["group"]]
    amounts = [value(cell) for cell in frame["amount"]]
    bars(ax, amounts, labels, SECOND, height=0.55)
    if "named" in frame:
        named = [value(cell) for cell in frame["named"]]
        bars(ax, named, labels, MAIN, height=0.55)
        handles = [Patch(color=MAIN), Patch(color=SECOND)]
        legend = [words.message("legend.named"), words.message("legend.unnamed")]
        figure.legend(handles, legend, frameon=False, loc="outside upper right", ncols=2)
    decimals = column_decimals(frame["amount"], words)
    for i, cell in enumerate(frame["amount"]):
        ax.text(amounts[i], i, f" {aligned(cell, decimals, words)}", va="center")
    ax.set_xlim(0, max(amounts) * 1.14 or 1)
    ax.set_xlabel(f"{words.message('axis.agreed')} {words.unit(frame['amount'].iloc[0].unit)}")
    ax.set_ylabel("")
    return figure


@chart
def sizes(
    frame: pd.DataFrame, words: Vocabulary, *, tiers: pd.DataFrame, amounts: np.ndarray | None = None
) -> Figure:
    """Sizes of projects on a log scale: named ones as labelled dots, tiers with counts above their edges.

    Parameters
    ----------
    frame
        project, amount: those with a published name.
    tiers
        group (whose key has the edges), count.
    amounts
        Amounts of all projects in 亿元 where a ledger has them, drawn as bars.
    """
    cells_ = sorted(frame[["project", "amount"]].to_dict("records"), key=lambda row: value(row["amount"]))
    figure, (ax,) = blank(0.19 * len(cells_) + (2.4 if amounts is not None else 1.4))
    spots = np.array([value(row["amount"]) for row in cells_])
    every = spots if amounts is None else np.append(spots, amounts[amounts > 0])
    tiers = tiers[[isinstance(cell, Fact) for cell in tiers["count"]]] if "count" in tiers else tiers.iloc[:0]
    bounds = [[float(n) for n in re.findall(r"\d+", cell.key)] for cell in tiers["group"]]
    lowest = min((edge for edges in bounds for edge in edges if edge), default=float(every.min()))
    low, high = min(0.7 * float(every.min()), 0.3 * lowest), 2.6 * float(every.max())
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    foot = 0.0 if amounts is None else FOOT
    if amounts is not None:
        _histogram(ax, amounts[amounts > 0], low, float(every.max()) * 1.05)
    y = foot + np.arange(len(cells_))
    ax.plot(spots, y, "o", color=MAIN, ms=5)
    for at, row in zip(y, cells_, strict=True):
        ax.text(
            value(row["amount"]) * 1.05,
            at,
            f"{name(row['project'], words)} {written(row['amount'], words, 'n')}",
            va="center",
            fontsize=7.8,
        )
    top = float(y[-1]) + 1.0
    for row, edges in zip(tiers.to_dict("records"), bounds, strict=True):
        if edges and low < edges[0] < high:
            ax.axvline(edges[0], color=GREY, lw=0.8, ls=":")
        start = max(edges[0] if edges else 0.0, low)
        ax.text(
            start * 1.03,
            top + 0.6,
            f"{name(row['group'], words)}\n{written(row['count'], words)}",
            va="bottom",
            fontsize=8.3,
            color=INK,
        )
    ax.set_ylim(-0.8, top + (3.4 if foot else 2.6))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ticks = [t for t in (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200) if low <= t <= high]
    ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlabel(f"{words.message('axis.size_log')} {amount_axis(words)}")
    return figure


def _histogram(ax: Axes, amounts: np.ndarray, low: float, high: float) -> None:
    """Bars of the number of amounts by size, below the named projects."""
    counts, edges = np.histogram(amounts, bins=np.geomspace(low, high, 22))
    heights = 0.8 * FOOT * counts / max(counts.max(), 1)
    ax.bar(edges[:-1], heights, np.diff(edges), align="edge", color=PALE, ec="white", lw=0.6)


@chart
def named_projects(frame: pd.DataFrame, words: Vocabulary) -> Figure:
    """Lollipops of the named projects, largest first; an earlier published amount is an open circle."""
    figure, (ax,) = blank(0.26 * len(frame) + 0.8)
    labels = [name(cell, words) for cell in frame["project"]]
    amounts = [value(cell) for cell in frame["amount"]]
    y = np.arange(len(frame))[::-1]
    ax.hlines(y, 0, amounts, color=SECOND, lw=1.6)
    ax.plot(amounts, y, "o", color=MAIN, ms=5.5)
    earlier = frame["earlier_published"] if "earlier_published" in frame else pd.Series([None] * len(frame))
    decimals = column_decimals(frame["amount"], words)
    for i, (place, cell) in enumerate(zip(y, frame["amount"], strict=True)):
        ax.text(amounts[i], place, f"   {aligned(cell, decimals, words)}", va="center", fontsize=8.5)
        before = value(earlier.iloc[i])
        if before == before:
            ax.plot([before], [place], "o", mfc="white", mec=TARGET, ms=6)
            ax.text(
                before,
                place + 0.32,
                words.message("legend.earlier_published"),
                ha="center",
                va="bottom",
                fontsize=7.5,
                color=TARGET,
            )
    ax.set_yticks(y, labels)
    ax.set_xlim(0, max(amounts) * 1.1 or 1)
    ax.set_ylim(-0.7, len(frame) - 0.1)
    ax.set_xlabel(f"{words.message('axis.agreed')} {amount_axis(words)}")
    ax.tick_params(axis="y", colors=INK)
    ax.spines["left"].set_color(GREY)
    return figure
