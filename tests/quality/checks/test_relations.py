"""Relations of all families: repetitions, units, and the count of checks."""

from __future__ import annotations

from jjinvest.quality.checks.report import report
from tests.quality.checks.figures import assert_breaks, assert_stands, check

Y = "2023 funds_in_place"
N = "2023 projects_signed"


def test_a_repetition_is_found_and_breaks():
    lines = [f"{Y} - level 10.0 亿元", f"{Y} - level 100400 万元"]
    assert_breaks("repeated", lines, {1: "100600"}, ())


def test_currencies_are_not_converted():
    assert_stands([f"{Y} - level 10 亿元", f"{Y} zone=a level 100 亿美元"])


def test_equalities_and_bounds_are_counted_and_the_unchecked_named():
    result = check(
        f"{N} - level 3 个", f"{N} zone=a level 2 个", f"{N} zone=a share 66.7 %", "2023 trips - level 4 批次"
    )
    assert (result.equal, result.one_sided) == (1, 1)
    assert [figure.row for figure in result.not_checked] == [5]


def test_nothing_to_check():
    result = check(f"{N} - level 3 个")
    assert (result.checks, result.findings, result.verdict) == ((), (), "consistent")
    assert report([]).not_checked == ()
