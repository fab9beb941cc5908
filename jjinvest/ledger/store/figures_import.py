"""Import the Excel form of published figures into a district's CSV files, and say what changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.data.figure_rows import (
    COLUMNS,
    DEFAULTS,
    DIMENSION_COLUMNS,
    EXTRA,
    SOURCE_COLUMNS,
    SOURCE_EXTRA,
    FigureRow,
    FigureTables,
    read_figure_tables,
)
from jjinvest.data.replace_files import replace_files
from jjinvest.data.text_files import read_text
from jjinvest.ledger.excel.figures_form import figures_form
from jjinvest.ledger.excel.figures_reader import FiguresForm, read_figures_form
from jjinvest.ledger.excel.writer import MAX_CELL_LENGTH, one_line

_ALL_COLUMNS = {
    "figures.csv": (*EXTRA, *COLUMNS),
    "sources.csv": (*SOURCE_COLUMNS, *SOURCE_EXTRA),
    "dimensions.csv": DIMENSION_COLUMNS,
}
_ALWAYS = {
    "figures.csv": ("source", "period", "metric", "where", "statistic", "value", "unit"),
    "sources.csv": SOURCE_COLUMNS,
    "dimensions.csv": DIMENSION_COLUMNS,
}
_TEXTS = ("quote", "note", "title", "address", "publisher", "zh", "en")

Cells = dict[str, str]


@dataclass(frozen=True)
class ImportedFigures:
    """What an import changed: figures by their fact id and source."""

    files: tuple[str, ...]
    added: tuple[FigureRow, ...]
    removed: tuple[FigureRow, ...]
    changed: tuple[tuple[FigureRow, FigureRow], ...]
    total: int


def filled_form(folder: Path) -> bytes:
    """Return the form with the figures, sources and dimensions of a district's folder.

    Raises
    ------
    DataError
        If the folder has figures that cannot be read, or a text that is too long for a cell.
    """
    _, tables = _present(folder)
    too_long = [
        Problem(
            (folder / name).as_posix(),
            None,
            column,
            text,
            f"少于 {MAX_CELL_LENGTH} 字，Excel 单元格放得下 fewer characters, so that a cell can hold it",
            "缩短 shorten it",
        )
        for name, rows in tables.items()
        for row in rows
        for column, text in row.items()
        if len(text.encode("utf-16-le")) // 2 >= MAX_CELL_LENGTH
    ]
    if too_long:
        raise DataError(too_long)
    lines = {name: [_lines(row) for row in rows] for name, rows in tables.items()}
    return figures_form(lines["figures.csv"], lines["sources.csv"], lines["dimensions.csv"])


def _lines(row: Cells) -> Cells:
    return {column: one_line(text) if column in _TEXTS else text for column, text in row.items()}


def import_figures(path: Path, folder: Path) -> ImportedFigures:
    """Write the rows of a form into the CSV files of a district's folder.

    The form holds all figures of each source that it lists; those of other sources stay as they are. Nothing
    is written unless the form and the resulting files have no fault. The files are replaced as one
    (:mod:`jjinvest.data.replace_files`): if one cannot be written, all keep their earlier content.

    Raises
    ------
    DataError
        If the form, or what the folder holds already, has a fault.
    OSError
        If a file cannot be written.
    """
    return import_form(read_figures_form(path), folder)


def import_form(form: FiguresForm, folder: Path) -> ImportedFigures:
    """Write the rows of a form that was read (:func:`import_figures`)."""
    if form.tables.problems:
        raise DataError(form.tables.problems)
    before, present = _present(folder)
    listed = [{name: cells[name] for name in COLUMNS} for _, cells in form.figures]
    sources = {cells["source"]: cells for _, cells in form.sources}
    merged = {
        "figures.csv": _by_source(present["figures.csv"], listed, set(sources)),
        "sources.csv": _by_key(present["sources.csv"], sources.values(), lambda row: row["source"]),
        "dimensions.csv": _by_key(
            present["dimensions.csv"],
            [cells for _, cells in form.dimensions],
            lambda row: (row.get("dimension", ""), row.get("member", "")),
        ),
    }
    files = _changed_files(present, merged)
    if not files:
        return ImportedFigures((), (), (), (), len(before.figures))
    contents = {
        name: _csv(name, merged[name], present[name]) if name in files else (folder / name).read_bytes()
        for name in merged
        if name in files or (folder / name).exists()
    }
    after = _write_all(folder, contents)
    return _difference(before, after, files)


def _present(folder: Path) -> tuple[FigureTables, dict[str, list[Cells]]]:
    """Return the tables of a folder as read, and the cells of its files; no figures yet is no fault."""
    tables = read_figure_tables(folder, required=False)
    if tables.problems:
        raise DataError(tables.problems)
    cells = {}
    for name in _ALL_COLUMNS:
        text = read_text(folder / name)[0] if (folder / name).exists() else ""
        reader = csv.DictReader(io.StringIO(text, newline=""))
        stripped = [{key.strip(): (value or "").strip() for key, value in row.items()} for row in reader]
        cells[name] = [row for row in stripped if any(row.values())]
    return tables, cells


def _by_source(present: Sequence[Cells], listed: Sequence[Cells], sources: set[str]) -> list[Cells]:
    """Put the rows of each listed source where its first row was, or at the end.

    A row that was there already keeps the cells of the columns that are not read.
    """
    unread = {_content_key(row): {name: row[name] for name in EXTRA if name in row} for row in present}
    of_source: dict[str, list[Cells]] = {}
    for row in listed:
        of_source.setdefault(row["source"], []).append(unread.get(_content_key(row), {}) | row)
    result = []
    for row in present:
        if row["source"] not in sources:
            result.append(row)
        else:
            result += of_source.pop(row["source"], [])
    return [*result, *(row for rows in of_source.values() for row in rows)]


def _content_key(row: Cells) -> frozenset[tuple[str, str]]:
    return frozenset(
        (name, text) for name, text in _plain("figures.csv", row).items() if text and name not in EXTRA
    )


def _by_key(present: Sequence[Cells], listed: Iterable[Cells], key: Callable[[Cells], object]) -> list[Cells]:
    """Put each listed row in place of the present one with its key, or at the end."""
    rows = {key(row): row for row in present}
    for row in listed:
        rows[key(row)] = row
    return list(rows.values())


def _csv(name: str, rows: Sequence[Cells], present: Sequence[Cells]) -> bytes:
    header = [
        column
        for column in _ALL_COLUMNS[name]
        if column in _ALWAYS[name]
        or any(column in row for row in present)
        or any(_plain(name, row).get(column) for row in rows)
    ]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header, extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_plain(name, row) for row in rows)
    return buffer.getvalue().encode()


def _plain(name: str, row: Mapping[str, str]) -> Cells:
    """Cells as they are written: defaults empty, texts on one line that no spreadsheet runs as formulas."""
    defaults = DEFAULTS if name == "figures.csv" else {}
    return {
        column: escape_formula(one_line(text)) if column in _TEXTS else text
        for column, text in (
            (column, "" if defaults.get(column) == text else text) for column, text in row.items()
        )
    }


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> FigureTables:
    """Replace the files as one, after reading the new ones; on any fault every file keeps its content."""
    read = FigureTables()

    def check(staged: Path) -> None:
        nonlocal read
        read = read_figure_tables(staged, of=folder)
        if read.problems:
            raise DataError(
                [
                    replace(problem, file=(folder / Path(problem.file).name).as_posix())
                    for problem in read.problems
                ]
            )

    replace_files(folder, contents, check)
    return read


def _changed_files(
    present: Mapping[str, Sequence[Cells]], merged: Mapping[str, Sequence[Cells]]
) -> tuple[str, ...]:
    def filled(name: str, rows: Sequence[Cells]) -> list[Cells]:
        return [{key: text for key, text in _plain(name, row).items() if text} for row in rows]

    return tuple(name for name in merged if filled(name, present[name]) != filled(name, merged[name]))


def _difference(before: FigureTables, after: FigureTables, files: tuple[str, ...]) -> ImportedFigures:
    """Compare figures by their id; a figure with the same id and other content has changed."""
    old = {row.figure_id: row for row in before.figures}
    new = {row.figure_id: row for row in after.figures}
    same = Counter(_content(row) for row in old.values())
    added, changed = [], []
    for name, row in new.items():
        if name not in old:
            added.append(row)
        elif _content(row) != _content(old[name]) and not same[_content(row)]:
            changed.append((old[name], row))
    removed = [row for name, row in old.items() if name not in new]
    return ImportedFigures(files, tuple(added), tuple(removed), tuple(changed), len(new))


def _content(row: FigureRow) -> tuple[object, ...]:
    return (
        row.fact_id,
        row.source,
        row.relation,
        row.digits,
        row.unit,
        row.half_width,
        row.version,
        row.quote,
        row.note,
        row.available_from,
    )
