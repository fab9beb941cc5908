"""Figures that became known after the as-of day and would answer a question that has no answer."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from jjinvest.analysis.frames.question import PROJECT, Question
from jjinvest.analysis.frames.time_axis import ALL
from jjinvest.analysis.frames.where import part_of_row
from jjinvest.core.frame_rows import rows_of
from jjinvest.core.periods import is_within


def known_later(figures: pd.DataFrame, day: date | None, asked: Question | None = None) -> str:
    """What became known after the as-of day, in words; empty where nothing did that would answer.

    Parameters
    ----------
    figures
        Published figures without an as-of filter.
    asked
        The question without an answer; without one, every later figure counts.
    """
    if day is None:
        return ""
    later = [each for each in figures["available_from"] if each > day]
    if asked is not None and later:
        rows = (row for row in rows_of(figures) if row["available_from"] > day)
        later = [row["available_from"] for row in rows if _answers(row, asked)]
    if not later:
        return ""
    first, last = min(later), max(later)
    days = str(first) if first == last else f"{first} – {last}"
    return f"截至 as of {day}：{len(later)} 个公布数在其后 figures became known later, {days}（as_of=…）"


def _answers(row: Mapping[Hashable, Any], asked: Question) -> bool:
    """Whether a figure is of the measure, statistic, part and period asked for."""
    if (row["metric"], row["statistic"]) != (asked.metric, asked.statistic):
        return False
    part = part_of_row(row)
    if set(part) != {*asked.dimensions, *asked.where}:
        return False
    if any(part[name] != member for name, member in asked.where.items()):
        return False
    period = str(row["period"])
    if asked.span or asked.dimensions == (PROJECT,):  # of any part of the period
        return asked.period == ALL or is_within(period, asked.period)
    return asked.period in (ALL, period)
