"""Relations of size classes: found, and broken by the next digit."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import assert_breaks, assert_stands, check, failing


@pytest.mark.parametrize(
    ("kind", "lines", "wrong", "complete"),
    [
        (
            "sizes_nest",
            ["2023 trips size=ge_1 level 5 批次", "2023 trips size=ge_10 level 5 批次"],
            {1: "6"},
            (),
        ),
        (
            "sizes",
            [
                "2023 trips size=ge_1 level 5 批次",
                "2023 trips size=1_10 level 2 批次",
                "2023 trips size=ge_10 level 3 批次",
            ],
            {1: "3"},
            (),
        ),
        (
            "size_least",
            ["2023 projects_signed size=ge_10 level 5 个", "2023 agreed_amount size=ge_10 level 50 亿元"],
            {1: "40"},
            (),
        ),
        (
            "size_most",
            ["2023 projects_signed size=20_50 level 2 个", "2023 agreed_amount size=20_50 level 90 亿元"],
            {1: "120"},
            (),
        ),
        (
            "size_rest_most",
            [
                "2023 projects_signed - level 7 个",
                "2023 agreed_amount - level 70.0 亿元",
                "2023 projects_signed size=ge_10 level 5 个",
                "2023 agreed_amount size=ge_10 level 60.0 亿元",
            ],
            {1: "90.0"},
            (),
        ),
    ],
)
def test_a_relation_is_found_and_breaks(kind, lines, wrong, complete):
    assert_breaks(kind, lines, wrong, complete)


def test_funds_may_stay_below_the_size_of_a_project():
    assert_stands(
        ["2023 projects_signed size=ge_10 level 5 个", "2023 funds_in_place size=ge_10 level 1 亿元"]
    )


@pytest.mark.parametrize(
    "levels",
    [
        ("0.08 万亿元", "0.08 万亿元"),
        ("800 亿元 half_width~50", "800 亿元 half_width~50"),
    ],
)
def test_growth_of_amounts_rounded_to_a_hundredth_of_a_trillion_stands(levels):
    before, now = levels
    stated = f"2022 funds_in_place - level {before}", f"2023 funds_in_place - level {now}"
    assert failing(check(*stated, "2023 funds_in_place - growth 1.2 %")) == []
    exact = "2022 funds_in_place - level 800 亿元", "2023 funds_in_place - level 800 亿元"
    assert failing(check(*exact, "2023 funds_in_place - growth 1.2 %")) == ["growth"]
