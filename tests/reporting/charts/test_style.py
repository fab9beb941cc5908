"""The packaged font, its glyphs, and settings of matplotlib that stay alone."""

from __future__ import annotations

import pytest
import seaborn as sns
from matplotlib.patches import Rectangle

from jjinvest.reporting import charts, tables
from jjinvest.reporting.charts.style import FONT, MAIN, SECOND, bars, blank, line
from tests.fixtures.workspaces import words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results"])
def test_every_chart_draws_without_missing_glyphs(request, period, language):
    results = request.getfixturevalue(period)
    vocabulary = words(results, language)
    plain_charts = {
        charts.completion: tables.completion(results),
        charts.sectors: tables.sectors(results),
        charts.interval_bars: tables.tier_bounds(results),
        charts.task_forces: tables.task_forces(results),
        charts.named_projects: tables.projects(results),
        charts.checks: tables.checks(results),
        charts.conditional_chances: tables.out_of_city(results),
    }
    drawn = 0
    for draw, frame in plain_charts.items():
        if not frame.empty:
            svg = charts.to_svg(draw(frame, vocabulary))  # warnings are errors: a missing glyph fails here
            assert svg == charts.to_svg(draw(frame, vocabulary))
            drawn += 1
    assert drawn >= 2


def test_the_packaged_font_is_used_and_settings_are_left_alone(annual_results):
    import matplotlib as mpl

    before = mpl.rcParams["font.family"]
    figure = charts.sectors(tables.sectors(annual_results), words(annual_results))
    assert {text.get_fontname() for ax in figure.axes for text in ax.get_yticklabels()} == {FONT}
    assert mpl.rcParams["font.family"] == before


def test_single_row_tables_draw(annual_results):
    vocabulary = words(annual_results)
    assert charts.to_svg(charts.sectors(tables.sectors(annual_results).iloc[:1], vocabulary))
    assert charts.to_svg(charts.named_projects(tables.projects(annual_results).iloc[:1], vocabulary))


def test_a_figure_is_laid_out_and_drawn_once(annual_results, monkeypatch):
    from matplotlib.axes import Axes
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    counts = {"layout": 0, "draw": 0}

    def counted(name, original):
        def call(*arguments, **options):
            counts[name] += 1
            return original(*arguments, **options)

        return call

    monkeypatch.setattr(
        ConstrainedLayoutEngine, "execute", counted("layout", ConstrainedLayoutEngine.execute)
    )
    monkeypatch.setattr(Axes, "draw", counted("draw", Axes.draw))
    vocabulary = words(annual_results, "zh")
    figure = charts.sectors(tables.sectors(annual_results), vocabulary)
    svg = charts.to_svg(figure)
    assert svg.startswith(b"<?xml")
    assert counts == {"layout": 1, "draw": len(figure.axes)}


@pytest.mark.parametrize("numbers", [[3.0, 1.0], [3.0, float("nan")], [float("nan")] * 2])
@pytest.mark.parametrize("colour", [MAIN, [MAIN, SECOND]])
def test_bars_are_those_of_seaborn(numbers, colour):
    labels = ["one", "two"]
    _, (ax,) = blank(1.0)
    bars(ax, numbers, labels, colour, height=0.5)
    shown = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    _, (other,) = blank(1.0)
    if isinstance(colour, str):
        sns.barplot(x=numbers, y=labels, orient="h", color=colour, width=0.5, errorbar=None, ax=other)
    else:
        options = {"hue": labels, "palette": colour, "legend": False, "errorbar": None}
        sns.barplot(x=numbers, y=labels, orient="h", width=0.5, ax=other, **options)
    expected = [patch for patch in other.patches if isinstance(patch, Rectangle) and patch.get_width() >= 0]
    assert [patch.get_bbox().bounds for patch in shown] == [patch.get_bbox().bounds for patch in expected]
    assert [patch.get_facecolor() for patch in shown] == [patch.get_facecolor() for patch in expected]
    assert [text.get_text() for text in ax.get_yticklabels()] == labels
    assert ax.get_ylim() == (1.5, -0.5)


def test_a_line_goes_from_left_to_right_through_what_is_known():
    _, (ax,) = blank(1.0)
    line(ax, [3, 1, 2], [30.0, 10.0, float("nan")], marker="o")
    _, (other,) = blank(1.0)
    sns.lineplot(
        x=[3, 1, 2], y=[30.0, 10.0, float("nan")], marker="o", estimator=None, errorbar=None, ax=other
    )
    (shown,), (expected,) = ax.lines, other.lines
    assert shown.get_xydata().tolist() == expected.get_xydata().tolist() == [[1, 10], [3, 30]]
    assert shown.get_markeredgecolor() == expected.get_markeredgecolor()
    assert shown.get_markeredgewidth() == expected.get_markeredgewidth()
