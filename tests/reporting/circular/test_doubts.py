"""The data notes of a circular name contradictions, and numbers published differently later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.pipeline.publishing.circular import make_circular
from tests.fixtures.circulars import run_of, text_of
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

TWO_TARGETS = (
    "2023,agreed_amount,,target,,,300,亿元",
    "2023,agreed_amount,,target,,,320,亿元",
    "2023,agreed_amount,,,,,309.2,亿元",
)
PARTS = (
    "2023,funds_in_place,,,,,41.2,亿元",
    "2023,funds_in_place,sector=primary,,,,9.5,亿元",
    "2023,funds_in_place,sector=secondary,,,,20.1,亿元",
    "2023,funds_in_place,sector=tertiary,,,,10.2,亿元",
)


def _text(results, language, change=lambda fact: fact):
    known = {fact.id: change(fact) for fact in [*results.facts.values(), *results.check_facts.values()]}
    return text_of(make_circular(run_of(known.values()), results.workspace, "2023Q4", language))


@pytest.mark.parametrize(
    ("rows", "language", "said"),
    [
        (
            TWO_TARGETS,
            "zh",
            "2023年协议引资目标，公布300亿元，应为320亿元；或2023年协议引资目标",
        ),
        (TWO_TARGETS, "en", "one of two to be corrected: Agreed amount, target, 2023, published CNY 30 bn"),
        (PARTS, "zh", "矛盾：2023年到位资金，公布41.2亿元，与其他公布数不符（按其他公布数应为39.8亿元）"),
    ],
)
def test_a_contradiction_is_named_as_on_the_overview(tmp_path, rows, language, said):
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    assert said in _text(results, language)


def test_a_contradiction_whose_figure_was_changed_since_is_not_named(tmp_path):
    results = results_of(load_workspace(district_folder(tmp_path, "place", *PARTS)))
    text = _text(results, "zh", lambda f: replace(f, value=42.0) if "accused" in f.id.parts else f)
    assert "属1处矛盾" in text
    assert "按其他公布数应为" not in text


def test_a_project_published_differently_later_is_named(annual):
    text = _text(results_of(annual, period="2023Q4"), "zh")
    assert "1个数先后公布不同" in text
    assert "2023年康硕西南总部协议引资先公布10亿元，后公布20亿元。" in text


DURING_THE_YEAR = (
    "2022,agreed_amount,,,,,265,亿元",
    "2023Q1-Q3,agreed_amount,,,,,231.5,亿元",
    "2023Q1-Q3,projects_signed,,,,,117,个",
)


def test_the_chance_of_a_contradicted_target_is_marked_everywhere(tmp_path):
    rows = (*TWO_TARGETS[:2], *DURING_THE_YEAR)
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *rows)), date(2023, 11, 14), "2023Q3"
    )
    chance = results.get("2023.agreed_amount.mid_year.p_reach.320")
    of_chance = f"{chance.value:.0%}（待核）"
    card, page = (build_page(results, name, "zh") for name in ("00_overview", "50_targets_forecast"))
    assert of_chance in card.text
    assert re.search(r"全年达到的把握：.*[红黄绿]灯（待核）", card.text)
    assert of_chance in page.text
    known = {fact.id: fact for fact in [*results.facts.values(), *results.check_facts.values()]}
    circular = make_circular(run_of(known.values()), results.workspace, "2023Q3", "zh")
    assert f"可能性为{of_chance}" in text_of(circular)
