"""Fact ids are built from parts, read by parts, and stay plain text for every mapping and file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId
from tests.fixtures.figure_rows import read_rows

words = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@given(st.integers(1990, 2099), st.lists(words, min_size=1, max_size=5))
def test_an_id_is_read_as_it_was_built(year, parts):
    fact_id = FactId.of(year, *parts)
    assert fact_id.parts == tuple(parts)
    assert (fact_id.period, fact_id.metric, fact_id.name) == (str(year), parts[0], parts[-1])
    assert FactId.parse(str(fact_id)) == fact_id
    assert (fact_id / "share").parent == fact_id


def test_periods_are_lower_case_and_empty_parts_are_left_out():
    assert FactId.of("2023Q1-Q3", "agreed_amount", "", "secondary") == "2023q1-q3.agreed_amount.secondary"
    assert FactId.of(2023, "agreed_amount") / "" == "2023.agreed_amount"
    assert FactId.of(2023, "agreed_amount", "task_force.team1").parts == (
        "agreed_amount",
        "task_force",
        "team1",
    )


def test_a_target_with_decimals_is_one_part():
    fact_id = FactId.parse("2024.agreed_amount.p_reach.1000.5.given.1")
    assert fact_id.parts == ("agreed_amount", "p_reach", "1000.5", "given", "1")
    assert fact_id.parent.parent == "2024.agreed_amount.p_reach.1000.5"


def test_the_same_measure_in_another_period():
    fact_id = FactId.of(2023, "agreed_amount", "secondary")
    assert fact_id.in_period("2023H1") == "2023h1.agreed_amount.secondary"
    assert fact_id.measure == fact_id.in_period(2024).measure == "agreed_amount.secondary"


def test_parts_below_a_head():
    fact_id = FactId.parse("2023.agreed_amount.forecast.since_release.by_settled")
    assert fact_id.below("2023.agreed_amount.forecast") == ("since_release", "by_settled")
    assert fact_id.below("2023.agreed") is None
    assert fact_id.below(fact_id) is None


@pytest.mark.parametrize(
    ("text", "subject", "statistic", "authority"),
    [
        ("2023.funds_in_place.completion", "2023.funds_in_place", "completion", ""),
        ("2023.a.out_of_city.completion.municipality", "2023.a.out_of_city", "completion", "municipality"),
        ("2023.rank.target.province", "2023.rank", "target", "province"),
        ("2023.trips.pace_gap.like_for_like", "2023.trips", "pace_gap", ""),
        ("2023.trips.completion.province.like_for_like", "2023.trips", "completion", "province"),
        ("2023.trips.completion.released", "2023.trips", "completion", ""),
        ("2023.trips.completion.check.completion.published", "2023.trips", "completion", ""),
        ("2023.rank", "2023.rank", "", ""),
        ("2023.agreed_amount.secondary.share", "2023.agreed_amount.secondary.share", "", ""),
    ],
)
def test_the_subject_and_the_authority_of_a_target(text, subject, statistic, authority):
    fact_id = FactId.parse(text)
    assert (fact_id.subject, fact_id.statistic, fact_id.authority) == (subject, statistic, authority)


def test_another_number_about_the_same_target():
    target = FactId.parse("2023.trips.zone.a.target.province")
    assert target.with_statistic("excess") == "2023.trips.zone.a.excess.province"
    assert FactId.parse("2023.trips").with_statistic("target") == "2023.trips.target"
    assert (
        FactId.parse("2023.trips.target.province.like_for_like").with_statistic("completion")
        == "2023.trips.completion.province.like_for_like"
    )


@pytest.mark.parametrize("text", ["2023", "", "2023.", ".agreed_amount", "2023..share", "2023.agreed amount"])
def test_a_text_of_another_form_is_no_id(text):
    with pytest.raises(ValueError, match="dotted"):
        FactId.parse(text)


def test_a_plain_string_finds_an_id_in_a_mapping_and_json_writes_it_as_text():
    fact_id = FactId.of(2023, "agreed_amount")
    assert {fact_id: 1}["2023.agreed_amount"] == 1
    assert json.dumps({"id": fact_id}) == '{"id": "2023.agreed_amount"}'


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, "2023.agreed_amount"),
        ({"where": "sector=secondary"}, "2023.agreed_amount.secondary"),
        ({"where": "size=20_50"}, "2023.agreed_amount.tier_20_50"),
        ({"where": "size=lt_0.5"}, "2023.agreed_amount.tier_0_0_5"),
        ({"where": "task_force=team1"}, "2023.agreed_amount.task_force.team1"),
        ({"where": "origin=out_of_city"}, "2023.agreed_amount.out_of_city"),
        ({"where": "origin=abroad"}, "2023.agreed_amount.origin.abroad"),
        ({"where": "cohort=new;sector=primary"}, "2023.agreed_amount.cohort.new.primary"),
        ({"where": "park=East Park"}, "2023.agreed_amount.park.East_Park"),
        ({"statistic": "target", "authority": "district"}, "2023.agreed_amount.target"),
        ({"statistic": "target"}, "2023.agreed_amount.target"),
        ({"statistic": "target", "authority": "province"}, "2023.agreed_amount.target.province"),
        (
            {"statistic": "completion", "authority": "municipality", "where": "origin=out_of_city"},
            "2023.agreed_amount.out_of_city.completion.municipality",
        ),
        ({"statistic": "share", "where": "sector=secondary"}, "2023.agreed_amount.secondary.share"),
        (
            {"statistic": "share", "where": "sector=secondary", "of": "all"},
            "2023.agreed_amount.secondary.share",
        ),
        (
            {"statistic": "share", "where": "cohort=new;sector=primary", "of": "all"},
            "2023.agreed_amount.cohort.new.primary.share.of.all",
        ),
        (
            {"statistic": "share", "where": "cohort=new", "of": "contract_amount:sector=primary"},
            "2023.agreed_amount.cohort.new.share.of.contract_amount.sector.primary",
        ),
        ({"statistic": "share", "of": "funds_in_place:"}, "2023.agreed_amount.share.of.funds_in_place"),
        (
            {"statistic": "share", "where": "cohort=new", "of": "size=ge_0.5"},
            "2023.agreed_amount.cohort.new.share.of.size.ge_0_5",
        ),
        ({"version": "restated"}, "2023.agreed_amount"),
        ({"version": "like_for_like", "statistic": "growth"}, "2023.agreed_amount.growth.like_for_like"),
        ({"period": "2018-01..2018-10"}, "2018m01-m10.agreed_amount"),
        ({"period": "2023-12-27"}, "2023-12-27.agreed_amount"),
        ({"period": "2023-01..2023-06"}, "2023h1.agreed_amount"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_id_of_a_row_of_figures(cells, expected):
    unit = {"unit": "%"} if cells.get("statistic") in ("share", "growth", "completion") else {}
    tables = read_rows(cells | unit)
    assert tables.problems == []
    [row] = tables.figures
    assert row.fact_id == expected
    assert FactId.parse(expected) == row.fact_id


def test_a_district_s_target_is_named_beside_one_without_an_authority():
    target = {"statistic": "target"}
    other = target | {"authority": "district", "value": "7"}
    tables = read_rows(target, other, target | {"period": "2022"})
    assert [row.fact_id for row in tables.figures] == [
        "2023.agreed_amount.target",
        "2023.agreed_amount.target.district",
        "2022.agreed_amount.target",
    ]


def test_a_repetition_in_one_source_has_a_number():
    tables = read_rows({}, {}, {"version": "restated"})
    assert [row.figure_id for row in tables.figures] == [
        "2023.agreed_amount@report",
        "2023.agreed_amount@report#2",
        "2023.agreed_amount@report#3",
    ]
