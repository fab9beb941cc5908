"""A chart whose texts are laid out once is the chart that matplotlib draws."""

from __future__ import annotations

from unittest import mock

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from jjinvest.reporting.charts import measured_text
from jjinvest.reporting.charts.style import page_style, to_svg


def drawn() -> bytes:
    """A chart with the same words in several sizes, angles, alignments, lines and frames."""
    with page_style():
        figure = Figure(figsize=(6, 4), layout="constrained")
        first, second = figure.subplots(1, 2)
        first.barh(range(3), [10, 20, 30])
        first.set_yticks(range(3), ["工业", "农业", "工业"])
        first.set_title("工业", fontsize=14)
        for place, options in enumerate(
            (
                {},
                {"rotation": 30},
                {"rotation": 30, "rotation_mode": "anchor"},
                {"ha": "right"},
                {"va": "top"},
                {"fontsize": 14},
                {"linespacing": 2.0},
                {"bbox": {"boxstyle": "round"}},
                {"wrap": True},
                {"weight": "bold"},
            )
        ):
            second.text(0.3, place / 10, "工业 20\n亿元", **options)
        second.annotate("工业", (0.2, 0.2), (0.6, 0.6), arrowprops={"arrowstyle": "->"})
        second.plot([0, 1], [0, 1], label="工业")
        second.legend(title="农业")
        second.set_xlabel("$x^2$")
        return to_svg(figure)


def test_the_bytes_are_those_that_matplotlib_writes_by_itself():
    ours = drawn()
    nothing = mock.MagicMock()
    with (
        mock.patch.object(measured_text, "empty_labels_left_alone", nothing),
        mock.patch.object(measured_text, "texts_laid_out_once", nothing),
        mock.patch.object(measured_text, "KnownOutlines", TextToPath),
    ):
        assert drawn() == ours
    assert nothing.call_count == 2


def test_a_text_is_laid_out_once_and_again_when_it_changes():
    laid_out = mock.Mock(side_effect=Text._get_layout, autospec=True)
    with mock.patch.object(Text, "_get_layout", lambda *given: laid_out(*given)), page_style():
        figure = Figure(figsize=(4, 2), layout="constrained")
        figure.text(0.5, 0.5, "工业")
        to_svg(figure)
        assert laid_out.call_count == 1
        figure.texts[0].set_text("农业")
        to_svg(figure)
        assert laid_out.call_count == 2


def test_an_axis_without_a_label_may_get_one_later():
    with page_style():
        figure = Figure(figsize=(4, 2), layout="constrained")
        ax = figure.subplots()
        without = to_svg(figure)
        ax.set_ylabel("亿元")
        later = to_svg(figure)
        other = Figure(figsize=(4, 2), layout="constrained")
        other.subplots().set_ylabel("亿元")
    assert later == to_svg(other) != without


def test_it_is_as_before_afterwards_and_without_what_another_version_lacks(monkeypatch):
    before = Text._get_layout
    with measured_text.texts_laid_out_once():
        assert Text._get_layout is not before
    assert Text._get_layout is before
    monkeypatch.delattr(Text, "_get_layout")
    with measured_text.texts_laid_out_once():
        assert not hasattr(Text, "_get_layout")


TEXTS = ("", " ", "1,088", "12.5%", "−3.5", "AV To fi", "工业 20 亿元（2023年）", "“a”——…", "e\u0301", "①a中")


@pytest.mark.parametrize("text", TEXTS)
def test_the_extent_of_a_text_is_that_of_matplotlib(text):
    with page_style():
        for size in (8, 14):
            words = FontProperties(size=size)
            ours = measured_text.KnownOutlines().get_text_width_height_descent(text, words, ismath=False)
            assert ours == TextToPath().get_text_width_height_descent(text, words, ismath=False)


def test_a_text_of_two_charts_is_laid_out_once():
    measured_text._line.cache_clear()
    first = drawn()
    once = measured_text._line.cache_info().misses
    assert drawn() == first
    assert measured_text._line.cache_info().misses == once > 0


def test_a_character_that_no_font_has_is_left_to_matplotlib():
    with page_style():
        ours, words = measured_text.KnownOutlines(), FontProperties()
        with pytest.warns(UserWarning, match="missing from font"):
            ours.get_text_width_height_descent("a\U0001f600", words, ismath=False)
