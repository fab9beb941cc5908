"""Formulas whose stored result is no result: never computed, or zero where their operands add up to more.

Libraries that write workbooks store 0 for a formula that nobody computed, and a program may keep such a zero
when it saves the file again. So a stored zero counts only if it can be a result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from jjinvest.ledger.reader.files.sheet_scan import StoredFormula, cell_place

_MAX_LENGTH, _MAX_CELLS = 500, 100_000
_SHEET = r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[\w.]+))!)?"
_REFERENCE = _SHEET + r"\$?(?P<left>[A-Z]{1,3})\$?(?P<top>[1-9][0-9]{0,6})"
_TOKEN = re.compile(
    rf"\s*(?:(?P<sum>SUM\()|(?P<ref>{_REFERENCE}(?::\$?(?P<right>[A-Z]{{1,3}})\$?(?P<bottom>[1-9][0-9]{{0,6}}))?)(?![\w(!])"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>[-+*/(),]))"
)
Cells = Callable[[str, int, int], object]
"""Returns the stored value of a cell by sheet, row and column; raises :class:`Unknown` where it has none."""


class Unknown(Exception):
    """A formula that cannot be computed here."""


def without_result(
    formulas: Mapping[str, Mapping[tuple[int, int], StoredFormula]],
    rows: Mapping[str, Sequence[Sequence[object]]],
    *,
    calculated: bool,
) -> dict[str, dict[tuple[int, int], StoredFormula]]:
    """Return the formulas whose stored result is none, by sheet and place.

    Parameters
    ----------
    formulas
        All formulas by sheet and place.
    rows
        Stored values by sheet.
    calculated
        Whether the program that wrote the file calculates.
    """
    with_number = [f for sheet in formulas.values() for f in sheet.values() if f.kind in ("", "n")]
    never = not calculated and all(f.is_zero or f.has_no_result for f in with_number)
    found: dict[str, dict[tuple[int, int], StoredFormula]] = {}

    def stored(sheet: str, row: int, column: int) -> object:
        formula = formulas.get(sheet, {}).get((row, column))
        if formula is not None and (formula.has_no_result or (never and formula.is_zero)):
            raise Unknown
        cells = rows.get(sheet)
        if cells is None:
            raise Unknown
        return cells[row][column] if row < len(cells) and column < len(cells[row]) else None

    for sheet, places in formulas.items():
        for place, formula in places.items():
            if formula.has_no_result or (formula.is_zero and not _may_be_zero(formula, sheet, stored, never)):
                found.setdefault(sheet, {})[place] = formula
    return found


def _may_be_zero(formula: StoredFormula, sheet: str, stored: Cells, never: bool) -> bool:
    result = compute(formula.text, sheet, stored)
    return abs(result) < Fraction(1, 10**9) if result is not None else not never


def compute(formula: str, sheet: str, stored: Cells) -> Fraction | None:
    """Compute a formula of references, numbers, + - * / and SUM; None for any other.

    Examples
    --------
    >>> compute("SUM(A1:A2)*2", "", lambda sheet, row, column: 3)
    Fraction(12, 1)
    >>> compute("IF(A1>0,1,0)", "", lambda sheet, row, column: 3) is None
    True
    """
    try:
        tokens = list(_tokens(formula.lstrip("=")))
        value, end = _sum_of_terms(tokens, 0, sheet, stored)
    except (Unknown, ZeroDivisionError, RecursionError):
        return None
    return value if end == len(tokens) else None


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    if not formula or len(formula) > _MAX_LENGTH:
        raise Unknown
    place = 0
    while place < len(formula):
        match = _TOKEN.match(formula, place)
        if match is None:
            raise Unknown
        yield match
        place = match.end()


def _sum_of_terms(
    tokens: Sequence[re.Match[str]], at: int, sheet: str, stored: Cells
) -> tuple[Fraction, int]:
    total, sign = Fraction(0), 1
    while True:
        while at < len(tokens) and tokens[at]["sign"] in ("+", "-"):
            sign *= -1 if tokens[at]["sign"] == "-" else 1
            at += 1
        term, at = _product(tokens, at, sheet, stored)
        total, sign = total + sign * term, 1
        if at == len(tokens) or tokens[at]["sign"] not in ("+", "-"):
            return total, at


def _product(tokens: Sequence[re.Match[str]], at: int, sheet: str, stored: Cells) -> tuple[Fraction, int]:
    value, at = _factor(tokens, at, sheet, stored)
    while at < len(tokens) and tokens[at]["sign"] in ("*", "/"):
        operator = tokens[at]["sign"]
        other, at = _factor(tokens, at + 1, sheet, stored)
        value = value * other if operator == "*" else value / other
    return value, at


def _factor(tokens: Sequence[re.Match[str]], at: int, sheet: str, stored: Cells) -> tuple[Fraction, int]:
    if at >= len(tokens):
        raise Unknown
    token = tokens[at]
    if token["number"]:
        return Fraction(token["number"]), at + 1
    if token["ref"]:
        if token["right"]:
            raise Unknown  # a range outside SUM
        return _number(next(_cells(token, sheet, stored)), strict=True), at + 1
    if token["sign"] == "(":
        value, at = _sum_of_terms(tokens, at + 1, sheet, stored)
        return value, _closed(tokens, at)
    if token["sum"]:
        total, at = Fraction(0), at + 1
        while True:
            if at < len(tokens) and tokens[at]["ref"] and tokens[at]["right"]:
                total += sum(
                    (_number(c, strict=False) for c in _cells(tokens[at], sheet, stored)), Fraction(0)
                )
                at += 1
            else:
                value, at = _sum_of_terms(tokens, at, sheet, stored)
                total += value
            if at < len(tokens) and tokens[at]["sign"] == ",":
                at += 1
                continue
            return total, _closed(tokens, at)
    raise Unknown


def _closed(tokens: Sequence[re.Match[str]], at: int) -> int:
    if at >= len(tokens) or tokens[at]["sign"] != ")":
        raise Unknown
    return at + 1


def _cells(token: re.Match[str], sheet: str, stored: Cells) -> Iterator[object]:
    name = (token["quoted"] or token["sheet"] or sheet).replace("''", "'")
    top, left = cell_place(f"{token['left']}{token['top']}")
    right, bottom = token["right"] or token["left"], token["bottom"] or token["top"]
    last_row, last_column = cell_place(f"{right}{bottom}")
    if (last_row - top + 1) * (last_column - left + 1) > _MAX_CELLS:
        raise Unknown
    for row in range(top, last_row + 1):
        for column in range(left, last_column + 1):
            yield stored(name, row, column)


def _number(cell: object, *, strict: bool) -> Fraction:
    if cell is None:
        return Fraction(0)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Fraction(cell)
    if strict:
        raise Unknown  # a text or a date
    return Fraction(0)
