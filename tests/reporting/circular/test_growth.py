"""Growth in a circular: its direction, its bound, and its place behind the amount."""

from __future__ import annotations

from dataclasses import replace

from tests.fixtures.circulars import (
    circular_of,
    full_year,
    number,
    text_of,
)


def test_a_fall_of_at_most_so_much_is_not_one_of_at_least_so_much(everything):
    grown = number("2023.agreed_amount.growth", -5.75, "%", relation=">=", signed=True)
    facts = [grown if fact.id == grown.id else fact for fact in full_year()]
    text = text_of(circular_of(everything, facts))
    assert "下降不超过5.8%" in text
    assert "以上" not in text


def test_the_growth_of_funds_follows_their_amount(everything):
    published = [
        number("2023.funds_in_place", 25.5, evidence="published"),
        number("2023.funds_in_place.out_of_city", 20.2, evidence="published"),
        number("2023.funds_in_place.growth", 180.2, "%", evidence="published"),
    ]
    text = text_of(circular_of(everything, published))
    assert "到位资金25.5亿元，其中市外资金到位20.2亿元。到位资金同比增长180.2%。" in text
    assert text.count("180.2%") == 1
    alone = text_of(circular_of(everything, published[2:]))
    assert "到位资金同比增长180.2%。" in alone


def test_a_growth_of_nothing_is_level(everything):
    level = [replace(f, value=-0.03) if f.id.name == "growth" else f for f in full_year()]
    text = text_of(circular_of(everything, level))
    assert "协议引资同比基本持平。" in text
    assert "下降" not in text


def test_a_growth_on_a_comparable_basis_is_stated_as_such(everything):
    published = [
        number("2023.funds_in_place", 58.8, evidence="published"),
        number("2023.funds_in_place.growth.like_for_like", 7.2, "%", evidence="published"),
        number("2023.agreed_amount.growth.like_for_like", -3.9, "%", evidence="published", signed=True),
    ]
    others = [
        fact for fact in full_year() if not fact.id.startswith(("2023.agreed_amount.growth", "2023.funds"))
    ]
    text = text_of(circular_of(everything, [*others, *published]))
    assert "到位资金按可比口径同比增长7.2%" in text
    assert "协议引资按可比口径同比下降3.9%" in text
