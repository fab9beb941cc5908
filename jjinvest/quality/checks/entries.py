"""Published figures as the checks see them: identity, form, and exact intervals in one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jjinvest.core.units import is_counted, is_money, unit_scale
from jjinvest.data.figure_model import OF_AMOUNTS, FigureRow, Where, has_other_base
from jjinvest.data.metric_kinds import counted_unit
from jjinvest.quality.checks.intervals import RATIO_UNITS, Form, Interval, last_digit


@dataclass(eq=False, slots=True)
class Entry:
    """A figure with its form, its unit and its intervals in the base unit."""

    figure: FigureRow
    form: Form
    unit: str
    scale: Fraction
    where: Where
    rounded: Interval
    wide: Interval
    additive: bool
    counted: bool = field(default=False)

    @property
    def row(self) -> int:
        """Line of figures.csv."""
        return self.figure.row

    @property
    def point(self) -> Interval:
        """The published value as if it were exact, in the base unit."""
        value = self.figure.value * self.scale
        return Interval(value, value)

    def with_value(self, value: Fraction) -> Interval:
        """Interval, in the base unit, that another value published in this form would stand for."""
        return self.form.interval(value, truncation=True).scaled(self.scale)


def net_metrics(entries: Iterable[Entry]) -> frozenset[str]:
    """Metrics of which a number below zero was published: amounts net of what was withdrawn.

    Parts of such a metric may exceed their whole, and shares of some of them 100 %.
    """
    of_amounts = (entry.figure for entry in entries if entry.figure.statistic in OF_AMOUNTS)
    return frozenset(figure.metric for figure in of_amounts if figure.value < 0)


def scale_of(unit: str) -> tuple[str, Fraction]:
    """Base unit and scale of a unit; percentages and points are ratios."""
    if unit in RATIO_UNITS:
        return ("ratio", Fraction(1)) if unit == "倍" else ("ratio", Fraction(1, 100))
    return unit_scale(unit)


def is_additive(unit: str, metric: str) -> bool:
    """Whether numbers of a unit add up over parts: no rates, averages or ranks."""
    if unit in RATIO_UNITS or unit == "ratio" or "/" in unit:
        return False
    return not any(word in metric for word in ("average", "_per_", "rate", "median", "largest", "index"))


def entry_of(figure: FigureRow) -> Entry:
    """Read a figure."""
    unit, scale = scale_of(figure.unit)
    unit = counted_unit(figure.metric, unit)
    ratio = figure.unit in RATIO_UNITS
    counted = is_counted(figure.unit) and figure.decimals <= 0 and not figure.half_width
    usual = (
        Fraction(0)
        if counted or (figure.statistic == "target" and not ratio)
        else last_digit(figure.decimals) / 2
    )
    stated = figure.half_width
    half = usual if stated is None else stated
    form = Form(
        relation=figure.relation or "=",
        decimals=figure.decimals,
        half_width=half,
        may_truncate=ratio and (stated is None or stated == last_digit(figure.decimals) / 2),
        whole=counted,
    )
    return Entry(
        figure=figure,
        form=form,
        unit=unit,
        scale=scale,
        where=tuple(sorted(figure.where)),
        rounded=form.interval(figure.value, False).scaled(scale),
        wide=form.interval(figure.value, True).scaled(scale),
        additive=is_additive(figure.unit, figure.metric)
        and (is_money(figure.unit) or "率" not in figure.unit),
        counted=counted,
    )


def entries_of(figures: Iterable[FigureRow]) -> list[Entry]:
    """Read figures in the order of their rows."""
    return sorted((entry_of(figure) for figure in figures), key=lambda entry: entry.row)


LevelKey = tuple[str, str, Where]
"""Period, metric and where of a level."""


class Index:
    """Figures by what they measure, with the pick that fits best to a source and a version."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._by_key: dict[tuple[str, str, Where, str, str], list[Entry]] = {}
        for entry in self.entries:
            figure = entry.figure
            key = (figure.period, figure.metric, entry.where, figure.statistic, figure.authority)
            self._by_key.setdefault(key, []).append(entry)

    def all(
        self, period: str, metric: str, where: Where, statistic: str = "level", authority: str = ""
    ) -> list[Entry]:
        """Every figure of one measure."""
        return self._by_key.get((period, metric, where, statistic, authority), [])

    def groups(self) -> Mapping[tuple[str, str, Where, str, str], list[Entry]]:
        """Figures by period, metric, where, statistic and authority."""
        return self._by_key

    def pick(
        self,
        beside: Entry,
        period: str,
        metric: str,
        where: Where,
        statistic: str = "level",
        authority: str = "",
    ) -> list[Entry]:
        """Figures to hold against another: of its source and version, else of its source, else the latest."""
        return best(beside, self.all(period, metric, where, statistic, authority))


def is_set_apart(figure: FigureRow) -> bool:
    """Whether a figure is on a basis of its own, or a rate over another base: it fits no level beside it."""
    return figure.version == "like_for_like" or has_other_base(figure.version)


def published_at(entry: Entry) -> tuple[date, bool, int]:
    """Order in which values of one figure were published."""
    return entry.figure.available_from, entry.figure.version == "restated", entry.row


def best(beside: Entry, found: list[Entry]) -> list[Entry]:
    """Figures of the same source and version; else of the source; else the latest of others."""
    if len(found) == 1 and not is_set_apart(found[0].figure):
        return found
    usable = [entry for entry in found if not is_set_apart(entry.figure) and entry is not beside]
    own = [entry for entry in usable if entry.figure.source == beside.figure.source]
    same = [entry for entry in own if entry.figure.version == beside.figure.version]
    if same or own:
        return same or own
    return sorted(usable, key=published_at)[-1:]
