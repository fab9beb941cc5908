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
        (0.36, 0.91, "四成到九成之间", "between 4 and 9 in 10"),
        (0.71, 1.0, "至少七成", "at least 7 in 10"),
        (0.02, 0.99, "高低均有可能", "anything is possible"),
        (0.0, 0.04, "不足半成", "very unlikely"),
        (0.96, None, "九成五以上", "almost certain"),
        (0.58, 0.62, "约六成", "about 6 in 10"),
    ],
)
def test_intervals_of_chances_in_words_without_figures_of_per_cent(low, high, zh, en):
    chance = fact(None, "概率", low=low, high=high)
    assert Vocabulary("zh", {}).fact(chance, "chance") == zh
    assert Vocabulary("en", {}).fact(chance, "chance") == en


def test_decimals_and_sign_are_those_of_the_fact():
    step = replace(fact(2.25, "亿元", evidence="modelled"), decimals=1, signed=True)
    assert Vocabulary("zh", {}).fact(step, "signed") == "+2.3 亿元"
    assert Vocabulary("zh", {}).fact(replace(step, decimals=None), "signed") == "+2 亿元"


def test_a_change_keeps_its_relation_before_the_sign():
    over = replace(fact(30, "%", low=30), relation=">", signed=True)
    assert Vocabulary("zh", {}).fact(over, "signed") == ">+30%"
    amount = replace(over, unit="亿元")
    assert Vocabulary("en", {}).fact(amount, "signed") == ">CNY +3 bn (+30 亿元)"
    assert Vocabulary("zh", {}).fact(replace(over, relation="="), "signed") == "+30%"
