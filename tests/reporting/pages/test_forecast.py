"""The forecast for leaders: an answer, what moves it, and the record of earlier forecasts."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from jjinvest.core.facts import Fact
from jjinvest.reporting.cards import of_chance
from jjinvest.reporting.names_in_text import name_in_text
from jjinvest.reporting.pages.forecast import by_other_methods, chance_of_target, track_sentence
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables import leaders
from jjinvest.reporting.tables.cells import Ranged
from tests.fixtures.analyses import sample_results
from tests.fixtures.circulars import number
from tests.fixtures.pages import build_page, results_of


def test_the_answer_names_target_and_chance(jiangjin):
    answer = chance_of_target(jiangjin)
    assert answer.content["target"].value == 1000
    assert answer.content["in_words"].fact is answer.content["chance"]


def test_a_range_of_a_chance_is_in_the_lead_and_in_the_table(jiangjin, monkeypatch):
    """22 % of 12–24 % has one light, and is uncertain all the same."""
    chance = replace(chance_of_target(jiangjin).content["chance"], value=0.22, low=0.12, high=0.24)
    assert not leaders.other_light(chance)
    monkeypatch.setitem(jiangjin.facts, chance.id, chance)
    assert [said.key for said in by_other_methods(chance_of_target(jiangjin))] == ["forecast.lead_between"]
    rows = leaders.targets_ahead(jiangjin)
    row = next(row for row in rows.to_dict("records") if row["chance"] == chance)
    assert row["chance_range"] == Ranged(chance)
    assert of_chance(chance).key == "standing.chance_between"


@pytest.mark.parametrize(("low", "high", "differs"), [(0.12, 0.24, False), (0.12, 0.55, True)])
def test_another_light_is_said_wherever_a_chance_with_a_range_stands(
    jiangjin, monkeypatch, low, high, differs
):
    """Of every target, on page 50, in the overview's table and on its cards."""
    rows = leaders.targets_ahead(jiangjin)
    item, chance = next(
        (item, chance)
        for item, chance in zip(rows["item"], rows["chance"], strict=True)
        if isinstance(chance, Fact) and chance != chance_of_target(jiangjin).content["chance"]
    )
    changed = replace(chance, value=0.22, low=low, high=high)
    monkeypatch.setitem(jiangjin.facts, changed.id, changed)
    words = Report.of_results(jiangjin, "zh").words
    named = name_in_text(item.id, words)
    for page in ("50_targets_forecast", "00_overview"):
        said = re.search("以下目标的灯也可能不同：(.*?)。", build_page(jiangjin, page, "zh").text)
        assert (said is not None and named in said[1].split("、")) == differs
    assert of_chance(changed).key == f"standing.chance_between{'_lights' if differs else ''}"


@pytest.mark.parametrize(
    ("years", "covered", "end"), [(1, 0, "_once_outside"), (1, 100, "_once_inside"), (3, 67, "")]
)
def test_one_past_year_has_no_share_within_the_range(years, covered, end):
    head = "2023.backtest.ledger"
    numbers = {"years": (years, "个"), "covered80": (covered, "%")}
    facts = {f"{head}.{name}": number(f"{head}.{name}", *each) for name, each in numbers.items()}
    scorecard = SimpleNamespace(weights={"ledger": 0.6, "annual_total": 0.4})
    outlook = SimpleNamespace(scorecard=scorecard, past_mid_year=None)
    record = SimpleNamespace(track_record=pd.DataFrame())
    results = SimpleNamespace(
        outlook=outlook, release_comparison=record, get=lambda name: facts.get(name.replace("now", "2023", 1))
    )
    assert track_sentence(results).key == f"forecast.track_backtest{end}"


@pytest.mark.parametrize("outcome", ["reached", "missed"])
def test_a_released_chance_is_compared_where_no_range_was_released(outcome):
    """The table of the overview lists it: this page does not say that nothing can be compared."""
    chance = number("2024.foreign_funds.p_reach.0.8", 0.47, "概率")
    actual = number("2024.foreign_funds", 0.8085, "亿美元")
    row = {"release": "2024H1", "version": 1, "forecast": chance, "actual": actual, "outcome": outcome}
    results = SimpleNamespace(release_comparison=SimpleNamespace(track_record=pd.DataFrame([row])))
    sentence = track_sentence(results)
    assert sentence.key == f"forecast.track_released_{outcome}"
    assert sentence.content["chance"] is chance
    ranged = row | {"forecast": number("2024.foreign_funds.forecast.median", 0.7, "亿美元")}
    ranged["forecast"] = replace(ranged["forecast"], low=0.6, high=0.9)
    results.release_comparison.track_record = pd.DataFrame([ranged | {"outcome": "inside"}, row])
    assert track_sentence(results).key == "forecast.track_released_inside"


def test_a_range_written_as_one_number_is_none(jiangjin):
    chance = replace(chance_of_target(jiangjin).content["chance"], value=0.22, low=0.216, high=0.224)
    assert not leaders.has_range(chance)
    assert of_chance(chance).key == "standing.chance"


def test_scores_and_assumptions_are_on_the_page_of_methods(jiangjin):
    leaders_page = build_page(jiangjin, "50_targets_forecast", "zh")
    methods = build_page(jiangjin, "70_forecast_method", "zh")
    for word in ("CRPS", "布赖尔", "分位"):
        assert word not in leaders_page.text
    assert {"assumptions", "method_uses", "methods"} <= set(methods.tables)
    assert not {"assumptions", "method_uses", "methods", "backtest"} & set(leaders_page.tables)


def test_the_record_is_one_sentence_with_the_actual_number(jiangjin):
    sentence = track_sentence(jiangjin)
    assert sentence.key == "forecast.track_mid_year_inside"
    assert sentence.content["actual"].value == 1088


def test_a_released_forecast_is_the_record_where_there_is_one(year_end):
    sentence = track_sentence(year_end)
    assert sentence.key.startswith("forecast.track_released_")
    band, actual = sentence.content["band"], sentence.content["actual"]
    assert band.unit == actual.unit == "亿元"
    inside = band.low <= actual.value <= band.high
    assert sentence.key.endswith("inside") == inside


def test_a_district_without_target_and_forecast_has_no_page(everything):
    kept = everything.figures[everything.figures["metric"] == "capacity"]
    few = replace(
        everything,
        figures=kept,
        rows=tuple(row for row in everything.rows if row.metric == "capacity"),
        targets=everything.targets.iloc[:0],
    )
    built = build_page(results_of(few), "50_targets_forecast", "zh")
    assert "2024年的目标尚未公布" in built.text


def test_the_method_of_funds_is_stated_with_the_chance_that_rests_on_it(jiangjin):
    page = build_page(jiangjin, "70_forecast_method", "zh")
    assert "稳健回归（Huber）" in page.text


def test_where_a_ledger_would_have_answered_the_figures_alone_are_no_record(jiangjin):
    results = sample_results()
    assert results.outlook.past_mid_year is not None
    assert results.outlook.would_use_ledger(results.outlook.past_mid_year.year)
    assert not track_sentence(results).key.startswith("forecast.track_mid_year")
    assert not jiangjin.outlook.would_use_ledger(2023)
