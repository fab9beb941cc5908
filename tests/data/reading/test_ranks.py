"""Ranks among a number of places, and how far they moved."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import BulletinReading, read_for_review

_HEAD = "2026年上半年，全县到位资金18.2亿元，完成年度目标任务40亿元的45.5%，"


def _read(text: str) -> BulletinReading:
    return read_for_review(read_pasted_text(_HEAD + text))


@pytest.mark.parametrize(
    ("words", "rank", "authority"),
    [
        ("居全市9个县区第3位。", "3", "municipality"),
        ("居全市9个县区第3位，比上年同期前移2位。", "3", "municipality"),
        ("在12个区县中排第4。", "4", ""),
        ("在全市12个区县中排名第4，前移1位。", "4", "municipality"),
        ("在15家成员单位中列第2位。", "2", ""),
        ("居全省第8位，位次上升2位。", "8", "province"),
    ],
)
def test_rank_is_proposed_and_no_number_is_left_over(words: str, rank: str, authority: str) -> None:
    reading = _read(words)
    found = [row for row in reading.review_rows if row.cells["statistic"] == "rank"]
    assert [(row.cells["value"], row.cells["metric"], row.cells["authority"]) for row in found] == [
        (rank, "funds_in_place", authority)
    ]
    assert found[0].is_proposed
    assert found[0].cells["quote"] == words[:-1]
    assert not reading.proposal.not_understood


def test_rank_of_growth_is_not_taken_for_that_of_the_amount() -> None:
    row = next(row for row in _read("增速居全市9个县区第3位。").review_rows if row.number.startswith("第3"))
    assert not row.is_proposed
    assert "增速" in row.remark


@pytest.mark.parametrize(
    "words", ["省外到位资金增长11.2%，完成州下达任务的104.3%，增速居全州第4位。", "增速居全州第4位。"]
)
def test_rank_of_a_growth_without_an_amount_is_not_that_of_the_whole_work(words: str) -> None:
    reading = read_for_review(read_pasted_text("云岭县2025年工作总结\n2025年，签约86个。\n" + words))
    row = next(row for row in reading.review_rows if row.number == "第4位")
    assert not row.is_proposed
    assert "增速" in row.remark


def test_a_count_of_places_alone_is_no_rank() -> None:
    reading = _read("惠及9个县区，新签约项目5个。")
    assert all(row.cells.get("statistic") != "rank" for row in reading.review_rows)


def test_the_rank_of_the_amount_stands_beside_that_of_its_growth() -> None:
    rows = {row.number: row for row in _read("总量居全市9个县区第3位，增速居全市9个县区第7位。").review_rows}
    amount, growth = (row for number, row in rows.items() if number.startswith("第"))
    assert (amount.cells["value"], amount.is_proposed, amount.remark) == ("3", True, "")
    assert (growth.cells["value"], growth.is_proposed) == ("7", False)
    assert "增速" in growth.remark


def _targets(text: str) -> list[tuple[str, str, str]]:
    cells = [row.cells for row in read_for_review(read_pasted_text(text)).review_rows]
    return [(c["metric"], c["value"], c["authority"]) for c in cells if c["statistic"] == "target"]


@pytest.mark.parametrize("mark", ["、", "和", "及"])
def test_the_targets_of_one_list_have_one_authority(mark: str) -> None:
    text = f"青溪县招商计划\n2027年，市下达我县到位资金目标40亿元{mark}实际使用外资目标2亿美元。"
    assert _targets(text) == [
        ("funds_in_place", "40", "municipality"),
        ("foreign_funds", "2", "municipality"),
    ]


def test_a_target_after_a_list_is_not_of_its_authority() -> None:
    text = "青溪县招商计划\n2027年，市下达我县到位资金目标40亿元，全县力争协议引资目标90亿元。"
    assert ("agreed_amount", "90", "municipality") not in _targets(text)
