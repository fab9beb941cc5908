"""The look of all charts: the packaged font and a palette safe in grey and for colour-blind readers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import numpy as np
import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.column_numbers import with_decimals, with_unit
from jjinvest.reporting.tables.cells import named
from jjinvest.reporting.verify_mark import mark_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

FONT = "JJInvest Sans SC"
INK, GREY, PALE = "#22303c", "#8a949e", "#d9dee3"
MAIN, SECOND, TARGET, WARN = "#1f5a85", "#7fb0cf", "#b3541e", "#a3262a"  # blue, light blue, rust, red

STYLE: Any = {
    "font.family": [FONT],
    "font.size": 9.5,
    "axes.unicode_minus": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "figure.dpi": 100,
    "svg.fonttype": "path",
    "svg.hashsalt": "jjinvest",
    "figure.constrained_layout.w_pad": 0.06,
}
WIDTH = 7.2
PNG_DOTS_PER_INCH = 200
SVG_DOTS_PER_INCH = 72
NOTE_SIZE = 8
"""Points of the line below a chart that explains a mark: the least that a page has."""
BAR_SATURATION = 0.75
"""Of the colours of bars, as in seaborn: areas are paler than lines."""

Options = ParamSpec("Options")
_NARROW = str.maketrans("‘’“”", "''\"\"")


@cache
def _add_font() -> None:
    """Make the packaged font known to matplotlib, which is imported when the first chart is drawn."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(Path(__file__).parent.parent / "fonts" / "JJInvestSansSC-Regular.otf")


def page_style() -> AbstractContextManager[None]:
    """Context in which charts have the look of the pages, as a notebook may use for its own."""
    import matplotlib as mpl

    _add_font()
    return mpl.rc_context(STYLE)


def set_style() -> None:
    """Give all charts drawn from now on the look of the pages, with a font that has Chinese characters."""
    import matplotlib as mpl

    _add_font()
    mpl.rcParams.update(STYLE)


def chart(
    draw: Callable[Concatenate[pd.DataFrame, Vocabulary, Options], Figure],
) -> Callable[Concatenate[pd.DataFrame, Vocabulary, Options], Figure]:
    """Draw under the common style, without touching the caller's matplotlib settings."""

    @wraps(draw)
    def styled(
        frame: pd.DataFrame, words: Vocabulary, /, *args: Options.args, **kwargs: Options.kwargs
    ) -> Figure:
        with page_style():
            figure = draw(frame, words, *args, **kwargs)
            _explain_mark(figure, words)
            _use_page_formats(figure, words)
            return figure

    return styled


def _explain_mark(figure: Figure, words: Vocabulary) -> None:
    """Say below a chart what the mark of its numbers means, if one of them carries it."""
    mark = words.message("mark.contradicted").strip()
    texts = [text.get_text() for text in _texts(figure)]
    texts += [label for ax in figure.axes for label in _fixed_labels(ax)]
    if any(mark in text for text in texts):
        meaning = words.message("legend.contradicted")
        figure.supxlabel(meaning, x=1, ha="right", fontsize=NOTE_SIZE, color=WARN)


def _texts(drawn: Artist) -> Iterator[Text]:
    """Texts of a figure but for the labels of ticks, which are written when it is drawn.

    Asking an axis for them makes the ticks, which may not be those that are drawn.
    """
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    for part in drawn.get_children():
        if isinstance(part, Text):
            yield part
        elif isinstance(part, Axis):
            yield from (part.label, part.offsetText)
        else:
            yield from _texts(part)


def _fixed_labels(ax: Axes) -> list[str]:
    """Labels of ticks that are words."""
    from matplotlib.ticker import FixedFormatter

    formatters = (axis.get_major_formatter() for axis in (ax.xaxis, ax.yaxis))
    return [label for each in formatters if isinstance(each, FixedFormatter) for label in each.seq]


def _use_page_formats(figure: Figure, words: Vocabulary) -> None:
    """Format plain axes as numbers on the page; keep English quotation marks narrow.

    The packaged font draws them full-width.
    """
    from matplotlib.ticker import FixedFormatter, FuncFormatter, ScalarFormatter

    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value, 2)))
    if words.language == "en":
        for text in _texts(figure):
            text.set_text(text.get_text().translate(_NARROW))
        for ax in figure.axes:  # labels of ticks are written again when the figure is drawn
            for axis in (ax.xaxis, ax.yaxis):
                formatter = axis.get_major_formatter()
                if isinstance(formatter, FixedFormatter):
                    formatter.seq = [label.translate(_NARROW) for label in formatter.seq]


