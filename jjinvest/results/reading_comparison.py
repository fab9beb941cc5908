"""What a republished text changed, number by number: two texts, or two tables of published figures."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jjinvest.core.errors import DataError
from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.extract import read_document
from jjinvest.data.bulletins.wording import wording_of
from jjinvest.data.figure_rows import FigureTables, read_figure_tables
from jjinvest.ledger.excel.figures_reader import is_figures_workbook, read_figures_workbook
from jjinvest.results.reading import BulletinReading, read_for_review

IDENTITY = ("period", "metric", "where", "statistic", "of", "authority", "version")


@dataclass(frozen=True)
class ComparedNumber:
    """One number of a text or table.

    Attributes
    ----------
    identity
        What it measures; the words around it where it was not understood.
    amount
        Relation and value at the scale of its unit, which decide whether two numbers are the same.
    wording
        The words up to the number; two numbers of one value in one wording are the same, however read.
    """

    identity: tuple[str, ...]
    amount: tuple[str, str, Fraction]
    cells: dict[str, str]
    wording: str = ""

    @property
    def words(self) -> str:
        """The words that put it, without spaces."""
        return re.sub(r"\s+", "", self.cells.get("quote", ""))

    def as_data(self) -> dict[str, str]:
        """Filled columns."""
        return {name: text for name, text in self.cells.items() if text}


@dataclass(frozen=True)
class Comparison:
    """Numbers by what became of them; pairs are (old, new)."""

    changed: list[tuple[ComparedNumber, ComparedNumber]] = field(default_factory=list)
    only_old: list[ComparedNumber] = field(default_factory=list)
    only_new: list[ComparedNumber] = field(default_factory=list)
    wording: list[tuple[ComparedNumber, ComparedNumber]] = field(default_factory=list)
    same: int = 0
    names_only_old: list[str] = field(default_factory=list)
    names_only_new: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether every number stands in both with one value."""
        return not (self.changed or self.only_old or self.only_new)

    def as_data(self) -> dict[str, Any]:
        """The comparison as plain data."""

        def pairs(found: Iterable[tuple[ComparedNumber, ComparedNumber]]) -> list[dict[str, Any]]:
            return [{"old": old.as_data(), "new": new.as_data()} for old, new in found]

        return {
            "changed": pairs(self.changed),
            "only_old": [number.as_data() for number in self.only_old],
            "only_new": [number.as_data() for number in self.only_new],
            "wording": pairs(self.wording),
            "same": self.same,
            "dates_and_names": {"only_old": self.names_only_old, "only_new": self.names_only_new},
        }


def compare(old: Path, new: Path, year: int | None = None) -> Comparison:
    """Compare two bulletins, or two tables of published figures (csv, folder or form).

    Parameters
    ----------
    year
        Year of the bulletins where their text names none.

    Raises
    ------
    DataError
        If one cannot be read.
    """
    before, names_before = _numbers(old, year)
    after, names_after = _numbers(new, year)
    result = _compared(before, after)
    result.names_only_old.extend((Counter(names_before) - Counter(names_after)).elements())
    result.names_only_new.extend((Counter(names_after) - Counter(names_before)).elements())
    return result


def _numbers(path: Path, year: int | None) -> tuple[list[ComparedNumber], list[str]]:
    tables = _tables(path)
    if tables is not None:
        if tables.problems:
            raise DataError(tables.problems)
        return [_of_table(row) for row in tables.figures], []
    reading = read_for_review(read_document(path), name=path.as_posix(), year=year)
    names = [number.piece.words for number in reading.numbers if number.kind == "name"]
    return _of_text(reading), names


