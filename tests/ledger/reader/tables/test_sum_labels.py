"""Labels of sum rows: recognised wherever they stand, and never a project."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.tables.sum_labels import SumLabel, sum_label
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger

LABELS = [
    "小计",
    "合计",
    "合  计",
    "总计：",
    "共计",
    "汇总",
    "总额",
    "累计数",
    "∑",
    "Σ",
    "双福园区合计",
    "全区合计",
    "签约项目小计",
    "2023年合计",
    "一、小计",
    "合计（万元）",
    "共4个",
    "共4个项目",
    "合计：4个",
    "合计4个项目",
    "总计(4)",
    "共计4个项目，总投资9亿元",
    "Total",
]
PROJECTS = clean_projects(4)
TOTAL = sum(p["agreed_amount"] for p in PROJECTS)


def row_of(column, label, amount=TOTAL, **own):
    row = {column: label, "agreed_amount": amount} | own
    return [row.get(name) for name in HEADERS]


def cells_of(project):
    return [project.get(name) for name in HEADERS]


@pytest.mark.parametrize("column", ["project_name", "project_code", "investor"])
@pytest.mark.parametrize("label", LABELS)
def test_a_label_in_any_column_makes_a_row_a_sum(path, label, column):
    write_ledger(path, PROJECTS, after=[row_of(column, label)])
    result = check(path)
    assert result.table.other_rows == {6: "sum"}
    assert result.counts["accepted"] == len(PROJECTS)
    assert rules_of(result) == []


@pytest.mark.parametrize("label", LABELS)
def test_a_wrong_sum_is_remarked(path, label):
    write_ledger(path, PROJECTS, after=[row_of("project_name", label, TOTAL + 1)])
    assert rules_of(check(path)) == [("sum_differs", "I7")]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_sum_stands_at_any_place(path, place):
    rows = [dict(zip(HEADERS, row_of("project_name", "合计"), strict=True))]
    write_ledger(path, [*PROJECTS[:place], *rows, *PROJECTS[place:]])
    result = check(path)
    assert rules_of(result) == []
    assert len(result.rows) == len(PROJECTS)


def test_the_group_s_name_beside_a_label(path):
    write_ledger(path, PROJECTS, after=[row_of("project_code", "小计", project_name="双福工业园")])
    result = check(path)
    assert result.table.sum_labels[6].group == "双福工业园"
    assert rules_of(result) == []


def test_a_group_s_sum_is_checked_against_the_rows_of_the_group(path):
    headers = HEADERS | {"park": "园区"}
    projects = [p | {"park": ("双福", "白沙")[place % 2]} for place, p in enumerate(PROJECTS)]
    of_group = sum(p["agreed_amount"] for p in projects[::2])
    rows = [
        [{"project_name": "双福园区合计", "agreed_amount": amount}.get(name) for name in headers]
        for amount in (of_group, of_group + 7)
    ]
    write_ledger(path, projects, headers=headers, after=rows)
    assert rules_of(check(path)) == [("sum_differs", "I8")]


def test_a_mean_is_checked_as_a_mean(path):
    mean = TOTAL / len(PROJECTS)
    write_ledger(
        path,
        PROJECTS,
        after=[row_of("project_name", "平均值", mean), row_of("project_name", "平均", mean * 2)],
    )
    assert rules_of(check(path)) == [("sum_differs", "I8")]


def test_a_count_that_is_not_the_number_of_rows_is_remarked(path):
    write_ledger(path, PROJECTS, after=[row_of("project_name", "合计：5个")])
    result = check(path)
    assert rules_of(result) == [("sum_count_differs", "7")]
    assert "4" in result.remarks[0].what("zh")


@pytest.mark.parametrize(
    "name", ["政务数据汇总", "合计科技产业园", "总部项目", "共享工厂", "累计里程测试场", "小计量器具厂"]
)
def test_a_project_s_name_is_no_label(path, name):
    write_ledger(path, [*PROJECTS[:3], PROJECTS[3] | {"project_name": name}])
    result = check(path)
    assert result.table.other_rows == {}
    assert len(result.rows) == len(PROJECTS)


@pytest.mark.parametrize(
    "name", ["其中：工业项目", "年度目标", "目标任务（市级）", "完成率", "上年同期", "同比增长", "占比"]
)
def test_a_part_of_a_sum_a_target_or_a_rate_is_no_project(path, name):
    write_ledger(path, PROJECTS, after=[row_of("project_name", name, 5)])
    result = check(path)
    assert result.table.other_rows == {6: "note"}
    assert rules_of(result) == [("other_row", "7")]


PARTS = ("其中：一产（1个）", "二产（8个）", "　　　三产")


@pytest.mark.parametrize("above", [True, False])
def test_only_the_first_part_of_a_sum_says_of_which(path, above):
    sums = [row_of("project_name", "合计（4个）"), *(row_of("project_name", name, 5) for name in PARTS)]
    write_ledger(path, [] if above else PROJECTS, after=[*sums, *map(cells_of, PROJECTS)] if above else sums)
    result = check(path)
    assert list(result.table.other_rows.values()) == ["sum", "note", "note", "note"]
    assert result.counts["accepted"] == len(result.rows) == len(PROJECTS)
    assert {rule for rule, _ in rules_of(result)} == {"other_row"}


@pytest.mark.parametrize(
    ("name", "own"), [("二产（8个）", {"investor": "甲公司"}), ("某某厂", {}), ("泵站8个", {"stage": "在谈"})]
)
def test_a_project_below_a_part_is_no_further_part(path, name, own):
    rows = [row_of("project_name", PARTS[0], 5), row_of("project_name", name, 5_000, **own)]
    write_ledger(path, PROJECTS, after=rows)
    result = check(path)
    assert result.table.other_rows == {6: "note"}
    assert len(result.rows) == len(PROJECTS) + 1


def test_a_list_whose_projects_are_all_set_in_has_no_parts(path):
    rows = [row_of("project_name", name, 5) for name in (PARTS[0], "　甲厂", "　乙厂")]
    write_ledger(path, [], after=rows)
    assert len(check(path).rows) == 2


@pytest.mark.parametrize("name", ["年度目标", "其中：工业项目"])
def test_such_a_name_with_an_investor_is_a_project(path, name):
    write_ledger(path, PROJECTS, after=[row_of("project_name", name, 5_000, investor="甲公司")])
    assert len(check(path).rows) == len(PROJECTS) + 1


@pytest.mark.parametrize("text", ["累计", "共5个", "汇总"])
def test_a_named_lead_beside_such_a_word_is_a_project(path, text):
    headers = HEADERS | {"note": "统计口径"}
    lead = {"project_name": "某某厂", "agreed_amount": 5_000, "note": text}
    write_ledger(path, [*PROJECTS, lead], headers=headers)
    assert len(check(path).rows) == len(PROJECTS) + 1


def test_numbers_and_long_texts_are_no_labels():
    assert sum_label("12") is None
    assert sum_label("合计" * 100) is None


@pytest.mark.parametrize("text", ["承前页", "过次页", "转下页（续）", "承上页合计", "接 上 页"])
def test_what_is_carried_between_pages_is_a_sum(text):
    assert sum_label(text) == SumLabel(strong=True)


@pytest.mark.parametrize("text", ["首页设计项目", "页岩气总装基地", "过次页面科技"])
def test_other_words_with_a_page_are_no_sum(text):
    assert sum_label(text) is None
