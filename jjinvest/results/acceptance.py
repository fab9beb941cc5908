"""Accepted rows of a reading become published figures of a district, unless they contradict what it has.

The rows go through the import of figures; their wording is kept for the next reading (`wording.csv`).
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.signals import undisturbed
from jjinvest.data.bulletins.wording import FILE, Wording, read_wordings, table_of, with_accepted
from jjinvest.data.figure_rows import REQUIRED, FigureRow, FigureTables, figure_tables, read_figure_tables
from jjinvest.data.text_files import read_text
from jjinvest.ledger.excel.figures_reader import FiguresForm, Row, read_figures_form
from jjinvest.ledger.excel.figures_words import FIGURES, IS_ACCEPTED
from jjinvest.ledger.excel.writer import write_atomically
from jjinvest.ledger.store.figures_import import ImportedFigures, import_form
from jjinvest.quality.checks.report import CONTRADICTS, report

_MOST_LISTED = 10
"""Up to how many rows a message names one by one."""
_FILES = ("figures.csv", "sources.csv", "dimensions.csv")


@dataclass(frozen=True)
class Acceptance:
    """What was written: the figures, and the wordings that are new or were accepted again."""

    imported: ImportedFigures
    learned: tuple[Wording, ...]
    remarks: tuple[str, ...]
    """What the checks remark about the accepted rows, and contradictions that were asked for."""


def accept_file(
    path: Path, folder: Path, *, with_contradictions: bool = False, with_removals: bool = False
) -> Acceptance:
    """Write the accepted rows of a review, as sheet or CSV, into a folder (:func:`accept_sheet`)."""
    if path.suffix.lower() != ".csv":
        return accept_sheet(
            path, folder, with_contradictions=with_contradictions, with_removals=with_removals
        )
    _needs_file(path)
    text, _ = read_text(path)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    needed = ("accepted", *REQUIRED)
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        remedy = "用 jjinvest read --csv 写出的表 start from the table that this command writes"
        found = f"没有这一列 column missing: {'、'.join(missing)}"
        raise DataError([Problem(path.as_posix(), 1, missing[0], found, "、".join(needed), remedy)])
    rows, left_out, sources = [], [], dict[str, dict[str, str]]()
    for line, raw in enumerate(reader, start=2):
        cells = {name: _unescaped(text or "") for name, text in raw.items() if name}
        if cells["accepted"].lower() in IS_ACCEPTED:
            rows.append((line, cells))
            stated = {name: cells.get(name, "") for name in ("title", "published", "address", "publisher")}
            sources.setdefault(cells["source"], {"source": cells["source"], **stated})
        else:
            left_out.append((line, cells))
    return accept_rows(
        rows,
        list(sources.values()),
        folder,
        with_contradictions=with_contradictions,
        with_removals=with_removals,
        name=path.as_posix(),
        left_out=left_out,
    )


def _needs_file(path: Path) -> None:
    if not path.is_file():
        expected = "read --sheet 或 --csv 写出的审阅表 the sheet of a review that this command wrote"
        remedy = "检查文件名与路径 check the name and the folder"
        raise DataError([Problem(path.as_posix(), None, None, "没有这个文件 no such file", expected, remedy)])


def _unescaped(text: str) -> str:
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def accept_sheet(
    path: Path, folder: Path, *, with_contradictions: bool = False, with_removals: bool = False
) -> Acceptance:
    """Write the accepted rows of a review sheet into a district's folder.

    Parameters
    ----------
    with_contradictions
        Also write rows that contradict other figures, because the text says so.
    with_removals
        Also remove rows of the same sources that the sheet does not hold.

    Raises
    ------
    DataError
        If the sheet has a fault, has no accepted row, contradicts other figures, or would remove rows that it
        does not hold; nothing is written then.
    OSError
        If a file cannot be written.
    """
    _needs_file(path)
    form = read_figures_form(path)
    return _accept(form, f"{path.as_posix()} 工作表「{FIGURES}」", folder, with_contradictions, with_removals)


def accept_rows(
    rows: Sequence[Row],
    sources: Sequence[Mapping[str, str]],
    folder: Path,
    *,
    with_contradictions: bool = False,
    with_removals: bool = False,
    name: str = "读数表",
    left_out: Sequence[Row] = (),
) -> Acceptance:
    """Write rows with their number into a district's folder (:func:`accept_sheet`)."""
    listed = [(number, dict(cells)) for number, cells in enumerate(sources, start=1)]
    tables = figure_tables(Path(name), rows, listed, [])
    form = FiguresForm([(line, dict(cells)) for line, cells in rows], listed, [], tables, list(left_out))
    return _accept(form, name, folder, with_contradictions, with_removals)


def _accept(
    form: FiguresForm, place: str, folder: Path, with_contradictions: bool, with_removals: bool
) -> Acceptance:
    if not form.figures:
        expected = "至少一行接收为“是” at least one accepted row"
        remedy = "在 接收 列选“是” mark rows as accepted"
        raise DataError([Problem(place, None, "接收", "没有接收的行 no accepted rows", expected, remedy)])
    if form.tables.problems:
        raise DataError(form.tables.problems)
    known = read_wordings(folder)
    merged, removed = _merged(form, folder)
    unsaid = _not_in_form(removed, form)
    if unsaid and not with_removals:
        raise DataError([_removal(unsaid, place)])
    problems, remarks = _contradictions(form, place, folder, merged)
    if problems and not with_contradictions:
        raise DataError(problems)
    not_accepted = (cells for _, cells in form.left_out)
    after = with_accepted(known, (cells for _, cells in form.figures), not_accepted)
    learned = tuple(wording for words, wording in after.items() if known.get(words) != wording)
    with undisturbed():  # figures and the wordings that they were read by belong together
        imported = import_form(form, folder)
        if after != known:
            write_atomically(folder / FILE, table_of(after))
    remarks += [problem.found for problem in problems]
    return Acceptance(imported, learned, tuple(remarks))


