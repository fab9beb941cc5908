"""Notices of correction: new numbers are trusted together or not at all, former ones are set aside."""

from __future__ import annotations

import pytest

from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

TITLE = "关于更正《云溪区2023年全年招商引资情况通报》有关数据的说明\n"


def read_rows(text: str) -> dict[str, tuple[str, str, bool]]:
    """Metric, part and whether it is proposed, of each row by its value."""
    rows = read_bulletin(document(TITLE + text)).rows
    return {
        row.reading.value: (row.reading.metric, row.reading.where_text, row.confidence != "low")
        for row in rows
    }


@pytest.mark.parametrize("words", ["应为", "应更正为", "更正为", "调整为"])
def test_a_total_and_its_part_are_corrected_together(words):
    found = read_rows(f"经核实，2023年全区实际到位资金{words}24.9亿元，其中市外资金19.6亿元。")
    assert found["24.9"] == ("funds_in_place", "", True)
    assert found["19.6"] == ("funds_in_place", "origin=out_of_city", True)


def test_former_numbers_are_those_of_the_same_measures_and_are_not_proposed():
    found = read_rows(
        "经核实，2023年全区实际到位资金应为24.9亿元，其中市外资金19.6亿元；原通报为25.5亿元和20.2亿元。"
    )
    assert found["25.5"] == ("funds_in_place", "", False)
    assert found["20.2"] == ("funds_in_place", "origin=out_of_city", False)


def test_a_part_is_not_trusted_beside_a_total_that_is_doubtful():
    found = read_rows("经核实，2023年全区绿色冶炼到位资金应为24.9亿元，其中市外资金19.6亿元。")
    assert not found["24.9"][2]
    assert not found["19.6"][2]


def test_what_ought_to_be_is_no_result_in_any_other_text():
    rows = read_bulletin(document("2023年，全区实际到位资金应为24.9亿元。")).rows
    assert [row.confidence for row in rows] == ["low"]
