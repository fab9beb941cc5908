"""Which year an undated statement is of: volumes, compiling dates, a year named elsewhere, 今年."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.confidence.doubts import YEAR_ELSEWHERE
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def periods(text: str) -> dict[str, tuple[str, bool]]:
    """Period of each row, and whether its year is in doubt, by its value and unit."""
    return {
        f"{row.reading.value}{row.reading.unit}": (row.reading.period, row.note == YEAR_ELSEWHERE)
        for row in read_bulletin(document(text)).rows
    }


@pytest.mark.parametrize(
    "line", ["松溪市投资促进中心编 2032年3月", "2032年3月编印", "松溪市商务局（市外事办）2032年3月"]
)
def test_the_month_in_which_a_report_was_compiled_is_no_period(line: str):
    text = f"松溪市招商年报（2031）\n{line}\n第一章 内资\n东城区签约项目38个。\n三季度签约项目17个。"
    rows = periods(text)
    assert rows["38个"] == ("2031", False)
    assert rows["17个"] == ("2031Q3", False)


def test_a_title_that_ends_with_an_office_and_a_subject_keeps_its_month():
    assert periods("松溪县2031年3月招商情况\n签约项目38个。")["38个"] == ("2031-03", False)


def test_the_volume_of_a_yearbook_is_not_the_year_of_its_numbers():
    text = "松溪市投资年鉴2032\n2031年，全市签约项目38个。\n东城区开工项目17个。"
    assert {period for period, _ in periods(text).values()} == {"2031"}


def test_a_title_and_a_body_that_disagree_leave_what_names_no_year_open():
    text = "松溪市2032年招商手册\n2031年，全市签约项目38个。\n西乡镇开工项目17个。"
    rows = periods(text)
    assert rows["38个"] == ("2031", False)
    assert rows["17个"][1]


def test_a_title_whose_year_the_body_takes_for_granted_decides():
    text = "松溪市2032年上半年招商情况\n1—6月，全市签约项目38个。\n2031年签约的项目已开工17个。"
    assert periods(text)["38个"] == ("2032H1", False)


def test_without_a_title_a_year_named_elsewhere_leaves_what_names_none_open():
    text = "招商成绩单\n2031年，签约项目38个。2030年，签约项目29个。\n西乡镇开工项目17个。"
    rows = periods(text)
    assert (rows["38个"], rows["29个"]) == (("2031", False), ("2030", False))
    assert rows["17个"][1]


def test_the_whole_year_is_that_of_its_paragraph():
    text = "招商成绩单\n2030年，签约项目29个。\n2031年，签约项目38个。全年开工项目17个。\n2031年，投产9个。"
    assert periods(text)["17个"] == ("2031", False)


def test_this_year_in_a_text_of_the_year_after_is_the_year_of_writing():
    text = (
        "招商专场新闻发布会实录\n时间：2032年9月20日　地点：市民中心\n"
        "2031年引进项目88个。今年1—8月，签约项目51个。今年上半年，开工项目29个。\n"
        "全年到位资金目标能完成吗？到8月底，到位资金46亿元，完成全年目标的71.5%。"
    )
    rows = periods(text)
    assert rows["88个"][0] == "2031"
    assert rows["29个"][0] == "2032H1"
    assert rows["51个"][0] == rows["71.5%"][0] == "2032-01..2032-08"


def test_a_share_moves_from_one_year_to_another():
    text = "松溪县2032年1—8月招商情况\n制造业到位资金占比由2030年的28.5%提高到今年1—8月的41.5%。"
    rows = {row.reading.value: row.reading for row in read_bulletin(document(text)).rows}
    assert (rows["28.5"].period, rows["28.5"].statistic) == ("2030", "share")
    assert (rows["41.5"].period, rows["41.5"].statistic) == ("2032-01..2032-08", "share")


def test_a_work_report_of_the_government_looks_back_on_the_year_before_that_of_its_title():
    text = (
        "松溪县2032年政府工作报告（摘录）\n一年来，新签约项目38个，协议引资138亿元。"
        "今年主要预期目标：签约项目50个以上。"
    )
    rows = {value: period for value, (period, _) in periods(text).items()}
    assert rows == {"38个": "2031", "138亿元": "2031", "50个": "2032"}


def test_an_annual_report_of_its_own_year_looks_back_on_that_year():
    text = "松溪县2032年招商工作报告\n一年来，新签约项目38个。"
    assert periods(text)["38个"][0] == "2032"


def test_a_number_in_the_name_of_a_programme_counts_nothing():
    text = "2031年，松溪县“五个一批”重点项目开工34个。"
    assert list(periods(text)) == ["34个"]
