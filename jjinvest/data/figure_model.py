"""A published figure of format 2, its source, and the dimensions of a district, as they are in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import is_event
from jjinvest.core.units import is_counted, unit_scale

MEASURED = ("period", "metric", "where", "statistic", "of", "authority")
"""Columns that say what a number measures."""
COLUMNS = (
    "source",
    *MEASURED,
    "relation",
    "value",
    "unit",
    "half_width",
    "version",
    "quote",
    "note",
)
REQUIRED = ("source", "period", "metric", "value")
EXTRA = ("row",)
"""Columns that a file may have and that are not read."""
STATISTICS = ("level", "target", "completion", "share", "growth", "points", "multiple", "pace_gap", "rank")
SIGNED = ("growth", "points", "pace_gap")
PERCENT = ("completion", "share", "growth")
RELATIONS = ("=", "~", ">", ">=", "<", "<=")
VERSIONS = ("", "restated", "like_for_like", "sequential")
COMPARED = ("growth", "multiple", "points")
"""Statistics that compare with the same part of the year before, unless their version says with what."""
_OVER_YEAR = re.compile(r"over_(?:19|20)[0-9]{2}")
OF_AMOUNTS = ("level", "target", "share", "completion")
"""Statistics that are below zero only where the amount itself is."""
OF_TARGET = ("target", "completion", "pace_gap")
OF_AUTHORITY = (*OF_TARGET, "rank")
DEFAULTS = {"statistic": "level", "relation": "="}
ACROSS_THE_DISTRICT = ("sector", "size", "origin", "cohort")
"""Dimensions that divide what the whole district did; others single out a park, a project, a chain."""

SOURCE_COLUMNS = ("source", "title", "published", "address")
SOURCE_EXTRA = ("publisher", "note")
DIMENSION_COLUMNS = ("dimension", "member", "zh", "en", "complete")

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FigureRow:
    """One published number.

    Attributes
    ----------
    row
        Line of figures.csv; the header is line 1.
    where
        Part measured, with its dimensions in the order of dimensions.csv, then of the alphabet.
    of
        Whole of a share; also where the cell is empty and the order of `where` would name another whole.
    value
        As published, signed, in `unit`.
    decimals
        Number of published decimals.
    half_width
        Half the width of its interval where the table states it, in `unit`; None: by the last digit.
    available_from
        Day from which the figure is public: that of its source or, unknown, the end of its last period.
    figure_id
        Fact id and source; a repetition has ``#2``, ``#3`` …
    """

    row: int
    source: str
    period: str
    metric: str
    where: Where
    statistic: str
    of: str
    authority: str
    relation: str
    value: Fraction
    decimals: int
    digits: str
    unit: str
    half_width: Fraction | None
    version: str
    quote: str
    note: str
    available_from: date = date.min
    date_known: bool = True
    fact_id: FactId = field(default_factory=lambda: FactId("0.none"))
    figure_id: str = ""

    @property
    def where_text(self) -> str:
        """The part measured, as a cell: ``cohort=new;sector=primary``."""
        return where_text(self.where)

    @property
    def is_of_district(self) -> bool:
        """Whether the number speaks of the whole district, not of a park, a project or another part of it."""
        return is_of_district(dimension for dimension, _ in self.where)

    @property
    def year(self) -> int:
        """Year of the period."""
        return int(self.period[:4])

    @property
    def amount(self) -> tuple[str, Fraction]:
        """Base unit (元 of 亿元) and the number in it, by which numbers of two scales are compared."""
        unit, scale = unit_scale(self.unit)
        return unit, self.value * scale

    @property
    def rounding(self) -> Fraction:
        """Half the width of the interval of the number, in its unit: stated, or half of its last digit.

        Zero for counts, ranks, targets and numbers with a relation other than ``=`` and ``~``.
        """
        if self.half_width is not None:
            return self.half_width
        if self.is_exact or self.relation not in ("=", "~"):
            return Fraction(0)
        return Fraction(1, 2 * 10**self.decimals)

    @property
    def is_exact(self) -> bool:
        """Whether the number is not rounded: a target, a rank or a level that counts."""
        return self.statistic in ("target", "rank") or (self.statistic == "level" and self.is_count)

    @property
    def is_count(self) -> bool:
        """Whether the unit counts things."""
        return is_counted(self.unit)


def has_other_base(version: str) -> bool:
    """Whether a rate compares with something else than the same part of the year before.

    Examples
    --------
    >>> [has_other_base(version) for version in ("", "restated", "sequential", "over_2019")]
    [False, False, True, True]
    """
    return version == "sequential" or _OVER_YEAR.fullmatch(version) is not None


def where_text(where: Where) -> str:
    """Write a part as a cell: ``cohort=new;sector=primary``."""
    return ";".join(f"{dimension}={member}" for dimension, member in where)


def is_of_district(dimensions: Iterable[str]) -> bool:
    """Whether a part named by these dimensions is one of the whole district's divisions, or the whole."""
    return all(dimension in ACROSS_THE_DISTRICT for dimension in dimensions)


def reported_results(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Return the rows from which the periods to report follow: results of the whole district.

    Targets, events of one day and parts of the district (a park, a project) are left out; where there is
    nothing but parts, these count.
    """
    results = [row for row in rows if row.statistic != "target" and not is_event(row.period)]
    return [row for row in results if row.is_of_district] or results


@dataclass(frozen=True)
class Source:
    """A text with figures; `published` is None where its date is unknown."""

    source: str
    title: str
    published: date | None
    address: str
    publisher: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dimensions:
    """Labels of members, the dimensions whose members make up the whole, and those whose members overlap."""

    complete: Mapping[str, bool] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    overlapping: frozenset[str] = frozenset()

    @property
    def divided(self) -> dict[str, bool]:
        """Dimensions that count each project once, and whether their members make up the whole."""
        return {name: whole for name, whole in self.complete.items() if name not in self.overlapping}

    @property
    def listed(self) -> dict[str, set[str]]:
        """Members of each dimension that the table lists."""
        members: dict[str, set[str]] = {}
        for dimension, member in self.labels:
            if member:
                members.setdefault(dimension, set()).add(member)
        return members
