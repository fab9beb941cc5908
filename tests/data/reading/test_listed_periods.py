"""Numbers of a 分别 list that are each of a period of their own."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import read_for_review

_HEAD = "云江新区2025年招商引资情况\n2025年，新区签约项目143个。"


def _rows(text: str) -> list[tuple[str, str, str, bool]]:
    return [
        (
            row.cells.get("period", ""),
            row.cells.get("where", ""),
            row.cells.get("value", ""),
            row.is_proposed,
        )
        for row in read_for_review(read_pasted_text(_HEAD + text)).review_rows[1:]
    ]


@pytest.mark.parametrize(
    ("words", "periods"),
    [
        ("2023年、2024年到位资金分别为11亿元、12亿元。", ["2023", "2024"]),
        ("2023年和2024年，到位资金分别为11亿元和12亿元。", ["2023", "2024"]),
        ("2023年、2024年到位资金11亿元、12亿元。", ["2023", "2024"]),
        ("一季度、二季度到位资金分别为11亿元、12亿元。", ["2025Q1", "2025Q2"]),
        ("2024年一季度、二季度到位资金分别为11亿元、12亿元。", ["2024Q1", "2024Q2"]),
        ("2023年上半年、2024年上半年到位资金分别为11亿元、12亿元。", ["2023H1", "2024H1"]),
        ("2023年、2024年到位资金分别增长11%和12%。", ["2023", "2024"]),
    ],
)
def test_each_number_is_of_its_period(words: str, periods: list[str]) -> None:
    assert _rows(words) == [
        (period, "", value, True) for period, value in zip(periods, ("11", "12"), strict=True)
    ]


def test_a_year_beside_part_of_another_is_asked_about() -> None:
    assert _rows("2023年、2024年前三季度到位资金分别为11亿元、12亿元。") == [
        ("2023Q1-Q3", "", "11", False),
        ("2024Q1-Q3", "", "12", True),
    ]


def test_the_next_list_of_the_sentence_is_of_the_same_periods() -> None:
    rows = _rows("2024年一季度、二季度签约项目分别为5个、6个，到位资金7亿元、8亿元。")
    assert [row[0] for row in rows] == ["2024Q1", "2024Q2", "2024Q1", "2024Q2"]


def test_a_year_compared_with_is_no_part() -> None:
    rows = _rows("到位资金78.6亿元，比2023年、2024年分别增长5%和6%。")
    assert [row[3] for row in rows] == [True, False, False]
