"""Two lists of one month: imported one after the other, or in sheets that number from 001 each."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.overrides import Override
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check, clean_projects, write_ledger

NOW = datetime(2023, 11, 15, tzinfo=UTC)
HEAD = ["项目编号", "项目名称", "投资方", "投资方所在地", "产业", "签约日期", "协议金额（万元）"]


def of_month(folder, projects) -> tuple[Store, object]:
    store = Store(folder / "private")
    write_ledger(folder / "a.xlsx", clean_projects(4))
    store.add(check(folder / "a.xlsx"), NOW)
    write_ledger(folder / "b.xlsx", projects)
    return store, folder / "b.xlsx"


def test_a_list_without_any_project_of_the_import_of_its_month_is_asked_about(tmp_path):
    store, path = of_month(tmp_path, clean_projects(9)[6:])
    result = check(path, previous=store.previous)
    assert result.counts["rejected"] == 3
    said = next(each for each in result.findings() if each.rule == "another_list")
    assert "2023-10" in said.what("zh")
    assert "两张表" in said.expected("zh")
    assert "missing_from_corrected" not in {each.rule for each in result.findings()}
    accepted = Override("another_list", "*", "2023-10", "accept", "更正：上次导错了文件", 2)
    assert check(path, previous=store.previous, overrides=[accepted]).counts["rejected"] == 0


def test_a_list_with_few_projects_of_the_import_of_its_month_is_asked_about(tmp_path):
    store, path = of_month(tmp_path, clean_projects(9)[3:])
    result = check(path, previous=store.previous)
    assert result.counts["rejected"] == 6
    (said,) = {f.what("zh") for f in result.findings() if f.rule == "mostly_another_list"}
    assert "已导入 4 个项目，其中 3 个" in said
    assert "5 个以前没有" in said
    accepted = Override("mostly_another_list", "*", "2023-10", "accept", "上次导错了文件", 2)
    assert check(path, previous=store.previous, overrides=[accepted]).counts["rejected"] == 0


def test_a_correction_that_deletes_most_rows_or_adds_many_is_none(tmp_path):
    store, path = of_month(tmp_path, clean_projects(9)[3:4])
    assert check(path, previous=store.previous).counts["rejected"] == 0
    write_ledger(path, clean_projects(9)[2:])
    assert check(path, previous=store.previous).counts["rejected"] == 0


def test_the_list_of_the_month_before_may_be_restored_after_a_wrong_one(tmp_path):
    store = Store(tmp_path / "private")
    for name, month, projects in (("a", 9, clean_projects(9)[4:]), ("b", 10, clean_projects(5))):
        write_ledger(tmp_path / f"{name}.xlsx", projects, title=f"台账（截至2023年{month}月）")
        store.add(check(tmp_path / f"{name}.xlsx"), NOW)
    right = tmp_path / "c.xlsx"
    write_ledger(right, clean_projects(9)[4:])
    rules = {each.rule for each in check(right, previous=store.previous).findings()}
    assert "mostly_another_list" not in rules


def of_september(folder, projects) -> Store:
    store = Store(folder / "private")
    write_ledger(folder / "sep.xlsx", projects, title="台账（截至2023年9月）")
    store.add(check(folder / "sep.xlsx"), NOW)
    return store


def test_projects_signed_by_the_month_before_that_its_list_lacks_are_another_list(tmp_path):
    signed = [each | {"signed_on": date(2023, 3, 1)} for each in clean_projects(12) if "signed_on" in each]
    store, path = of_september(tmp_path, signed[:4]), tmp_path / "oct.xlsx"
    write_ledger(path, signed[3:])
    result = check(path, previous=store.previous)
    (said,) = {f.what("zh") for f in result.findings() if f.rule == "another_list_than_before"}
    assert said.startswith("2023-09 的台账有 4 个项目，其中 3 个")
    accepted = Override("another_list_than_before", "*", "2023-10", "accept", "编号、名称都换了", 2)
    rules = {f.rule for f in check(path, previous=store.previous, overrides=[accepted]).findings()}
    assert "another_list_than_before" not in rules


def test_a_list_of_what_was_signed_since_is_no_other_list(tmp_path):
    signed = [each | {"signed_on": date(2023, 3, 1)} for each in clean_projects(12) if "signed_on" in each]
    since = [each | {"signed_on": date(2023, 10, 2)} for each in signed[4:]]
    store, path = of_september(tmp_path, signed[:4]), tmp_path / "oct.xlsx"
    write_ledger(path, [signed[0], *since])
    rules = {f.rule for f in check(path, previous=store.previous).findings()}
    assert "another_list_than_before" not in rules


def two_parks(path, second: list[list[object]]) -> None:
    title = ["项目台账（截至2023年10月）"]
    rows = [
        ["001", "甲厂房项目", "甲有限公司", "市内", "二产", date(2023, 2, 1), 3000],
        ["002", "乙厂房项目", "乙有限公司", "市内", "二产", date(2023, 2, 2), 4000],
    ]
    write_sheets(path, {"经开区": [title, HEAD, *rows], "农业园区": [title, HEAD, *second]})


def test_sheets_that_number_from_001_each_are_asked_to_number_apart(path):
    two_parks(
        path,
        [
            ["001", "水果加工项目", "丙有限公司", "市外", "一产", date(2023, 3, 1), 500],
            ["002", "花椒种植项目", "丁有限公司", "市外", "一产", date(2023, 3, 2), 600],
            ["003", "冷库项目", "戊有限公司", "市外", "三产", date(2023, 3, 3), 700],
        ],
    )
    result = check(path)
    found = [each for each in result.findings() if each.severity == "rejected"]
    assert [(each.rule, each.address) for each in found] == [
        ("code_of_other_sheet", "农业园区!A3"),
        ("code_of_other_sheet", "农业园区!A4"),
    ]
    assert "甲厂房项目" in found[0].what("zh")
    assert "水果加工项目" in found[0].what("zh")
    assert found[0].example("zh") == "农业园区-001"
    assert result.total("agreed_amount") == 8800 * 10**4


def test_one_project_on_two_sheets_under_a_name_that_is_alike_is_still_one(path):
    two_parks(path, [["001", "甲厂房建设项目", "甲有限公司", "市内", "二产", date(2023, 2, 1), 3000]])
    result = check(path)
    assert result.counts["rejected"] == 0
    assert result.total("agreed_amount") == 7000 * 10**4
