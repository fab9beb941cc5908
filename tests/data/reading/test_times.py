import pytest

from jjinvest.data.bulletins.times import frame_of, time_mentions


def mention(text):
    return time_mentions(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年1-8月", "2023-01..2023-08"),  # a library reads all of 2023
        ("2023年1月至8月", "2023-01..2023-08"),  # a library reads January
        ("1-8月", "2023-01..2023-08"),  # a library reads 8 January
        ("去年1-9月", "2022Q1-Q3"),
        ("前三季度", "2023Q1-Q3"),
        ("上半年", "2023H1"),
        ("一季度", "2023Q1"),
        ("第三季度", "2023Q3"),
        ("前10个月", "2023-01..2023-10"),
        ("截至10月底", "2023-01..2023-10"),
        ("截至6月30日", "2023H1"),
        ("10月份", "2023-10"),
        ("12月27日", "2023-12-27"),
        ("2023年12月27日", "2023-12-27"),
        ("2023-07-26", "2023-07-26"),
        ("二〇二三年", "2023"),
        ("全年", "2023"),
        ("2024年", "2024"),
        ("明年", "2024"),
    ],
)
def test_a_period(text, expected):
    assert mention(text).period(2023, "") == expected


@pytest.mark.parametrize("text", ["去年同期", "较上半年", "比2022年", "上年同期"])
def test_what_is_compared_with_is_no_period_of_the_statement(text):
    assert mention(text).base


def test_the_year_of_a_description_is_not_that_of_the_text():
    text = "引进2022年被评为独角兽企业的甲公司。今年上半年签约项目70个。"
    frame = frame_of(text, "", time_mentions(text), 2023, "")
    assert (frame.year, frame.part) == (2023, "H1")


def test_a_plan_for_the_next_year_does_not_date_the_text():
    text = "2023年招商总结和2024年工作打算\n2023年，签约项目5个。\n2024年，力争签约项目10个。"
    assert frame_of(text, "", time_mentions(text), None, "").year == 2023


def test_without_any_year_there_is_none():
    text = "签约项目5个。"
    assert frame_of(text, "", time_mentions(text), None, "").year is None
    assert frame_of(text, "", time_mentions(text), None, "2023-07-12").year == 2023
