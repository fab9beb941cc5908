"""Names of numbers in sentences: the part before the measure in Chinese, behind it in English."""

from __future__ import annotations

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.names_in_text import name_in_text, names_in_text

ZH = Vocabulary(
    "zh", {"town=west": "西湖镇", "town=east": "柳林镇", "town=": "镇街", "task_force=nev": "新能源"}
)
EN = Vocabulary("en", {"town=west": "Xihu", "town=east": "Liulin", "town=": "towns"})


@pytest.mark.parametrize(
    ("fact_id", "zh", "en"),
    [
        ("2024.agreed_amount", "协议引资", "Agreed amount"),
        ("2024.agreed_amount.town.west", "西湖镇协议引资", "Agreed amount of Xihu"),
        ("2024.projects_signed.tier_ge_10", "10亿元及以上项目数", "Projects of ≥ 10 亿元"),
        ("2024.agreed_amount.tier_ge_10", "10亿元及以上项目协议引资", "Agreed amount of ≥ 10 亿元"),
        ("2024.project_size.tier_ge_100", "单个项目规模", "Size of one project"),
        ("2024.funds_in_place.completion", "到位资金完成率", "Funds in place, completion"),
    ],
)
def test_a_part_stands_before_its_measure_in_chinese_and_behind_it_in_english(fact_id, zh, en):
    assert name_in_text(fact_id, ZH) == zh
    assert name_in_text(fact_id, EN) == en


def test_a_kind_is_named_where_the_part_does_not_say_it():
    assert name_in_text("2024.agreed_amount.task_force.nev", ZH) == "新能源专班协议引资"


def test_a_name_begins_with_its_period_in_chinese():
    assert (
        name_in_text("2024h1.agreed_amount.town.west", ZH, with_period=True) == "2024年上半年西湖镇协议引资"
    )
    assert name_in_text("2024", ZH, with_period=True) == "2024年"


def test_parts_of_one_measure_are_listed_once():
    ids = ["2024.agreed_amount", "2024.agreed_amount.town.west", "2024.agreed_amount.town.east"]
    assert names_in_text(ids, ZH) == ["协议引资", "西湖镇、柳林镇的协议引资"]
    assert names_in_text(ids, EN) == ["Agreed amount", "Agreed amount of Xihu, Liulin"]
