"""The reader says how far a number is rounded where the text has it in a coarser unit than the row."""

from __future__ import annotations

from jjinvest.data.bulletins.extract import read_document
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

PROVINCE = (
    "2023年，全省到位资金1.32万亿元，同比下降0.4%，完成年度目标1.35万亿元的97.6%。"
    "其中，第一产业0.08万亿元，同比增长1.2%；第二产业0.71万亿元；第三产业0.53万亿元。"
)
TABLE = """<html><body><h1>东岭省2023年招商引资情况</h1>
<table><tr><th>指标</th><th>2023年（万亿元）</th></tr><tr><td>到位资金</td><td>1.32</td></tr></table>
<table><tr><th>指标</th><th>单位</th><th>2023年</th></tr>
<tr><td>第二产业到位资金</td><td>万亿元</td><td>0.71</td></tr></table></body></html>"""


def read(proposal):
    names = ("statistic", "value", "unit", "half_width", "confidence")
    return [tuple(row[name] for name in names) for row in proposal.as_rows()]


def test_levels_are_rounded_as_the_text_is_and_targets_are_not():
    rows = read(read_bulletin(document(PROVINCE)))
    assert [row for row in rows if row[0] in ("", "target")] == [
        ("", "13200", "亿元", "50", "high"),
        ("target", "13500", "亿元", "", "high"),
        ("", "800", "亿元", "50", "high"),
        ("", "7100", "亿元", "50", "high"),
        ("", "5300", "亿元", "50", "high"),
    ]


def test_rates_of_such_numbers_contradict_nothing():
    proposal = read_bulletin(document(PROVINCE))
    assert not [row["note"] for row in proposal.as_rows() if "对不上" in row["note"]]


def test_the_unit_of_a_head_or_a_row_of_a_table_is_read(tmp_path):
    path = tmp_path / "table.html"
    path.write_text(TABLE, encoding="utf-8")
    rows = read(read_bulletin(read_document(path)))
    assert [row[1:4] for row in rows] == [("13200", "亿元", "50"), ("7100", "亿元", "50")]
