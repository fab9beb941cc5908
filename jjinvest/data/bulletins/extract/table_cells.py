"""The cells of a table: which hold values, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.extract.table_units import UNITS, split_unit

VALUE = re.compile(
    r"(?P<sign>[-−–+＋－]?)\s*(?P<number>\d[\d,，]*(?:[.．]\d+)?)\s*(?P<unit>%|％|‰|[\u4e00-\u9fff]{0,5})(?:[①-⑳*＊]|\[\d\])*"
)
_QUALIFIED = re.compile(
    r"(?:超过|超|约|近|逾|突破|不足|达)\s*\d[\d,]*(?:\.\d+)?余?[\u4e00-\u9fff%]{0,4}|\d[\d,]*余[\u4e00-\u9fff]{0,4}"
)
YEAR = re.compile(r"(?:19|20)\d\d")
_AROUND_A_BREAK = re.compile(r"([\d.,]+)\s*\n\s*([\d.,]+)")
_WHOLE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|(?!0\d)\d+)(?:\.\d+)?")
_FIGURE_WITH_MORE = re.compile(r"[≥≤≧≦><＞＜约近超逾]*\s*\d[\d,，]*(?:[.．]\d+)?(?![\d年月季日号])")
_DASHES = re.compile("[-—–－/／]+")
_OF_A_HEADER = re.compile(r"[年月季日强]|元.*(?:以上|以下|以内)$|元[-—~至]|[-—~至]\d+[亿万]?元")
"""Periods, lists of firms and size classes begin with a number in a header, too."""


def clean(cell: str) -> str:
    """A cell on one line, the ideographic blanks that indent it kept."""
    text = re.sub(r"[ \t\r\n\f\v]+", " ", cell).rstrip()
    text = text.lstrip(" ").replace("\xa0", "　")
    return text if text.strip() else ""


def joined_numbers(lines: str) -> str:
    """Put together the numbers of a cell that a line break parts (1,0 above 88).

    Two lines that are whole numbers, as a count above its amount, stay two: 132 and 1088 are not 1321088.
    """
    return _AROUND_A_BREAK.sub(
        lambda found: found[0] if all(map(_WHOLE.fullmatch, found.groups())) else found[1] + found[2], lines
    )


def without_repeats(cells: Sequence[str]) -> list[str]:
    """Filled cells; the repetitions of a merged one are left out."""
    shown: list[str] = []
    for number, cell in enumerate(cells):
        if cell.strip() and (number == 0 or cell != cells[number - 1] or VALUE.fullmatch(cell.strip())):
            shown.append(cell.strip())
    return shown


def without_unit(cell: str) -> str:
    """A header without its unit, which each value below it has; other cells as they are."""
    return split_unit(cell)[0] if not re.match(r"\d", cell) else cell


def is_value(cell: str) -> bool:
    """Whether a cell holds a number with at most a unit; a bare year is a header."""
    if _QUALIFIED.fullmatch(cell.strip()):
        return True
    found = VALUE.fullmatch(cell.strip())
    if found is None or YEAR.fullmatch(cell.strip()):
        return False
    return not found["unit"] or found["unit"] in UNITS


def begins_body(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row has a label of its own and a figure with more than a unit (≥590), or only dashes.

    Such a row is no further row of the header, to whose words the figures below would be joined.
    """
    label = cells[0].strip()
    if not label or label == header[0].strip() or _FIGURE_WITH_MORE.match(label):
        return False
    filled = [cell.strip() for cell in cells[1:] if cell.strip()]
    if filled and all(map(_DASHES.fullmatch, filled)):
        return True  # 农业 | — | —: a part without figures
    return any(
        _FIGURE_WITH_MORE.match(cell) and not _OF_A_HEADER.search(cell) for cell in map(str.strip, cells[1:])
    )


def below_header(filled: Sequence[tuple[int, list[str]]], first: int) -> int:
    """Row after the header: a row of small whole numbers counting up below texts numbers the columns."""
    cells = filled[first][1]
    values = [cell.strip() for cell in cells if is_value(cell)]
    if (
        first
        and len(values) > 1
        and values in ([str(k + start) for k in range(len(values))] for start in (1, 2))
    ):
        others = [cell.strip() for cell in cells if cell.strip() and not is_value(cell)]
        if all(re.fullmatch(r"[甲乙丙丁]", cell) for cell in others):
            return first + 1
    return first


def counts_up(body: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether the first column only numbers the rows."""
    values = [cells[0].strip() for _, cells in body if cells[0].strip()]
    return len(values) > 1 and values == [str(k) for k in range(1, len(values) + 1)]
