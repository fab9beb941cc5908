"""The same project twice: same code and same name block the later row; a similar name of one investor is asked about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from jjinvest.ledger.reader.headers import fold
from jjinvest.ledger.reader.rows import Row, name_key

SIMILAR = 85  # of 100; two characters of a dozen may differ
WINDOW = 200  # names of one investor compared, in alphabetical order: keeps the cost linear
_PHASE = re.compile(r"[0-9一二三四五六七八九十abcd]+(?:期|号|标段|批|区)?")


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one project; `rule` is same_code, same_name or similar_name."""

    rule: str
    first: Row
    second: Row


def pairs(rows: Sequence[Row]) -> Iterator[Pair]:
    """Pair each later row with the first one it repeats, by the gravest rule alone."""
    paired: set[int] = set()
    for rule, key in (("same_code", _code), ("same_name", _name)):
        for group in _groups(rows, key):
            for row in group[1:]:
                if row.number not in paired:
                    paired.add(row.number)
                    yield Pair(rule, group[0], row)
    for group in _groups((row for row in rows if row.number not in paired), _investor):
        ordered = sorted(group, key=lambda row: (_name(row), row.number))
        for place, row in enumerate(ordered):
            for other in ordered[place + 1 : place + WINDOW]:
                first, second = sorted((row, other), key=lambda each: each.number)
                if second.number not in paired and similar(_name(first), _name(second)):
                    paired.add(second.number)
                    yield Pair("similar_name", first, second)


def similar(one: str, other: str) -> bool:
    """Whether two folded names are alike; names that differ by a number or phase alone are not."""
    if fuzz.ratio(one, other, score_cutoff=SIMILAR) == 0:
        return False
    return _PHASE.sub("", one) != _PHASE.sub("", other) or _PHASE.findall(one) == _PHASE.findall(other)


def _groups(rows: Iterable[Row], key: Callable[[Row], str]) -> list[list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if text := key(row):
            found[text].append(row)
    return [group for group in found.values() if len(group) > 1]


def _code(row: Row) -> str:
    return fold(row.text("project_code"))


def _name(row: Row) -> str:
    return name_key(row.text("project_name"))


def _investor(row: Row) -> str:
    return re.sub(r"(股份|集团|有限|责任|公司)", "", name_key(row.text("investor")))
