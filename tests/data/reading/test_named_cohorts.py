"""Projects signed this year and in earlier years, as parts of what was started, completed and paid."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import read_for_review

_HEAD = "江州市2025年招商引资工作情况通报\n2025年，全市新签约项目215个，协议引资1860.5亿元。"


def _rows(text: str) -> list[tuple[str, str, str, bool]]:
    reading = read_for_review(read_pasted_text(_HEAD + text))
    return [
        (row.cells.get("metric", ""), row.cells.get("where", ""), row.cells.get("value", ""), row.is_proposed)
        for row in reading.review_rows
    ]


@pytest.mark.parametrize("new", ["当年新签约", "当年签约", "本年新签约", "今年新签约", "本年度新引进"])
@pytest.mark.parametrize("old", ["以前年度签约", "往年签约", "以往年度签约", "历年签约", "往年新签约"])
def test_funds_of_this_and_earlier_years_are_two_cohorts(new: str, old: str) -> None:
    rows = _rows(
        f"全年到位资金642.7亿元，其中{new}项目到位资金218.3亿元，占34.0%，{old}项目到位资金424.4亿元。"
    )
    assert rows[2:] == [
        ("funds_in_place", "", "642.7", True),
        ("funds_in_place", "cohort=new", "218.3", True),
        ("funds_in_place", "cohort=new", "34.0", True),
        ("funds_in_place", "cohort=carried_over", "424.4", True),
    ]
    assert rows[0] == ("projects_signed", "", "215", True)


def test_projects_started_out_of_those_signed_this_year_are_not_all_that_were_started() -> None:
    rows = _rows(
        "\n全年新开工项目186个，其中当年新签约项目开工97个，开工率45.1%；"
        "竣工投产项目104个，其中当年新签约项目投产21个。"
    )
    assert rows[2:] == [
        ("projects_started", "", "186", True),
        ("projects_started", "cohort=new", "97", True),
        ("start_rate", "cohort=new", "45.1", True),
        ("projects_completed", "", "104", True),
        ("projects_completed", "cohort=new", "21", True),
    ]


def test_projects_signed_this_year_are_all_of_them_where_they_themselves_are_counted() -> None:
    assert _rows("\n当年签约项目215个，投产项目31个。")[2:] == [
        ("projects_signed", "", "215", True),
        ("projects_completed", "", "31", True),
    ]
