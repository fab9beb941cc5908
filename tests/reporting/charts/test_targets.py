"""Charts of a target draw for a year ahead and a year in progress."""

from __future__ import annotations

import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import charts, tables
from jjinvest.reporting.tables.cells import FactName, cells
from tests.fixtures.workspaces import words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results", "in_progress"])
def test_charts_of_a_target_draw(request, period, language):
    results = request.getfixturevalue(period)
    vocabulary = words(results, language)
    key, ahead = results.outlook.ahead
    target, chance = results.get(f"{key.removesuffix('.mid_year')}.target"), results.get(f"{key}.p_reach")
    drawn = [
        lambda: charts.probability_curve(
            tables.exceedance_quantiles(results, key),
            vocabulary,
            samples=ahead.samples,
            target=target,
            chance=chance,
        ),
        lambda: charts.bridge(tables.bridge(results, key), vocabulary, target=target),
    ]
    frame = tables.sensitivity(results, key)
    assert frame.empty == (period == "mid_year_results")
    if not frame.empty:
        drawn.append(lambda: charts.sensitivity(frame, vocabulary, chance=chance))
    for draw in drawn:
        assert charts.to_svg(draw()) == charts.to_svg(
            draw()
        )  # warnings are errors: a missing glyph fails here


@pytest.mark.parametrize("rate", [42.2, 95.9, 108.8])
def test_a_completion_is_written_clear_of_the_lines_of_target_and_calendar(rate):
    def fact(value: float, unit: str) -> Fact:
        return Fact("2023.funds_in_place", value, value, value, unit, "agreed", "all", "computed", "2023")

    row = {
        "item": FactName("2023.funds_in_place"),
        "actual": fact(rate, "亿元"),
        "target": fact(100, "亿元"),
        "completion": fact(rate, "%"),
        "pace_gap": fact(rate - 50, "个百分点"),
    }
    figure = charts.completion(cells([row], list(row)), Vocabulary("zh", {}))
    (ax,) = figure.axes
    [text] = [text for text in ax.texts if text.get_text() == f"{rate}%"]
    assert text.get_position()[0] > max(100, rate)
