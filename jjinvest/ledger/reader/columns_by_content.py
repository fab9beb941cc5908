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
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.headers import HeaderMeaning, Spellings, makes_other_column, normalise
from jjinvest.ledger.vocabulary.places import origin_of
from jjinvest.ledger.vocabulary.stages import stage_meanings

MIN_TICKED_COLUMNS = 2
"""Columns of stages with ticks that make each row's furthest tick its stage."""
TICKS = frozenset("√✓✔☑●★■是有1v")
_NO_TICKS = frozenset(["", "×", "✗", "否", "无", "0", "/", "-", "—", "○", "□", "☆"])
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
    if heads & spellings.origin_if and _mostly(cells, lambda each: _is_origin(each, spellings)):
        return "origin"
    dated = None if makes_other_column(text) or len(own) > MAX_OF_STAGE else meaning_of(f"{own}日期")
    if dated is None or BY_NAME[dated.field].kind != "date" or not stage_meanings(own).readings:
        return ""
    return dated.field if _mostly(cells, _is_date) else ""


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
    return isinstance(cell, date) or (isinstance(cell, str) and _DATE.fullmatch(_text(cell)) is not None)


def _are_ticks(cells: Sequence[object]) -> bool:
    texts = {_text(cell) for cell in cells}
    return bool(texts & TICKS) and texts <= TICKS | _NO_TICKS


def _text(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell_text(cell)).strip().lower().removesuffix(".0")
