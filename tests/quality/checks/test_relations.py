"""Each kind of relation: found, held by rounding or truncation, and broken by the next digit."""

from __future__ import annotations

import pytest

from jjinvest.quality.checks.report import report
from tests.quality.checks.figures import check, failing, kinds

Y = "2023 funds_in_place"
B = "2022 funds_in_place"


@pytest.mark.parametrize(
    ("kind", "lines", "wrong", "complete"),
    [
        (
            "parts",
            [f"{Y} - level 4.7 亿元", f"{Y} origin=in level 1.2 亿元", f"{Y} origin=out level 3.4 亿元"],
            {0: "4.8"},
            ("origin",),
        ),
        (
            "parts",
            [
                f"{Y} cohort=new level 3 个",
                f"{Y} cohort=new;zone=a level 1 个",
                f"{Y} cohort=new;zone=b level 2 个",
            ],
            {0: "4"},
            ("zone",),
        ),
        (
            "two_splits",
            [f"{Y} a=x level 1 个", f"{Y} a=y level 2 个", f"{Y} b=u level 1 个", f"{Y} b=v level 2 个"],
            {0: "2"},
            ("a", "b"),
        ),
        ("part_within", [f"{Y} - level 4.7 亿元", f"{Y} other=a level 4.8 亿元"], {1: "4.9"}, ()),
        (
            "parts_within",
            [f"{Y} - level 5 个", f"{Y} sector=primary level 2 个", f"{Y} sector=tertiary level 3 个"],
            {1: "3"},
            (),
        ),
        (
            "share",
            [f"{Y} - level 3 个", f"{Y} zone=a level 1 个", f"{Y} zone=a share 33.3 %"],
            {2: "33.4"},
            (),
        ),
        (
            "share",
            [f"{Y} zone=a level 3 个", f"{Y} grade=b level 2 个", f"{Y} grade=b share 66.6 % of~zone=a"],
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
            "shares",
            [f"{Y} z=a level 1 个", f"{Y} z=b level 2 个", f"{Y} z=a share 33 %", f"{Y} z=b share 66 %"],
            {3: "69"},
            ("z",),
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
        (
            "growth_of_parts",
            [
                f"{Y} - level 133.8 亿元",
                f"{Y} - growth 5.0 %",
                f"{Y} cohort=new level 33.8 亿元",
                f"{Y} cohort=new growth 23.5 %",
                f"{Y} cohort=old level 100.0 亿元",
                f"{Y} cohort=old growth 0.0 %",
            ],
            {1: "-5.0"},
            ("cohort",),
        ),
        (
            "bases_within",
            [
                f"{Y} - level 10.0 亿元",
                f"{Y} - growth 0.0 %",
                f"{Y} other=a level 5.0 亿元",
                f"{Y} other=a growth -40.0 %",
            ],
            {3: "-60.0"},
            (),
        ),
        ("running_total", ["2023Q1-Q3 trips - level 5 批次", "2023H1 trips - level 5 批次"], {1: "6"}, ()),
        (
            "periods",
            ["2023H1 trips - level 7 批次", "2023Q1 trips - level 3 批次", "2023Q2 trips - level 4 批次"],
            {2: "5"},
            (),
        ),
        (
            "periods",
            [
                "2023-01..2023-10 trips - level 9 批次",
                "2023Q1-Q3 trips - level 7 批次",
                "2023-10 trips - level 2 批次",
            ],
            {0: "8"},
            (),
        ),
        (
            "periods_within",
            ["2023 trips - level 7 批次", "2023H1 trips - level 3 批次", "2023Q4 trips - level 4 批次"],
            {0: "6"},
            (),
        ),
        ("event_within", ["2023Q1 trips - level 5 批次", "2023-02-08 trips - level 5 批次"], {1: "6"}, ()),
        (
            "events_within",
            [
                "2023 trips - level 9 批次",
                "2023-02-08 trips - level 5 批次",
                "2023-12-27 trips - level 4 批次",
            ],
            {1: "6"},
            (),
        ),
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
        ("repeated", [f"{Y} - level 10.0 亿元", f"{Y} - level 100400 万元"], {1: "100600"}, ()),
    ],
)
def test_a_relation_is_found_and_breaks(kind, lines, wrong, complete):
    clean = check(*lines, complete=complete)
    assert kind in kinds(clean)
    assert failing(clean) == []
    assert clean.findings == ()
    for place, value in wrong.items():
        cells = lines[place].split()
        cells[4] = value
        changed = [*lines[:place], " ".join(cells), *lines[place + 1 :]]
    broken = check(*changed, complete=complete)
    assert kind in failing(broken)
    assert broken.verdict == "contradiction"
    assert any(place + 2 in finding.accused for finding in broken.findings)


@pytest.mark.parametrize(
    "lines",
    [
        # targets of two authorities
        [
            f"{Y} - level 30 亿元",
            f"{Y} - target 40 亿元 authority~district",
            f"{Y} - completion 60 % authority~municipality",
        ],
        # members that overlap, in a dimension that nobody declared
        [f"{Y} - level 10 亿元", f"{Y} other=private level 8 亿元", f"{Y} other=foreign level 7 亿元"],
        # growth on a comparable basis is not held against the published level
        [f"{Y} - level 30.0 亿元", f"{B} - level 10.0 亿元", f"{Y} - growth 5.0 % version~like_for_like"],
        # projects under construction may become fewer
        ["2023H1 projects_performing - level 9 个", "2023Q1-Q3 projects_performing - level 7 个"],
        # the rate of a part may exceed that of the whole
        ["2023 start_rate - level 60 %", "2023 start_rate zone=a level 80 %"],
        # currencies are not converted
        [f"{Y} - level 10 亿元", f"{Y} zone=a level 100 亿美元"],
        # a bound on a day may stand for everything until then
        [
            "2023 agreed_amount - level 1068.17 亿元",
            "2023-02-08 agreed_amount - level 245 亿元",
            "2023-12-27 agreed_amount - level 1000 亿元 relation~>",
        ],
        # funds may stay below the size of a project
        ["2023 projects_signed size=ge_10 level 5 个", "2023 funds_in_place size=ge_10 level 1 亿元"],
        # "about"
        [f"{Y} - level 30 亿元 relation~~", f"{Y} - target 45 亿元", f"{Y} - completion 70 %"],
        # more than
        [f"{Y} - level 30 亿元 relation~>", f"{Y} - target 45 亿元", f"{Y} - completion 70 %"],
    ],
)
def test_what_may_stand_together_raises_nothing(lines):
    result = check(*lines, joint=True)
    assert failing(result) == []
    assert result.findings == ()


def test_a_split_with_a_member_missing_only_bounds_the_whole():
    lines = [
        f"{Y} - level 9 个",
        f"{Y} z=a level 4 个",
        f"{Y} z=b level 3 个",
        "2023 trips z=c level 1 个",
        "2023 trips z=a level 1 个",
    ]
    result = check(*lines, complete=("z",))
    assert kinds(result) == ["parts_within"]


def test_truncation_is_known():
    result = check(f"{Y} - level 3 个", f"{Y} zone=a level 2 个", f"{Y} zone=a share 66.6 %")
    (share,) = [one for one in result.checks if one.kind == "share"]
    assert (share.holds, share.by_rounding, share.by_truncation) == (True, False, True)


def test_equalities_and_bounds_are_counted_and_the_unchecked_named():
    result = check(
        f"{Y} - level 3 个", f"{Y} zone=a level 2 个", f"{Y} zone=a share 66.7 %", "2023 trips - level 4 批次"
    )
    assert (result.equal, result.one_sided) == (1, 1)
    assert [figure.row for figure in result.not_checked] == [5]


def test_a_district_may_name_its_own_rate():
    lines = ["2023 trips - level 4 批次", "2023 visits - level 3 批次", "2023 visit_rate - level 80 %"]
    assert failing(check(*lines, rates={"visit_rate": ("visits", "trips")})) == ["rate"]
    assert kinds(check(*lines)) == []


def test_nothing_to_check():
    result = check(f"{Y} - level 3 个")
    assert (result.checks, result.findings, result.verdict) == ((), (), "consistent")
    assert report([]).not_checked == ()
