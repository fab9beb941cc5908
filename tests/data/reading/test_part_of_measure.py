"""外资 after 其中 is a part of the measure before it; a task after a bracket is not of what stands in it."""

from __future__ import annotations

from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def measures(text: str) -> dict[str, tuple[str, str, str]]:
    """Metric, part and statistic of each row by its value."""
    return {
        row.reading.value: (row.reading.metric, row.reading.where_text, row.reading.statistic)
        for row in read_bulletin(document(text), 2024).rows
    }


def test_foreign_projects_of_what_was_agreed_are_no_funds_paid_in():
    found = measures("2024年1-11月，协议投资额其中外资项目83.9亿元，协议投资额其中外资项目同比增长18.2%。")
    assert found["83.9"] == ("agreed_amount", "origin=abroad", "level")
    assert found["18.2"] == ("agreed_amount", "origin=abroad", "growth")


def test_foreign_capital_of_the_funds_in_place_stays_a_measure_of_its_own():
    found = measures("2024年1-11月，实际到位资金其中外资3.41亿美元。")
    assert found["3.41"] == ("foreign_funds", "", "level")


def test_a_task_after_a_bracket_is_of_what_stands_before_it():
    found = measures(
        "2024年上半年，累计到位资金1.05亿元（其中固定资产投资8600万元），完成全年任务2.5亿元的42%。"
    )
    assert found["2.5"][::2] == ("funds_in_place", "target")
    assert found["42"][::2] == ("funds_in_place", "completion")
    assert found["8600"][0] == "fixed_asset_investment"


def test_points_against_another_part_of_the_year_are_no_change_on_the_year_before():
    text = "2024年1-11月，实际使用外资3.41亿美元，同比下降5.6%，"
    for words in ("降幅较1-10月收窄", "降幅比上月收窄", "增速较上半年回落"):
        assert "points" not in {found[2] for found in measures(f"{text}{words}2.1个百分点。").values()}
    kept = measures("2024年上半年，履约率81.5%，同比提高2.1个百分点。")
    assert kept["2.1"][2] == "points"
