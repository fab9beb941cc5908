"""Duplicate projects: the same code or name rejects the later or faulty row; a similar name is a remark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from jjinvest.ledger.findings import REJECTED, BilingualText
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.headed_columns.headers import normalise
from jjinvest.ledger.reader.values.rows import LedgerRow

MIN_SIMILARITY = 85  # of 100; two characters of a dozen may differ
MAX_COMPARED_NAMES = 200  # names of one investor compared, in alphabetical order: keeps the cost linear
_PHASE = re.compile(r"[0-9一二三四五六七八九十abcd]+(?:期|号|标段|批|区)?")

_BRACKET = re.compile(r"[(（][^()（）0-9一二三四五六七八九十]*[)）]")
_INCREASE = re.compile(
    r"[(（]?(?:增资(?:扩产|扩股|扩能|扩建|技改)?|追加投资|增加投资)(?:部分)?(?:项目)?[)）]?$"
)
_CHANGED = re.compile(
    r"[(（\[【]?(?:增减?资|减资|变更|调整|更名|改签|重签|补签|修改|扩产|扩能|扩股|扩建)+(?:之?前|之?后)(?:项目)?[)）\]】]?(?:项目)?$"
)
"""A row that its name says to be before or after a change of the project: 甲厂房（增资后）."""
_IN_BRACKETS = re.compile(r"[()（）]")
_WORDS_OF_FIRMS = re.compile("股份|集团|有限|责任|公司")


@dataclass(frozen=True)
class DuplicatePair:
    """Two rows that may be one project.

    `rule` is same_code, same_name, replaced_row, same_figures or similar_name.

    `first` is the row that stays: the earlier one, unless it has faults of its own.
    """

    rule: str
    first: LedgerRow
    second: LedgerRow


def place_of(row: LedgerRow, first_sheet: str = "") -> BilingualText:
    """Say where a row is: its number, and its sheet in a ledger of several, whose rows share their numbers.

    Parameters
    ----------
    row
        The row.
    first_sheet
        Name of the first sheet of a ledger that has several; empty where it has one.
    """
    sheet = row.sheet or first_sheet
    where = (f"「{sheet}」", f" on «{sheet}»") if sheet else ("", "")
    return BilingualText(f"{where[0]}第 {row.number} 行", f"row {row.number}{where[1]}")


def duplicate_pairs(rows: Sequence[LedgerRow]) -> Iterator[DuplicatePair]:
    """Pair each row with the first row it repeats, under the most severe rule only.

    The first is the first without faults of its own: a row that is rejected anyway never takes the place of a
    good one.
    """
    paired: set[int] = set()
    for rule, key in (("same_code", _code), ("same_name", _name)):
        for group in _groups(rows, key):
            first = next((row for row in group if row.status != REJECTED), group[0])
            for row in group:
                if row is not first and id(row) not in paired:
                    paired.add(id(row))
                    yield DuplicatePair(rule, first, row)
    for first, second in _before_and_after([row for row in rows if id(row) not in paired]):
        paired.add(id(second))
        yield DuplicatePair("replaced_row", first, second)
    for group in _groups((row for row in rows if id(row) not in paired), _investor):
        ordered = sorted(group, key=lambda row: (_name(row), row.number))
        for place, row in enumerate(ordered):
            for other in ordered[place + 1 : place + MAX_COMPARED_NAMES]:
                first, second = sorted((row, other), key=lambda r: r.number)
                if id(second) not in paired and (
                    similar(_name(first), _name(second))
                    or _phase_of_same(first, second)
                    or _bracket_of_same(first, second)
                    or _increase_of_same(first, second)
                    or _all_alike(first, second)
                ):
                    paired.add(id(second))
                    twice = first.sheet != second.sheet and _all_alike(first, second)
                    yield DuplicatePair("same_figures" if twice else "similar_name", first, second)


def similar(one: str, other: str) -> bool:
    """Whether two normalised names are alike; names that differ only by a number or phase are not.

    Examples
    --------
    >>> similar("智能座舱生产基地", "智能座舱生产基地建设"), similar("智能座舱一期", "智能座舱二期")
    (True, False)
    """
    if fuzz.ratio(one, other, score_cutoff=MIN_SIMILARITY) == 0:
        return False
    return _PHASE.sub("", one) != _PHASE.sub("", other) or _PHASE.findall(one) == _PHASE.findall(other)


def _phase_of_same(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows differ by a phase in one name only: amount and day of signing are the same."""
    names = _name(one), _name(other)
    phases = [_PHASE.findall(name) for name in names]
    if (
        bool(phases[0]) == bool(phases[1])
        or len({_IN_BRACKETS.sub("", _PHASE.sub("", n)) for n in names}) > 1
    ):
        return False
    amount, day = one.yuan("agreed_amount"), one.day("signed_on")
    return (
        amount is not None
        and day is not None
        and amount == other.yuan("agreed_amount")
        and day == other.day("signed_on")
    )


def _bracket_of_same(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows differ by words in brackets only: 某项目（重复报送）; amount and day are the same."""
    bare = [name_key(_BRACKET.sub("", row.text("project_name"))) for row in (one, other)]
    amount, day = one.yuan("agreed_amount"), one.day("signed_on")
    same = amount is not None and day is not None and bare[0] == bare[1] != ""
    return same and amount == other.yuan("agreed_amount") and day == other.day("signed_on")


def _increase_of_same(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether one row is an increase of the other: 甲厂房项目（增资）; the agreement is one project's."""
    names = [row.text("project_name") for row in (one, other)]
    increases = [_INCREASE.search(name) is not None for name in names]
    bare = [name_key(_INCREASE.sub("", name)) for name in names]
    return increases[0] != increases[1] and bare[0] == bare[1] != ""


def _before_and_after(rows: Sequence[LedgerRow]) -> Iterator[tuple[LedgerRow, LedgerRow]]:
    """Rows of one project before and after a change, by their names; neither states another investor."""
    for group in _groups(rows, lambda row: name_key(_CHANGED.sub("", row.text("project_name")))):
        if not any(_CHANGED.search(row.text("project_name")) for row in group):
            continue
        first = next((row for row in group if row.status != REJECTED), group[0])
        for row in group:
            if row is not first and len({_investor(each) for each in (first, row)} - {""}) <= 1:
                yield first, row


def _all_alike(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows of one firm have the same day, amount and funds, and differ by no phase."""
    if _PHASE.findall(_name(one)) != _PHASE.findall(_name(other)):
        return False
    days = one.day("signed_on"), other.day("signed_on")
    pairs = [(one.yuan(name), other.yuan(name)) for name in ("agreed_amount", "funds_to_date")]
    return days[0] is not None and days[0] == days[1] and all(was and was == now for was, now in pairs)


def _groups(rows: Iterable[LedgerRow], key: Callable[[LedgerRow], str]) -> list[list[LedgerRow]]:
    groups: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if text := key(row):
            groups[text].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _code(row: LedgerRow) -> str:
    return normalise(row.text("project_code"))


def _name(row: LedgerRow) -> str:
    return name_key(row.text("project_name"))


def _investor(row: LedgerRow) -> str:
    return _WORDS_OF_FIRMS.sub("", name_key(row.text("investor")))
