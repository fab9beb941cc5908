"""Styles of facts in messages: chances in words, changes with their sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary


def fact(value, unit, *, low=None, high=None, evidence="published") -> Fact:
    return Fact("2023.x", value, low, high, unit, "agreed", "all", evidence, "2023")


@pytest.mark.parametrize(
    ("p", "zh", "en"),
    [
        (0.6, "约六成", "about 6 in 10"),
        (0.59, "近六成", "nearly 6 in 10"),
        (0.61, "六成多", "over 6 in 10"),
        (0.946, "九成多", "over 9 in 10"),
        (0.95, "九成五以上", "almost certain"),
        (0.998, "九成五以上", "almost certain"),
        (0.01, "不足半成", "very unlikely"),
    ],
)
def test_chances_in_words(p, zh, en):
    assert Vocabulary("zh", {}).fact(fact(p, "概率"), "chance") == zh
    assert Vocabulary("en", {}).fact(fact(p, "概率"), "chance") == en


@pytest.mark.parametrize(
    ("low", "high", "zh", "en"),
    [
        (0.0, 0.29, "至多三成", "at most 3 in 10"),
        (0.0, 0.33, "至多四成", "at most 4 in 10"),
        (0.67, 1.0, "至少六成", "at least 6 in 10"),
        (0.0, 0.94, "高低均有可能", "anything is possible"),
        (0.36, 0.91, "近四成到九成多之间", "between nearly 4 in 10 and over 9 in 10"),
        (0.4, 0.7, "四成到七成之间", "between 4 in 10 and 7 in 10"),
        (0.71, 1.0, "至少七成", "at least 7 in 10"),
        (0.02, 0.99, "高低均有可能", "anything is possible"),
        (0.0, 0.04, "不足半成", "very unlikely"),
        (0.3, 0.947, "至少三成", "at least 3 in 10"),
        (0.946, 0.948, "至少九成", "at least 9 in 10"),
        (0.96, None, "九成五以上", "almost certain"),
        (0.58, 0.62, "约六成", "about 6 in 10"),
    ],
)
def test_intervals_of_chances_in_words_without_figures_of_per_cent(low, high, zh, en):
    chance = fact(None, "概率", low=low, high=high)
    assert Vocabulary("zh", {}).fact(chance, "chance") == zh
    assert Vocabulary("en", {}).fact(chance, "chance") == en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chance_and_every_interval_of_chances_has_words(language):
    words, chances = Vocabulary(language, {}), [n / 1000 for n in range(0, 1001, 3)]
    assert all(words.fact(fact(p, "概率"), "chance") for p in chances)
    ends = [*chances[::4], 0.9449, 0.945, 0.9499, 0.95]
    pairs = [(low, high) for low in ends for high in ends if low <= high]
    written = {words.fact(fact(None, "概率", low=low, high=high), "chance") for low, high in pairs}
    assert "" not in written
    assert not any("10 in 10" in each or "〇" in each for each in written)


def test_decimals_and_sign_are_those_of_the_fact():
    step = replace(fact(2.25, "亿元", evidence="modelled"), decimals=1, signed=True)
    assert Vocabulary("zh", {}).fact(step, "signed") == "+2.3 亿元"
    assert Vocabulary("zh", {}).fact(replace(step, decimals=None), "signed") == "+2 亿元"


def test_a_change_keeps_its_relation_before_the_sign():
    nothing = replace(fact(0, "%"), decimals=1, signed=True, evidence="published")
    assert Vocabulary("zh", {}).fact(nothing, "signed") == "0.0%"
    over = replace(fact(30, "%", low=30), relation=">", signed=True)
    assert Vocabulary("zh", {}).fact(over, "signed") == ">+30%"
    amount = replace(over, unit="亿元")
    assert Vocabulary("en", {}).fact(amount, "signed") == ">CNY +3 bn (+30 亿元)"
    assert Vocabulary("zh", {}).fact(replace(over, relation="="), "signed") == "+30%"


def test_computed_numbers_side_by_side_have_equal_decimals():
    words = Vocabulary("zh", {})
    share, published = fact(37.0, "%", evidence="computed"), fact(37.0, "%")
    assert (words.fact(share, "even"), words.fact(share)) == ("37.0%", "37%")
    assert words.fact(published, "even") == "37%"
    again = replace(share, id="2023.x.share.check.ratio.computed", decimals=1)
    assert words.fact(again) == "37.0%"


def test_a_range_with_a_number_below_zero_is_written_with_a_word():
    gap = Fact("2023.agreed_amount.excess", None, -16.8, 12.8, "亿元", "", "", "computed", "2023")
    assert Vocabulary("zh", {}).fact(gap) == "−16.8 至 12.8 亿元"
    assert Vocabulary("en", {}).fact(gap) == "CNY −1.68 to 1.28 bn (−16.8 to 12.8 亿元)"


def test_a_chance_that_is_written_as_five_percent_is_not_below_it():
    words, chances = Vocabulary("zh", {}), (0.046, 0.044)
    facts = [
        Fact("2024.agreed_amount.p_reach", p, None, None, "概率", "", "", "modelled", "2024") for p in chances
    ]
    written = [(words.fact(fact), words.fact(fact, "chance")) for fact in facts]
    assert written == [("5%", "近一成"), ("4%", "不足半成")]
