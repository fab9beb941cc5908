"""Percentages of several authorities' targets in one list."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.clauses.listed_authorities import short_authorities
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

HEAD = "临海新区2024年招商引资工作总结\n2024年，全区到位资金133.7亿元，同比增长12.9%，"


@pytest.mark.parametrize(
    "words",
    [
        "分别完成省、市、区目标任务的111.4%、102.8%、95.5%。",
        "分别完成省级、市级和区级目标的111.4%、102.8%和95.5%。",
        "省、市、区三级下达任务分别完成111.4%、102.8%、95.5%。",
        "省定、市定和区定年度目标分别完成111.4%、102.8%和95.5%。",
    ],
)
def test_each_percentage_has_its_authority(words: str):
    rows = read_bulletin(document(HEAD + words)).rows
    found = {
        row.reading.value: row.reading.authority for row in rows if row.reading.statistic == "completion"
    }
    assert found == {"111.4": "province", "102.8": "municipality", "95.5": "district"}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("分别完成省、市、区目标任务的", 2),
        ("分别完成全省、全市目标的", 2),
        ("在江北市、江南区分别签约项目", 2),
        ("分别完成区、县目标的", 2),
    ],
)
def test_no_authority_is_guessed(words: str, count: int):
    assert short_authorities(words, count) == ()


@pytest.mark.parametrize("who", ["市上下达", "市里下达", "市上确定"])
def test_the_target_of_those_above_is_theirs(who: str):
    rows = read_bulletin(document(HEAD + f"完成{who}目标130亿元的102.8%。")).rows
    found = {row.reading.statistic: row.reading.authority for row in rows}
    assert (found["target"], found["completion"]) == ("municipality", "municipality")
