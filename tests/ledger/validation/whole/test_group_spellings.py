"""Parks, chains and task forces that are written in several ways, or for the first time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.ledger.vocabulary.places import home_of
from tests.fixtures.workbooks import HEADERS, clean_projects, write_ledger

EXTRA = HEADERS | {"park": "承接平台", "task_force": "专班"}
NOW = datetime(2023, 11, 15, tzinfo=UTC)


def checked(path, parks: list[str], *, title="截至2023年10月", previous=None, forces=()):
    projects = [p | {"park": park} for p, park in zip(clean_projects(len(parks)), parks, strict=True)]
    for project, force in zip(projects, forces, strict=False):
        project["task_force"] = force
    write_ledger(path, projects, headers=EXTRA, title=title)
    home = replace(load_spellings(), home=home_of("四川省成都市新津区"))
    return validate(path, home, today=date(2023, 12, 31), previous=previous)


def said(result, rule: str) -> list[str]:
    return [each.what("zh") for each in result.findings() if each.rule == rule]


def test_spellings_of_one_park_are_named_with_the_usual_one_and_not_merged(path):
    parks = ["物流园", "物流园", "物流园区", "新津物流园", "文旅新城", "物流园、文旅新城"]
    result = checked(path, parks)
    near = said(result, "group_near")
    assert len(near) == 2
    assert all("「物流园」" in each for each in near)
    assert said(result, "groups_in_one_cell") == ["承接平台一格写了几个：物流园、文旅新城，汇总时自成一组"]
    assert list(result.frame()["park"]) == parks
    assert said(result, "groups_new") == []


def test_two_towns_in_one_cell_are_named_also_where_no_project_has_them_alone(path):
    result = checked(path, ["孝泉镇、双东镇", "城区", "汽车和零部件", "研发、制造"])
    assert said(result, "groups_in_one_cell") == ["承接平台一格写了几个：孝泉镇、双东镇，汇总时自成一组"]


def test_parks_that_differ_by_more_than_usual_words_are_not_near(path):
    result = checked(path, ["一期园区", "二期园区", "经开区", "高新区", "双福工业园", "双福新区"])
    assert said(result, "group_near") == []


def test_a_park_that_no_import_had_is_named_with_its_projects(tmp_path):
    store = Store(tmp_path / "private")
    store.add(checked(tmp_path / "a.xlsx", ["物流园", "文旅新城"], title="截至2023年8月"), NOW)
    store.add(checked(tmp_path / "b.xlsx", ["物流园", "天府园"], title="截至2023年9月"), NOW)
    now = ["物流园区", "文旅新城", "牧山片区", "牧山片区"]
    result = checked(tmp_path / "c.xlsx", now, previous=store.previous, forces=["汽车专班"])
    assert said(result, "groups_new") == ["以前各次导入没有的承接平台 1 个（括号里是项目数）：牧山片区（2）"]
    assert said(result, "group_near") == ["承接平台「物流园区」与「物流园」写法相近，汇总时各成一组"]
