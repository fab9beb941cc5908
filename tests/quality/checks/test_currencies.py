"""Two amounts of one measure in two currencies are named: no page adds them, and one would vanish."""

from __future__ import annotations

from tests.quality.checks.figures import check


def test_amounts_that_no_exchange_rate_makes_equal_contradict_each_other():
    found = check(
        "2024-01..2024-11 foreign_funds - level 83.9 亿元",
        "2024-01..2024-11 foreign_funds - level 3.41 亿美元",
    )
    (finding,) = found.findings
    assert (finding.verdict, finding.kind, finding.rows) == ("contradicts", "currencies", (2, 3))
    assert found.verdict == "contradiction"


def test_amounts_that_may_be_one_are_a_remark():
    found = check("2024 foreign_funds - level 24.2 亿元", "2024 foreign_funds - level 3.41 亿美元")
    assert [finding.verdict for finding in found.findings] == ["remark"]
    assert found.verdict == "consistent"


def test_amounts_of_two_measures_or_parts_are_not_compared():
    found = check(
        "2024 foreign_funds - level 3.41 亿美元",
        "2024 agreed_amount origin=foreign level 83.9 亿元",
        "2024 foreign_funds region=hk level 83.9 亿元",
    )
    assert [finding.kind for finding in found.findings] == []


def test_a_correction_is_found_though_the_amount_was_also_published_in_another_currency():
    lines = (
        "2023 foreign_funds - level 8800 万美元",
        "2023 foreign_funds - level 6.2 亿元",
        "2023 foreign_funds - level 8600 万美元 source~later",
    )
    result = check(*lines, published={"s": "2024-01-20", "later": "2024-03-10"})
    assert [f.kind for f in result.findings if f.verdict == "restated"] == ["repeated"]
