"""A ledger that lies on its side is refused with that reason."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

CARDS = [
    ["重点项目卡片（2023年三季度）"],
    [None, "栏目", "值甲"],
    [None, "项目名称", "藤编工艺园", "酱菜加工厂"],
    [None, "投资方", "藤编有限公司", "酱菜有限公司"],
    [None, "协议金额（万元）", 3000, 5000],
    [None, "签约日期", "2023-1-5", "2023-2-6"],
    [None, "本年累计到位（万元）", 300, 500],
]


def test_fields_down_a_column_are_named_as_the_reason(path):
    write_sheets(path, {"卡片": CARDS})
    with pytest.raises(DataError, match="竖排") as refused:
        check(path)
    assert "转置" in str(refused.value)
    assert "B3" in str(refused.value)


def test_a_list_of_words_without_projects_beside_them_is_no_such_ledger(path):
    write_sheets(path, {"栏目": [[row[1]] for row in CARDS[2:]]})
    with pytest.raises(DataError, match="找不到台账的表头"):
        check(path)
