"""Texts that may make a row something other than a project: none is overlooked."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.tables.row_texts import kind_of_text, loud_texts
from jjinvest.ledger.reader.tables.sum_labels import is_beside, sum_label
from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger

SAYING = (
    "合计",
    " 合　计 ",
    "小计：5个",
    "双福园区合计",
    "∑",
    "total",
    "备注：以上不含",
    "＊说明",
    "填表人：张三",
    "一、工业项目",
    "（一）工业",
    "(2)农业",
    "其中：工业",
    "年度目标",
    "⽬标",
    "完成率",
    "同比增长",
    "上年同期",
    "数据来源：区统计局",
    "截至10月底",
    "_备注",
    "夷陵区招商服务中心（盖章）",
    "某某局(单位公章)",
    "分管领导签字：",
    "经办人：李四",
    "'注：",
    "  ",
)
QUIET = (
    "智能座舱",
    "印章产业园（一期）",
    "JJ-2023-001",
    "重庆某某有限公司",
    "市外",
    "二产",
    "投产",
    "2023年9月",
)


@pytest.mark.parametrize("text", SAYING)
def test_a_text_that_says_something_is_loud(text):
    says = not text.strip() or sum_label(text) or kind_of_text(text) or is_beside(text)
    assert bool(says) == (text in loud_texts([[text, 1.0, None]], {}))


def test_words_of_projects_are_quiet_and_headers_are_not():
    assert loud_texts([list(QUIET)], {}) == set()
    assert loud_texts([list(QUIET)], {0: "市外"}) == {"市外"}


@pytest.mark.parametrize("name", ["project_code", "project_name", "investor"])
def test_a_row_of_signatures_is_no_project_in_whatever_column_it_stands(tmp_path, name):
    projects = [*clean_projects(), {name: "某区招商服务中心（盖章）", "agreed_amount": "2023年11月3日"}]
    write_ledger(tmp_path / "l.xlsx", projects)
    result = check(tmp_path / "l.xlsx")
    assert len(result.rows) == len(clean_projects())
    assert "other_row" in {finding.rule for finding in result.findings()}
    assert not result.blocking


@pytest.mark.parametrize("dash", ["—", "-", "/", "——"])
@pytest.mark.parametrize("place", [0, 2])
def test_a_row_of_dashes_is_a_row_left_empty(tmp_path, dash, place):
    projects = clean_projects()
    projects.insert(place, dict.fromkeys(HEADERS, dash))
    write_ledger(tmp_path / "l.xlsx", projects)
    assert len(check(tmp_path / "l.xlsx").rows) == len(clean_projects())
