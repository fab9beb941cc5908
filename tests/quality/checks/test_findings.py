"""What a finding says: who is accused, every reading that fits, and remarks instead of contradictions."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import check, the_finding

FULING = [
    "2015H1 funds_in_place - level 133.8 亿元",
    "2015H1 funds_in_place - growth 7.9 %",
    "2015H1 funds_in_place cohort=new level 9.2 亿元",
    "2015H1 funds_in_place cohort=new growth 17.1 %",
    "2015H1 funds_in_place cohort=old level 124.5 亿元",
    "2015H1 funds_in_place cohort=old growth -7.3 %",
]


def of_target(level, target, completion):
    return [
        f"2023 a - level {level}",
        f"2023 a - target {target}",
        f"2023 a - completion {completion} %",
    ]


def readings(finding, row):
    return {reading["kind"]: reading for reading in finding.readings if reading["row"] == row}


def test_the_wrong_sign_of_a_growth_rate():
    finding = the_finding(check(*FULING, complete=("cohort",)))
    assert (finding.verdict, finding.kind, finding.rows) == (
        "contradicts",
        "growth_of_parts",
        (2, 3, 4, 5, 6, 7),
    )
    assert finding.accused == (3, 7)
    assert readings(finding, 7)["sign"]["value"] == "7.3"
    assert (readings(finding, 3)["value"]["low"], readings(finding, 3)["value"]["high"]) == ("-6.1", "-5.7")
    assert "正负号相反，应为 7.3 %" in finding.zh
    assert "the sign is reversed: 7.3 %" in finding.en


def test_a_computed_rate_has_the_published_digits():
    finding = the_finding(
        check(
            "2022 invested - target 17.68 亿元",
            "2022-01..2022-05 invested - level 4.28 亿元",
            "2022-01..2022-05 invested - completion 24.25 %",
        )
    )
    assert "24.21 %（24.18–24.24）" in finding.zh
    assert finding.accused == (2, 3, 4)


def test_one_figure_in_three_relations_is_the_only_one_accused():
    lines = [
        "2023 trips - level 52 批次",
        "2023 trips - target 50 批次 authority~district",
        "2023 trips - completion 50 % authority~district",
        "2023 trips - target 100 批次 authority~province",
        "2023 trips - completion 25 % authority~province",
        "2023 trips zone=a level 5 批次",
        "2023 trips zone=a share 20 %",
    ]
    finding = the_finding(check(*lines))
    assert finding.accused == (2,)
    assert readings(finding, 2)["swapped"]["value"] == "25"
    assert finding.rows == (2, 3, 4, 5, 6, 7, 8)


def test_two_faults_far_apart_are_two_findings():
    lines = [
        "2023 trips - target 50 批次",
        "2023 trips - level 25 批次",
        "2023 trips - completion 60 %",
        "2023 visits - target 50 批次",
        "2023 visits - level 25 批次",
        "2023 visits - completion 70 %",
    ]
    assert [finding.rows for finding in check(*lines).findings] == [(2, 3, 4), (5, 6, 7)]


def test_two_faults_around_one_figure_are_two_findings():
    lines = [
        "2023 trips - level 25 批次",
        "2023 trips - target 50 批次 authority~district",
        "2023 trips - completion 60 % authority~district",
        "2023 trips - target 100 批次 authority~province",
        "2023 trips - completion 80 % authority~province",
    ]
    findings = check(*lines).findings
    assert [(finding.rows, set(finding.accused)) for finding in findings] == [
        ((2, 3, 4), {2, 3, 4}),
        ((2, 5, 6), {2, 5, 6}),
    ]


@pytest.mark.parametrize(
    ("lines", "row", "kind", "value"),
    [
        (of_target("4.0 亿元", "50 亿元", "80.0"), 2, "decimal_point", "40"),
        (of_target("40 元", "50 万元", "80.0"), 2, "unit", "400000"),
        (of_target("40 个", "50 个", "86"), 2, "digit", "43"),
        (
            ["2023H1 a - level 4.0 亿元", "2023Q1 a - level 6.0 亿元", "2023Q2 a - level 4.0 亿元"],
            2,
            "flow",
            "10",
        ),
        (
            ["2023 a - level 29.3 亿元", "2022 a - level 10.0 亿元", "2023 a - multiple 1.93 倍"],
            4,
            "growth_for_multiple",
            "2.93",
        ),
    ],
)
def test_slips_that_fit_are_named(lines, row, kind, value):
    finding = the_finding(check(*lines))
    assert value in [r["value"] for r in finding.readings if r["row"] == row and r["kind"] == kind]


def test_a_base_that_another_text_published_first_seems_restated():
    lines = [
        "2022H1 projects_signed - level 1714 个 source~first",
        "2023H1 projects_signed - level 2651 个 source~later",
        "2023H1 projects_signed - growth 34.8 % source~later",
    ]
    published = {"first": "2022-09-02", "later": "2023-09-18"}
    result = check(*lines, published=published)
    finding = the_finding(result)
    assert (finding.verdict, finding.rows, result.verdict) == ("restated", (2, 3, 4), "consistent")
    assert "1967 个（1965–1967）" in finding.zh
    one_text = [line.replace("source~first", "").replace("source~later", "") for line in lines]
    assert check(*one_text).verdict == "contradiction"


def test_a_sign_that_explains_all_is_no_restatement():
    lines = [
        "2022 a - level 96.37 亿元 source~first",
        "2023 a - level 88.95 亿元 source~later",
        "2023 a - growth 7.7 % source~later",
    ]
    result = check(*lines, published={"first": "2023-01-20", "later": "2024-01-20"})
    assert result.verdict == "contradiction"
    assert readings(the_finding(result), 4)["sign"]["value"] == "-7.7"


def test_a_figure_published_again_with_another_value_is_restated():
    lines = ["2022 a - level 88.43 亿元 source~first", "2022 a - level 86.92 亿元 source~later"]
    result = check(*lines, published={"first": "2023-01-20", "later": "2024-01-20"})
    assert (the_finding(result).verdict, result.verdict) == ("restated", "consistent")


def test_a_finding_as_data():
    data = the_finding(check(*FULING, complete=("cohort",))).as_data()
    assert list(data) == ["verdict", "kind", "rows", "accused", "readings", "zh", "en"]
    assert data["accused"] == [3, 7]


# Together


def test_shares_of_a_whole_that_nobody_published():
    lines = [
        "2023 funds_in_place zone=a level 40.0 亿元",
        "2023 funds_in_place zone=a share 40.0 %",
        "2023 funds_in_place zone=b level 70.0 亿元",
        "2023 funds_in_place zone=b share 60.0 %",
    ]
    assert check(*lines).findings == ()
    finding = the_finding(check(*lines, joint=True))
    assert (finding.verdict, finding.kind, finding.rows) == ("contradicts", "joint", (2, 3, 4, 5))
    assert finding.accused == (2, 3, 4, 5)
    assert (readings(finding, 4)["value"]["low"], readings(finding, 4)["value"]["high"]) == ("59.7", "60.3")
    lines[2] = lines[2].replace("70.0", "60.0")
    assert check(*lines, joint=True).findings == ()


def test_the_year_before_must_exist_as_a_whole():
    lines = [
        "2023Q1 trips - level 20 批次",
        "2023Q1 trips - growth -50 %",  # 40 in the first quarter of the year before
        "2023H1 trips - level 30 批次",
        "2023H1 trips - growth 0 %",  # and 30 in its first half
    ]
    finding = the_finding(check(*lines, joint=True))
    assert (finding.kind, finding.rows, finding.accused) == ("joint", (2, 3, 4, 5), (2, 3, 4, 5))


RESTATING = [
    "2023 funds_in_place - level 153.8 亿元 source~b2",
    "2023 funds_in_place origin=out_of_province level 96.4 亿元 source~b2",
    "2023 funds_in_place origin=out_of_province share 62.68 % source~b2 of~all",
    "2023 funds_in_place - target 140 亿元 source~b2 authority~municipality",
    "2023 funds_in_place - completion 109.86 % source~b2 authority~municipality",
    "2024 funds_in_place - level 162.9 亿元 source~b5",
    "2023 funds_in_place - level 151.2 亿元 source~b5 version~restated",
    "2024 funds_in_place - growth 7.7 % source~b5",
    "2024 funds_in_place - target 160 亿元 source~b5 authority~municipality",
    "2024 funds_in_place - completion 101.81 % source~b5 authority~municipality",
]
PUBLISHED = {"b2": "2024-01-20", "b5": "2025-01-20"}


@pytest.mark.parametrize("order", [1, -1])
def test_rates_of_a_base_before_its_revision_do_not_contradict_the_text_that_revises_it(order):
    found = check(*RESTATING[::order], published=PUBLISHED, joint=True)
    assert [finding.verdict for finding in found.findings] == ["restated"]


def test_the_rates_of_the_revised_base_are_still_read_together():
    lines = [*RESTATING, "2023 funds_in_place origin=foreign share 40.0 % source~b5 of~all"]
    lines += ["2023 funds_in_place origin=foreign level 60.5 亿元 source~b5"]
    assert [f.verdict for f in check(*lines, published=PUBLISHED, joint=True).findings] == ["restated"]
    lines[-3] = lines[-3].replace("101.81", "103.81")
    found = check(*lines, published=PUBLISHED, joint=True)
    assert {finding.verdict for finding in found.findings} == {"restated", "contradicts"}


def test_a_figure_published_four_times_is_compared_three_times_and_changed_once():
    lines = [f"2024 funds_in_place - target 165 亿元 source~b{place}" for place in range(4)]
    published = {f"b{place}": f"2024-0{place + 1}-20" for place in range(4)}
    assert [check.kind for check in check(*lines, published=published).checks] == ["repeated"] * 3
    lines[3] = lines[3].replace("165", "170")
    found = check(*lines, published=published, joint=True)
    assert [(finding.verdict, finding.rows) for finding in found.findings] == [("restated", (4, 5))]


def test_a_growth_that_nothing_bounds_has_no_readings_in_words():
    lines = ["2013H1 projects_signed - level 58 个", "2013H1 projects_signed - growth 22.7 %"]
    finding = the_finding(check(*lines))
    assert finding.zh.endswith("只改动下列一个数即可相符：第 3 行；第 2 行。")


HALVES = [
    "2021H1 agreed_amount - level 52.3 亿元 source~b2 version~restated",
    "2021H2 agreed_amount - level 61.1 亿元 source~b2",
    "2021 agreed_amount - level 113.4 亿元 source~b2",
    "2021 agreed_amount - level 110.2 亿元 source~b5 version~restated",
]


def test_a_year_revised_without_its_halves_is_no_contradiction():
    found = check(*HALVES, published=PUBLISHED, joint=True)
    assert [(f.verdict, f.kind, f.rows) for f in found.findings] == [
        ("restated", "repeated", (4, 5)),
        ("restated", "periods", (2, 3, 4, 5)),
    ]
    assert "修订前相符" in found.findings[1].zh


def test_a_share_above_the_whole_beside_a_revised_year_is_found_too():
    impossible = "2021 agreed_amount sector=secondary share 120 % source~b2"
    found = check(*HALVES, impossible, published=PUBLISHED)
    assert {(f.verdict, f.kind) for f in found.findings} == {
        ("restated", "repeated"),
        ("restated", "periods"),
        ("contradicts", "share_most"),
    }


def test_a_year_revised_together_with_a_half_must_agree_with_it():
    lines = [*HALVES, "2021H1 agreed_amount - level 50.3 亿元 source~b5 version~restated"]
    assert "contradicts" in {f.verdict for f in check(*lines, published=PUBLISHED).findings}


def test_a_year_that_never_agreed_with_its_halves_contradicts_them_after_its_revision_too():
    lines = [line.replace("61.1", "66.6") for line in HALVES]
    assert "contradicts" in {f.verdict for f in check(*lines, published=PUBLISHED).findings}


def test_every_value_before_the_revision_stays_out_of_the_joint_question():
    again = "2023 funds_in_place - level 153.8 亿元 source~b3"
    published = PUBLISHED | {"b3": "2024-06-20"}
    found = check(*RESTATING, again, published=published, joint=True)
    assert [finding.verdict for finding in found.findings] == ["restated"]


def test_a_share_above_the_whole_stands_beside_another_contradiction():
    found = check(
        "2023 a - level 100 亿元",
        "2023 a sector=x level 70.8 亿元",
        "2023 a sector=x share 708 %",
        "2023 a sector=y level 120 亿元",
    )
    assert [(f.verdict, f.kind, f.rows) for f in found.findings] == [
        ("contradicts", "share", (2, 3, 4)),
        ("contradicts", "part_within", (2, 5)),
    ]
    assert readings(found.findings[0], 4)["decimal_point"]["value"] == "70.8"


@pytest.mark.parametrize(("later", "expected"), [("3300", ["restated"]), ("3400", [])])
def test_a_row_that_says_it_is_restated_is_a_revision_whatever_its_rounding(later, expected):
    first = "2023Q2 funds_in_place - level 3400 亿元 half_width~50"
    again = f"2023Q2 funds_in_place - level {later} 亿元 half_width~50 version~restated source~later"
    result = check(first, again, published={"s": "2023-07-20", "later": "2023-10-20"})
    assert [finding.verdict for finding in result.findings] == expected


TWICE = ("2019Q3 agreed_amount - level 36.2 亿元 source~a", "2019Q3 agreed_amount - level 38.9 亿元 source~b")
DAYS = {"a": "2019-10-11", "b": "2019-10-25"}


@pytest.mark.parametrize(
    ("later", "said"),
    [("", "没有写明是修订"), (" version~restated", "应是修订"), (" quote~核定数38.9亿元", "应是修订")],
)
def test_two_numbers_are_a_revision_only_where_a_text_says_so(later, said):
    """Two offices may publish two numbers of one thing; neither replaces the other."""
    result = check(TWICE[0], TWICE[1] + later, published=DAYS)
    (finding,) = result.findings
    assert finding.verdict == "restated"
    assert said in finding.zh
    assert ("is not said to be restated" in finding.en) is (later == "")


VINTAGES = [
    "2023Q1 funds_in_place - level 21.4 亿元 source~b2",
    "2023Q2 funds_in_place - level 25.5 亿元 source~b2",
    "2023H1 funds_in_place - level 46.9 亿元 source~b2",
    "2023H1 funds_in_place - level 44.1 亿元 source~b5 version~restated",
    "2023Q3 funds_in_place - level 22.1 亿元 source~b5",
]


def test_quarters_before_the_revision_of_their_half_do_not_contradict_the_three_quarters():
    whole = "2023Q1-Q3 funds_in_place - level 66.2 亿元 source~b5"
    found = check(*VINTAGES, whole, published=PUBLISHED, joint=True).findings
    assert {finding.verdict for finding in found} == {"restated"}
    assert any("计入这一修订即相符" in finding.zh for finding in found)


@pytest.mark.parametrize(
    ("place", "row"),
    [
        (5, "2023Q1-Q3 funds_in_place - level 68.2 亿元 source~b5"),  # wrong with the revision, too
        (0, "2023Q1 funds_in_place - level 24.4 亿元 source~b2"),  # never agreed with the half
    ],
)
def test_a_sum_that_the_revision_does_not_explain_contradicts(place, row):
    lines = [*VINTAGES, "2023Q1-Q3 funds_in_place - level 66.2 亿元 source~b5"]
    lines[place] = row
    found = check(*lines, published=PUBLISHED).findings
    assert "contradicts" in {finding.verdict for finding in found}
