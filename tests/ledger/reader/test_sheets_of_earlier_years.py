"""Sheets of a workbook that are named after earlier years: further projects, or the ledger as it once was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.workbooks import (
    HEADERS,
    TITLE,
    check,
    clean_projects,
    refusal,
    rules_of,
    save,
    write_ledger,
)


def write_two(
    path: Path, name: str, own: list, other: list, titles: tuple[str, str] = (TITLE, TITLE)
) -> None:
    sheet = write_ledger(path, own, title=titles[0])
    further = sheet.parent.create_sheet(name)
    further.append([titles[1]])
    further.append(list(HEADERS.values()))
    for project in other:
        further.append([project.get(each) for each in HEADERS])
    save(sheet, path)


@pytest.mark.parametrize("name", ["往年", "往年签约", "历年项目", "上年签约项目"])
def test_a_sheet_of_earlier_years_with_further_projects_is_read(tmp_path, name):
    projects = clean_projects()
    write_two(tmp_path / "l.xlsx", name, projects[:12], projects[12:])
    assert len(check(tmp_path / "l.xlsx").rows) == len(projects)


@pytest.mark.parametrize("name", ["往年", "上年同期", "明年计划"])
def test_a_sheet_that_has_the_same_projects_or_plans_is_named_with_their_number(tmp_path, name):
    projects = clean_projects()
    other = projects[:12] if name == "往年" else projects[12:]
    write_two(tmp_path / "l.xlsx", name, projects[:12], other)
    result = check(tmp_path / "l.xlsx")
    assert len(result.rows) == 12
    assert "other_list" in dict(rules_of(result))
    finding = next(each for each in result.findings() if each.rule == "other_list")
    assert f"{len(other)} 个项目" in finding.what("zh")


def test_lists_of_different_months_that_share_projects_are_refused_with_the_latest(tmp_path):
    projects = clean_projects()
    titles = ("招商项目台账（截至2023年10月底）", "招商项目台账（截至2022年12月底）")
    write_two(tmp_path / "l.xlsx", "2022年台账", projects[:12], projects[6:], titles)
    said = refusal(tmp_path / "l.xlsx")
    assert "--sheet 台账" in said
    assert "2022-12" in said
    assert len(check(tmp_path / "l.xlsx", sheet="台账").rows) == 12


def test_a_word_in_the_column_of_codes_makes_no_project_of_a_sum(tmp_path):
    projects = [each for each in clean_projects() if each.get("funds_ytd")]
    amounts = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")
    whole = {"project_code": "全区"} | {name: sum(each[name] for each in projects) for name in amounts}
    write_ledger(tmp_path / "l.xlsx", [whole, *projects])
    result = check(tmp_path / "l.xlsx")
    assert len(result.rows) == len(projects)
    assert "sum_unlabelled" in dict(rules_of(result))


def test_two_columns_of_one_header_are_named_by_their_letters(tmp_path):
    headers = HEADERS | {"more": HEADERS["agreed_amount"]}
    write_ledger(tmp_path / "l.xlsx", [each | {"more": 5} for each in clean_projects()], headers=headers)
    said = refusal(tmp_path / "l.xlsx")
    assert "I列" in said
    assert "R列" in said
