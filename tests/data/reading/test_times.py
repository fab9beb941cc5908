import pytest

from jjinvest.data.bulletins.periods.frame import frame_of
from jjinvest.data.bulletins.periods.times import time_mentions
from jjinvest.data.bulletins.propose import propose
from jjinvest.data.bulletins.text.document import Block, Document


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
        ("上半年", "2023H1"),  # a library reads all of the year before
        ("今年上半年", "2023H1"),
        ("下半年", "2023H2"),  # a library reads all of the year after
        ("去年8月", "2022-08"),  # a library reads August of this year
        ("明年3月", "2024-03"),
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


@pytest.mark.parametrize(
    "line",
    [
        "2024-01-15",
        "（记者  某某）　2024-01-15",
        "日期：2024年1月15日  文/某局",
        "来源：某网 2024/1/15 08:12",
    ],
)
def test_the_day_of_publication_is_no_period_of_a_figure(line):
    text = f"聚力招大引强\n——某区2023年招商引资工作回眸\n全年新签约项目86个，协议引资530亿元。\n{line}"
    proposal = propose(Document(tuple(Block(each, "") for each in text.split("\n"))))
    assert {row.reading.period for row in proposal.rows} == {"2023"}


def test_figures_of_an_event_belong_to_its_day():
    text = (
        "某县举行四季度项目集中签约仪式\n2023年12月27日上午，某县第四季度招商引资项目集中签约仪式举行。\n"
        "此次集中签约项目28个，总投资236.5亿元。\n今年1至11月，全县累计签约项目112个。"
    )
    proposal = propose(Document(tuple(Block(each, "") for each in text.split("\n"))))
    periods = {row.reading.value: row.reading.period for row in proposal.rows}
    assert sorted(set(periods.values())) == ["2023-01..2023-11", "2023-12-27"]


def test_a_day_amid_a_paragraph_is_that_of_its_sentence_alone():
    text = (
        "某区2023年招商引资工作总结\n全区招商投资局　2024年1月9日\n2023年，全区引进10亿元以上项目23个。"
        "12月8日，集中签约活动现场签约14个项目，总投资76.8亿元。世界500强企业投资项目4个。"
    )
    proposal = propose(Document(tuple(Block(each, "") for each in text.split("\n"))))
    periods = {str(row.reading.value): row.reading.period for row in proposal.rows}
    assert periods == {"23": "2023", "14": "2023-12-08", "76.8": "2023-12-08", "4": "2023"}


def test_the_day_of_a_speech_and_a_beginning_are_no_period_of_the_text():
    text = "工作报告\n——2022年1月11日在某县人民代表大会会议上\n2016年以来，引进项目90个。"
    frame = frame_of(text, "", time_mentions(text), 2021, "")
    assert (frame.year, frame.part) == (2021, "")


def test_months_to_a_month():
    assert mention("前7月").period(2023, "") == "2023-01..2023-07"


@pytest.mark.parametrize("words", ["去年同期，", "上年同期：", "2024年同期，", "上年同一时期，"])
@pytest.mark.parametrize("before", ["\n", "\n　　", ""])
def test_a_sentence_that_opens_with_the_same_time_of_last_year_is_of_it(words, before):
    first = "某区2025年上半年招商引资情况\n今年上半年，到位资金78.6亿元，增长14.9%。"
    text = f"{first}{before}{words}签约52个，到位资金68.4亿元。"
    rows = propose(Document((Block(text, "1"),))).as_rows()
    found = [(row["period"], row["statistic"], row["value"]) for row in rows]
    assert found == [
        ("2025H1", "", "78.6"),
        ("2025H1", "growth", "14.9"),
        ("2024H1", "", "52"),
        ("2024H1", "", "68.4"),
    ]


def test_after_a_sentence_that_looks_back_the_paragraph_goes_on():
    text = (
        "某区2025年1-8月情况\n1-8月，到位资金78.6亿元。去年同期，到位资金68.4亿元。签约项目60个，增长15.4%。"
    )
    rows = propose(Document((Block(text, "1"),))).as_rows()
    assert [row["period"][:4] for row in rows] == ["2025", "2024", "2025", "2025"]
