"""Bounds in sentences."""

from __future__ import annotations

import pytest

from jjinvest.i18n.relations import closed_up, in_words


@pytest.mark.parametrize(
    ("written", "before", "after", "said"),
    [
        (">60 个", "签约项目 ", "。", "超过 60 个"),
        (">55%", "完成目标的 ", "。", "55%以上"),
        (">−0.9 亿美元", "", "", "高于 −0.9 亿美元"),
        ("≥1 亿美元", "完成市级年度目标", "的约 120%", "（1 亿美元以上）"),
        ("≥1 亿美元", "完成市级年度目标", "。", "1 亿美元以上"),
        ("≤0.15 亿美元", "月均须 ", "。", "至多 0.15 亿美元"),
        ("60 个", "签约项目 ", "。", "60 个"),
    ],
)
def test_a_bound_has_the_words_of_its_place(written, before, after, said):
    assert in_words(written, "zh", before=before, after=after) == said


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("1%–>99%", "1%至 99%以上", "1% to above 99%"),
        ("<1%–>99%", "1%以下至 99%以上", "below 1% to above 99%"),
        ("<1%–35%", "1%以下至 35%", "below 1% to 35%"),
        ("2%–35%", "2%–35%", "2%–35%"),
    ],
)
def test_a_range_has_words_for_an_end_that_is_a_bound(written, zh, en):
    assert in_words(written, "zh") == zh
    assert in_words(written, "en") == en


def test_english_words_have_a_capital_only_at_the_beginning():
    assert in_words("≥15.3%", "en", before="Projects: up ") == "at least 15.3%"
    assert in_words("≥15.3%", "en") == "At least 15.3%"


def test_the_space_before_the_words_goes_and_no_other():
    assert closed_up("项目 **<b>不超过 60 个</b>，超过 上年") == "项目**<b>不超过 60 个</b>，超过 上年"
    assert closed_up("目标 <a>（1 亿美元以上）</a>") == "目标<a>（1 亿美元以上）</a>"
