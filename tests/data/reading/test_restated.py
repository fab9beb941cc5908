"""Numbers that a text states again: the new one is proposed, the one before is not."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import read_for_review

_HEAD = "青溪县2026年上半年招商引资情况\n1—6月，全县到位资金18.2亿元。\n"


def _proposed(text: str) -> list[tuple[str, str, str, str]]:
    """Period, value, version and statistic of the rows that are accepted unless a person says otherwise."""
    rows = read_for_review(read_pasted_text(_HEAD + text)).review_rows
    return [
        (row.cells["period"], row.cells["value"], row.cells["version"], row.cells["statistic"])
        for row in rows
        if row.is_proposed and row.cells["value"] != "18.2"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2025年全年到位资金由36.4亿元调整为35.8亿元。",
        "2025年到位资金由36.4亿元核定为35.8亿元。",
        "经市统计部门审核，2025年到位资金由36.4亿元修订为35.8亿元。",
        "2025年到位资金原公布36.4亿元，现修订为35.8亿元。",
        "2025年到位资金由原公布的36.4亿元更正为35.8亿元。",
        "2025年到位资金核定为35.8亿元（原公布36.4亿元）。",
    ],
)
def test_the_new_amount_is_proposed_as_restated_and_the_old_one_is_not(text: str) -> None:
    assert _proposed(text) == [("2025", "35.8", "restated", "")]


def test_counts_and_rates_are_restated_alike() -> None:
    assert _proposed("2025年签约项目由52个修订为50个。") == [("2025", "50", "restated", "")]
    assert ("2025", "8.7", "restated", "growth") in _proposed(
        "2025年到位资金35.8亿元，同比增速由9.1%修订为8.7%。"
    )


def test_the_old_amount_stays_on_the_sheet_with_its_reason() -> None:
    rows = read_for_review(read_pasted_text(_HEAD + "2025年到位资金由36.4亿元调整为35.8亿元。")).review_rows
    old = next(row for row in rows if row.cells["value"] == "36.4")
    assert (old.confidence, old.cells["version"]) == ("low", "")
    assert "改之前" in old.remark


def test_growth_from_one_level_to_another_is_no_restatement() -> None:
    rows = read_for_review(read_pasted_text("2025年，全县到位资金由1.8亿元提高到2.6亿元。")).review_rows
    assert {row.cells["version"] for row in rows} == {""}
