"""Published figures, one number a row (format 2): read, checked and identified, without pandas.

The identity of a figure is period × metric × where × statistic × authority × version; its fact id follows
from it. `docs/data.md` explains the columns.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import canonical_period, is_event, period_end
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.core.units import is_counted, is_money, unit_scale
from jjinvest.data.replace_files import finish_replacing
from jjinvest.data.text_files import read_text

MEASURED = ("period", "metric", "where", "statistic", "of", "authority")
"""Columns that say what a number measures."""
COLUMNS = (
    "source",
    *MEASURED,
    "relation",
    "value",
    "unit",
    "half_width",
    "version",
    "quote",
    "note",
)
REQUIRED = ("source", "period", "metric", "value")
EXTRA = ("row",)
"""Columns that a file may have and that are not read."""
STATISTICS = ("level", "target", "completion", "share", "growth", "points", "multiple", "pace_gap", "rank")
SIGNED = ("growth", "points", "pace_gap")
PERCENT = ("completion", "share", "growth")
RELATIONS = ("=", "~", ">", ">=", "<", "<=")
VERSIONS = ("", "restated", "like_for_like")
OF_AUTHORITY = ("target", "completion", "pace_gap", "rank")
DEFAULTS = {"statistic": "level", "relation": "="}
ACROSS_THE_DISTRICT = ("sector", "size", "origin", "cohort")
"""Dimensions that divide what the whole district did; others single out a park, a project, a chain."""

SOURCE_COLUMNS = ("source", "title", "published", "address")
SOURCE_EXTRA = ("publisher", "note")
DIMENSION_COLUMNS = ("dimension", "member", "zh", "en", "complete")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
_MEMBER = re.compile(r"[^\s;=,<>&\"'\\]+( [^\s;=,<>&\"'\\]+)*")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_HALF_WIDTH = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIZE = re.compile(r"(ge|lt)_[0-9]+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?_[0-9]+(\.[0-9]+)?")
_LONGEST_MEMBER = 80
_REMEDY = "改正该单元格 correct this cell"

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FigureRow:
    """One published number.

    Attributes
    ----------
    row
        Line of figures.csv; the header is line 1.
    where
        Part measured, with its dimensions in the order of dimensions.csv, then of the alphabet.
    of
        Whole of a share; also where the cell is empty and the order of `where` would name another whole.
    value
        As published, signed, in `unit`.
    decimals
        Number of published decimals.
    half_width
        Half the width of its interval where the table states it, in `unit`; None: by the last digit.
    available_from
        Day from which the figure is public: that of its source or, unknown, the end of its last period.
    figure_id
        Fact id and source; a repetition has ``#2``, ``#3`` …
    """

    row: int
    source: str
    period: str
    metric: str
    where: Where
    statistic: str
    of: str
    authority: str
    relation: str
    value: Fraction
    decimals: int
    digits: str
    unit: str
    half_width: Fraction | None
    version: str
    quote: str
    note: str
    available_from: date = date.min
    date_known: bool = True
    fact_id: FactId = field(default_factory=lambda: FactId("0.none"))
    figure_id: str = ""

    @property
    def where_text(self) -> str:
        """The part measured, as a cell: ``cohort=new;sector=primary``."""
        return _where_text(self.where)

    @property
    def is_of_district(self) -> bool:
        """Whether the number speaks of the whole district, not of a park, a project or another part of it."""
        return is_of_district(dimension for dimension, _ in self.where)

    @property
    def year(self) -> int:
        """Year of the period."""
        return int(self.period[:4])

    @property
    def rounding(self) -> Fraction:
        """Half the width of the interval of the number, in its unit: stated, or half of its last digit.

        Zero for counts, ranks, targets and numbers with a relation other than ``=`` and ``~``.
        """
        if self.half_width is not None:
            return self.half_width
        if self.is_exact or self.relation not in ("=", "~"):
            return Fraction(0)
        return Fraction(1, 2 * 10**self.decimals)

    @property
    def is_exact(self) -> bool:
        """Whether the number is not rounded: a target, a rank or a level that counts."""
        return self.statistic in ("target", "rank") or (self.statistic == "level" and self.is_count)

    @property
    def is_count(self) -> bool:
        """Whether the unit counts things."""
        return is_counted(self.unit)


def is_of_district(dimensions: Iterable[str]) -> bool:
    """Whether a part named by these dimensions is one of the whole district's divisions, or the whole."""
    return all(dimension in ACROSS_THE_DISTRICT for dimension in dimensions)


