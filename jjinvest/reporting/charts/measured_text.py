"""Texts of a chart that is drawn: each is laid out once, the outline of each character is loaded once.

matplotlib asks for the extent of a text for the layout of the chart, for the place of what is beside it and
when it draws it, and looks for the font and lays the text out each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from matplotlib.textpath import TextToPath


@contextmanager
def texts_laid_out_once() -> Iterator[None]:
    """Lay out once, within a block, what has the same words, font, alignment and renderer.

    The layout of a text is relative to its place. Only that of a wrapped one depends on it.
    """
    lay_out: Any = vars(Text).get("_get_layout")
    if lay_out is None:  # another version of matplotlib, which works without
        yield
        return
    known: dict[Any, Any] = {}

    def once(text: Any, renderer: Any) -> Any:
        if text.get_wrap():
            return lay_out(text, renderer)
        written = (
            text.get_text(),
            hash(text.get_fontproperties()),  # by which matplotlib compares them
            text.get_horizontalalignment(),
            text.get_verticalalignment(),
            text.get_rotation(),
            text.get_rotation_mode(),
            text._get_multialignment(),
            text._linespacing,
            text.get_usetex(),
            text.get_parse_math(),
            text.get_figure(root=True).dpi,
            renderer,
        )
        if written not in known:
            known[written] = lay_out(text, renderer)
        return known[written]

    with mock.patch.object(Text, "_get_layout", once):
        yield


@contextmanager
def empty_labels_left_alone(figure: Figure) -> Iterator[None]:
    """Look for no place of labels of axes without words, for which all ticks are measured again."""
    empty: list[Any] = [
        axis
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        if not axis.label.get_text() and getattr(axis, "_autolabelpos", False)
    ]
    try:
        for axis in empty:
            axis._autolabelpos = False
        yield
    finally:
        for axis in empty:
            axis._autolabelpos = True


class KnownOutlines(TextToPath):
    """Texts as paths; the outline of a character is loaded where the chart has none of it yet."""

    def get_glyphs_with_font(
        self, font: Any, s: str, glyph_map: Any = None, return_new_glyphs_only: bool = False, **options: Any
    ) -> Any:
        """Return place and outline of each character, as :class:`TextToPath` does."""
        name_of: Any = getattr(self, "_get_glyph_repr", None)
        of_this_version = name_of is not None and hasattr(font, "_layout")
        if not (return_new_glyphs_only and of_this_version) or glyph_map is None:
            return super().get_glyphs_with_font(font, s, glyph_map, return_new_glyphs_only, **options)
        places, new = [], {}
        for item in font._layout(s, LoadFlags.NO_HINTING, **options):
            name = name_of(item.ft_object, item.glyph_index)
            places.append((name, item.x, item.y, 1.0))
            if name not in glyph_map and name not in new:
                item.ft_object.load_glyph(item.glyph_index, flags=LoadFlags.NO_HINTING)
                new[name] = item.ft_object.get_path()
        return places, new, []
