"""What an analyst publishes of their own: frames, figures and text, as facts, images and safe HTML.

Numbers carry the evidence `analyst`: they are the analyst's own calculation, which the package has not
recomputed. Everything else is as for other numbers: they are escaped, listed in `facts.json`, offered for
download, and visible at their access level only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from html import escape
from math import isfinite
from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import ANALYST, Fact

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_CELLS = 5_000
"""Cells of a published frame; more belong into a file."""
_YEAR = re.compile(r"(?i)(^|_)year$|年份?$|年度$")
"""Names of columns of years."""
_BETWEEN_WORDS = re.compile(r"[\s.]+")


def id_part(text: object) -> str:
    """Return a text as one part of a fact id: without spaces and dots.

    Examples
    --------
    >>> id_part("Agreed amount, Q4. 2023")
    'Agreed_amount,_Q4_2023'
    """
    return _BETWEEN_WORDS.sub("_", str(text).strip()).strip("_") or "_"


def file_part(text: str) -> str:
    """Return a text as part of a file name on any system: letters, digits and underscores.

    Examples
    --------
    >>> file_part("按月 <b>, 2023")
    '按月_b_2023'
    """
    return re.sub(r"\W+", "_", text).strip("_")[:60] or "_"


def as_cells(
    frame: pd.DataFrame | pd.Series,
    *,
    title: str,
    period: str,
    tier: str,
    cited: Mapping[str, Mapping[Any, Fact]] = MappingProxyType({}),
) -> pd.DataFrame:
    """Turn a frame of plain values into cells of a report table: numbers become facts, other values words.

    Parameters
    ----------
    frame
        Of any shape up to :data:`MAX_CELLS` cells; a series is one column. An index with a name, or with
        words, becomes the first columns. ``frame.attrs["units"]`` (by column) or ``frame.attrs["unit"]``
        name the units of the numbers.
    title
        Title of the table; ids of its numbers begin with it.
    period
        Period of the report.
    tier
        Access level of the numbers.
    cited
        Facts by column and row label; a number that still is that of its fact keeps the sources of it.

    Raises
    ------
    ParameterError
        If the frame has too many cells, two columns of one name, or a cell that is no number, text or date.

    Examples
    --------
    >>> shares = pd.DataFrame({"park": ["A", "B"], "share": [60.0, 40.0]})
    >>> shares.attrs["units"] = {"share": "%"}
    >>> cells = as_cells(shares, title="Parks", period="2023", tier="public")
    >>> cells["share"][0].id, cells["share"][0].value, cells["share"][0].unit
    (FactId('2023.analyst.Parks.A.share'), 60.0, '%')
    """
    attrs: Mapping[Hashable | None, Any] = frame.attrs
    table = _table_of(frame)
    names = [str(column) for column in table.columns]
    units: Mapping[Hashable, str] = attrs.get("units", {})
    numeric = {column: _is_number(table[column], units.get(column)) for column in names}
    rows = _row_names(table, [column for column in names if not numeric[column]])
    start, taken = FactId.of(period, ANALYST, id_part(title)), set[str]()
    shown: dict[str, list[object]] = {}
    for column in names:
        if not numeric[column]:
            shown[column] = [_word(value, column) for value in table[column]]
            continue
        values = table[column].astype("float64")
        values = values.where(values.abs() != float("inf"))  # growth after a 0 has no number: a dash
        decimals, unit = _decimals(values), str(units.get(column, attrs.get("unit", "")))
        cells, behind = list[object](), cited.get(column, {})
        for row, at, value in zip(rows, frame.index, values, strict=True):
            fact_id = _unused(start / row / id_part(column), taken)
            if pd.isna(value):
                cells.append(None)
                continue
            fact = _own_fact(fact_id, float(value), unit, period, tier, decimals)
            known = behind.get(at)
            same = known is not None and known.value == fact.value
            cells.append(replace(fact, sources=known.sources) if known is not None and same else fact)
        shown[column] = cells
    return pd.DataFrame(shown, dtype=object)


def _own_fact(fact_id: FactId, value: float, unit: str, period: str, tier: str, decimals: int) -> Fact:
    """Return a number of an analyst as a fact."""
    return Fact(fact_id, value, None, None, unit, ANALYST, "", ANALYST, period, tier=tier, decimals=decimals)


def _table_of(frame: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return a frame with its labels as columns, refused where a page cannot show it."""
    table = frame.to_frame() if isinstance(frame, pd.Series) else frame.copy(deep=False)
    if any(name is not None for name in table.index.names) or not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    table.columns = pd.Index([_heading(column) for column in table.columns])
    if table.size > MAX_CELLS:
        raise ParameterError(
            f"表太大，不宜放在页面上 too large for a page: {table.size} cells, at most {MAX_CELLS}\n"
            "处理 remedy: 汇总或筛选后再放 group or select rows first"
        )
    doubled = sorted(set(table.columns[table.columns.duplicated()]))
    if doubled:
        raise ParameterError(f"列名重复 two columns of one name: {', '.join(doubled)}")
    return table


