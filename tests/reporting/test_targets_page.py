"""The page of targets, for a year ahead and a year in progress: its sentences, tables and charts."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.reporting import charts, tables
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.results.results import Results
from tests.fixtures.workspaces import with_figure, words

DAY = date(2024, 7, 31)


@pytest.fixture(scope="module")
def in_progress(everything) -> Results:
    """Mid-2024, had 450 亿元 been published for its first half."""
    workspace = with_figure(everything, "2024H1", 450, date(2024, 7, 20)).as_of(DAY)
    return Results(workspace, "2024Q2", 20230731, Assumptions(draws=20_000))


def written(results: Results, key: str, vocabulary: Vocabulary) -> str:
    names = [m.group(1) for m in PLACEHOLDER.finditer(vocabulary.message(key))]
    context = {"period": "2024年上半年", "this_year": "2024", "next_year": "2025"}
    values = {name: results[name] if "." in name else context[name] for name in names}
    return plain(Renderer(vocabulary, {}).sentence(vocabulary.message(key), values))


def test_a_year_in_progress_is_held_against_its_own_target(in_progress):
    outlook = tables.outlook(in_progress)
    row = outlook.iloc[0]
    assert row["target"].value == 1000
    assert row["last_year"].value == 1088
    assert row["chance"].id == "2024.agreed_amount.mid_year.p_reach.1000"
    pace = tables.pace(in_progress).iloc[0]
    assert pace["monthly"].value == pytest.approx(75)
    assert pace["monthly_needed"].value == pytest.approx(550 / 6)
    text = written(in_progress, "targets.lead_in_progress", words(in_progress))
    assert "450 亿元" in text
    assert "约四成" in text


def test_the_first_screen_names_the_two_things_that_matter(annual_results, in_progress):
    ahead = tables.sensitivity(annual_results, "next.agreed_amount", drivers_only=True).head(2)
    assert [cell.id for cell in ahead["item"]] == [
        "2024.projects_signed.tier_ge_50",
        "2024.projects_signed.tier_20_50",
    ]
    now = tables.sensitivity(in_progress, "year.agreed_amount.mid_year", drivers_only=True).head(2)
    assert set(now["item"]) == {Term("driver_share_passed"), Term("driver_large_to_come")}
    for frame in (ahead, now):
        assert [cell.value for cell in frame["swing"]] == sorted(
            (cell.value for cell in frame["swing"]), reverse=True
        )


def test_parts_add_up_to_the_expected_total(annual_results, in_progress):
    for results, key in (
        (annual_results, "next.agreed_amount"),
        (in_progress, "year.agreed_amount.mid_year"),
    ):
        amounts = [cell.value for cell in tables.bridge(results, key)["expected_amount"]]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1], rel=1e-9)


def test_mid_year_is_scored_against_what_was_published_later(annual_results, mid_year_results):
    scores = tables.mid_year_scores(annual_results, "year.agreed_amount.mid_year")
    numbers = {cell.key: fact for cell, fact in zip(scores["statistic"], scores["number"], strict=True)}
    assert numbers["mid_year_actual"].value == 1088
    assert numbers["mid_year_linear"].value == 1068
    assert numbers["mid_year_linear_error"].value == pytest.approx(20)
    assert 0 < numbers["mid_year_crps"].value < 200
    before = tables.mid_year_scores(mid_year_results, "year.agreed_amount.mid_year")
    assert [cell.key for cell in before["statistic"]] == [
        "mid_year_median",
        "mid_year_band80",
        "mid_year_linear",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results", "in_progress"])
def test_charts_of_a_target_draw_at_every_level(request, period, language):
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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fact_of_a_year_in_progress_has_a_name(in_progress, language):
    vocabulary = words(in_progress, language)
    for fact in in_progress.facts.values():
        assert vocabulary.fact_label(fact.id)
    assert isinstance(
        tables.sensitivity(in_progress, "year.agreed_amount.mid_year")["item"].iloc[0], Term | FactName
    )


def test_each_level_of_data_says_whether_it_is_used_and_why(annual_results, mid_year_results, in_progress):
    ahead = {a.method: (a.use, a.reasons) for a in annual_results.outlook.method_uses}
    assert ahead == {
        "ledger_simulation": ("none", ("no_ledger",)),
        "quarterly": ("none", ("no_quarterly_history",)),
        "credibility": ("none", ("nothing_of_the_year",)),
        "size_classes": ("shown", ("next_year", "one_year_of_aggregates")),
    }
    half = {a.method: (a.use, a.reasons) for a in mid_year_results.outlook.method_uses}
    assert half["credibility"][0] == "shown"
    assert {"year_in_progress", "no_earlier_year"} <= set(half["credibility"][1])
    assert "no_ledger" not in half["credibility"][1]
    assert half["size_classes"] == ("none", ("only_whole_years",))
    assert "earlier_year" in next(a.reasons for a in in_progress.outlook.method_uses if a.use == "shown")
    table = tables.method_uses(annual_results)
    assert list(table.columns) == ["method", "needs", "used", "why"]
    for language, joined in (
        ("zh", "该年尚未开始；有上年的总额与规模分档"),
        ("en", "the year in question has not begun; last year's total and size tiers are known"),
    ):
        assert Renderer(words(annual_results, language), {}).text(table["why"].iloc[-1]) == joined
