"""Sum rows without a label: taken out by proof only, asked where it is likely, left alone otherwise."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_project, clean_projects, rules_of, write_ledger

AMOUNTS = ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")


def sum_of(projects, names=AMOUNTS, **own):
    """A row with sums alone."""
    row = {name: sum(p.get(name) or 0 for p in projects) for name in names} | own
    return [row.get(name) for name in HEADERS]


@pytest.mark.parametrize("own", [{}, {"project_name": "某某"}])
def test_equal_in_two_columns_and_nothing_of_a_project_is_a_sum(path, own):
    projects = clean_projects(5)
    write_ledger(path, projects, after=[sum_of(projects, **own)])
    result = check(path)
    assert rules_of(result) == [("sum_unlabelled", "I8")]
    assert result.counts["accepted"] == len(projects)
    assert result.table.other_rows == {7: "sum"}
    assert result.total("agreed_amount") == sum(p["agreed_amount"] for p in projects) * 10_000


def test_a_sum_of_a_part_of_the_rows_above_is_proved_too(path):
    projects = clean_projects(5)
    write_ledger(path, projects, after=[sum_of(projects[2:])])
    assert rules_of(check(path)) == [("sum_unlabelled", "I8")]


def test_a_sum_above_its_rows_is_proved(path):
    projects = clean_projects(5)
    write_ledger(path, [dict(zip(HEADERS, sum_of(projects), strict=True)), *projects])
    result = check(path)
    assert rules_of(result) == [("sum_unlabelled", "I3")]
    assert result.counts["accepted"] == len(projects)


@pytest.mark.parametrize(
    "own",
    [{"project_code": "JJ-2023-900"}, {"investor": "甲公司"}, {"signed_on": "2023-5-1"}, {"stage": "签约"}],
)
def test_a_row_with_something_of_a_project_is_no_unlabelled_sum(path, own):
    projects = clean_projects(5)
    write_ledger(path, projects, after=[sum_of(projects, project_name="某某", **own)])
    result = check(path)
    assert not {"sum_unlabelled", "sum_maybe"} & {rule for rule, _ in rules_of(result)}
    assert len(result.rows) == len(projects) + 1


def test_equal_in_one_column_is_a_question_with_the_rows(path):
    projects = clean_projects(4)
    write_ledger(path, projects, after=[sum_of(projects, ("agreed_amount",), project_name="某某")])
    result = check(path)
    [question] = [finding for finding in result.findings() if finding.rule == "sum_maybe"]
    assert (question.address, question.severity) == ("I7", "rejected")
    assert "第 3 至 6 行" in question.what("zh")


def test_a_lead_of_two_below_two_of_one_is_a_project(path):
    leads = [
        {"project_name": name, "agreed_amount": amount}
        for name, amount in (("甲厂", 30_000), ("乙厂", 10_000), ("丙厂", 10_000), ("丁厂", 20_000))
    ]
    write_ledger(path, [clean_project(1), *leads])
    result = check(path)
    assert "sum_maybe" not in {rule for rule, _ in rules_of(result)}
    assert len(result.rows) == len(leads) + 1


@pytest.mark.parametrize("name", ["全区", "工业项目", None])
def test_a_sum_above_the_whole_list_in_one_column_is_a_question(path, name):
    projects = clean_projects(5)
    first = dict.fromkeys(HEADERS) | {
        "project_name": name,
        "agreed_amount": sum(p["agreed_amount"] for p in projects),
    }
    write_ledger(path, [first, *projects])
    result = check(path)
    assert ("sum_maybe", "I3") in rules_of(result)
    assert result.total("agreed_amount", "accepted", "remark") == sum(
        p["agreed_amount"] * 10_000 for p in projects
    )


def test_a_lead_of_two_above_two_of_one_is_a_project(path):
    leads = [
        {"project_name": f"线索{n}", "agreed_amount": amount}
        for n, amount in enumerate((20_000, 10_000, 10_000))
    ]
    write_ledger(path, [*leads, *clean_projects(3)])
    assert not any(rule.startswith("sum_") for rule, _ in rules_of(check(path)))
