"""Rows of a list that are sums of its groups, or go on 其中, and no projects."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_projects, save, write_ledger

PLACES = list(HEADERS)
PROJECTS = clean_projects()
TOTAL = sum(project.get("agreed_amount", 0) for project in PROJECTS)


def beside(name, amount):
    row = [None] * len(PLACES)
    row[PLACES.index("project_name")], row[PLACES.index("agreed_amount")] = name, amount
    return row


def of(path, *after):
    write_ledger(path, PROJECTS, after=[[None], *after])
    result = check(path)
    return result, sum(row.yuan("agreed_amount") or 0 for row in result.rows)


def test_sums_of_sectors_below_the_list_are_no_projects(tmp_path):
    sectors = dict.fromkeys(project["sector"] for project in PROJECTS)
    sums = {s: sum(p.get("agreed_amount", 0) for p in PROJECTS if p["sector"] == s) for s in sectors}
    result, total = of(tmp_path / "l.xlsx", *(beside(name, yuan) for name, yuan in sums.items()))
    assert (len(result.rows), total) == (len(PROJECTS), TOTAL * 10**4)
    assert not [f for f in result.findings() if f.rule == "sum_differs"]
    wrong, _ = of(tmp_path / "w.xlsx", *(beside(name, yuan + 7) for name, yuan in sums.items()))
    assert [f.rule for f in wrong.findings()].count("sum_differs") == len(sums)


def test_what_goes_on_a_part_of_the_sum_is_no_project(tmp_path):
    parts = [beside(name, TOTAL) for name in ("其中：亿元以上项目", "市外项目", "10亿元以上")]
    result, total = of(tmp_path / "l.xlsx", *parts)
    assert (len(result.rows), total) == (len(PROJECTS), TOTAL * 10**4)
    left_out = [f for f in result.findings() if f.rule == "other_row"]
    assert len(left_out) == len(parts)


@pytest.mark.parametrize("name", ["磷酸铁锂项目", "产业园二期"])
def test_a_project_with_a_name_and_an_amount_alone_stays_one(tmp_path, name):
    result, total = of(tmp_path / "l.xlsx", beside(name, 900))
    assert (len(result.rows), total) == (len(PROJECTS) + 1, (TOTAL + 900) * 10**4)


def summary(first, count, head, *rows):
    """Rows of a small summary: its heads, with the numbers of projects in the column of signing."""
    found = []
    for name, number, amount in ((first, count, head), *rows):
        row = beside(name, amount)
        row[PLACES.index("signed_on")] = number
        found.append(row)
    return found


@pytest.mark.parametrize("names", [("第二产业", "第三产业"), ("10亿元以上", "10亿元以下")])
@pytest.mark.parametrize(("head", "factor"), [("金额（万元）", 1), ("金额（亿元）", 10**4), ("金额", 1)])
@pytest.mark.parametrize("first", ["按类别分", "责任单位"])
def test_a_small_summary_below_the_list_is_no_project(tmp_path, first, names, head, factor):
    sums = [sum(p.get("agreed_amount", 0) for p in PROJECTS if p["sector"] == "第二产业")]
    sums.append(TOTAL - sums[0])
    rows = [(name, 3, amount / factor) for name, amount in zip(names, sums, strict=True)]
    result, total = of(tmp_path / "l.xlsx", *summary(first, "个数", head, *rows))
    assert (len(result.rows), total) == (len(PROJECTS), TOTAL * 10**4)
    assert not [f for f in result.findings() if f.severity == "rejected" or f.rule == "sum_differs"]


def test_a_list_of_names_and_amounts_with_heads_stays_a_list(tmp_path):
    leads = [("甲电池基地", 900), ("乙物流园", 800)]
    result, _ = of(
        tmp_path / "l.xlsx", beside("项目名称", "金额（万元）"), *(beside(*lead) for lead in leads)
    )
    assert {row.text("project_name") for row in result.rows} >= {name for name, _ in leads}


def of_groups(path, number, counts=(2, 4)):
    """Check a list in two groups, each below a row with its numeral, its name and its sum."""
    projects = clean_projects(6)
    groups = (projects[:2], projects[2:])
    rows = []
    for numeral, count, group in zip("一二", counts, groups, strict=True):
        total = sum(project.get("agreed_amount", 0) for project in group)
        rows.append([numeral, *beside(f"{numeral}组（{count}个）", total)])
        rows += [[number(projects.index(p) + 1), *(p.get(name) for name in PLACES)] for p in group]
    whole = sum(project.get("agreed_amount", 0) for project in projects)
    sheet = write_ledger(path, [])
    sheet.delete_rows(1, sheet.max_row)
    for row in (["序号", *HEADERS.values()], [None, *beside("合计（6个）", whole)], *rows):
        sheet.append(row)
    save(sheet, path)
    return check(path), projects, whole


def test_groups_numbered_apart_from_their_projects_are_headed_by_their_sums(tmp_path):
    result, projects, whole = of_groups(tmp_path / "l.xlsx", lambda number: number)
    assert [row.text("project_name") for row in result.rows] == [p["project_name"] for p in projects]
    assert sum(row.yuan("agreed_amount") or 0 for row in result.rows) == whole * 10**4
    assert not [f for f in result.findings() if f.rule.startswith("sum")]
    wrong, _, _ = of_groups(tmp_path / "w.xlsx", lambda number: number, counts=(2, 5))
    assert [f.rule for f in wrong.findings() if f.rule.startswith("sum")] == ["sum_count_differs"]


def test_projects_numbered_in_chinese_stay_projects(tmp_path):
    numerals = "三四五六七八"
    result, _, _ = of_groups(tmp_path / "l.xlsx", lambda number: numerals[number - 1])
    assert "二组（4个）" in {row.text("project_name") for row in result.rows}
