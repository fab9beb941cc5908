"""Kinds of cells of a report table, besides a fact and the district's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.names_in_text import name_in_text


@dataclass(frozen=True)
class Term:
    """A word of the vocabulary or a label of the district, shown in the reader's language.

    `dimension` is that of a member, whose label may differ from that of a member of another dimension.
    """

    key: str
    dimension: str = field(default="", compare=False)


@dataclass(frozen=True)
class Terms:
    """Several words of the vocabulary, any of which may apply, or all (`joint` is then ``both``)."""

    keys: tuple[str, ...]
    joint: str = "either"


@dataclass(frozen=True)
class Path:
    """A member of several dimensions, from the widest to the narrowest."""

    keys: tuple[str, ...]
    dimensions: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Clauses:
    """Several words of the vocabulary, all of which apply."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class FactName:
    """The name of a fact, made from its id: with its period part by part in tables, else as in a sentence."""

    id: str
    with_period: bool = True


@dataclass(frozen=True)
class Period:
    """A period or a day, written in the reader's language."""

    period: str


@dataclass(frozen=True)
class ReleaseName:
    """A release of results: its period, and its version where it is not the first."""

    period: str
    version: int


@dataclass(frozen=True)
class Bilingual:
    """A name that the data gives in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Linked(Bilingual):
    """A name in both languages that links to a page, if it has one."""

    href: str = field(default="", compare=False)


@dataclass(frozen=True)
class Badge:
    """A mark: evidence of a number or verdict of a check; `word` names its label where the key does not."""

    key: str
    word: str = ""


@dataclass(frozen=True)
class Sources:
    """Where numbers were published: figure ids."""

    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Ranged:
    """A fact shown by its bounds rather than its value."""

    fact: Fact


@dataclass(frozen=True)
class ChanceInWords:
    """A probability written in words, such as about 6 in 10."""

    fact: Fact


def date_basis(key: str) -> Badge:
    """Mark of how the date of a figure is known: ``published`` with it, or ``inferred``."""
    return Badge(key, word="date_published" if key == "published" else "")


def cells(rows: Iterable[Mapping[str, object]], columns: list[str]) -> pd.DataFrame:
    """Collect rows of cells in a frame of exactly these columns.

    Examples
    --------
    >>> cells([{"group": Term("tier_20_50"), "note": "x"}], ["group", "count"])["group"].iloc[0]
    Term(key='tier_20_50', dimension='')
    """
    listed = list(rows)
    content = np.empty((len(listed), len(columns)), dtype=object)
    for at, row in enumerate(listed):
        for place, column in enumerate(columns):
            content[at, place] = row.get(column, np.nan)
    return pd.DataFrame(content, columns=columns, dtype=object)


OWN_AIM, OWN_AIM_BESIDE_OTHERS = "aim_district", "aim_own"
"""Words for a target of the district's own: 年度目标 alone, 本级年度目标 beside those of others."""


def aims_apart(aims: Iterable[object]) -> list[object]:
    """Names of targets, of which the district's own says whose it is where others stand beside it.

    Examples
    --------
    >>> [aim.key for aim in aims_apart([Term("aim_district"), Term("aim_municipality")])]
    ['aim_own', 'aim_municipality']
    >>> [aim.key for aim in aims_apart([Term("aim_district")])]
    ['aim_district']
    """
    listed = list(aims)
    others = any(isinstance(aim, Term | Terms) and aim != Term(OWN_AIM) for aim in listed)
    return [Term(OWN_AIM_BESIDE_OTHERS) if others and aim == Term(OWN_AIM) else aim for aim in listed]


def with_aims_apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose targets say who sets them."""
    if "authority" not in table:
        return table
    apart = np.empty(len(table), dtype=object)
    apart[:] = aims_apart(table["authority"])
    return table.assign(authority=apart)


def by_lead(measures: list[str]) -> list[str]:
    """Measures of a table, the leading one first: of those that at least half of the parts have the first.

    Examples
    --------
    >>> by_lead(["agreed_amount", "funds_in_place", "agreed_amount", *["funds_in_place"] * 2])
    ['agreed_amount', 'funds_in_place']
    >>> by_lead(["agreed_amount", *["funds_in_place"] * 3])
    ['funds_in_place', 'agreed_amount']
    """
    times = {measure: measures.count(measure) for measure in measures}
    most = max(times.values(), default=0)
    return sorted(times, key=lambda measure: (2 * times[measure] < most, -min(2 * times[measure], most)))


def named(cell: object, words: Vocabulary) -> str | None:
    """Write a cell that names something in the reader's language; None if it is no name.

    Examples
    --------
    >>> named(Term("tier_20_50"), Vocabulary("zh", {})), named(1088, Vocabulary("zh", {}))
    ('20–50亿元', None)
    """
    if isinstance(cell, Term):
        return words.member(cell.dimension, cell.key)
    if isinstance(cell, Badge):
        return words.label(cell.word or cell.key)
    if isinstance(cell, Terms):
        return words.message(cell.joint).join(words.label(key) for key in cell.keys)
    if isinstance(cell, Path):
        pairs = zip_longest(cell.dimensions, cell.keys, fillvalue="")
        return " · ".join(words.member(dimension, key) for dimension, key in pairs)
    if isinstance(cell, Clauses):
        return words.message("and_also").join(words.label(key) for key in cell.keys)
    if isinstance(cell, Bilingual):
        return cell.zh if words.language == "zh" else cell.en
    if isinstance(cell, ChanceInWords):
        return words.fact(cell.fact, "chance")
    if isinstance(cell, FactName):
        return words.fact_label(cell.id) if cell.with_period else name_in_text(cell.id, words)
    if isinstance(cell, Period):
        return words.period(cell.period)
    if isinstance(cell, ReleaseName):
        again = words.message("since_release.version").replace("{version}", str(cell.version))
        return words.period(cell.period) + (again if cell.version > 1 else "")
    return None