def blank(height: float, columns: int = 1, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """Return an empty figure of the common width and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(1, columns, squeeze=False, sharey=sharey)
    return figure, list(axes[0])


def bars(
    ax: Axes,
    numbers: Sequence[float] | np.ndarray,
    labels: Sequence[str],
    colour: str | Sequence[str],
    *,
    height: float,
    **options: Any,
) -> None:
    """Draw a bar a row, the first on top, as seaborn draws them; none for a number not known.

    A bar plot of seaborn finds out means, errors and legends first, which takes longer than to draw it.
    """
    from seaborn import desaturate

    widths, known = np.asarray(numbers, dtype=float), ~np.isnan(np.asarray(numbers, dtype=float))
    colours = [colour] if isinstance(colour, str) else np.asarray(colour)[known]
    shades = [desaturate(each, BAR_SATURATION) for each in colours]
    places = np.arange(len(labels))[known] - height / 2
    ax.barh(places, widths[known], height, align="edge", color=shades, **options)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5, auto=None)  # what is drawn later may widen it


def line(ax: Axes, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray, **options: Any) -> None:
    """Draw a line from left to right through the points that are known, its markers edged in white."""
    points = np.array([x, y], dtype=float).T
    points = points[~np.isnan(points).any(axis=1)]
    points = points[np.lexsort((points[:, 1], points[:, 0]))]
    ax.plot(*points.T, color=MAIN, **{"mew": 0.75, "mec": "w", **options})


def to_svg(figure: Figure) -> bytes:
    """Write a figure as SVG, the same bytes each time: text as paths, no date, fixed ids.

    ``savefig`` would lay the figure out and draw it once more before; and the canvas would have the layout
    measure each text with a renderer of its own, of which it draws none.
    """
    from matplotlib.backends.backend_mixed import MixedModeRenderer
    from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG

    from jjinvest.reporting.charts.measured_text import (
        KnownOutlines,
        empty_labels_left_alone,
        texts_laid_out_once,
    )

    written = io.StringIO()
    with page_style(), texts_laid_out_once(), empty_labels_left_alone(figure):
        canvas: Any = FigureCanvasSVG(figure)
        dots, figure.dpi = figure.dpi, SVG_DOTS_PER_INCH
        width, height = figure.get_size_inches()
        paper = RendererSVG(  # type: ignore[no-untyped-call]
            width * SVG_DOTS_PER_INCH,
            height * SVG_DOTS_PER_INCH,
            written,
            image_dpi=dots,
            metadata={"Date": None, "Creator": None},
        )
        paper._text2path = KnownOutlines()
        renderer: Any = MixedModeRenderer(figure, width, height, dots, paper)  # type: ignore[no-untyped-call]
        canvas.get_renderer = lambda: renderer
        figure.draw(renderer)
        renderer.finalize()
        del canvas.get_renderer  # the figure may be drawn again, by others
    return written.getvalue().encode()


def to_png(figure: Figure) -> bytes:
    """Write a figure as PNG for a document, the same bytes each time: no date, no name of the program."""
    buffer = io.BytesIO()
    with page_style():
        figure.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def name(cell: object, words: Vocabulary) -> str:
    """Write a labelling cell in the reader's language; in English each label begins with a capital."""
    written = named(cell, words) or ("" if cell is None else str(cell))
    return written[:1].upper() + written[1:] if words.language == "en" else written


def written(cell: Fact, words: Vocabulary, style: str = "") -> str:
    """Write a number in a style of sentences; one that others contradict carries the mark of the pages."""
    return words.fact(cell, style) + mark_of(cell, words)


def aligned(cell: Fact, decimals: int, words: Vocabulary) -> str:
    """Write a number without its unit, with the decimals of its column, and its mark."""
    return with_decimals(cell, decimals, words) + mark_of(cell, words)


def aligned_with_unit(cell: Fact, decimals: int, words: Vocabulary) -> str:
    """Write a number with its unit and the decimals of its column, and its mark."""
    return with_unit(cell, decimals, words) + mark_of(cell, words)


def value(cell: object) -> float:
    """Return the number of a fact cell, NaN where there is none."""
    return float("nan") if not isinstance(cell, Fact) or cell.value is None else cell.value


def amount_axis(words: Vocabulary) -> str:
    """Label an axis of amounts."""
    return words.unit("亿元")
