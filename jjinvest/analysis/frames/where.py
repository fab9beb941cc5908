"""The part that a number speaks of, as one column a dimension."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.number_table import as_texts
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.time_axis import PERIOD, SPANS
from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.origins import ORIGIN, OUT_OF_CITY
from jjinvest.results.fact_index import LEDGER
from jjinvest.results.results import Results

SECTOR, SIZE = "sector", "size"
TIER = "tier_"
"""Head of a size class as a part of an id; codes of frames are without it."""


@dataclass(frozen=True)
class Measured:
    """What a number measures: metric, the part by dimension, statistic and who set a target."""

    metric: str
    where: Mapping[str, str]
    statistic: str
    authority: str


@dataclass(frozen=True)
class PartReader:
    """Dimensions and sectors of a district, by which the parts of a fact id are read."""

    names: frozenset[str]
    sectors: frozenset[str]

    @classmethod
    def of(cls, results: Results) -> PartReader:
        """Collect them from the figures, the labels and the ledger of a district."""
        names, sectors = set[str](), set(THREE_SECTORS)
        for view in results.available_views:
            scopes = zip(view.figures["scope"], view.figures["subject"], strict=True)
            for scope, subject in dict.fromkeys(scopes):
                names |= set(scope.split(";"))
                sectors |= {subject} if scope == SECTOR else set()
        names |= {dimension for dimension, _ in results.workspace.dimensions.labels}
        listed = results.workspace.dimensions.listed.get(SECTOR, set())
        own = {SECTOR, "all", "tier", OUT_OF_CITY, "metric", "source", "place", "authority", ""}
        return cls(frozenset(names - own), frozenset(sectors | listed))

    def read(self, fact_id: FactId) -> Measured:
        """Read the parts of a fact id.

        Examples
        --------
        >>> dimensions = PartReader(frozenset({"chain"}), frozenset({"secondary"}))
        >>> measured = dimensions.read(FactId.of(2023, "agreed_amount", "secondary", "share"))
        >>> measured.metric, measured.where, measured.statistic
        ('agreed_amount', {'sector': 'secondary'}, 'share')
        """
        parts = [part for part in fact_id.parts if part != LEDGER] or list(fact_id.parts)
        where, rest = dict[str, str](), parts[1:]
        while rest:
            head = rest[0]
            if head == OUT_OF_CITY:
                where[ORIGIN] = head
            elif head.startswith(TIER):
                where[SIZE] = head.removeprefix(TIER)
            elif head in self.sectors:
                where[SECTOR] = head
            elif head in self.names and len(rest) > 1:
                where[head] = rest.pop(1)
            else:
                break
            rest.pop(0)
        authority = fact_id.authority
        named = [part for part in rest if part != authority] if authority else rest
        return Measured(parts[0], where, ".".join(named) or LEVEL, authority)


def where_columns(parts: Iterable[Mapping[str, str]], index: pd.Index) -> dict[str, pd.Series]:
    """Return one column a dimension, the most frequent first; missing where a number is not about it."""
    parts = list(parts)
    counts: dict[str, int] = {}
    for part in parts:
        for dimension in part:
            counts[dimension] = counts.get(dimension, 0) + 1
    order = sorted(counts, key=lambda dimension: -counts[dimension])
    return {name: as_texts([part.get(name) for part in parts], index) for name in order}


def where_text(part: Mapping[str, str]) -> str:
    """Write a part as figures.csv does: ``cohort=new;sector=primary``, empty for the whole."""
    return ";".join(f"{dimension}={member}" for dimension, member in part.items())


def read_where(text: str) -> dict[str, str]:
    """Read the cell ``where`` of a figure.

    Examples
    --------
    >>> read_where("cohort=new;sector=primary"), read_where("")
    ({'cohort': 'new', 'sector': 'primary'}, {})
    """
    pairs = (each.partition("=") for each in text.split(";") if each)
    return {dimension: member for dimension, _, member in pairs}


def check_where(where: Mapping[str, str], dimensions: Collection[str]) -> None:
    """Refuse a part that names no known dimension, no member, or a span of time.

    Parameters
    ----------
    dimensions
        Those that a number of the district has.

    Raises
    ------
    ParameterError
        If it does; the ways to ask for it are listed.

    Examples
    --------
    >>> check_where({"sector": "secondary"}, ["sector"])
    """
    listed = ", ".join(dimensions) or "—"
    for name, member in where.items():
        if name in (*SPANS, PERIOD):
            raise ParameterError(
                f"where= 选部分，不选期间 where= chooses a part, not a span of time: {name}={member}\n"
                f'可用 choices: period="{member}", by="{name}"'
            )
        if not member:
            raise ParameterError(
                f"where= 要写维度=成员 where= is dimension=member: {name!r}\n"
                f'可用 choices: where="sector=secondary"; 维度 dimensions: {listed}'
            )
        if name not in dimensions:
            raise wrong_choice("维度", "dimension", name, dimensions)


def part_of_row(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """Part that a row of figures speaks of; an observation of a ledger has it as scope and subject.

    Examples
    --------
    >>> part_of_row({"where": "", "scope": "tier", "subject": "tier_20_50"})
    {'size': '20_50'}
    """
    stated, scopes, subjects = (str(row[name]) for name in ("where", "scope", "subject"))
    if stated or scopes == "all":
        return read_where(stated)
    if scopes == OUT_OF_CITY:
        return {ORIGIN: OUT_OF_CITY}
    pairs = zip(scopes.split(";"), subjects.split(";"), strict=True)
    return {
        (SIZE if scope == "tier" else scope): subject.removeprefix(TIER).removeprefix(f"{scope}_")
        for scope, subject in pairs
    }


def member_name(dimension: str, member: str) -> tuple[str, str]:
    """Dimension and key by which the vocabulary names a member.

    Examples
    --------
    >>> member_name("size", "0.5_1"), member_name("park", "east")
    (('tier', 'tier_0_5_1'), ('park', 'east'))
    """
    if dimension == SIZE:
        return "tier", f"{TIER}{member.replace('.', '_')}"
    return dimension, member


def code_of_word(dimension: str, word: str) -> str:
    """Code of a member as the ledger's template or a clerk writes it; what is no such word stays.

    Examples
    --------
    >>> code_of_word("sector", "二产"), code_of_word("stage", "已投产"), code_of_word("park", "东园")
    ('secondary', 'in_production', '东园')
    """
    from jjinvest.ledger.reader.headed_columns.headers import (  # with all words of a ledger
        load_spellings,
        normalise,
    )

    words = load_spellings().values  # noqa: PD011
    return words.get(dimension, {}).get(normalise(word), word)
