"""A text that corrects another one: of its title, period and publisher.

The same text issued again, whole and under the same day, takes the place of the earlier one. A notice with
a few numbers, or a text of a later day, is a text of its own: what was published stays where it was, on its
day, and a number that it states anew is one that was restated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from jjinvest.core.periods import canonical_period
from jjinvest.core.units import unit_scale
from jjinvest.data.figure_rows import OF_AUTHORITY, FigureRow, FigureTables, Source

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading import Candidate, Reading

NOTE = "更正稿，替换同一来源以前的数 corrected text, replaces the earlier figures of this source"
_MARK = re.compile(r"[（(〔\[](?:更正|修订|订正|修正|更新|重新发布)(?:稿|版|件|后)?[）)〕\]]|\s+")


def corrected_source(stated: Mapping[str, str], period: str, tables: FigureTables) -> Source | None:
    """Find the source that a text corrects; None for a new text.

    Parameters
    ----------
    stated
        The text as a row of sources.csv.
    period
        Period on which it reports; without one nothing is found.
    """
    title = _plain(stated["title"])
    if not title or not period:
        return None
    for known in tables.sources.values():
        periods = {r.period for r in tables.figures if r.source == known.source and r.statistic != "target"}
        both = known.publisher and stated["publisher"]
        other_office = both and _plain(known.publisher) != _plain(stated["publisher"])
        is_same = title == _plain(known.title) and canonical_period(period) in periods
        if is_same and not other_office and known.source != stated["source"]:
            return known
    return None


def takes_its_place(
    known: Source, stated: Mapping[str, str], candidates: Iterable[Candidate], tables: FigureTables
) -> bool:
    """Whether a text states again, under the same day, most of what the source it corrects had stated.

    Parameters
    ----------
    known, stated
        The source that is corrected, and the text as a row of sources.csv.
    candidates
        Rows that the text proposes.
    """
    day = "" if known.published is None else known.published.isoformat()
    if stated["published"] and day and stated["published"] != day:
        return False
    earlier = {_identity(row) for row in tables.figures if row.source == known.source}
    again = earlier & {_identity(reading) for each in candidates for reading in each.readings}
    return 2 * len(again) >= len(earlier)


def mark_restated(candidates: Iterable[Candidate], tables: FigureTables, source: str) -> None:
    """Mark each proposed number that another text of the district had stated with another value."""
    earlier: dict[tuple[object, ...], set[tuple[str, Fraction]]] = {}
    for row in tables.figures:
        if row.source != source and row.version != "like_for_like":
            unit, scale = unit_scale(row.unit)
            earlier.setdefault(_identity(row), set()).add((unit, row.value * scale))
    for candidate in candidates:
        candidate.readings = [_restated(each, earlier.get(_identity(each))) for each in candidate.readings]


def _restated(reading: Reading, earlier: set[tuple[str, Fraction]] | None) -> Reading:
    if not earlier or reading.version:
        return reading
    try:
        unit, scale = unit_scale(reading.unit)
        number = unit, Fraction(reading.value) * scale
    except ValueError:
        return reading
    return reading if number in earlier else replace(reading, version="restated")


def _identity(row: FigureRow | Reading) -> tuple[object, ...]:
    """What a number measures; an own target is one however it is named (see `data/own_targets.py`)."""
    statistic = row.statistic or "level"
    named = row.authority if statistic in OF_AUTHORITY else ""
    try:
        period = canonical_period(row.period)
    except ValueError:
        period = row.period
    whole = row.of if statistic == "share" else ""
    return (
        period,
        row.metric,
        tuple(sorted(row.where)),
        statistic,
        whole,
        "" if named == "district" else named,
    )


def earlier_cells(known: Source, stated: Mapping[str, str]) -> dict[str, str]:
    """Cells of sources.csv that a correction leaves as they were, and the note that it is one."""
    published = "" if known.published is None else known.published.isoformat()
    kept = {"published": published, "address": known.address, "publisher": known.publisher}
    return {name: stated[name] or text for name, text in kept.items()} | {"note": NOTE}


def question(known: Source) -> str:
    """What a person is asked before the rows of a source are replaced."""
    return (
        f"标题、期间与已有的来源 {known.source} 相同，看作它的更正稿，编号沿用："
        "接收后它的全部行换成本表的行。"
        "如是另一篇，请改编号（公布数、来源两表一致），或用 --source "
        f"title and period are those of source {known.source}: its rows will be replaced; "
        "another text needs another id (--source)"
    )


def remark(known: Source) -> str:
    """What a person is shown of a text that corrects a source and is one of its own."""
    return (
        f"更正来源 {known.source}：另作一个来源，原来的数保留，与原来不同的数记为修订；"
        "请核对公布日期（修订数自这一天起用）"
        f" corrects source {known.source}: a source of its own, earlier numbers stay, changed ones are "
        "marked restated; please check the day of publication"
    )


def correcting_note(known: Source) -> str:
    """Note in sources.csv of a text that corrects a source and is one of its own."""
    return f"更正来源 {known.source} corrects source {known.source}"


def _plain(text: str) -> str:
    """A title or name without spaces and without the mark of a corrected text."""
    return _MARK.sub("", unicodedata.normalize("NFKC", text))
