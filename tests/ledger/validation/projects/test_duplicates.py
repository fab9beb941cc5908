"""Duplicates: repeated and similar names, phases of a project."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import check, clean_projects, rules_of, write_ledger


def test_a_repeated_name_is_rejected_and_a_similar_one_of_the_same_investor_is_a_remark(tmp_path):
    projects = clean_projects()
    projects[7]["project_name"] = "智能座舱生产基地（项目）"
    projects[8] |= {"project_name": "康养小镇生产示范基地项目", "investor": projects[2]["investor"]}
    write_ledger(tmp_path / "l.xlsx", projects)
    assert rules_of(check(tmp_path / "l.xlsx")) == [("same_name", "B10"), ("similar_name", "B11")]


def test_phases_of_one_project_are_two_projects(tmp_path):
    projects = clean_projects()
    projects[0]["project_name"] = "智能座舱生产基地一期项目"
    projects[1] |= {"project_name": "智能座舱生产基地二期项目", "investor": projects[0]["investor"]}
    write_ledger(tmp_path / "l.xlsx", projects)
    assert rules_of(check(tmp_path / "l.xlsx")) == []


def test_a_phase_in_one_of_two_equal_rows_is_a_remark(tmp_path):
    projects = clean_projects()
    same = {name: projects[0][name] for name in ("investor", "agreed_amount", "signed_on")}
    projects[0]["project_name"] = "智能座舱生产基地项目"
    projects[1] |= same | {"project_name": "智能座舱生产基地（一期）项目"}
    write_ledger(tmp_path / "l.xlsx", projects)
    assert ("similar_name", "B4") in rules_of(check(tmp_path / "l.xlsx"))
    projects[1]["agreed_amount"] = 9000
    write_ledger(tmp_path / "l.xlsx", projects)
    assert ("similar_name", "B4") not in rules_of(check(tmp_path / "l.xlsx"))


def test_a_row_with_faults_of_its_own_never_takes_the_place_of_a_good_one(tmp_path):
    projects = clean_projects(4)
    projects.insert(0, {**projects[2], "agreed_amount": "about ten"})
    write_ledger(tmp_path / "l.xlsx", projects)
    result = check(tmp_path / "l.xlsx")
    assert [row.number for row in result.rows if row.status == "rejected"] == [3]
    assert ("same_code", "A3") in rules_of(result)


def test_an_increase_beside_its_project_and_a_row_alike_in_all_numbers_are_remarks(tmp_path):
    projects = clean_projects(3)
    projects[0]["project_name"] = "甲厂房项目"
    more = {"project_name": "甲厂房项目（增资）", "agreed_amount": 9000, "contract_amount": 8000}
    projects[1] |= more | {name: projects[0][name] for name in ("investor", "signed_on")}
    alike = {name: value for name, value in projects[2].items() if name != "project_code"}
    projects.append(alike | {"project_code": "JJ-9", "project_name": "基地（精密）"})
    write_ledger(tmp_path / "l.xlsx", projects)
    found = rules_of(check(tmp_path / "l.xlsx"))
    assert [each for each in found if each[0] == "similar_name"] == [
        ("similar_name", "B4"),
        ("similar_name", "B6"),
    ]
    projects[1]["project_name"], projects[3]["funds_to_date"] = "甲厂房扩产项目", 2500
    projects[3]["funds_ytd"] = 2500
    write_ledger(tmp_path / "l.xlsx", projects)
    assert "similar_name" not in dict(rules_of(check(tmp_path / "l.xlsx")))


@pytest.mark.parametrize(
    "name", ["甲厂房项目（增资后）", "甲厂房（变更后）", "甲厂房项目（调整后）项目", "甲厂房变更前"]
)
def test_a_row_before_or_after_a_change_beside_its_project_is_a_question(tmp_path, name):
    projects = clean_projects(3)
    projects[0]["project_name"] = "甲厂房项目"
    projects[1] |= {"project_name": name, "investor": projects[0]["investor"], "agreed_amount": 99000}
    write_ledger(tmp_path / "l.xlsx", projects)
    assert ("replaced_row", "B4") in rules_of(check(tmp_path / "l.xlsx"))
    projects[1]["investor"] = "别的公司"
    write_ledger(tmp_path / "l.xlsx", projects)
    assert "replaced_row" not in dict(rules_of(check(tmp_path / "l.xlsx")))


def test_an_increase_that_adds_capacity_is_a_remark_beside_its_project(tmp_path):
    projects = clean_projects(3)
    projects[0]["project_name"] = "甲厂房项目"
    projects[1] |= {"project_name": "甲厂房项目（增资扩能）", "investor": projects[0]["investor"]}
    write_ledger(tmp_path / "l.xlsx", projects)
    assert ("similar_name", "B4") in rules_of(check(tmp_path / "l.xlsx"))
