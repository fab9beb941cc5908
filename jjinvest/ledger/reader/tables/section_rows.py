"""Rows that hold nothing but a name in the column of names, and name a section of the list, not a project.

A Chinese numeral may stand in front of the name.
Offices write 临港园区, 在谈项目 or 装备制造 above the projects of a park, a stage or a sector. Such a row is
a heading where its text is a value that the projects of the sheet have in another column, or a stage; or
where the list begins with such a row, has others further down, and each stands directly above a project with
cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import AMOUNTS, CHOICES
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise
from jjinvest.ledger.reader.tables.row_texts import filled_cells
from jjinvest.ledger.reader.tables.sum_labels import SumLabel
from jjinvest.ledger.vocabulary.stages import stage_meanings

GROUPING = ("chain", "task_force", "channel", "park", "unit_in_charge", *CHOICES)
"""Columns whose values may stand above the projects that have them."""
MIN_CELLS = 4
"""Filled cells that make the row below a heading a project of its section."""
MIN_SECTIONS = 2
_OF_PROJECT = re.compile(r"公司|集团|项目")
_OF_PROJECTS = re.compile(r"(?:签约|洽谈|在谈|开工|在建|续建|新建|投产|竣工|类|产业|重点|重大|储备)项目$")
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+[、.]"),
    re.compile(r"\([一二三四五六七八九十]+\)[、.]?"),
    re.compile(r"[0-9]+[、.]"),
)
"""Numbers of headings, from the highest level down."""
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[百千]?万?亿?元|[个项家户])?")
_NUMERAL = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.]?")
_COUNT = re.compile(r"\(?(?:共|计)?([0-9]{1,5})[个项家户宗](?:项目|企业)?\)?$")
_WITH_NUMBER = 2  # cells of a heading: its number and its name
_NOT_OF_NAME = re.compile(r"\([^()]*\)|[0-9]+个(?:项目)?|合计|小计|[::]")
_LISTED = re.compile(r"^(?:其中|当前|目前)|(?:项目|情况|部分|类)*$")
_ENDING = re.compile(r"(?:类|的)?(?:项目|企业)?(?:\([^()]*\))?$")


def section_rows(
    rows: Sequence[Sequence[object]], projects: Sequence[int], columns: dict[str, int], spellings: Spellings
) -> set[int]:
    """Return the rows among those of projects that name a section.

    Parameters
    ----------
    rows
        Cells of the sheet, row by row.
    projects
        Rows that are projects as far as is known.
    columns
        Column of each field.
    """
    name = columns["project_name"]
    few = [row for row in projects if len(rows[row]) - rows[row].count(None) <= _WITH_NUMBER]
    alone = [row for row in few if _is_alone(rows[row], name)]
    if not alone:
        return set()
    text = {row: normalise(str(rows[row][name])) for row in alone}
    others = [row for row in projects if row not in text]
    values = set(_values(rows, others, [columns[each] for each in GROUPING if each in columns]))
    sections = {row for row in alone if _is_value(text[row], values, spellings)}
    follower = dict(pairwise(projects))
    below = [list(rows[follower[row]]) if row in follower else [] for row in alone]
    stands_above = all(len(filled_cells(cells)) >= MIN_CELLS for cells in below)
    plain = not any(_OF_PROJECT.search(_OF_PROJECTS.sub("", text[row])) for row in alone)
    if len(alone) >= MIN_SECTIONS and alone[0] == projects[0] and stands_above and plain:
        return set(alone)
    return sections


def _is_alone(cells: Sequence[object], name: int) -> bool:
    """Whether a row has nothing but a name, or a Chinese numeral in front of it: 一 | 第二产业项目."""
    if name >= len(cells) or not isinstance(cells[name], str):
        return False
    others = {index: cell for index, cell in enumerate(cells) if cell is not None and index != name}
    return all(
        index < name and isinstance(cell, str) and _NUMERAL.fullmatch(normalise(cell))
        for index, cell in others.items()
    )


def section_sum(filled: Mapping[int, object], columns: Mapping[str, LedgerColumn]) -> SumLabel | None:
    """Label of a heading that holds the sum of its section: （一）第一产业 | | 8000; None for another row.

    Its only text is numbered as a heading is, and its other cells are amounts or counts; those of a csv are
    numbers written as texts.
    """
    others = [index for index, cell in filled.items() if _is_number(cell)]
    texts = [cell for index, cell in filled.items() if index not in others and isinstance(cell, str)]
    amounts = {column.index for name, column in columns.items() if name in AMOUNTS}
    numbers = len(others) + len(texts) == len(filled)
    if len(texts) != 1 or not numbers or amounts.isdisjoint(others):
        return None
    numbered = any(pattern.match(normalise(texts[0])) for pattern in _LEVELS[:2])
    return SumLabel(strong=True) if numbered else None


def group_sums(
    rows: Sequence[Sequence[object]], projects: Sequence[int], columns: dict[str, int], spellings: Spellings
) -> dict[int, SumLabel]:
    """Label of each row among those of projects that is the sum of a group: 第二产业 | 29500.

    Its only text, in the column of names, is a sector, park, stage or the like of other rows; beside it stand
    amounts or counts. The parameters are those of :func:`section_rows`.
    """
    found = names_with_amounts(rows, projects, columns)
    if not found:
        return {}
    others = [row for row in projects if row not in found]
    values = set(_values(rows, others, [columns[each] for each in GROUPING if each in columns]))
    return {
        row: SumLabel(strong=True, group=text)
        for row, text in found.items()
        if _is_value(text, values, spellings)
    }


def numbered_sums(
    rows: Sequence[Sequence[object]], projects: Sequence[int], columns: dict[str, int]
) -> dict[int, SumLabel]:
    """Label of each row that heads a group with its sum: 一 | 制造业组（4个） | 246000 above a project.

    It has a name and amounts alone, and a Chinese numeral where the row below it has a number: a list whose
    projects are all numbered 一, 二, 三 has no such rows.
    """
    name = columns["project_name"]
    found = dict[int, SumLabel]()
    for row, below in pairwise(projects):
        numeral = [
            index
            for index, cell in enumerate(rows[row][:name])
            if isinstance(cell, str) and _NUMERAL.fullmatch(normalise(cell))
        ]
        if len(numeral) != 1 or numeral[0] >= len(rows[below]) or not _is_number(rows[below][numeral[0]]):
            continue
        without = {row: [None if index in numeral else cell for index, cell in enumerate(rows[row])]}
        text = names_with_amounts(without, [row], columns).get(row)
        if text is not None:
            count = _COUNT.search(text)
            found[row] = SumLabel(strong=True, count=int(count[1]) if count else None)
    return found


def names_with_amounts(
    rows: Sequence[Sequence[object]] | Mapping[int, Sequence[object]],
    projects: Sequence[int],
    columns: dict[str, int],
) -> dict[int, str]:
    """Text of each row whose only text stands in the column of names, beside amounts or counts."""
    name, amounts = columns["project_name"], {columns[each] for each in AMOUNTS if each in columns}
    found = dict[int, str]()
    for row in projects:
        filled = filled_cells(list(rows[row]))
        text = filled.pop(name, None)
        if isinstance(text, str) and amounts & filled.keys() and all(map(_is_number, filled.values())):
            found[row] = normalise(text)
    return found


def _is_number(cell: object) -> bool:
    """Whether a cell holds a number, or a text that is one, with or without a unit: 398,210; 6个."""
    if isinstance(cell, str):
        return _NUMBER.fullmatch(normalise(cell).replace(",", "")) is not None
    return isinstance(cell, int | float)


def stages_by_row(
    rows: Sequence[Sequence[object]], headings: Iterable[int], projects: Iterable[int]
) -> dict[int, str]:
    """Stage that the heading above a project names: 二、已开工项目; projects without one are left out.

    A heading of the same or a higher level ends the section, one of a lower level does not.

    Parameters
    ----------
    rows
        Cells of the sheet, row by row.
    headings, projects
        Rows of headings and of projects.
    """
    named = [(row, *_stage_named(rows[row])) for row in sorted(headings)]
    if not any(stage for _, stage, _ in named):
        return {}
    stages: dict[int, str] = {}
    waiting = list(named)
    stage, level = "", len(_LEVELS)
    for project in sorted(projects):
        while waiting and waiting[0][0] < project:
            _, new, of_level = waiting.pop(0)
            if new or of_level <= level:
                stage, level = new, of_level if new else level
        if stage:
            stages[project] = stage
    return stages


def _stage_named(cells: Sequence[object]) -> tuple[str, int]:
    """Stage that a heading names, empty where none, and the level of its number."""
    text = normalise(next((cell for cell in cells if isinstance(cell, str) and cell.strip()), ""))
    level = next((n for n, pattern in enumerate(_LEVELS) if pattern.match(text)), len(_LEVELS))
    plain = text if level == len(_LEVELS) else _LEVELS[level].sub("", text, count=1)
    plain = _LISTED.sub("", _NOT_OF_NAME.sub("", plain))
    for each in (plain, f"{plain}项目"):
        stage = stage_meanings(each).only if plain else None
        if stage in STAGES:
            return str(stage), level
    return "", level


def _values(rows: Sequence[Sequence[object]], projects: Iterable[int], columns: list[int]) -> Iterable[str]:
    for row in projects:
        for column in columns:
            cell = rows[row][column] if column < len(rows[row]) else None
            if isinstance(cell, str):
                yield normalise(cell)


def _is_value(text: str, values: set[str], spellings: Spellings) -> bool:
    """Whether a text is one of some values or a stage, also with 项目 or 类 at its end."""
    stem = _ENDING.sub("", text)
    stage = stem in spellings.values["stage"] or (text != stem and bool(stage_meanings(stem).readings))
    return bool(stem) and (text in values or stem in values or stage)
