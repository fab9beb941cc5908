"""Relations of parts and wholes: found, held by rounding or truncation, and broken by the next digit."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import assert_breaks, assert_stands, check, failing, kinds, the_finding

Y = "2023 funds_in_place"
N = "2023 projects_signed"


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
                f"{N} cohort=new level 3 个",
                f"{N} cohort=new;zone=a level 1 个",
                f"{N} cohort=new;zone=b level 2 个",
            ],
            {0: "4"},
            ("zone",),
        ),
        (
            "two_splits",
            [f"{N} a=x level 1 个", f"{N} a=y level 2 个", f"{N} b=u level 1 个", f"{N} b=v level 2 个"],
            {0: "2"},
            ("a", "b"),
        ),
        ("part_within", [f"{Y} - level 4.7 亿元", f"{Y} other=a level 4.8 亿元"], {1: "4.9"}, ()),
        (
            "parts_within",
            [f"{N} - level 5 个", f"{N} sector=primary level 2 个", f"{N} sector=tertiary level 3 个"],
            {1: "3"},
            (),
        ),
        (
            "shares",
            [f"{N} z=a level 1 个", f"{N} z=b level 2 个", f"{N} z=a share 33 %", f"{N} z=b share 66 %"],
            {3: "69"},
            ("z",),
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
    ],
)
def test_a_relation_is_found_and_breaks(kind, lines, wrong, complete):
    assert_breaks(kind, lines, wrong, complete)


def test_members_of_a_dimension_that_nobody_declared_may_overlap():
    assert_stands(
        [f"{Y} - level 10 亿元", f"{Y} other=private level 8 亿元", f"{Y} other=foreign level 7 亿元"]
    )


def test_a_split_with_a_member_missing_only_bounds_the_whole():
    lines = [
        f"{N} - level 9 个",
        f"{N} z=a level 4 个",
        f"{N} z=b level 3 个",
        "2023 trips z=c level 1 个",
        "2023 trips z=a level 1 个",
    ]
    result = check(*lines, complete=("z",))
    assert kinds(result) == ["parts_within"]


def test_projects_named_for_a_part_of_a_period_are_of_the_whole_period():
    lines = [
        "2023 agreed_amount - level 100 亿元",
        "2023 agreed_amount project=a level 40 亿元",
        "2023 agreed_amount project=b level 30 亿元",
        "2023H1 agreed_amount project=a level 35 亿元",
        "2023H1 agreed_amount project=c level 20 亿元",
        "2022 agreed_amount project=d level 90 亿元",
    ]
    (whole,) = [each for each in check(*lines, declared=("project",)).checks if each.kind == "parts_within"]
    assert whole.holds
    assert {entry.figure.where for entry in whole.parts} == {(("project", name),) for name in "abc"}
    lines[4] = "2023H1 agreed_amount project=c level 35 亿元"  # 40 + 30 + 35 > 100
    assert failing(check(*lines, declared=("project",))) == ["parts_within"]


def test_a_size_class_counts_projects_named_for_a_part_of_its_period():
    lines = [
        "2023 projects_signed size=20_50 level 1 个",
        "2023 agreed_amount project=a level 30 亿元",
        "2023H1 agreed_amount project=a level 15 亿元",
    ]
    assert failing(check(*lines)) == []
    assert failing(check(*lines, "2023-04-06 agreed_amount project=b level 20 亿元")) == ["named_count"]
    assert failing(check(*lines, "2022 agreed_amount project=b level 20 亿元")) == []


SECTORS = [
    "2024 agreed_amount - level 200 亿元",
    "2024 agreed_amount sector=primary level 10 亿元",
    "2024 agreed_amount sector=secondary level 150 亿元",
    "2024 agreed_amount sector=tertiary level 35 亿元",
]


def test_the_three_sectors_are_the_whole_without_a_table_of_dimensions():
    """三次产业 add up to the total in every district; 195 of 200 is a contradiction."""
    found = check(*SECTORS)
    assert failing(found) == ["parts"]
    assert found.verdict == "contradiction"
    assert check(*SECTORS[:3]).verdict == "consistent"


def test_a_slip_that_is_offered_lies_in_the_interval_beside_it():
    for finding in check(*SECTORS).findings:
        ranges = {r["row"]: (r["low"], r["high"]) for r in finding.readings if r["kind"] == "value"}
        for reading in finding.readings:
            if reading["kind"] in ("digit", "swapped", "sign"):
                low, high = ranges[reading["row"]]
                assert float(low) <= float(reading["value"]) <= float(high)
    assert "要求它为 15 亿元（14–17），或一个数字有误，应为 15 亿元" in the_finding(check(*SECTORS)).zh


OVERLAPPING = (
    f"{Y} - level 64.0 亿元",
    f"{N} - level 38 个",
    f"{Y} industry=chips level 30.1 亿元",
    f"{Y} industry=ai level 28.4 亿元",
    f"{Y} industry=bio level 14.7 亿元",
    f"{N} industry=chips level 17 个",
    f"{N} industry=ai level 14 个",
    f"{N} industry=bio level 9 个",
    f"{Y} industry=chips share 47.0 %",
    f"{Y} industry=ai share 44.4 %",
    f"{Y} industry=bio share 23.0 %",
)


def test_members_that_a_text_counts_in_several_are_not_added():
    result = check(*OVERLAPPING, declared=("industry",))
    assert failing(result) == []
    assert kinds(result).count("part_within") == 6
    assert not {"parts_within", "shares_within"} & set(kinds(result))


@pytest.mark.parametrize("line", [2, 0, 8])
def test_one_slip_does_not_make_members_overlap(line):
    lines = [
        *OVERLAPPING[:3],
        f"{Y} industry=ai level 18.4 亿元",
        f"{Y} industry=bio level 14.7 亿元",
        *OVERLAPPING[8:9],
        f"{Y} industry=ai share 28.8 %",
        f"{Y} industry=bio share 23.0 %",
    ]
    wrong = {2: (2, "30.1", "90.1"), 0: (0, "64.0", "46.0"), 8: (5, "47.0", "74.0")}[line]
    place, right, slip = wrong
    assert failing(check(*lines, declared=("industry",))) == []
    lines[place] = lines[place].replace(right, slip)
    assert failing(check(*lines, declared=("industry",)))


def test_members_of_a_complete_dimension_do_not_overlap():
    assert "shares" in failing(check(*OVERLAPPING, complete=("industry",)))


NET = (
    f"{Y} - level 210.6 亿元",
    f"{Y} county=a level 140.3 亿元",
    f"{Y} county=b level 72.5 亿元",
    f"{Y} county=c level -2.2 亿元",
    f"{Y} county=a share 66.6 %",
    f"{Y} county=b share 34.4 %",
    f"{Y} county=c target 10 亿元",
    f"{Y} county=c completion -22.0 %",
)
"""Funds of which one county paid back more than it received: 66.6 and 34.4 % are right."""


@pytest.mark.parametrize("declared", [{"declared": ("county",)}, {"complete": ("county",)}])
def test_shares_of_the_others_exceed_100_per_cent_where_one_part_is_below_zero(declared):
    result = check(*NET, joint=True, **declared)
    assert failing(result) == []
    assert result.findings == ()


def test_a_slip_beside_a_part_below_zero_is_found():
    lines = [line.replace("72.5", "75.2") for line in NET]
    assert failing(check(*lines, complete=("county",)))
    lines = [line.replace("-22.0", "22.0") for line in NET]
    assert failing(check(*lines, complete=("county",)))


@pytest.mark.parametrize("fall", ["-100", "-100.0"])
def test_a_part_that_fell_to_nothing_says_nothing_of_its_base(fall):
    lines = [
        f"{N} - level 17 个",
        f"{N} - growth -34.6 %",
        f"{N} sector=primary level 0 个",
        f"{N} sector=primary growth {fall} %",
        f"{N} sector=secondary level 9 个",
        f"{N} sector=secondary growth -35.7 %",
        f"{N} sector=tertiary level 8 个",
        f"{N} sector=tertiary growth -11.1 %",
    ]
    assert_stands(lines)
    # 26 the year before; 40 and 9 of two parts alone are more than that
    lines[5] = f"{N} sector=secondary growth -77.5 %"
    assert "growth_of_parts" in failing(check(*lines))


ORIGINS = (
    "2023 agreed_amount - level 378.3 亿元",
    "2023 agreed_amount origin=in_city level 101.4 亿元",
    "2023 agreed_amount origin=out_of_city level 276.9 亿元",
)


def test_abroad_lies_within_out_of_city_and_is_not_added_to_it():
    within = check(*ORIGINS, "2023 agreed_amount origin=abroad level 18.2 亿元", declared=("origin",))
    assert failing(within) == []
    above = check(*ORIGINS, "2023 agreed_amount origin=abroad level 280.2 亿元", declared=("origin",))
    assert failing(above) == ["part_within"]


def test_all_words_for_abroad_are_one_figure():
    two = (
        "2023 agreed_amount origin=foreign level 18.2 亿元",
        "2023 agreed_amount origin=境外 level 28.2 亿元",
    )
    assert "repeated" in failing(check(*ORIGINS, *two))


ABROAD_BESIDE = (
    f"{N} - level 87 个",
    f"{N} origin=out_of_city level 61 个",
    f"{N} origin=in_city level 24 个",
    f"{N} origin=foreign level 2 个",
    f"{Y} - level 308.95 亿元",
    f"{Y} origin=out_of_city level 241.07 亿元",
    f"{Y} origin=in_city level 58.88 亿元",
    f"{Y} origin=foreign level 9.00 亿元",
    f"{Y} origin=out_of_city share 78.0 %",
    f"{Y} origin=in_city share 19.1 %",
    f"{Y} origin=foreign share 2.9 %",
)
"""A text that counts 境外 beside 市外: 61 + 24 + 2 = 87."""


def test_abroad_is_beside_the_other_origins_where_only_so_they_add_up():
    result = check(*ABROAD_BESIDE, complete=("origin",), joint=True)
    assert failing(result) == []
    assert result.verdict == "consistent"
    assert {"parts", "shares"} <= set(kinds(result))


@pytest.mark.parametrize(("line", "wrong"), [(2, "42"), (5, "214.07"), (3, "7"), (9, "91.1")])
def test_a_slip_beside_such_origins_is_found(line, wrong):
    lines = list(ABROAD_BESIDE)
    *words, _, unit = lines[line].split()
    lines[line] = " ".join((*words, wrong, unit))
    assert failing(check(*lines, complete=("origin",)))


def test_abroad_stays_a_part_where_the_usual_reading_adds_up():
    lines = [f"{N} - level 85 个", *ABROAD_BESIDE[1:4]]
    assert failing(check(*lines, complete=("origin",))) == []
    lines[3] = f"{N} origin=foreign level 62 个"
    assert "part_within" in failing(check(*lines, complete=("origin",)))
