"""Charts of a target draw for a year ahead and a year in progress."""

from __future__ import annotations

import pytest

from jjinvest.reporting import charts, tables
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
