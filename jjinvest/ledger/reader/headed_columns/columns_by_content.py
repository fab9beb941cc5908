"""Columns whose header leaves open what they hold; what their cells hold decides.

进展情况 is the stage or a note, 来源 an origin or nothing of the kind; 签约, 开工 and 投产 side by side hold
dates or ticks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.headed_columns.headers import (
    HeaderMeaning,
    Spellings,
    makes_other_column,
    normalise,
)
from jjinvest.ledger.reader.values.cells import cell_text
from jjinvest.ledger.vocabulary.places import origin_of
from jjinvest.ledger.vocabulary.stages import stage_meanings

MIN_TICKED_COLUMNS = 2
"""Columns of stages with ticks that make each row's furthest tick its stage."""
TICKS = frozenset("√✓✔☑●★■是有1v")
_NO_TICKS = frozenset(["", "×", "✗", "否", "无", "0", "/", "-", "—", "○", "□", "☆"])
_MONTH_DAY = re.compile(r"[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份)?")
_NUMBER_DATE = re.compile(r"(?:1[3-9]|[2-7][0-9])\.(?:1[0-2]|0?[1-9])|20[0-9]{2}\.(?:1[0-2]|0?[1-9])")
"""Numbers that clerks write for months, which only count beside cells that can be nothing but dates."""
_BETWEEN_STAGES = re.compile("[/、或及和]")
_DATE = re.compile(r"(?:19|20)?[0-9]{2}[年./-][0-9]{1,2}(?:[月./-].{0,4})?")
_MOST = 0.5
Cells = Callable[[int], Sequence[object]]


@dataclass
class ByContent:
    """What the cells of columns with an open header say.

    Attributes
    ----------
    columns
        Place of each field that is found so.
    ticked
        Place of the column of ticks of each stage.
    """

    columns: dict[str, int] = field(default_factory=dict)
    ticked: dict[str, int] = field(default_factory=dict)


def columns_by_content(
    unknown: Mapping[int, tuple[str, str]],
    taken: set[str],
    cells: Cells,
    meaning_of: Callable[[str], HeaderMeaning | None],
    spellings: Spellings,
) -> ByContent:
    """Decide by their cells what columns hold whose header no list decides.

    Parameters
    ----------
    unknown
        Text with its group, and own text, of each header that names no field, by column.
    taken
        Fields that have a column.
    cells
        Cells of a column under the header.
    meaning_of
        Meaning of a header.
    spellings
        Spellings of the package and the district.
    """
    found = ByContent()
    for index, (text, own) in unknown.items():
        name = _field(text, own, cells(index), meaning_of, spellings)
        if name and name not in taken and name not in found.columns:
            found.columns[name] = index
    ticked = {
        stage: index
        for index, (text, own) in unknown.items()
        if not makes_other_column(text)
        and (stage := stage_meanings(own).only) in STAGES
        and _are_ticks(cells(index))
    }
    if len(ticked) >= MIN_TICKED_COLUMNS and not {"stage"} & {*taken, *found.columns}:
        found.ticked = {str(stage): index for stage, index in ticked.items()}
    return found


def furthest_ticked(ticked: Mapping[str, object]) -> str:
    """Return the furthest stage whose cell is a tick; empty where none is."""
    reached = [stage for stage in STAGES if stage in ticked and _text(ticked[stage]) in TICKS]
    return reached[-1] if reached else ""


def _field(
    text: str,
    own: str,
    cells: Sequence[object],
    meaning_of: Callable[[str], HeaderMeaning | None],
    spellings: Spellings,
) -> str:
    heads = {normalise(text), normalise(own)}
    if heads & spellings.stage_or_note:
        return "stage" if _mostly(cells, lambda each: _is_stage(each, spellings)) else "note"
    parts = [part for part in _BETWEEN_STAGES.split(normalise(own)) if part]
    if len(parts) > 1 and all(stage_meanings(part).readings for part in parts):
        # 洽谈/签约, 签约/开工/投产: the stages that the column may hold
        return "stage" if _mostly(cells, lambda each: _is_stage(each, spellings)) else ""
    if heads & spellings.origin_if and _mostly(cells, lambda each: _is_origin(each, spellings)):
        return "origin"
    dated = None if makes_other_column(text) or len(own) > MAX_OF_STAGE else meaning_of(f"{own}日期")
    if dated is None or BY_NAME[dated.field].kind != "date" or not stage_meanings(own).readings:
        return ""
    certain = any(map(_is_date, cells))
    return dated.field if certain and _mostly(cells, _may_be_date) else ""


MAX_OF_STAGE = 6
"""Letters of a header that is only the word of a stage."""


def _mostly(cells: Sequence[object], is_one: Callable[[object], bool]) -> bool:
    filled = [cell for cell in cells if cell_text(cell).strip()]
    return sum(map(is_one, filled)) > _MOST * len(filled)


def _is_stage(cell: object, spellings: Spellings) -> bool:
    text = normalise(cell_text(cell))
    return text in spellings.values["stage"] or bool(stage_meanings(text).readings)


def _is_origin(cell: object, spellings: Spellings) -> bool:
    text = cell_text(cell)
    choices = spellings.values["origin"]
    return normalise(text) in choices or bool(origin_of(text, spellings.home, choices).readings)


def _is_date(cell: object) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, date)
    text = _text(cell)
    certain = _DATE.fullmatch(text) and not _NUMBER_DATE.fullmatch(text)
    return bool(certain or _MONTH_DAY.fullmatch(text))


def _may_be_date(cell: object) -> bool:
    """Whether a cell is a date, or a number that is one beside such cells: 24.2 below 3月9日."""
    return _is_date(cell) or _NUMBER_DATE.fullmatch(_text(cell)) is not None


def _are_ticks(cells: Sequence[object]) -> bool:
    texts = {_text(cell) for cell in cells}
    return bool(texts & TICKS) and texts <= TICKS | _NO_TICKS


def _text(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell_text(cell)).strip().lower().removesuffix(".0")