def _tables(path: Path) -> FigureTables | None:
    """Read a table of figures; None for a text."""
    if path.is_dir():
        return read_figure_tables(path)
    if path.suffix.lower() == ".xlsx" and is_figures_workbook(path):
        return read_figures_workbook(path)
    if path.suffix.lower() != ".csv" or not path.is_file():
        return None
    with TemporaryDirectory(prefix="jjinvest-") as name:
        shutil.copyfile(path, Path(name) / "figures.csv")
        tables = read_figure_tables(Path(name), required=False)
    tables.problems = [
        problem.__class__(
            path.as_posix(), problem.row, problem.column, problem.found, problem.expected, problem.remedy
        )
        for problem in tables.problems
    ]
    return tables


def _of_table(row: Any) -> ComparedNumber:
    cells = {name: str(getattr(row, name)) for name in (*IDENTITY, "relation", "unit", "quote")}
    cells |= {"where": row.where_text, "value": row.digits, "place": f"第{row.row}行"}
    return _number(cells)


def _of_text(reading: BulletinReading) -> list[ComparedNumber]:
    found = []
    for number in reading.numbers:
        if number.kind == "name":
            continue
        place = reading.proposal.text.place(number.piece.start)
        if number.candidate is not None:
            cells = reading.cells(number.candidate)
            cells |= {"statistic": cells["statistic"] or "level", "relation": cells["relation"] or "="}
            words = wording_of(reading.proposal.text.text, number.piece.start, cells["unit"])
            found.append(replace(_number({**cells, "source": "", "place": place}), wording=words))
            continue
        words = wording_of(reading.proposal.text.text, number.piece.start, "")
        masked = re.sub(r"\d+(?:\.\d+)?", "#", number.piece.words)
        value = re.search(r"\d+(?:\.\d+)?", number.piece.words)
        amount = ("", number.piece.words, Fraction(value[0]) if value else Fraction(0))
        cells = {"quote": number.piece.quote, "number": number.piece.words, "place": place}
        found.append(ComparedNumber((words, masked), amount, cells))
    return found


def _number(cells: dict[str, str]) -> ComparedNumber:
    where = ";".join(sorted(filter(None, (part.strip() for part in cells["where"].split(";")))))
    identity = tuple(where if name == "where" else cells.get(name, "") for name in IDENTITY)
    kind, scale = unit_scale(cells["unit"])
    value = Fraction(cells["value"]) * Fraction(scale)
    return ComparedNumber(identity, (cells["relation"], kind, value), cells)


def _compared(before: Sequence[ComparedNumber], after: Sequence[ComparedNumber]) -> Comparison:
    """Pair numbers: by identity, value and words; by identity and value; by words and value; by identity."""
    result = Comparison()
    same, before, after = _paired(
        before, after, lambda number: (number.identity, number.amount, number.words)
    )
    wording, before, after = _paired(before, after, lambda number: (number.identity, number.amount))
    result.wording.extend(wording)
    other, before, after = _paired(
        before, after, lambda number: (number.wording or id(number), number.amount)
    )
    result.wording.extend(other)
    changed, before, after = _paired(before, after, lambda number: number.identity)
    result.changed.extend(changed)
    result.only_old.extend(before)
    result.only_new.extend(after)
    return replace(result, same=len(same) + len(wording) + len(other))


_Pair = tuple[ComparedNumber, ComparedNumber]


def _paired(
    before: Sequence[ComparedNumber],
    after: Sequence[ComparedNumber],
    key: Callable[[ComparedNumber], Hashable],
) -> tuple[list[_Pair], list[ComparedNumber], list[ComparedNumber]]:
    """Pair the numbers that have one key, in their order; return the pairs and what is left of both."""
    waiting: dict[Hashable, list[ComparedNumber]] = {}
    for number in after:
        waiting.setdefault(key(number), []).append(number)
    pairs: list[_Pair] = []
    left: list[ComparedNumber] = []
    for number in before:
        candidates = waiting.get(key(number), [])
        if candidates:
            pairs.append((number, candidates.pop(0)))
        else:
            left.append(number)
    kept = {id(number) for numbers in waiting.values() for number in numbers}
    return pairs, left, [number for number in after if id(number) in kept]
