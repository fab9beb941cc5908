"""Columns that are not read as the sheet has them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger

YEAR_END = "某区招商项目台账（截至2023年12月，单位：万元）"


def findings(tmp_path, projects, headers=HEADERS) -> dict[str, str]:
    write_ledger(tmp_path / "l.xlsx", projects, headers=headers)
    return {
        finding.rule: finding.what("zh") + finding.expected("zh")
        for finding in check(tmp_path / "l.xlsx").remarks
    }


def test_a_column_of_foreign_amounts_is_named_as_such(tmp_path):
    projects = [dict(project, foreign=20) for project in clean_projects()]
    for header in ("其中：利用外资（万美元）", "外方出资（万欧元）"):
        said = findings(tmp_path, projects, {**HEADERS, "foreign": header})
        assert "外币" in said["column_foreign"]
        assert "columns_unknown" not in said


def test_an_unknown_column_of_yuan_is_like_no_column_of_another_kind(tmp_path):
    projects = [dict(project, other=20) for project in clean_projects()]
    said = findings(tmp_path, projects, {**HEADERS, "other": "投资方所在地补助（万元）"})
    assert "投资方所在地」" not in said["columns_unknown"]


def test_own_names_of_sectors_are_named_unless_a_column_of_chains_keeps_them(tmp_path):
    assert "sector_own_words" not in findings(tmp_path, clean_projects())
    headers = {name: text for name, text in HEADERS.items() if name != "chain"}
    projects = [dict(project, sector="生物医药") for project in clean_projects()]
    assert "生物医药" in findings(tmp_path, projects, headers)["sector_own_words"]
    if "chain" in HEADERS:
        assert "sector_own_words" not in findings(tmp_path, projects)


def test_an_amount_in_talks_is_read_or_at_least_like_no_contract(tmp_path):
    def of(header):
        projects = [dict(project, other=20) for project in clean_projects()]
        return findings(tmp_path, projects, {**HEADERS, "other": header})

    assert "正式合同额" not in of("意向合同额（万元）").get("columns_unknown", "")
    headers = {**HEADERS, "agreed_amount": "意向金额（万元）"}
    write_ledger(tmp_path / "t.xlsx", clean_projects(), headers=headers)
    amounts = [row.yuan("agreed_amount") for row in check(tmp_path / "t.xlsx").rows]
    assert sum(amount or 0 for amount in amounts) == sum(
        project.get("agreed_amount", 0) * 10**4 for project in clean_projects()
    )


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("拟开工时间", date(2023, 9, 30), "column_of_plan"),
        ("预计竣工时间", date(2023, 9, 30), "column_of_plan"),
        ("2021年到位（万元）", 20, "column_of_year"),
    ],
)
def test_a_plan_or_another_year_is_like_no_column_of_what_happened(tmp_path, header, value, rule):
    projects = [dict(project, other=value) for project in clean_projects()]
    headers = {**HEADERS, "other": header}
    if rule == "column_of_year":
        headers = {k: v for k, v in headers.items() if k not in ("funds_month", "funds_ytd")}
    said = findings(tmp_path, projects, headers)
    assert rule in said
    assert "columns_unknown" not in said


@pytest.mark.parametrize(
    ("span", "is_year"),
    [("1-2月到位（万元）", False), ("1-8月到位", False), ("1—12月到位资金（万元）", True)],
)
def test_funds_of_some_months_of_the_year_are_not_those_of_the_year(tmp_path, span, is_year):
    projects = [dict(project, funds_ytd=200) for project in clean_projects()]
    headers = {name: text for name, text in HEADERS.items() if not name.startswith("funds_")}
    write_ledger(tmp_path / "l.xlsx", projects, headers={**headers, "funds_ytd": span}, title=YEAR_END)
    result = check(tmp_path / "l.xlsx")
    assert {row.yuan("funds_ytd") for row in result.rows} == {200 * 10**4 if is_year else None}
    said = {finding.rule for finding in result.findings()}
    assert ("funds_of_other_span" in said) != is_year
    assert "columns_unknown" not in said
