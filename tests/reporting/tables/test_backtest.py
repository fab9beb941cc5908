"""Tables of the backtest: past years, pooled methods with their weights, methods used and why."""

from __future__ import annotations

import pytest

from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer
from jjinvest.results.method_uses import MIN_WEIGHT
from jjinvest.results.results import Results
from tests.fixtures.workspaces import words


def test_methods_are_pooled_by_weight_and_the_target_is_judged_by_the_pool(later: Results) -> None:
    scorecard, pooled = later.outlook.scorecard, later.outlook.pooled
    assert pooled is not None
    assert sum(scorecard.weights.values()) == pytest.approx(1)
    assert scorecard.reasons == ("few_years",)
    assert later.outlook.ahead == ("year.agreed_amount.pooled", pooled)
    chance = later["year.agreed_amount.pooled.p_reach"]
    assert chance.low <= chance.value <= chance.high
    assert tables.outlook(later).iloc[0]["chance"] == chance
    signed, rest = (later[f"year.agreed_amount.pooled.part.{part}"].value for part in ("signed", "rest"))
    assert signed + rest == pytest.approx(later["year.agreed_amount.pooled.forecast.mean"].value, abs=1e-9)
    assert (pooled.samples >= signed - 1e-9).all()


def test_tables_of_the_past_hold_each_year_and_naive(later: Results) -> None:
    years = [each.year for each in later.outlook.scorecard.years]
    assert len(years) >= 2
    assert len(tables.backtest_years(later)) == len(years)
    assert tables.backtest(later)["method"].iloc[-1].key == "method_naive"
    shown = tables.fan(later)
    assert len(shown) == len(years) + 1
    assert shown["actual"].notna().sum() == len(years)


def test_pooled_methods_have_a_weight_and_reasons(later):
    uses = {each.method: each for each in later.outlook.method_uses}
    for name, weight in later.outlook.scorecard.weights.items():
        assert (uses[name].use == "pooled") == (weight >= MIN_WEIGHT)
        assert (uses[name].reasons == ("no_weight",)) == (weight < MIN_WEIGHT)
    assert uses["ledger_simulation"].reasons[0] == "full_ledger"
    assert "origins_missing" not in uses["ledger_simulation"].reasons
    table = tables.method_uses(later)
    weights = {
        row["method"].key: row["weight"] for row in table.to_dict("records") if row["weight"] is not None
    }
    assert sum(fact.value for fact in weights.values()) == pytest.approx(100)
    assert set(weights) == {f"method_{name}" for name in later.outlook.scorecard.weights}


def test_each_method_is_used_or_not_with_the_reasons(annual_results, mid_year_results, in_progress):
    ahead = {a.method: (a.use, a.reasons) for a in annual_results.outlook.method_uses}
    assert ahead == {
        "ledger_simulation": ("none", ("no_ledger",)),
        "quarterly": ("none", ("no_quarterly_history",)),
        "credibility": ("none", ("nothing_of_the_year",)),
        "count_chain_ladder": ("none", ("nothing_of_the_year",)),
        "bornhuetter_ferguson": ("none", ("nothing_of_the_year",)),
        "size_classes": ("shown", ("next_year", "one_year_of_aggregates")),
        "annual_total": ("unused", ("method_with_more_data",)),
    }
    half = {a.method: (a.use, a.reasons) for a in mid_year_results.outlook.method_uses}
    assert half["credibility"][0] == "shown"
    assert {"year_in_progress", "no_earlier_year"} <= set(half["credibility"][1])
    assert "no_ledger" not in half["credibility"][1]
    assert half["size_classes"] == ("none", ("only_whole_years",))
    assert "earlier_year" in next(a.reasons for a in in_progress.outlook.method_uses if a.use == "shown")
    table = tables.method_uses(annual_results)
    assert list(table.columns) == ["method", "needs", "used", "why"]
    place = [a.method for a in annual_results.outlook.method_uses].index("size_classes")
    for language, joined in (
        ("zh", "预测的是整年；有上年的总额与规模分档"),
        ("en", "the forecast is of a whole year; last year's total and size classes are known"),
    ):
        assert Renderer(words(annual_results, language), {}).text(table["why"].iloc[place]) == joined