def _is_number(values: pd.Series, unit: str | None) -> bool:
    """Whether a column holds numbers; whole ones without a unit that are or are called years are words."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return False
    if not pd.api.types.is_integer_dtype(values):
        return True
    return unit != "" and not (unit is None and _YEAR.search(str(values.name)))


def _heading(column: Hashable) -> str:
    """Name of a column; that of several levels is joined."""
    levels = column if isinstance(column, tuple) else (column,)
    return " · ".join(str(level) for level in levels if str(level) not in ("", "None")) or "—"


def _row_names(table: pd.DataFrame, words: list[str]) -> list[str]:
    """Part of an id for each row: its words, else its number."""
    if not words:
        return [str(number) for number in range(1, len(table) + 1)]
    return [
        id_part("_".join(str(_word(value, column)) for column, value in zip(words, row, strict=True)))
        for row in table[words].itertuples(index=False)
    ]


def _unused(fact_id: FactId, taken: set[str]) -> FactId:
    """Return the id, with a number behind it if a row before has the same words."""
    found, number = fact_id, 1
    while found in taken:
        number += 1
        found = fact_id / f"r{number}"
    taken.add(found)
    return found


def _word(value: object, column: str) -> str:
    """Write a cell that is no number."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return "—"
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value == datetime.combine(value.date(), datetime.min.time())
            else (value.isoformat(" ", "minutes"))
        )
    if isinstance(value, (str, date, bool, int, float, pd.Period, pd.Interval)):
        return str(value)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return str(int(value))
    raise ParameterError(
        f"单元格不是数、文字或日期 a cell of the column {column} is no number, text or date: "
        f"{type(value).__name__}\n处理 remedy: 先换成数或文字 turn it into a number or text first"
    )


def _decimals(values: pd.Series) -> int:
    """Decimals that a column shows: none of whole numbers, else two, or as many as small numbers need."""
    known = values.dropna()
    if known.empty or (known % 1 == 0).all():
        return 0
    largest = float(known.abs().max())
    return 2 if largest >= 1 else 4


def image_of(drawn: object) -> Figure:
    """Return the figure of an Axes, a seaborn grid or a figure, its words set in the font of the pages.

    Raises
    ------
    ParameterError
        If it is none of these.
    """
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from jjinvest.reporting.charts.style import FONT

    figure = drawn if isinstance(drawn, Figure) else getattr(drawn, "figure", None)
    if not isinstance(figure, Figure):
        raise ParameterError(unknown(drawn))
    for text in figure.findobj(Text):
        text.set_fontfamily([FONT, *text.get_fontfamily()])
    return figure


def unknown(content: object) -> str:
    """Say that something cannot be published, and what can."""
    return (
        f"不能发布这种内容 cannot publish a {type(content).__name__}\n"
        "可用 expected: DataFrame、Series、matplotlib 的 Figure 或 Axes、seaborn 的图、文字 text"
    )


def is_drawn(content: object) -> bool:
    """Whether something is a chart: a figure, or an object that has one."""
    return hasattr(content, "savefig") or hasattr(getattr(content, "figure", None), "savefig")


def described(figure: Figure, title: str) -> str:
    """Describe a chart in words: its title, the axes with the ranges of the data, the names of its series."""
    from matplotlib.ticker import ScalarFormatter

    parts = [title]
    for axes in figure.axes:
        limits = axes.dataLim
        for name, axis, drawn in (
            (axes.get_xlabel(), axes.xaxis, limits.intervalx),
            (axes.get_ylabel(), axes.yaxis, limits.intervaly),
        ):
            labels = [label.get_text() for label in axis.get_ticklabels() if label.get_text()]
            if isinstance(axis.get_major_formatter(), ScalarFormatter) and all(map(isfinite, drawn)):
                shown = (axis.get_major_formatter().format_data_short(end).strip() for end in drawn)
                labels = [text.rstrip("0").rstrip(".") if "." in text else text for text in shown]
            if labels:
                ends = labels[0] if len(labels) == 1 else f"{labels[0]} – {labels[-1]}"
                parts.append(f"{name} {ends}".strip())
        legend = axes.get_legend()
        if legend is not None:
            parts.append(", ".join(text.get_text() for text in legend.get_texts()))
    return "; ".join(dict.fromkeys(parts))


def text_html(text: str) -> str:
    """Write Markdown as HTML; markup in the text itself is escaped, of links and images the words remain.

    Examples
    --------
    >>> text_html("**Note** <b>, [source](https://example.org)").strip()
    '<p><strong>Note</strong> &lt;b&gt;, source (https://example.org)</p>'
    """
    return str(_markdown()(text))


@cache
def _markdown() -> Callable[[str], object]:
    import mistune

    class Blocks(mistune.HTMLRenderer):
        """Headings in bold, words of images and links: a page has its own outline and loads nothing."""

        def heading(self, text: str, level: int, **attrs: object) -> str:
            return f"<p><strong>{text}</strong></p>\n"

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return text

        def link(self, text: str, url: str, title: str | None = None) -> str:
            return text if url in text else f"{text} ({escape(url)})"

    return mistune.create_markdown(renderer=Blocks(escape=True), plugins=["table"])
