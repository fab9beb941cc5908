"""Completion, pace gap, required growth and monthly pace of targets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.lights import side
from jjinvest.metrics.published import published
from jjinvest.metrics.target_needs import growth_needed, monthly_pace
from jjinvest.metrics.targets import (
    by_authority,
    completions,
    figures_with,
    main_number,
    main_target,
    pace_gap,
    reached,
    targets_of,
)
from tests.fixtures.district_folders import district_folder


def test_a_target_of_another_definition_is_not_compared(annual):
    needed = {fact.id for fact in growth_needed(annual, 2024)}
    assert needed == {"2024.agreed_amount.growth_needed", "2024.funds_in_place.out_of_city.growth_needed"}


def test_growth_needed_has_the_interval_of_the_published_figure(annual):
    growth = {fact.id: fact for fact in growth_needed(annual, 2024)}
    funds = growth["2024.funds_in_place.out_of_city.growth_needed"]
    assert funds.value == pytest.approx((200 / 188 - 1) * 100)
    assert (funds.low, funds.high) == pytest.approx(((200 / 188.5 - 1) * 100, (200 / 187.5 - 1) * 100))


def test_changes_and_distances_have_a_sign(annual):
    facts = [*completions(annual, "2023"), *growth_needed(annual, 2024)]
    assert {fact.definition for fact in facts if fact.is_change} == {"excess", "pace_gap", "growth_needed"}
    assert {fact.definition for fact in facts if not fact.is_change} <= {"completion"}


def test_reached_targets_are_counted_once(annual):
    completed = completions(annual, "2023")
    counted, number_reached = reached(completed, published(annual), "2023")
    assert counted.value == len([fact for fact in completed if fact.definition == "excess"])
    assert 0 < number_reached.value <= counted.value
    assert reached([], published(annual), "2023")[0].value == 2  # the two completions that were published
    assert reached([], [], "2023") == []


def test_an_implied_target_carries_its_caveat(annual):
    targets = {fact.id: fact for fact in targets_of(annual, 2023)}
    implied = annual.targets[(annual.targets["year"] == 2023) & (annual.targets["evidence"] == "implied")]
    assert {fact_id for fact_id, fact in targets.items() if fact.caveat} == set(implied["target_id"])


def test_monthly_pace_after_a_year_is_that_of_the_next_target(annual):
    pace = {fact.id: fact.value for fact in monthly_pace(annual, "2023")}
    assert pace["2023.agreed_amount.monthly"] == pytest.approx(1088 / 12)
    target = {fact.id: fact.value for fact in targets_of(annual, 2024)}["2024.agreed_amount.target"]
    assert pace["2024.agreed_amount.monthly_needed"] == pytest.approx(target / 12)


def test_a_count_is_needed_by_the_month_and_a_rate_is_not(tmp_path):
    rows = (
        "2031,projects_signed,,target,,,70,个",
        "2031H1,projects_signed,,,,,35,个",
        "2031,start_rate,,target,,,70,%",
        "2031H1,start_rate,,,,,35,%",
    )
    workspace = load_workspace(district_folder(tmp_path, "here", *rows))
    found = {fact.id: fact for fact in monthly_pace(workspace, "2031H1")}
    assert list(found) == ["2031h1.projects_signed.monthly", "2031.projects_signed.monthly_needed"]
    needed = found["2031.projects_signed.monthly_needed"]
    assert (needed.value, needed.unit, needed.shown_decimals) == (pytest.approx(35 / 6), "个", 1)


@pytest.mark.parametrize(
    ("completion", "months", "points"),
    [("125.64", 10, "42.31"), ("70.41", 10, "-12.92"), ("93.5", 9, "18.5")],
)
def test_pace_gaps_as_offices_publish_them(completion: str, months: int, points: str):
    """Ten months: 125.64 and 70.41 % are +42.31 and −12.92 points; nine months: 93.5 % is +18.5."""
    rate = Quantity.exact(Fraction(completion) / 100, "ratio", Definition("agreed"))
    assert round(float(pace_gap(rate, months).value) * 100, 2) == float(points)


TARGET = "2023.contract_amount.out_of_city.target"


def test_numbers_by_authority_leave_out_other_versions_and_subjects():
    names = ("completion.province", "completion.province.like_for_like", "completion.check", "completion")
    facts = {f"2023.trips.{name}": name for name in (*names, "zone.a.completion.municipality")}
    found = by_authority(facts, FactId("2023.trips.completion"))
    assert found == {"": "completion", "province": "completion.province"}


@pytest.mark.parametrize(
    ("authorities", "chosen"),
    [(["municipality"], "municipality"), (["municipality", "province"], None), (["municipality", ""], "")],
)
def test_the_main_number_is_the_own_or_the_only_one(authorities, chosen):
    assert main_number({authority: authority for authority in authorities}) == chosen


def test_the_target_of_one_authority_alone_is_found_by_its_subject(annual):
    head = FactId(TARGET).subject
    assert main_target(annual.targets, head)["target_id"] == f"{TARGET}.municipality"
    assert main_target(annual.targets, head / "zone.a") is None


def test_a_published_completion_counts_though_its_target_has_no_number():
    def rate(name, value, period="2023"):
        fact_id = FactId.parse(f"{period}.contract_amount.{name}")
        return Fact(fact_id, value, value, value, "%", "contract", "all", "published", period)

    published = [
        rate("completion.municipality", 104.0),
        rate("completion.municipality.like_for_like", 99.0),
        rate("town.a.completion", 80.0),
        rate("completion", 120.0, "2022"),
    ]
    counted, over = reached([], published, "2023")
    assert (counted.value, over.value) == (2, 1)
    assert reached([], published, "2021") == []


def test_a_restated_amount_is_held_against_its_targets(tmp_path):
    figures = (
        "source,period,metric,statistic,version,value,unit\n"
        "plan,2031,funds_in_place,target,,40,亿元\n"
        "plan,2032,funds_in_place,target,,50,亿元\n"
        "half,2031H1,funds_in_place,,,18,亿元\nnotice,2031H1,funds_in_place,,restated,16,亿元\n"
        "year,2031,funds_in_place,,,41,亿元\nnotice,2031,funds_in_place,,restated,42,亿元\n"
    )
    sources = "source,title\n" + "".join(f"{name},T\n" for name in ("plan", "half", "year", "notice"))
    for name, text in (("figures.csv", figures), ("sources.csv", sources)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    workspace = load_workspace(tmp_path)
    values = {
        fact.id: fact.value
        for made in (
            completions(workspace, "2031H1"),
            growth_needed(workspace, 2032),
            monthly_pace(workspace, "2031H1"),
        )
        for fact in made
    }
    assert values["2031h1.funds_in_place.completion"] == 40
    assert values["2031h1.funds_in_place.pace_gap"] == -10
    assert values["2032.funds_in_place.growth_needed"] == pytest.approx(100 * (50 / 42 - 1))
    assert values["2031.funds_in_place.monthly_needed"] == 4


def test_a_target_that_is_only_about_reached_counts_neither_as_reached_nor_as_missed(tmp_path):
    rows = [
        "2023,contract_amount,,,,~,80,亿元",
        "2023,contract_amount,,target,district,,80,亿元",
        "2023,agreed_amount,,,,,99.96,亿元",
        "2023,agreed_amount,,target,district,,100,亿元",
        "2023,projects_signed,,,,>=,60,个",
        "2023,projects_signed,,target,district,,60,个",
    ]
    space = load_workspace(district_folder(tmp_path, "east", *rows))
    found = reached(completions(space, "2023"), published(space), "2023", figures_with(space.figures, "~"))
    assert [fact.value for fact in found] == [2, 1]


@pytest.mark.parametrize(
    ("amount", "claim", "counts"),
    [("<,50", ">", [1, 1]), ("~,46", ">=", [1, 1]), ("<,50", "<", [1, 0])],
)
def test_what_is_claimed_of_a_target_decides_where_its_number_is_open(tmp_path, amount, claim, counts):
    rows = [
        f"2023,funds_in_place,,,,{amount},亿元",
        "2023,funds_in_place,,target,district,,45,亿元",
        f"2023,funds_in_place,,completion,district,{claim},100,%",
    ]
    space = load_workspace(district_folder(tmp_path, "east", *rows))
    made = completions(space, "2023")
    found = reached(made, published(space), "2023", figures_with(space.figures, "~"))
    assert [fact.value for fact in found] == counts
    rate = next(fact for fact in made if fact.definition == "completion")
    assert 100 in (rate.low, rate.high)


def test_a_claim_that_says_no_more_than_its_number_is_no_source_of_it(tmp_path):
    rows = [
        "2023,funds_in_place,,,,,50,亿元",
        "2023,funds_in_place,,target,district,,45,亿元",
        "2023,funds_in_place,,completion,district,>,100,%",
    ]
    space = load_workspace(district_folder(tmp_path, "east", *rows))
    assert not [fact for fact in completions(space, "2023") if any("completion" in s for s in fact.sources)]


def test_a_claim_that_its_number_contradicts_decides_nothing(tmp_path):
    rows = [
        "2023,funds_in_place,,,,<,44,亿元",
        "2023,funds_in_place,,target,district,,45,亿元",
        "2023,funds_in_place,,completion,district,>,100,%",
    ]
    space = load_workspace(district_folder(tmp_path, "east", *rows))
    assert [fact.value for fact in reached(completions(space, "2023"), published(space), "2023")] == [1, 0]


def test_more_than_half_by_the_middle_of_the_year_is_ahead_of_the_calendar(tmp_path):
    rows = ["2023H1,funds_in_place,,,,{},25,亿元", "2023,funds_in_place,,target,district,,50,亿元"]
    for relation, expected in ((">", "above"), (">=", "from")):
        place = district_folder(tmp_path / expected, "east", rows[0].format(relation), rows[1])
        facts = {fact.definition: fact for fact in completions(load_workspace(place), "2023H1")}
        assert facts["completion"].relation == relation
        assert side(facts["pace_gap"]) == expected


def _found(tmp_path, *rows, period="2031H1"):
    workspace = load_workspace(district_folder(tmp_path, "here", *rows))
    return {str(fact.id): fact for fact in completions(workspace, period)}


def test_a_completion_without_its_amount_has_a_distance_to_the_pace_and_to_its_target(tmp_path):
    found = _found(
        tmp_path,
        "2031,agreed_amount,,target,district,,600,亿元",
        "2031H1,agreed_amount,,completion,district,,53.2,%",
    )
    gap = found["2031h1.agreed_amount.pace_gap"]
    assert (round(gap.value, 6), gap.unit) == (3.2, "个百分点")
    missing = found["2031h1.agreed_amount.excess"]
    assert missing.value is None
    assert (round(missing.low, 6), round(missing.high, 6)) == (-281.1, -280.5)


def test_a_distance_to_the_pace_alone_gives_the_completion(tmp_path):
    found = _found(tmp_path, "2031H1,funds_in_place,,pace_gap,municipality,,-4.2,百分点")
    assert round(found["2031h1.funds_in_place.completion.municipality"].value, 6) == 45.8
    assert list(found) == ["2031h1.funds_in_place.completion.municipality"]


def test_a_rate_is_held_against_its_target_in_percentage_points_and_has_no_pace(tmp_path):
    """A target of a rate was never set against the rate, and the circular called it unpublished."""
    rows = ["2031,start_rate,,target,,,70,%", "2031H1,start_rate,,,,,66.5,%"]
    found = _found(tmp_path / "half", *rows)
    assert found["2031h1.start_rate.excess"].value == pytest.approx(-3.5)
    assert found["2031h1.start_rate.excess"].unit == "个百分点"
    assert not [name for name in found if "pace_gap" in name]
    found = _found(tmp_path / "year", rows[0], "2031,start_rate,,,,,70.4,%", period="2031")
    assert side(found["2031.start_rate.excess"]) == "above"
    assert found["2031.start_rate.completion"].value == pytest.approx(100 * 70.4 / 70)


def test_a_completion_without_its_amount_gives_what_is_needed_a_month(tmp_path):
    """53.2 % of 600 is 318.9–319.5: at least 280.5 are missing, 46.75 in each of six months."""
    rows = (
        "2024H1,agreed_amount,,completion,district,,53.2,%",
        "2024,agreed_amount,,target,district,,600,亿元",
    )
    own = load_workspace(district_folder(tmp_path / "own", "east", *rows))
    found = {fact.id.name: fact for fact in monthly_pace(own, "2024H1")}
    needed, so_far = found["monthly_needed"], found["monthly"]
    assert (needed.value, needed.low, needed.high) == (None, pytest.approx(46.75), pytest.approx(46.85))
    assert (so_far.low, so_far.high) == (pytest.approx(53.15), pytest.approx(53.25))
    at_least = (rows[0], "2024,agreed_amount,,target,district,>=,600,亿元")  # nothing exact follows
    assert monthly_pace(load_workspace(district_folder(tmp_path / "open", "east", *at_least)), "2024H1") == []
