"""Sums of one definition, what is left out and why, outliers; the order of the districts changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.metrics.group import measures, outliers, sums, targeted
from tests.fixtures.district_folders import amount, percent


def facts(*given_facts):
    return {str(fact.id): fact for fact in given_facts}


def one_sum(districts, measure="agreed_amount", **periods):
    names = {name: periods.get(name, "2023") for name in districts}
    [found] = sums(districts, names, [measure])
    return found


def test_a_sum_adds_values_and_intervals():
    found = one_sum(
        {
            "a": facts(amount("2023.agreed_amount", 10.0)),
            "b": facts(amount("2023.agreed_amount", 6.4, half=0.05)),
        }
    )
    assert (found.total.value, found.total.low, found.total.high) == (16.4, 15.85, 16.95)
    assert found.total.sources == ("2023.agreed_amount", "2023.agreed_amount")
    assert (found.parts, found.counted.value, found.left.value) == (("a", "b"), 2, 0)


def test_what_cannot_be_added_is_left_out_with_the_reason():
    found = one_sum(
        {
            "a": facts(amount("2023.agreed_amount", 10.0)),
            "b": facts(amount("2023.agreed_amount", 20.0)),
            "usd": facts(amount("2023.agreed_amount", 3.0, unit="亿美元")),
            "basis": facts(amount("2023.agreed_amount", 3.0, basis="contract")),
            "bound": facts(amount("2023.agreed_amount", 100.0, relation=">=")),
            "half": facts(amount("2023H1.agreed_amount", 4.0)),
            "none": facts(amount("2023.contract_amount", 4.0)),
            "missing": None,
        },
        half="2023H1",
    )
    assert found.total.value == 30
    assert found.left_out == {
        "usd": "other_basis",
        "basis": "other_basis",
        "bound": "only_bound",
        "half": "other_period",
        "none": "not_published",
        "missing": "not_reported",
    }


def test_at_a_tie_the_period_that_reaches_farthest_is_that_of_all():
    year, ten = facts(amount("2025.agreed_amount", 9.0)), facts(amount("2025m01-m10.agreed_amount", 4.0))
    for order in ({"a": year, "b": ten}, {"b": ten, "a": year}):
        found = one_sum(order, a="2025", b="2025-01..2025-10")
        assert found.left_out == {"a": "only_one", "b": "other_period"}


def test_nothing_to_add_is_no_zero():
    found = one_sum({"a": facts(amount("2023.contract_amount", 4.0)), "b": None})
    assert found.total is None
    assert found.counted.value == 0


def test_a_number_of_one_district_is_no_sum():
    found = one_sum({"a": facts(amount("2023.agreed_amount", 10.0)), "b": facts(amount("2023.exports", 4.0))})
    assert found.total is None
    assert found.left_out == {"a": "only_one", "b": "not_published"}


def test_the_same_measure_by_origin_is_named_in_place_of_the_whole():
    of_origin = amount("2023.agreed_amount.origin.out_of_province", 5.0)
    found = one_sum(
        {
            "a": facts(amount("2023.agreed_amount", 10.0)),
            "b": facts(amount("2023.agreed_amount", 10.0)),
            "c": facts(of_origin, percent("2023.agreed_amount.origin.out_of_province.completion", 98.5)),
        }
    )
    assert found.total.value == 20
    assert found.left_out == {"c": "other_basis"}
    assert found.instead == {"c": "2023.agreed_amount.origin.out_of_province"}


def test_every_completed_target_of_the_whole_or_of_an_origin_counts():
    one = facts(
        percent("2023.foreign_funds.completion", 86.0),
        percent("2023.funds_in_place.origin.out_of_province.completion.province", 98.5),
        percent("2023.funds_in_place.completion.municipality", 90.0),
        percent("2023.agreed_amount.secondary.completion", 90.0),
        percent("2023.ledger.funds_in_place.completion", 90.0),
    )
    other = facts(percent("2023.agreed_amount.completion", 103.5))
    assert targeted([one, other]) == [
        "agreed_amount",
        "funds_in_place",
        "foreign_funds",
        "funds_in_place.origin.out_of_province",
    ]


def test_a_sum_is_as_restricted_as_its_parts():
    found = one_sum(
        {
            "a": facts(amount("2023.agreed_amount", 10.0)),
            "b": facts(amount("2023.agreed_amount", 1.0, tier="government")),
        }
    )
    assert found.total.tier == "government"


def test_the_usual_measures_come_first_and_rare_ones_are_left_out():
    one = facts(
        amount("2023.funds_in_place.out_of_city", 1.0, basis="funds"),
        amount("2023.agreed_amount", 1.0),
        amount("2023.agreed_amount.secondary", 1.0),
        amount("2023.exports", 1.0),
        percent("2023.start_rate", 5.0),
    )
    assert measures([one]) == ["agreed_amount", "funds_in_place.out_of_city"]
    assert measures([one, one]) == ["agreed_amount", "funds_in_place.out_of_city", "exports"]


def test_an_outlier_is_far_from_the_median_of_all():
    rates = [100.0, 101.0, 99.0, 102.0, 98.0, 400.0]
    districts = {
        f"d{n}": facts(percent("2023.agreed_amount.completion", rate)) for n, rate in enumerate(rates)
    }
    [found] = outliers(districts, dict.fromkeys(districts, "2023"))
    assert (found.district, found.fact.value, found.median.value) == ("d5", 400.0, 100.5)
    # 0.6745 × |400 − 100.5| ÷ 1.5
    assert found.distance == pytest.approx(0.6745 * 299.5 / 1.5)


def test_few_districts_have_no_outliers():
    rates = {"a": 100.0, "b": 101.0, "c": 99.0, "d": 900.0}
    districts = {name: facts(percent("2023.agreed_amount.completion", rate)) for name, rate in rates.items()}
    assert outliers(districts, dict.fromkeys(districts, "2023")) == []


AMOUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.integers(0, 5000)), min_size=1)


@given(AMOUNTS, st.randoms())
def test_sums_add_up_in_any_order(amounts, random):
    districts = {
        name: None if value is None else facts(amount("2023.agreed_amount", float(value)))
        for name, value in amounts.items()
    }
    names = list(districts)
    random.shuffle(names)
    shuffled = {name: districts[name] for name in names}
    found = sums(districts, dict.fromkeys(districts, "2023"), ["agreed_amount"])
    again = sums(shuffled, dict.fromkeys(districts, "2023"), ["agreed_amount"])
    known = [value for value in amounts.values() if value is not None]
    assert bool(found) == bool(known)
    if len(known) > 1:
        assert found[0].total.value == again[0].total.value == sum(known)
    elif known:
        assert found[0].total is again[0].total is None
        assert found[0].counted.value + found[0].left.value == len(districts)
        assert dict(found[0].left_out) == dict(again[0].left_out)
