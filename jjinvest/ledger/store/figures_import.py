"""Import the Excel form of published figures into a district's CSV files, and say what changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.errors import DataError
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
from jjinvest.data.text_files import read_text
from jjinvest.ledger.excel.figures_form import figures_form
from jjinvest.ledger.excel.figures_reader import FiguresForm, read_figures_form
from jjinvest.ledger.excel.writer import write_atomically

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
        If the folder has figures that cannot be read.
    """
    _, tables = _present(folder)
    return figures_form(tables["figures.csv"], tables["sources.csv"], tables["dimensions.csv"])


def import_figures(path: Path, folder: Path) -> ImportedFigures:
    """Write the rows of a form into the CSV files of a district's folder.

    The form holds all figures of each source that it lists; those of other sources stay as they are. Nothing
    is written unless the form and the resulting files have no fault. Each file is replaced as a whole, and if
    one cannot be written, the others get their earlier content back.

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
            lambda row: (row["dimension"], row["member"]),
        ),
    }
    files = _changed_files(present, merged)
    contents = {name: _csv(name, merged[name], present[name]) for name in files}
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
    """Put the rows of each listed source where its first row was, or at the end."""
    of_source: dict[str, list[Cells]] = {}
    for row in listed:
        of_source.setdefault(row["source"], []).append(row)
    result = []
    for row in present:
        if row["source"] not in sources:
            result.append(row)
        else:
            result += of_source.pop(row["source"], [])
    return [*result, *(row for rows in of_source.values() for row in rows)]


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
    """Cells as they are written: defaults empty, texts that no spreadsheet runs as formulas."""
    defaults = DEFAULTS if name == "figures.csv" else {}
    return {
        column: escape_formula(text, keep_dashes=True) if column in _TEXTS else text
        for column, text in (
            (column, "" if defaults.get(column) == text else text) for column, text in row.items()
        )
    }


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> FigureTables:
    """Write the files and read them back; on any fault every file gets its earlier content back."""
    earlier = {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in contents}
    try:
        for name in sorted(contents, reverse=True):  # sources before the figures that refer to them
            write_atomically(folder / name, contents[name])
        tables = read_figure_tables(folder)
        if tables.problems:
            raise DataError(tables.problems)
    except BaseException:
        for name, content in earlier.items():
            if content is None:
                (folder / name).unlink(missing_ok=True)
            else:
                write_atomically(folder / name, content)
        raise
    return tables


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
