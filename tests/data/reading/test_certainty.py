"""What makes a reading doubtful, so that a person looks at it before it is taken over."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.confidence.doubts import (
    AFTER_PARTS,
    FORECAST,
    FROM_FAR,
    LEFT_SIZE,
    LISTED,
    OF_DOUBTFUL,
    OF_EVENT,
    TWO_MEASURES,
    UNREAD_BESIDE,
)
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def confidences(text: str, year: int | None = None) -> dict[str, tuple[str, str]]:
    """Confidence and reason of each row, by its value and unit."""
    rows = read_bulletin(document(text), year).rows
    return {f"{row.reading.value}{row.reading.unit}": (row.confidence, row.note) for row in rows}


def test_a_clause_of_known_words_is_certain():
    found = confidences("2023年，全市新签约项目64个，到位资金28亿元，同比增长12.5%。")
    assert found == {"64个": ("high", ""), "28亿元": ("high", ""), "12.5%": ("high", "")}


def test_an_unknown_word_before_a_number_is_named():
    found = confidences("2023年，全市新签约绿色冶炼项目64个，到位资金28亿元。")
    assert found["64个"][0] == "low"
    assert "绿色冶炼" in found["64个"][1]
    assert found["28亿元"] == ("low", OF_DOUBTFUL)  # it may be of the same projects


def test_a_doubt_ends_with_the_sentence_and_where_another_count_begins():
    text = "2023年，全市新增白名单企业12家，在谈项目58个。开工项目31个。"
    found = confidences(text)
    assert (found["58个"][0], found["31个"][0]) == ("high", "high")


def test_the_name_of_the_place_itself_is_known():
    found = confidences("青岭：招商引资成绩单\n2023年上半年，青岭县累计签约项目46个。")
    assert found["46个"] == ("high", "")


@pytest.mark.parametrize(
    ("sentence", "value", "reason"),
    [
        ("预计一季度外贸出口43亿美元。", "43亿美元", FORECAST),
        ("在全省投资推介会上，签约项目14个。", "14个", OF_EVENT),
        ("新签约文旅、工业、商贸项目9个。", "9个", LISTED),
        ("新签约履约项目22个。", "22个", TWO_MEASURES),
        ("第二、第三产业领域开工项目3个。", "3个", UNREAD_BESIDE),
        ("新签约亿元以上项目41个，到位省外资金48亿元。", "48亿元", LEFT_SIZE),
        ("新开工亿元以上项目7个，新竣工项目9个。", "9个", LEFT_SIZE),
    ],
)
def test_what_may_be_of_something_else_is_asked(sentence: str, value: str, reason: str):
    assert confidences(f"2023年，{sentence}")[value] == ("low", reason)


def test_an_event_of_a_day_is_certain():
    text = "10月18日，2023年秋季招商推介会举行。推介会上集中签约项目9个。"
    assert confidences(text, 2023)["9个"][0] == "high"


def test_a_name_that_was_cut_wrongly_is_asked():
    confidence, note = confidences("2023年，全市完成情况（包括银川高新区）签约项目108个。")["108个"]
    assert confidence == "low"
    assert "包括银川高新区" in note


def test_words_of_praise_are_asked_only_where_another_figure_is_of_all():
    alone = confidences("2023年，全市新签约产业类项目64个。")
    beside = confidences("2023年，全市新签约项目80个。新签约产业类项目64个。")
    assert alone["64个"] == ("high", "")
    assert beside["64个"][0] == "low"


def test_a_doubtful_row_bears_the_blame_where_figures_disagree():
    text = "2023年，全市签约项目112个。城东片签约项目7个。"
    found = confidences(text)
    assert found["112个"][0] == "high"
    assert found["7个"][0] == "low"


def test_a_growth_is_not_surer_than_the_amount_that_it_is_of():
    found = confidences("2023年，全市绿色冶炼到位资金28亿元，同比增长12.5%。")
    assert found["12.5%"] == ("low", OF_DOUBTFUL)


def test_an_amount_after_counts_of_parts_may_be_of_all_of_them():
    text = "2014年，全州项目139个，其中续建项目85个、新建项目54个，累计完成到位资金162亿元。"
    assert confidences(text)["162亿元"] == ("low", AFTER_PARTS)


def test_a_part_of_the_sentence_before_is_asked_where_another_count_begins():
    text = "2024年一季度，世界500强企业投资项目2个。该局负责人介绍，目前已有14个项目开工。"
    assert confidences(text)["14个"] == ("low", FROM_FAR.format(words="世界500强"))


def test_days_of_a_week_are_no_single_day():
    assert confidences("6月16日至20日，全区签约项目3个。", 2025)["3个"][0] == "low"


def test_what_events_brought_is_not_all_that_was_signed():
    found = confidences("2031年，举办招商活动6场，集中签约项目31个，协议投资118亿元；全市新开工项目55个。")
    assert found["31个"] == ("low", OF_EVENT)
    assert found["118亿元"][0] == "low"
    assert found["55个"] == ("high", "")


@pytest.mark.parametrize("when", ["春节期间", "国庆假日期间", "自7月20日启动攻坚行动以来"])
def test_what_came_within_a_holiday_or_since_a_day_is_not_of_the_year_without_a_look(when):
    found = confidences(f"2031年{when}，全市新签约项目64个。")
    assert found["64个"][0] == "low"
    assert "话里另有时间" in found["64个"][1]
    assert confidences("2031年，全市新签约项目64个。")["64个"] == ("high", "")


def test_foreign_firms_that_there_are_in_all_are_not_those_of_the_year():
    text = "2031年，全县新批外商直接投资企业7家；年末全县累计有外商投资企业64家。"
    assert confidences(text) == {"7家": ("high", "")}
