"""Arithmetic decides whether parts are of the whole district or of the scope counted before them."""

from __future__ import annotations

import pytest

from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

OUT_OF_CITY = "2024年1—9月，引进市外内资项目58个，总投资212.6亿元。"


def parts(text: str) -> dict[str, tuple[str, str]]:
    """Part and confidence of each row with an industry, by its value."""
    rows = read_bulletin(document(text), 2024).rows
    return {
        row.reading.value: (dict(row.reading.where).get("origin", ""), row.confidence)
        for row in rows
        if "industry" in dict(row.reading.where)
    }


@pytest.mark.parametrize(
    ("farming", "origin"),
    [
        pytest.param("现代农业项目5个、总投资13.3亿元", "out_of_city", id="the sum is the total"),
        pytest.param("现代农业项目9个、总投资33.3亿元", "", id="the sum is another number"),
    ],
)
def test_parts_that_add_up_to_the_total_of_a_scope_are_of_that_scope(farming, origin):
    found = parts(
        f"{OUT_OF_CITY}分产业看，制造业项目36个、总投资147.2亿元，"
        f"现代服务业项目17个、总投资52.1亿元，{farming}。"
    )
    assert len(found) == 6
    proven = {value for value, (of, confidence) in found.items() if of and confidence == "high"}
    assert proven == (set(found) if origin else set())


def test_a_total_of_the_whole_with_the_same_sum_leaves_the_parts_open():
    found = parts(
        "2024年1—9月，全区签约项目58个，总投资212.6亿元。同期引进市外内资项目58个，总投资212.6亿元。"
        "分产业看，制造业项目41个、总投资160.5亿元，现代服务业项目17个、总投资52.1亿元。"
    )
    assert {origin for origin, confidence in found.values() if confidence == "high"} <= {""}
