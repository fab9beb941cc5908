"""Rows that nothing contradicts and that look like slips: each is remarked once, and no sound row is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.quality.checks.doubts import KnownNames, doubts_of, with_doubts
from jjinvest.quality.checks.report import report
from tests.quality.checks.figures import rows

NAMES = KnownNames(
    metrics=("agreed_amount", "funds_in_place", "projects_signed"),
    dimensions=("sector", "county", "park"),
    members={"sector": ("primary", "secondary", "tertiary"), "county": ("xishan", "donghu")},
    listed=("county",),
    labelled=("holding",),
    authorities=("district", "municipality", "province"),
    unnamed={"county": ("donghu", "xishan")},
)


def remarks(*lines: str, names: KnownNames = NAMES) -> list[tuple[str, tuple[int, ...]]]:
    figures = rows(*lines)
    found = doubts_of(figures, names, report(figures, joint=False))
    assert all(each.verdict == "remark" and each.zh and each.en for each in found)
    return [(each.kind, each.rows) for each in found]


@pytest.mark.parametrize(
    ("lines", "kind", "found"),
    [
        (["2023 agreed_amont - level 80 亿元"], "unknown_metric", (2,)),
        (["2023 chairs - level 8 个", "2022 chairs - level 7 个"], "unknown_metric", (2, 3)),
        (["2023 agreed_amount - target 8 亿元 authority~group"], "unknown_authority", (2,)),
        (["2023 agreed_amount sectr=primary level 8 亿元"], "unknown_dimension", (2,)),
        (["2023 agreed_amount sector=second level 8 亿元"], "unknown_member", (2,)),
        (["2023 agreed_amount park=fortune500 level 8 亿元"], "unknown_member", (2,)),
        (["2023 agreed_amount county=beihu level 8 亿元"], "unknown_member", (2,)),
        (["2023 agreed_amount - level 8 亿元", "2023 agreed_amount - level 8 亿元"], "repeated_row", (2, 3)),
        (["2023 agreed_amount - growth 0.085 %"], "fraction", (2,)),
        (["2023 agreed_amount - completion 1.12 %"], "fraction", (2,)),
    ],
)
def test_a_slip_is_remarked_once(lines, kind, found):
    assert remarks(*lines) == [(kind, found)]


@pytest.mark.parametrize(
    "lines",
    [
        ["2023 agreed_amount sector=secondary level 8 亿元"],
        ["2023 funds_in_place_usd - level 8 亿美元"],  # pages name it by funds in place
        ["2023 funds_in_place_completion - rank 3 名 authority~municipality"],
        ["2023 agreed_amount sector=制造业 level 8 亿元"],  # a member of its own, like no other
        ["2023 agreed_amount park=东园 level 8 亿元"],
        ["2023 agreed_amount - target 8 亿元 authority~province"],
        ["2023 agreed_amount - target 8 亿元 authority~holding"],
        ["2023 agreed_amount - level 8 亿元 quote~首段", "2023 agreed_amount - level 8 亿元 quote~末段"],
        ["2023 agreed_amount - growth 0.5 %"],
        ["2023 agreed_amount - completion 112.2 %"],
        [
            "2023 agreed_amount - level 100.08 亿元",
            "2022 agreed_amount - level 100.00 亿元",
            "2023 agreed_amount - growth 0.08 %",
        ],
    ],
)
def test_a_sound_row_is_not_remarked(lines):
    assert remarks(*lines) == []


def test_a_near_name_is_given_and_a_member_named_elsewhere_is_known():
    figures = rows("2023 agreed_amount county=xishn level 8 亿元")
    [found] = doubts_of(figures, NAMES, report(figures))
    assert "相近的是 xishan" in found.zh
    assert "near: xishan" in found.en
    named = replace(NAMES, labelled=("xishn",))
    assert doubts_of(figures, named, report(figures)) == []


def test_remarks_make_no_contradiction():
    figures = rows("2023 agreed_amont - level 80 亿元")
    checked = with_doubts(report(figures), figures, NAMES)
    assert [finding.kind for finding in checked.findings] == ["unknown_metric"]
    assert checked.verdict == "consistent"


def test_members_that_are_listed_without_a_name_are_remarked_once_a_dimension():
    lines = [f"2023 agreed_amount county={name} level 8 亿元" for name in ("xishan", "donghu", "nanhe")]
    assert remarks(*lines[:2]) == [("unnamed_member", (2, 3))]
    assert remarks(lines[1], names=replace(NAMES, unnamed={})) == []
