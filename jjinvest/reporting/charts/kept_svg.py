"""Charts of this package as SVG, drawn once for the same content: a page executed again takes them over.

To draw one takes a tenth of a second, most of what a section costs.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.data.kept_computations import kept
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.style import to_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def chart_svg(
    draw: Callable[..., Figure], frame: pd.DataFrame, words: Vocabulary, options: Mapping[str, object]
) -> bytes:
    """Draw a chart; one of this package only if none is kept of the same frame, words, options and settings.

    What a notebook draws itself is always drawn: what it rests on is not known.
    """
    if not _of_package(draw):
        return to_svg(draw(frame, words, **options))
    import matplotlib as mpl

    settings = repr(
        list(dict.items(mpl.rcParams))
    )  # as they are: reading one by its name may choose a backend
    content = (frame.columns.tolist(), frame.index.tolist(), frame.to_numpy().tolist(), frame.attrs)
    packed = kept(
        lambda: zlib.compress(to_svg(draw(frame, words, **options)), 1),
        f"chart {draw.__module__} {draw.__qualname__}",
        content,
        words,
        dict(options),
        settings,
    )
    return zlib.decompress(packed)


def _of_package(draw: object) -> bool:
    """Whether a function is one that this package names, which follows from its arguments alone."""
    module, name = getattr(draw, "__module__", ""), getattr(draw, "__qualname__", "<lambda>")
    return str(module).startswith(f"{__package__}.") and "<" not in name
