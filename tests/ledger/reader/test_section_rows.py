"""Rows of a list that are sums of its groups, or go on 其中, and no projects."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger

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


def test_projects_of_a_list_of_names_and_amounts_stay_below_a_part(tmp_path):
    headers = {name: HEADERS[name] for name in ("project_name", "agreed_amount", "signed_on")}
    rows = [["其中：工业项目", 500, None], *(["项目" + str(n), 100, None] for n in range(9))]
    write_ledger(tmp_path / "l.xlsx", [], headers=headers, after=rows)
    result = check(tmp_path / "l.xlsx")
    assert sum(row.yuan("agreed_amount") or 0 for row in result.rows) == 900 * 10**4
