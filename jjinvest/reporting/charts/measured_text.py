"""Texts of a chart that is drawn: each is laid out once, the outline of each character is loaded once.

matplotlib asks for the extent of a text for the layout of the chart, for the place of what is beside it and
when it draws it, and looks for the font and lays the text out each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from unittest import mock

from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

KNOWN_OUTLINES, KNOWN_LINES = 4_000, 2_000
"""Characters and texts that a process keeps for its next charts."""


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


@cache
def _usual() -> Any:
    return TextToPath()


@dataclass(frozen=True)
class _Outline:
    """A character without hints: its path, extent and advance (64ths of a point), and name in a file."""

    name: str
    path: Any
    least: int
    most: int
    advance: int


@lru_cache(maxsize=KNOWN_OUTLINES)
def _outline(font: Any, glyph: int) -> _Outline:
    name: str = _usual()._get_glyph_repr(font, glyph)
    loaded = font.load_glyph(glyph, flags=LoadFlags.NO_HINTING)
    _, least, _, most = loaded.bbox
    return _Outline(name, font.get_path(), least, most, loaded.horiAdvance)


@dataclass(frozen=True)
class _Line:
    """A text laid out: its characters with their places, width, height and depth below the line."""

    places: tuple[tuple[_Outline, float, float], ...]
    extent: tuple[float, float, float]


@lru_cache(maxsize=KNOWN_LINES)
def _line(font: Any, text: str) -> _Line | None:
    """Lay out a text in a font of fixed size; None where a character is missing from it."""
    items = font._layout(text, LoadFlags.NO_HINTING)
    if any(item.ft_object.fname != font.fname or not item.glyph_index for item in items):
        return None
    places = tuple((_outline(item.ft_object, item.glyph_index), item.x, item.y) for item in items)
    if not places:
        return _Line((), (0.0, 0.0, 0.0))
    least = min(outline.least + round(64 * y) for outline, _, y in places)
    most = max(outline.most + round(64 * y) for outline, _, y in places)
    last, x, _ = places[-1]
    return _Line(places, ((round(64 * x) + last.advance) / 64, (most - least) / 64, -least / 64))


class KnownOutlines(TextToPath):
    """Texts as paths, each laid out once for its extent and its path, and once for several charts."""

    def __init__(self) -> None:
        super().__init__()
        self._fonts: dict[int, Any] = {}

    def _get_font(self, prop: Any) -> Any:
        """Font of these properties in the one size of paths, looked for once a chart."""
        key = hash(prop)  # by which matplotlib compares them
        if key not in self._fonts:
            self._fonts[key] = super()._get_font(prop)  # type: ignore[misc]
        font = self._fonts[key]
        font.set_size(self.FONT_SCALE, self.DPI)  # others may have set theirs
        return font

    def _laid_out(self, font: Any, text: str) -> _Line | None:
        """Return a text laid out, None where that is left to matplotlib."""
        of_this_version = hasattr(font, "_layout") and hasattr(_usual(), "_get_glyph_repr")
        return _line(font, text) if of_this_version else None

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Return the extent of a text, as :class:`TextToPath` does."""
        line = None if ismath else self._laid_out(self._get_font(prop), s)
        if line is None:
            usual: Any = super().get_text_width_height_descent(s, prop, ismath)
            return tuple(usual)
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = line.extent
        return width * scale, height * scale, descent * scale

    def get_glyphs_with_font(
        self, font: Any, s: str, glyph_map: Any = None, return_new_glyphs_only: bool = False, **options: Any
    ) -> Any:
        """Return place and outline of each character, as :class:`TextToPath` does."""
        asked_plainly = return_new_glyphs_only and glyph_map is not None and not any(options.values())
        line = self._laid_out(font, s) if asked_plainly else None
        if line is None:
            return super().get_glyphs_with_font(font, s, glyph_map, return_new_glyphs_only, **options)
        places = [(outline.name, x, y, 1.0) for outline, x, y in line.places]
        new = {each.name: each.path for each, _, _ in line.places if each.name not in glyph_map}
        return places, new, []
