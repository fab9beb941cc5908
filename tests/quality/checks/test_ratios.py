"""Relations of ratios: found, held by rounding or truncation, and broken by the next digit."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import assert_breaks, assert_stands, check, failing, kinds, rows

Y = "2023 funds_in_place"
N = "2023 projects_signed"
B = "2022 funds_in_place"


@pytest.mark.parametrize(
    ("kind", "lines", "wrong", "complete"),
    [
        (
            "share",
            [f"{N} - level 3 个", f"{N} zone=a level 1 个", f"{N} zone=a share 33.3 %"],
            {2: "33.4"},
            (),
        ),
        (
            "share",
            [f"{N} zone=a level 3 个", f"{N} grade=b level 2 个", f"{N} grade=b share 66.6 % of~zone=a"],
            {2: "66.8"},
            (),
        ),
        (
            "share",
            ["2023 trips - level 8 批次", "2023 visits - level 2 批次", "2023 visits - share 25 % of~trips:"],
            {2: "26"},
            (),
        ),
        (
            "completion",
            [
                f"{Y} - target 45 亿元 authority~district",
                f"{Y} - level 30.00 亿元",
                f"{Y} - completion 66.66 % authority~district",
            ],
            {2: "66.69"},
            (),
        ),
        (
            "completion",
            [
                f"{Y} - target 45 亿元",
                "2023H1 funds_in_place - level 300000 万元",
                "2023H1 funds_in_place - completion 66.67 %",
            ],
            {2: "66.65"},
            (),
        ),
        (
            "rate",
            [
                "2023 projects_signed - level 3 个",
                "2023 projects_started - level 2 个",
                "2023 start_rate - level 66.7 %",
            ],
            {2: "66.8"},
            (),
        ),
        (
            "rate",  # what a period signed is new, so that the rate of the new is of all signed
            [
                "2023 projects_signed - level 215 个",
                "2023 projects_started cohort=new level 97 个",
                "2023 start_rate cohort=new level 45.1 %",
            ],
            {2: "45.4"},
            (),
        ),
        (
            "growth",
            [f"{Y} - level 12.0 亿元", f"{B} - level 10.0 亿元", f"{Y} - growth 20 %"],
            {2: "-20"},
            (),
        ),
        ("whole_base", ["2023 trips - level 179 批次", "2023 trips - growth -14.7 %"], {1: "-14.5"}, ()),
        (
            "multiple",
            [f"{Y} - level 25.0 亿元", f"{B} - level 10.0 亿元", f"{Y} - multiple 2.5 倍"],
            {2: "1.5"},
            (),
        ),
        (
            "points",
            [
                "2023 start_rate - level 80.5 %",
                "2022 start_rate - level 70.2 %",
                "2023 start_rate - points 10.3 百分点",
            ],
            {2: "-10.3"},
            (),
        ),
        (
            "pace_gap",
            ["2023-01..2023-05 trips - completion 45.02 %", "2023-01..2023-05 trips - pace_gap 3.35 百分点"],
            {1: "-3.35"},
            (),
        ),
        (
            "pace_gap",
            [
                "2023H1 trips - level 55 批次",
                "2023 trips - target 100 批次",
                "2023H1 trips - pace_gap 5.0 百分点",
            ],
            {2: "5.2"},
            (),
        ),
    ],
)
def test_a_relation_is_found_and_breaks(kind, lines, wrong, complete):
    assert_breaks(kind, lines, wrong, complete)


@pytest.mark.parametrize(
    "lines",
    [
        # targets of two authorities
        [
            f"{Y} - level 30 亿元",
            f"{Y} - target 40 亿元 authority~district",
            f"{Y} - completion 60 % authority~municipality",
        ],
        # growth on a comparable basis is not held against the published level
        [f"{Y} - level 30.0 亿元", f"{B} - level 10.0 亿元", f"{Y} - growth 5.0 % version~like_for_like"],
        # a rate of the projects signed in the period beside starts of earlier years
        [
            "2023 projects_signed - level 215 个",
            "2023 projects_started - level 186 个",
            "2023 projects_started cohort=new level 97 个",
            "2023 start_rate - level 45.1 %",
        ],
        # the rate of a part may exceed that of the whole
        ["2023 start_rate - level 60 %", "2023 start_rate zone=a level 80 %"],
        # "about"
        [f"{Y} - level 30 亿元 relation~~", f"{Y} - target 45 亿元", f"{Y} - completion 70 %"],
        # more than
        [f"{Y} - level 30 亿元 relation~>", f"{Y} - target 45 亿元", f"{Y} - completion 70 %"],
    ],
)
def test_what_may_stand_together_raises_nothing(lines):
    assert_stands(lines)


def test_truncation_is_known():
    result = check(f"{N} - level 3 个", f"{N} zone=a level 2 个", f"{N} zone=a share 66.6 %")
    (share,) = [one for one in result.checks if one.kind == "share"]
    assert (share.holds, share.by_rounding) == (True, False)


def test_a_district_may_name_its_own_rate():
    lines = ["2023 trips - level 4 批次", "2023 visits - level 3 批次", "2023 visit_rate - level 80 %"]
    assert failing(check(*lines, rates={"visit_rate": ("visits", "trips")})) == ["rate"]
    assert kinds(check(*lines)) == []


OTHER_BASE = [
    "2016 agreed_amount - level 212.4 亿元",
    "2019 agreed_amount - level 301.7 亿元",
    "2020 agreed_amount - level 355.0 亿元",
    "2020 agreed_amount - growth 17.7 %",
]


@pytest.mark.parametrize(
    "rate",
    [
        "2020 agreed_amount - multiple 1.67 倍 note~2020年是2016年的1.67倍",
        "2020 agreed_amount - growth 67.1 % quote~比2016年增长67.1%",
        "2020 agreed_amount - growth 67.1 % version~over_2016",
        "2020 agreed_amount - growth 40.0 % note~环比",
    ],
)
def test_a_rate_over_another_base_is_not_held_against_the_year_before(rate):
    result = check(*OTHER_BASE, rate, joint=True)
    assert failing(result) == []
    assert result.verdict == "consistent"
    of_rate = rows(*OTHER_BASE, rate)[-1]
    assert of_rate.fact_id.name in ("over_2016", "sequential")


@pytest.mark.parametrize(
    "words", ["note~是2019年的1.67倍", "note~上年的1.67倍，2016年以来最多", "note~比2016年同比1.67倍"]
)
def test_a_rate_over_the_year_before_is_still_held_against_it(words):
    assert "multiple" in failing(check(*OTHER_BASE, f"2020 agreed_amount - multiple 1.67 倍 {words}"))
