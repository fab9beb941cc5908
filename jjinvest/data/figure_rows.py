"""Published figures, one number a row (format 2): read, checked and identified, without pandas.

The identity of a figure is period × metric × where × statistic × authority × version; its fact id follows
from it. `docs/data.md` explains the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from jjinvest.core.errors import Problem
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import period_end, period_start
from jjinvest.core.units import is_counted, is_money
from jjinvest.data.figure_cells import read_dimensions, read_figure, read_sources
from jjinvest.data.figure_lines import TableCells, read_lines
from jjinvest.data.figure_model import (
    ACROSS_THE_DISTRICT,
    COLUMNS,
    DEFAULTS,
    DIMENSION_COLUMNS,
    EXTRA,
    MEASURED,
    OF_AUTHORITY,
    PERCENT,
    RELATIONS,
    REQUIRED,
    SIGNED,
    SOURCE_COLUMNS,
    SOURCE_EXTRA,
    STATISTICS,
    VERSIONS,
    Dimensions,
    FigureRow,
    Source,
    Where,
    is_of_district,
    reported_results,
)
from jjinvest.data.over_years import as_totals_to_date
from jjinvest.data.own_targets import level_of_folder, with_own_targets
from jjinvest.data.replace_files import finish_replacing
from jjinvest.data.several_projects import as_sums_of_projects

__all__ = [
    "ACROSS_THE_DISTRICT",
    "COLUMNS",
    "DEFAULTS",
    "DIMENSION_COLUMNS",
    "EXTRA",
    "MEASURED",
    "OF_AUTHORITY",
    "PERCENT",
    "RELATIONS",
    "REQUIRED",
    "SIGNED",
    "SOURCE_COLUMNS",
    "SOURCE_EXTRA",
    "STATISTICS",
    "VERSIONS",
    "Dimensions",
    "FigureRow",
    "FigureTables",
    "Source",
    "Where",
    "figure_tables",
    "identified",
    "is_of_district",
    "read_cells",
    "read_figure_tables",
    "reported_results",
]


@dataclass
class FigureTables:
    """Rows of figures.csv, sources.csv and dimensions.csv of a folder, with the faults of their cells."""

    figures: list[FigureRow] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    dimensions: Dimensions = field(default_factory=Dimensions)
    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


def read_figure_tables(folder: Path, *, required: bool = True, of: Path | None = None) -> FigureTables:
    """Read the three tables of a folder; faults are collected, not raised.

    Parameters
    ----------
    required
        Whether the folder must hold figures; one with a ledger need not.
    of
        Folder of the district whose tables these are, where `folder` is a copy without its district.yaml.

    Raises
    ------
    DataError
        If an import of figures into the folder was interrupted and cannot be finished.
    """
    finish_replacing(folder)
    figures = read_lines(folder / "figures.csv", COLUMNS, REQUIRED, EXTRA, required=required)
    sources = read_lines(
        folder / "sources.csv", SOURCE_COLUMNS + SOURCE_EXTRA, ("source",), (), required=required
    )
    dimensions = read_lines(folder / "dimensions.csv", DIMENSION_COLUMNS, ("dimension",), (), required=False)
    level = level_of_folder(folder if of is None else of)
    return _tables(figures, sources, dimensions, level, required=required)


def read_cells(
    path: Path, columns: Sequence[str], needed: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem], str]:
    """Read a table that may be missing: pairs of line and cells by column, its faults, and its hash."""
    cells = read_lines(path, columns, needed, (), required=False)
    return cells.rows, cells.problems, cells.digest


def figure_tables(
    path: Path,
    figures: Sequence[tuple[int, Mapping[str, str]]],
    sources: Sequence[tuple[int, Mapping[str, str]]],
    dimensions: Sequence[tuple[int, Mapping[str, str]]],
    *,
    level: str = "",
) -> FigureTables:
    """Check rows that come from elsewhere, such as a workbook: pairs of line and cells by column.

    A problem names the file `path` followed by that of the table: ``form.xlsx/figures.csv``.
    """

    def cells(name: str, rows: Sequence[tuple[int, Mapping[str, str]]], columns: Sequence[str]) -> TableCells:
        filled = [
            (row, {column: str(values.get(column, "")).strip() for column in columns}) for row, values in rows
        ]
        return TableCells(path / name, filled, [])

    return _tables(
        cells("figures.csv", figures, COLUMNS),
        cells("sources.csv", sources, SOURCE_COLUMNS + SOURCE_EXTRA),
        cells("dimensions.csv", dimensions, DIMENSION_COLUMNS),
        level,
        required=True,
    )


def _tables(
    figures: TableCells, sources: TableCells, dimensions: TableCells, level: str, *, required: bool
) -> FigureTables:
    tables = FigureTables(sources=read_sources(sources), dimensions=read_dimensions(dimensions))
    order = {dimension: place for place, dimension in enumerate(tables.dimensions.complete)}
    rows = [
        row for line, cells in figures.rows if (row := read_figure(figures, line, cells, order)) is not None
    ]
    if required and not figures.rows and not figures.problems:
        figures.problem(
            None, None, "没有数据行 no rows", "至少一行 at least one row", "补上数据 add the data"
        )
    known = tables.sources
    all_known = all(problem.column == "published" for problem in sources.problems)
    for row in rows:
        if all_known and (known or required) and row.source not in known:
            remedy = "改正，或在 sources.csv 补一行 correct it or add it to sources.csv"
            expected = "sources.csv 中有的编号 an id of sources.csv"
            figures.problem(row.row, "source", row.source, expected, remedy)
    _check_dates(figures, rows, known)
    _check_units(figures, rows)
    tables.figures = identified(rows, known, level)
    tables.problems = [*sources.problems, *figures.problems, *dimensions.problems]
    tables.hashes = {cells.path.name: cells.digest for cells in (sources, figures, dimensions)}
    return tables


def identified(rows: Iterable[FigureRow], sources: Mapping[str, Source], level: str = "") -> list[FigureRow]:
    """Give each row its fact id, its figure id and the day from which it is public.

    `level` is the authority that stands for the place itself (:func:`jjinvest.data.own_targets.own_level`).
    """
    rows = as_totals_to_date(as_sums_of_projects(with_own_targets(rows, level)))
    ends: dict[str, date] = {}
    for row in rows:
        if row.statistic != "target":
            ends[row.source] = max(ends.get(row.source, date.min), period_end(row.period))
    for row in rows:  # a text of targets only is public when their year begins
        ends.setdefault(row.source, date(row.year, 1, 1))
    plain = {_target_key(row) for row in rows if row.statistic in OF_AUTHORITY and not row.authority}
    count = Counter[str]()
    result = []
    for row in rows:
        fact_id = FactId.of_figure(row, with_authority=_target_key(row) in plain)
        name = f"{fact_id}@{row.source}"
        count[name] += 1
        source = sources.get(row.source)
        published = source.published if source is not None else None
        result.append(
            replace(
                row,
                fact_id=fact_id,
                figure_id=name if count[name] == 1 else f"{name}#{count[name]}",
                available_from=ends[row.source] if published is None else published,
                date_known=published is not None,
            )
        )
    return result


def _target_key(row: FigureRow) -> tuple[object, ...]:
    return row.period, row.metric, row.where, row.statistic, row.of, row.version


def _nearly_over(period: str) -> date:
    """The first day on which a text may give a period's result: in its last tenth; of an event, its day.

    Years are summed up in December. A text from before then is one of another year, or its date is wrong.
    """
    first, last = period_start(period).toordinal(), period_end(period).toordinal()
    return date.fromordinal(last - (last + 1 - first) // 10)


_PLANNED = (
    "计划增长率不是公布数：按上年数算出目标，填 target，relation 填 >= 或 ~，原文写在 quote "
    "a planned growth is no figure: work out the target from last year's number, as target with >= or ~"
)


def _check_dates(cells: TableCells, rows: Iterable[FigureRow], sources: Mapping[str, Source]) -> None:
    for row in rows:
        source = sources.get(row.source)
        published = source.published if source is not None else None
        if published is None or row.statistic == "target" or published >= _nearly_over(row.period):
            continue
        expected = f"发布日 {published} 已结束或临近结束的期间 a period over, or nearly, by then"
        remedy = "改正 period，或 sources.csv 的 published correct period, or published in sources.csv"
        if row.statistic == "growth":
            remedy = f"{_PLANNED}；{remedy}"
        cells.problem(row.row, "period", row.period, expected, remedy)


def _check_units(cells: TableCells, rows: Sequence[FigureRow]) -> None:
    """A metric that other rows give in money is none of counts: its unit was left out, or is another's."""
    amounts = {
        row.metric: row.unit for row in rows if row.statistic in ("level", "target") and is_money(row.unit)
    }
    for row in rows:
        if row.statistic in ("level", "target") and row.metric in amounts and is_counted(row.unit):
            expected = f"金额的单位，如其他行的 {amounts[row.metric]} a unit of money as in other rows"
            remedy = "照原文填上单位 fill in the unit of the text"
            cells.problem(row.row, "unit", row.unit, expected, remedy)
