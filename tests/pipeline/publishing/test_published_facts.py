"""The figures of the two texts, looked up by fact id in facts.json of a real run."""

from __future__ import annotations

import json
import re

import pytest

PUBLISHED_2023 = {
    "2023.projects_signed": 132,
    "2023.agreed_amount": 1088.0,
    "2023.projects_signed.primary": 5,
    "2023.projects_signed.secondary": 95,
    "2023.projects_signed.tertiary": 32,
    "2023.agreed_amount.primary": 6.4,
    "2023.agreed_amount.secondary": 896.6,
    "2023.agreed_amount.tertiary": 185,
    "2023.contract_amount.out_of_city": 625,
    "2023.contract_amount.out_of_city.completion.municipality": 104,
    "2023.funds_in_place.out_of_city": 188,
    "2023.funds_in_place.out_of_city.completion.municipality": 125.3,
    "2023.projects_signed.tier_20_50": 11,
    "2023.projects_signed.tier_50_100": 9,
    "2023.agreed_amount.task_force.agri_machinery": 25.5,
    "2023.agreed_amount.task_force.nev": 191.55,
    "2023.projects_signed.task_force.nev": 30,
    "2023.agreed_amount.task_force.food": 75.85,
    "2023.projects_signed.task_force.food": 49,
    "2023.projects_in_negotiation": 30,
    "2023.intended_amount": 600,
    "2023.training_sessions": 10,
    "2023.capacity.project.perovskite": 3,
    "2023.capacity.project.zinc_bromine": 5,
    "2023q1-q3.rank.tier_50_100": 1,
    "2023h1.projects_signed": 70,
    "2023h1.agreed_amount": 534,
    "2023.agreed_amount.project.kangshuo": 20,
    "2023h1.agreed_amount.project.kangshuo": 10,
}
COMPUTED_2023 = {
    "2023.projects_signed.sum_of_sectors": 132,
    "2023.agreed_amount.sum_of_sectors": 1088.0,
    "2023.agreed_amount.completion": 108.8,
    "2023.agreed_amount.excess": 88,
    "2023.agreed_amount.pace_gap": 8.8,
    "2023.projects_signed.tier_0_20": 112,
    "2023h2.projects_signed": 62,
    "2023h2.projects_signed.tier_ge_50": 7,
    "2023.agreed_amount.channel.fund.named": 97,
    "2023.agreed_amount.chain.new_energy.named": 180,
    "2023.funds_rate_dynamic.out_of_city": 30.08,
}
TARGETS = {
    "2023.agreed_amount.target": (1000, 1000, 1000),
    "2023.contract_amount.out_of_city.target.municipality": (
        600,
        pytest.approx(597.607, abs=1e-3),
        pytest.approx(604.348, abs=1e-3),
    ),
    "2023.funds_in_place.out_of_city.target.municipality": (
        150,
        pytest.approx(149.581, abs=1e-3),
        pytest.approx(150.499, abs=1e-3),
    ),
    "2024.agreed_amount.target": (1000, 1000, 1000),
    "2024.agreed_amount.out_of_city.target": (700, 700, 700),
    "2024.funds_in_place.out_of_city.target": (200, 200, 200),
    "2024.rank.target": (10, 10, 10),
}


@pytest.mark.parametrize(("fact_id", "value"), PUBLISHED_2023.items())
def test_published_figures_of_2023(facts_of, fact_id, value):
    fact = facts_of("2023Q4")[fact_id]
    assert fact["value"] == value
    assert fact["evidence"] == "published"
    assert fact["sources"]


@pytest.mark.parametrize(("fact_id", "value"), COMPUTED_2023.items())
def test_computed_figures_of_2023(facts_of, fact_id, value):
    fact = facts_of("2023Q4")[fact_id]
    assert fact["value"] == pytest.approx(value, abs=1e-9)
    assert fact["evidence"] == "computed"


@pytest.mark.parametrize(("fact_id", "expected"), TARGETS.items())
def test_targets_with_the_interval_that_rounding_allows(facts_of, fact_id, expected):
    fact = facts_of("2023Q4")[fact_id]
    assert (fact["value"], fact["low"], fact["high"]) == expected
    assert fact["evidence"] == "target"


def test_concentration_is_an_interval_without_a_point(facts_of):
    facts = facts_of("2023Q4")
    top20, top9 = facts["2023.agreed_amount.top20"], facts["2023.agreed_amount.top9"]
    assert (top20["value"], top20["low"], top20["high"]) == (None, 737, 987)
    assert (top9["value"], top9["low"], top9["high"]) == (None, 479, 579)
    assert top20["evidence"] == top9["evidence"] == "bounded"


