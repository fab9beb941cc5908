"""Fact ids are built from parts, read by parts, and stay plain text for every mapping and file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId

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


@pytest.mark.parametrize("text", ["2023", "", "2023.", ".agreed_amount", "2023..share", "2023.agreed amount"])
def test_a_text_of_another_form_is_no_id(text):
    with pytest.raises(ValueError, match="dotted"):
        FactId.parse(text)


def test_a_plain_string_finds_an_id_in_a_mapping_and_json_writes_it_as_text():
    fact_id = FactId.of(2023, "agreed_amount")
    assert {fact_id: 1}["2023.agreed_amount"] == 1
    assert json.dumps({"id": fact_id}) == '{"id": "2023.agreed_amount"}'


@pytest.mark.parametrize(
    ("scope", "subject", "statistic", "expected"),
    [
        ("all", "", "level", "2023.agreed_amount"),
        ("sector", "secondary", "level", "2023.agreed_amount.secondary"),
        ("tier", "tier_20_50", "level", "2023.agreed_amount.tier_20_50"),
        ("task_force", "team1", "level", "2023.agreed_amount.task_force.team1"),
        ("out_of_city", "", "target", "2023.agreed_amount.out_of_city.target"),
        ("all", "", "completion", "2023.agreed_amount.completion"),
    ],
)
def test_the_id_of_a_row_of_figures(scope, subject, statistic, expected):
    row = {"period": "2023", "metric": "agreed_amount"}
    row |= {"scope": scope, "subject": subject, "statistic": statistic}
    assert FactId.of_figure(row) == expected