def reported_results(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Return the rows from which the periods to report follow: results of the whole district.

    Targets, events of one day and parts of the district (a park, a project) are left out; where there is
    nothing but parts, these count.
    """
    results = [row for row in rows if row.statistic != "target" and not is_event(row.period)]
    return [row for row in results if row.is_of_district] or results


@dataclass(frozen=True)
class Source:
    """A text with figures; `published` is None where its date is unknown."""

    source: str
    title: str
    published: date | None
    address: str
    publisher: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dimensions:
    """Labels of members, and the dimensions whose members make up the whole."""

    complete: Mapping[str, bool] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def listed(self) -> dict[str, set[str]]:
        """Members of each dimension that the table lists."""
        members: dict[str, set[str]] = {}
        for dimension, member in self.labels:
            if member:
                members.setdefault(dimension, set()).add(member)
        return members


@dataclass
class FigureTables:
    """Rows of figures.csv, sources.csv and dimensions.csv of a folder, with the faults of their cells."""

    figures: list[FigureRow] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    dimensions: Dimensions = field(default_factory=Dimensions)
    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


@dataclass
class _Cells:
    """Cells of a table by column, with their line."""

    path: Path
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Problem]
    digest: str = "missing"

    def problem(
        self, row: int | None, column: str | None, found: str, expected: str, remedy: str = _REMEDY
    ) -> None:
        found = found or "（空 empty）"
        self.problems.append(Problem(self.path.as_posix(), row, column, found, expected, remedy))


def read_figure_tables(folder: Path, *, required: bool = True) -> FigureTables:
    """Read the three tables of a folder; faults are collected, not raised.

    Parameters
    ----------
    required
        Whether the folder must hold figures; one with a ledger need not.

    Raises
    ------
    DataError
        If an import of figures into the folder was interrupted and cannot be finished.
    """
    finish_replacing(folder)
    figures = _read(folder / "figures.csv", COLUMNS, REQUIRED, EXTRA, required=required)
    sources = _read(folder / "sources.csv", SOURCE_COLUMNS + SOURCE_EXTRA, ("source",), (), required=required)
    dimensions = _read(folder / "dimensions.csv", DIMENSION_COLUMNS, ("dimension",), (), required=False)
    return _tables(figures, sources, dimensions, required=required)


def read_cells(
    path: Path, columns: Sequence[str], needed: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem], str]:
    """Read a table that may be missing: pairs of line and cells by column, its faults, and its hash."""
    cells = _read(path, columns, needed, (), required=False)
    return cells.rows, cells.problems, cells.digest


def figure_tables(
    path: Path,
    figures: Sequence[tuple[int, Mapping[str, str]]],
    sources: Sequence[tuple[int, Mapping[str, str]]],
    dimensions: Sequence[tuple[int, Mapping[str, str]]],
) -> FigureTables:
    """Check rows that come from elsewhere, such as a workbook: pairs of line and cells by column.

    A problem names the file `path` followed by that of the table: ``form.xlsx/figures.csv``.
    """

    def cells(name: str, rows: Sequence[tuple[int, Mapping[str, str]]], columns: Sequence[str]) -> _Cells:
        filled = [
            (row, {column: str(values.get(column, "")).strip() for column in columns}) for row, values in rows
        ]
        return _Cells(path / name, filled, [])

    return _tables(
        cells("figures.csv", figures, COLUMNS),
        cells("sources.csv", sources, SOURCE_COLUMNS + SOURCE_EXTRA),
        cells("dimensions.csv", dimensions, DIMENSION_COLUMNS),
        required=True,
    )


def _tables(figures: _Cells, sources: _Cells, dimensions: _Cells, *, required: bool) -> FigureTables:
    tables = FigureTables(sources=_sources(sources), dimensions=_dimensions(dimensions))
    order = {dimension: place for place, dimension in enumerate(tables.dimensions.complete)}
    rows = [row for line, cells in figures.rows if (row := _figure(figures, line, cells, order)) is not None]
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
    tables.figures = identified(rows, known)
    tables.problems = [*sources.problems, *figures.problems, *dimensions.problems]
    tables.hashes = {cells.path.name: cells.digest for cells in (sources, figures, dimensions)}
    return tables


def identified(rows: Iterable[FigureRow], sources: Mapping[str, Source]) -> list[FigureRow]:
    """Give each row its fact id, its figure id and the day from which it is public."""
    rows = list(rows)
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


def _check_dates(cells: _Cells, rows: Iterable[FigureRow], sources: Mapping[str, Source]) -> None:
    for row in rows:
        source = sources.get(row.source)
        published = source.published if source is not None else None
        if published is None or row.statistic == "target" or published >= period_end(row.period):
            continue
        expected = f"不晚于发布日 {published} 的期间 a period that ends by the day of publication"
        remedy = "改正 period，或 sources.csv 的 published correct period, or published in sources.csv"
        cells.problem(row.row, "period", row.period, expected, remedy)


def _figure(
    cells: _Cells, line: int, values: Mapping[str, str], order: Mapping[str, int]
) -> FigureRow | None:
    """Check one row; None if it has a fault of its own.

    Parameters
    ----------
    order
        Place of each listed dimension in a `where`.
    """
    before = len(cells.problems)
    text = {name: values.get(name, "") or DEFAULTS.get(name, "") for name in COLUMNS}
    if not _SOURCE.fullmatch(text["source"]):
        cells.problem(line, "source", text["source"], "sources.csv 中的编号 an id of sources.csv")
    period = ""
    try:
        period = canonical_period(text["period"])
    except ValueError:
        expected = "期间，例如 2023、2023H1、2023Q1-Q3、2023-10、2023-01..2023-10、2023-12-27 a period"
        cells.problem(line, "period", text["period"], expected)
    if not _NAME.fullmatch(text["metric"]):
        cells.problem(line, "metric", text["metric"], "小写字母、数字与 _ 组成的名称 lower-case name")
    where = _where(cells, line, text["where"])
    for name, allowed in (("statistic", STATISTICS), ("relation", RELATIONS), ("version", VERSIONS)):
        if text[name] not in allowed:
            cells.problem(
                line, name, text[name], f"以下之一 one of: {', '.join(a or '（空）' for a in allowed)}"
            )
    if text["authority"] and not _NAME.fullmatch(text["authority"]):
        cells.problem(
            line, "authority", text["authority"], "district、municipality、province 等，或留空 or empty"
        )
    if not _NUMBER.fullmatch(text["value"]):
        cells.problem(line, "value", text["value"], "半角十进制数，例如 6.4 a decimal number such as 6.4")
    if text["half_width"] and not _HALF_WIDTH.fullmatch(text["half_width"]):
        cells.problem(line, "half_width", text["half_width"], "不小于零的数，或空着 a number ≥ 0, or empty")
    if not _is_unit(text["unit"]):
        cells.problem(line, "unit", text["unit"], "单位，例如 亿元、个、% a unit")
    if len(cells.problems) > before:
        return None
    unit = text["unit"] or ("%" if text["statistic"] in PERCENT else "个")
    _check_value(cells, line, text, unit, where)
    if len(cells.problems) > before:
        return None
    return FigureRow(
        row=line,
        source=text["source"],
        period=period,
        metric=text["metric"],
        where=_in_order(where, order),
        statistic=text["statistic"],
        of=_whole(text, where, order),
        authority=text["authority"],
        relation=text["relation"],
        value=Fraction(text["value"]),
        decimals=len(text["value"].partition(".")[2]),
        digits=text["value"],
        unit=unit,
        half_width=Fraction(text["half_width"]) if text["half_width"] else None,
        version=text["version"],
        quote=text["quote"],
        note=text["note"],
    )


def _where(cells: _Cells, line: int, text: str) -> Where:
    pairs: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        dimension, equals, member = (piece.strip() for piece in part.partition("="))
        if not equals or not _NAME.fullmatch(dimension) or not _is_member(member):
            expected = "以 ; 连接的 维度=成员，例如 sector=secondary dimension=member, joined by ;"
            cells.problem(line, "where", text, expected)
            return ()
        if dimension == "size" and not _SIZE.fullmatch(member):
            cells.problem(
                line, "where", member, "ge_10、20_50 或 lt_1 之类（亿元） such as ge_10, 20_50, lt_1"
            )
            return ()
        pairs.append((dimension, member))
    if len({dimension for dimension, _ in pairs}) < len(pairs):
        cells.problem(line, "where", text, "每个维度一次 each dimension once")
    return tuple(pairs)


def _in_order(where: Iterable[tuple[str, str]], order: Mapping[str, int]) -> Where:
    """Pairs of dimension and member in the one order in which they identify a figure."""
    return tuple(sorted(where, key=lambda pair: (order.get(pair[0], len(order)), pair)))


def _whole(text: Mapping[str, str], where: Where, order: Mapping[str, int]) -> str:
    """Whole of a share, in the order of dimensions; named if it is not that without the last dimension."""
    of = text["of"]
    if text["statistic"] == "share" and not of and where[-1:] != _in_order(where, order)[-1:]:
        return _where_text(_in_order(where[:-1], order))
    metric, colon, pairs = of.rpartition(":")
    if "=" not in pairs:
        return of
    named = (part.partition("=") for part in pairs.split(";"))
    whole = _in_order(((dimension.strip(), member.strip()) for dimension, _, member in named), order)
    return f"{metric}{colon}{_where_text(whole)}"


def _where_text(where: Where) -> str:
    return ";".join(f"{dimension}={member}" for dimension, member in where)


def _is_unit(text: str) -> bool:
    return (
        len(text) <= 12
        and not re.search(r"[\s<>&\"'=;]", text)
        and text.isprintable()
        and escape_formula(text) == text
    )


def _is_member(text: str) -> bool:
    """Whether a text may name a member: printable, and no formula of a spreadsheet."""
    return (
        _MEMBER.fullmatch(text) is not None
        and text.isprintable()
        and len(text) <= _LONGEST_MEMBER
        and escape_formula(text) == text
    )


def _is_whole(text: str) -> bool:
    """Whether a text names the whole of a share: ``all``, a `where`, or ``metric:`` and a `where`."""
    metric, colon, where = text.rpartition(":")
    if colon and not _NAME.fullmatch(metric):
        return False
    if where == "all" or (colon and not where):
        return True
    pairs = [part.partition("=") for part in where.split(";")]
    return all(
        equals and _NAME.fullmatch(dimension.strip()) and _is_member(member.strip())
        for dimension, equals, member in pairs
    )


def _check_value(cells: _Cells, line: int, text: Mapping[str, str], unit: str, where: Where) -> None:
    value, statistic = Decimal(text["value"]), text["statistic"]
    is_ratio = unit_scale(unit)[0] == "ratio"
    if (
        value < 0
        and statistic not in SIGNED
        and (is_counted(unit) or statistic in ("target", "share", "rank"))
    ):
        cells.problem(line, "value", text["value"], "不小于零的数 a number ≥ 0")
    if statistic in (*PERCENT, "points", "pace_gap") and not is_ratio:
        cells.problem(line, "unit", text["unit"], "% 或 百分点 % or 百分点")
    if statistic == "multiple" and unit != "倍":
        cells.problem(line, "unit", text["unit"], "倍（增长X倍写 1+X） 倍: 1+X for a rise of X times")
    if is_counted(unit) and statistic in ("level", "target") and value != value.to_integral_value():
        cells.problem(line, "value", text["value"], "整数 a whole number")
    if is_money(unit) and (value * int(unit_scale(unit)[1])) % 1:
        cells.problem(line, "value", text["value"], "可化为整数元的金额 an amount in whole 元")
    if text["of"] and not _is_whole(text["of"]):
        cells.problem(
            line, "of", text["of"], "all、维度=成员 或 指标:维度=成员 all, dimension=member, metric:where"
        )
    elif text["of"] and statistic not in ("share", "points"):
        cells.problem(line, "of", text["of"], "只有 share 与 points 填 of only share and points have of")
    if statistic == "share" and not where and not text["of"]:
        cells.problem(
            line, "of", text["of"], "占什么的比重 what it is a share of: all, sector=…, metric:where"
        )


def _sources(cells: _Cells) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for line, values in cells.rows:
        name, published = values["source"], values.get("published", "")
        day: date | None = None
        if not _SOURCE.fullmatch(name):
            cells.problem(line, "source", name, "字母、数字与 _ . - 组成的编号 an id of letters and digits")
            continue
        if name in sources:
            cells.problem(
                line, "source", name, "不重复的编号 a unique id", "删去一行或改编号 delete one or rename"
            )
        if published:
            try:
                day = date.fromisoformat(published if _DAY.fullmatch(published) else "")
            except ValueError:
                cells.problem(
                    line, "published", published, "日期，例如 2023-07-26；不知道就空着 a date, or empty"
                )
        further = {key: values.get(key, "") for key in ("title", "address", *SOURCE_EXTRA)}
        sources[name] = Source(name, published=day, **{**further, "title": further["title"] or name})
    return sources


def _dimensions(cells: _Cells) -> Dimensions:
    complete: dict[str, bool] = {}
    labels: dict[tuple[str, str], Mapping[str, str]] = {}
    for line, values in cells.rows:
        dimension, member, stated = (values.get(name, "") for name in ("dimension", "member", "complete"))
        if not _NAME.fullmatch(dimension):
            cells.problem(line, "dimension", dimension, "小写字母、数字与 _ 组成的名称 lower-case name")
            continue
        if escape_formula(member) != member:
            cells.problem(line, "member", member, "不以 = + - @ 开头 a text that does not start so")
        if stated.lower() not in ("", "yes", "no", "是", "否"):
            cells.problem(line, "complete", stated, "yes、no 或空着 yes, no or empty")
        if (dimension, member) in labels:
            cells.problem(line, "member", member, "每个成员一行 each member once", "删去一行 delete one row")
        complete[dimension] = complete.get(dimension, False) or stated.lower() in ("yes", "是")
        labels[dimension, member] = {
            language: values[language] for language in ("zh", "en") if values.get(language)
        }
    return Dimensions(complete, labels)


def _read(
    path: Path, columns: Sequence[str], needed: Sequence[str], extra: Sequence[str], *, required: bool
) -> _Cells:
    cells = _Cells(path, [], [])
    if not required and not path.exists():
        return cells
    try:
        text, raw = read_text(path)
    except DataError as error:
        cells.problems += error.problems
        return cells
    cells.digest = hashlib.sha256(raw).hexdigest()
    cells.rows = list(_lines(cells, text, columns, needed, extra))
    return cells


def _lines(
    cells: _Cells, text: str, columns: Sequence[str], required: Sequence[str], extra: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header(cells, header, columns, required, extra):
            return
        start = reader.line_num + 1
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                remedy = "检查多余或缺少的逗号、引号 look for a stray comma or quote"
                cells.problem(line, None, f"{len(row)} 格 cells", f"{len(header)} 格 cells", remedy)
                continue
            if any(_joins_rows(cell, len(header)) for cell in row):
                remedy = "检查引号：它们把几行并成了一格 look for stray quotes that join rows"
                cells.problem(
                    line, None, "一格里有整行 whole rows inside one cell", "一行一条 one a row", remedy
                )
                continue
            yield line, dict(zip(header, (cell.strip() for cell in row), strict=True))
    except csv.Error as error:
        remedy = "检查从这一行起的引号是否成对 look for an unpaired quote from this row on"
        cells.problem(start, None, str(error), "规范的 CSV well-formed CSV", remedy)


def _joins_rows(cell: str, width: int) -> bool:
    """Whether a quoted cell holds a line with as many commas as a row: a stray quote joined rows."""
    return "\n" in cell and any(line.count(",") >= width - 1 for line in cell.split("\n"))


def _header(
    cells: _Cells,
    header: Sequence[str],
    columns: Sequence[str],
    required: Sequence[str],
    extra: Sequence[str],
) -> bool:
    remedy = "按 docs/data.md 的列名改表头 use the column names of docs/data.md"
    if not any(header):
        cells.problem(1, None, "空文件 an empty file", f"表头 a header: {', '.join(columns)}", remedy)
        return False
    before = len(cells.problems)
    for name in required:
        if name not in header:
            cells.problem(1, name, "没有这一列 column missing", "表头中有此列 the column", remedy)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            cells.problem(1, name, "重复的列 repeated column", "每列一次 each column once", remedy)
        elif name not in columns and name not in extra:
            cells.problem(1, name, "未知的列 unknown column", ", ".join(columns), remedy)
    return len(cells.problems) == before