def _merged(form: FiguresForm, folder: Path) -> tuple[FigureTables, tuple[FigureRow, ...]]:
    """Figures of the folder as they would be after the import, and those removed; the folder itself stays."""
    with TemporaryDirectory(prefix="jjinvest-") as name:
        copy = Path(name)
        for file in _FILES:
            if (folder / file).exists():
                shutil.copyfile(folder / file, copy / file)
        imported = import_form(form, copy)
        return read_figure_tables(copy, of=folder), imported.removed


def _not_in_form(removed: Sequence[FigureRow], form: FiguresForm) -> list[FigureRow]:
    """Rows that would go though the form has none for their words: neither corrected nor turned down."""
    said = {
        (cells.get("source", ""), cells.get("value", ""), cells.get("quote", ""))
        for _, cells in (*form.figures, *form.left_out)
    }
    return [row for row in removed if (row.source, row.digits, row.quote) not in said]


def _removal(rows: Sequence[FigureRow], place: str) -> Problem:
    listed = "；".join(f"{row.fact_id} {row.digits}{row.unit}" for row in rows[:_MOST_LISTED])
    if len(rows) > _MOST_LISTED:
        listed += f"；…… ({len(rows)})"
    sources = "、".join(sorted({row.source for row in rows}))
    return Problem(
        place,
        None,
        "来源编号",
        f"来源 {sources} 已有、本表没有的 {len(rows)} 条会被删去 rows not in it would go: {listed}",
        "同一来源的全部行 all rows of the source",
        "只更正几个数的，用 --source 另起编号再读，原来的行就保留；确要删去，加 --with-removals "
        "a text with a few numbers needs an id of its own (--source); to remove them add --with-removals",
        found_length=600,
    )


def _contradictions(
    form: FiguresForm, place: str, folder: Path, merged: FigureTables
) -> tuple[list[Problem], list[str]]:
    """Findings that concern accepted rows: contradictions as problems of those rows, the rest as words."""
    sources = {cells["source"] for _, cells in form.figures}
    line_in_form = _lines(form, merged)
    places = _places(line_in_form, merged, sources, folder)
    checked = report(merged.figures, merged.dimensions.divided, listed=merged.dimensions.listed)
    by_line = {row.row: row for row in merged.figures}
    problems: list[Problem] = []
    remarks: list[str] = []
    for finding in checked.findings:
        concerned = [row for row in finding.rows if by_line[row].source in sources]
        if not concerned:
            continue
        if finding.verdict != CONTRADICTS:
            remarks.append(_with_places(finding.zh, places))
            continue
        accused = [row for row in finding.accused if row in concerned] or concerned
        said = _with_places(finding.zh, places)
        earlier = [places[row] for row in finding.accused if row not in line_in_form]
        problems.append(_problem(said, place, [line_in_form.get(row) for row in accused], earlier))
    return problems, remarks


_ROW = re.compile(r"第 (\d+) 行")


def _places(
    line_in_form: Mapping[int, int], merged: FigureTables, sources: set[str], folder: Path
) -> dict[int, str]:
    """Line of figures.csv after the import -> where the row stands now: in the sheet, or in the folder."""
    places = {row: f"本表第 {line} 行" for row, line in line_in_form.items()}
    present = read_figure_tables(folder, required=False).figures
    for source in {row.source for row in merged.figures} - sources:
        before = sorted(row.row for row in present if row.source == source)
        after = sorted(row.row for row in merged.figures if row.source == source)
        places |= {
            row: f"已有 figures.csv 第 {line} 行（来源 {source}）"
            for row, line in zip(after, before, strict=False)
        }
    return places


def _with_places(text: str, places: Mapping[int, str]) -> str:
    """A finding that names each row where the reader finds it."""
    return _ROW.sub(lambda match: places.get(int(match[1]), match[0]), text)


def _problem(said: str, place: str, lines: Sequence[int | None], earlier: Sequence[str]) -> Problem:
    rows = sorted({line for line in lines if line is not None})
    others = f"；有关的行 rows concerned: {'、'.join(map(str, rows))}" if len(rows) > 1 else ""
    before = f"；也可能是{'、'.join(earlier)}有误 or an earlier figure is wrong" if earlier else ""
    remedy = (
        f"核对原文后改正，或把 接收 改为“否”{others}{before}；原文确是如此，加 --with-contradictions "
        "correct it, do not accept it, or add --with-contradictions if the text does say so"
    )
    expected = "与其他公布数相容 agreement with the other figures"
    return Problem(place, rows[0] if rows else None, "数值", said, expected, remedy, found_length=600)


def _lines(form: FiguresForm, merged: FigureTables) -> dict[int, int]:
    """Line of figures.csv after the import -> row of the form: the rows of a source keep their order."""
    of_source: dict[str, list[int]] = {}
    for line, cells in form.figures:
        of_source.setdefault(cells["source"], []).append(line)
    written: dict[str, list[FigureRow]] = {}
    for row in sorted(merged.figures, key=lambda row: row.row):
        written.setdefault(row.source, []).append(row)
    return {
        row.row: line
        for source, lines in of_source.items()
        for row, line in zip(written.get(source, []), lines, strict=False)
    }