@pytest.mark.parametrize(
    ("fact_id", "bounds"),
    {
        "2023.agreed_amount.top20": (737, 987),
        "2023.agreed_amount.top9": (479, 579),
        "2023.agreed_amount.tier_0_20": (100.85, 351.15),
        "2023.projects_signed.tier_ge_10": (23, 39),
        "2023h2.projects_signed.tier_50_100": (7, 7),
        "2023.agreed_amount.top20.published_rounding": (733, 993.4),
        "2023.agreed_amount.top9.published_rounding": (477.5, 582.5),
        "2023.agreed_amount.tier_0_20.published_rounding": (94.1, 355.5),
        "2023.projects_signed.tier_ge_10.published_rounding": (23, 40),
    }.items(),
)
def test_exact_bounds_of_both_conventions(facts_of, fact_id, bounds):
    fact = facts_of("2023Q4")[fact_id]
    assert fact["value"] is None
    assert (fact["low"], fact["high"]) == pytest.approx(bounds, abs=0.05)
    assert fact["evidence"] == "bounded"


def test_chance_of_1000_lies_where_the_method_note_puts_it(facts_of):
    facts = facts_of("2023Q4")
    chance = facts["2024.agreed_amount.p_reach.1000"]
    assert chance["value"] == pytest.approx(0.59, abs=0.015)
    assert chance["low"] == pytest.approx(0.52, abs=0.015)
    assert chance["high"] == pytest.approx(0.70, abs=0.015)
    assert facts["2024.agreed_amount.forecast.median"]["value"] == pytest.approx(1060, abs=15)


def test_chances_that_rest_on_an_unpublished_ratio_have_a_range_over_models(facts_of):
    facts = facts_of("2023Q4")
    for fact_id in ("2024.agreed_amount.out_of_city.p_reach.700", "2024.targets.p_all"):
        chance = facts[fact_id]
        assert 0 < chance["low"] < chance["value"] < chance["high"] < 1
    assert facts["2024.agreed_amount.out_of_city.p_reach.700"]["value"] == pytest.approx(0.63, abs=0.02)
    assert facts["2024.targets.p_all"]["value"] == pytest.approx(0.31, abs=0.02)


def test_an_undetermined_target_has_no_point(facts_of):
    fact = facts_of("2023Q4")["2024.funds_in_place.out_of_city.p_reach.200"]
    assert fact["value"] is None
    assert 0 < fact["low"] < fact["high"] < 1


@pytest.mark.parametrize(
    ("fact_id", "value"),
    {
        "2023h1.projects_signed": 70,
        "2023h1.agreed_amount": 534,
        "2023h1.projects_signed.tier_ge_10": 14,
        "2023h1.projects_signed.tier_ge_50": 2,
        "2023h1.agreed_amount.project.kangshuo": 10,
    }.items(),
)
def test_first_half_figures(facts_of, fact_id, value):
    assert facts_of("2023Q2")[fact_id]["value"] == value


def test_mid_year_run_sees_nothing_of_the_annual_text(published, facts_of):
    facts = facts_of("2023Q2")
    assert all(
        "jj2023" not in {source.split("@")[-1].split("#")[0] for source in fact["sources"]}
        for fact in facts.values()
    )
    assert not [i for i in facts if i.startswith(("2024.", "2023.agreed_amount.target", "2023.projects"))]
    pages = [p.read_text(encoding="utf-8") for p in published("2023Q2").glob("*.html")]
    texts = [re.sub(r' (?:d|transform)="[^"]*"', "", page) for page in pages]  # without coordinates
    assert texts
    for text in texts:
        assert "1088" not in text
        assert "1,088" not in text
        assert "年度文" not in text
        assert "Annual text" not in text


def test_mid_year_self_check_repeats_the_outlook_of_its_day(facts_of):
    then, now = facts_of("2023Q2"), facts_of("2023Q4")
    shared = [i for i in then if ".mid_year.forecast." in i]
    assert shared
    for fact_id in shared:
        assert [then[fact_id][k] for k in ("value", "low", "high")] == [
            now[fact_id][k] for k in ("value", "low", "high")
        ]


def test_facts_are_a_flat_sorted_list_with_the_fixed_keys(published):
    content = json.loads((published("2023Q4") / "facts.json").read_text(encoding="utf-8"))
    keys = {
        "id",
        "value",
        "low",
        "high",
        "unit",
        "basis",
        "scope",
        "evidence",
        "period",
        "as_of",
        "target",
        "sources",
    }
    assert [fact["id"] for fact in content] == sorted({fact["id"] for fact in content})
    for fact in content:
        assert keys <= set(fact)
        assert fact["id"] == fact["id"].lower()
        assert fact["as_of"] == "2024-03-31"
        assert fact["evidence"] in {"published", "computed", "bounded", "modelled", "reconstructed", "target"}


def test_the_second_half_respects_the_restated_project(facts_of):
    """One project went from 10 to 20: the year less the first half as published would be ten too much."""
    rest = facts_of("2023Q4")["2023h2.agreed_amount"]
    assert rest["evidence"] == "bounded"
    assert (rest["low"], rest["high"]) == (543.35, 544.65)
