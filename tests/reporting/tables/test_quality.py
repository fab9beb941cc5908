"""Findings of the checks in words of a page, and heads that say what a column holds."""

from __future__ import annotations

import re

import pytest

from jjinvest.reporting import tables
from tests.fixtures.dated_districts import dated_results

PUBLISHED = {
    "2034-07-11": (
        "2034H1,agreed_amount,,,,,21.5,亿元",
        "2034H1,agreed_amount,project=mill,,,,4,亿元",
        "2034H1,funds_in_place,,,,,8.1,亿元",
        "2034H1,projects_signed,size=ge_10,,,,1,个",
        "2034H1,projects_signed,,,,,9,个",
        "2034H1,agreed_amount,size=ge_10,,,,12,亿元",
    ),
    "2034-08-02": ("2034H1,funds_in_place,,,,,8.8,亿元",),
    "2035-01-15": ("2034,agreed_amount,,,,,43,亿元", "2034,agreed_amount,project=mill,,,,7,亿元"),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A county that changed the amount of a project and its funds."""
    return dated_results(tmp_path_factory.mktemp("changed"), "2034Q2", PUBLISHED, as_of="2035-03-31")


def test_findings_name_figures_as_a_page_does(results):
    found = [cell for cell in tables.findings(results)["finding"] if "mill" in cell.en]
    (changed,) = found
    assert "2034年上半年 · 协议引资 · mill 4 亿元；2034年 · 协议引资 · mill 7 亿元" in changed.zh
    assert (
        "first half of 2034 · Agreed amount · mill, 4 亿元; 2034 · Agreed amount · mill, 7 亿元" in changed.en
    )


def test_no_finding_names_a_row_of_a_file_or_a_code_of_a_period(results):
    findings = tables.findings(results)["finding"]
    assert len(findings) >= 2
    for cell in findings:
        assert not re.search(r"第 ?\d+ ?行|2034H1", cell.zh)
        assert not re.search(r"\brow \d|2034H1", cell.en)


def test_a_figure_published_twice_is_named_with_its_text(results):
    (funds,) = [cell for cell in tables.findings(results)["finding"] if "8.8" in cell.zh]
    assert "到位资金（Text of 2034-07-11） 8.1 亿元；" in funds.zh
    assert "Funds in place (Text of 2034-08-02), 8.8 亿元." in funds.en


def test_a_known_amount_does_not_stand_under_a_head_of_bounds(results):
    table = tables.tiers(results)
    known = [cell.value for cell in table["amount"] if cell is not None and cell == cell]
    assert 12 in known
    assert "amount_bounds" not in table


def test_the_largest_projects_have_the_published_amount_of_their_size_class(tmp_path):
    rows = [
        "2023,agreed_amount,,,,,1860.5,亿元",
        "2023,projects_signed,,,,,215,个",
        "2023,projects_signed,size=ge_100,,,,2,个",
        "2023,agreed_amount,size=ge_100,,,,235,亿元",
        "2023,projects_signed,size=ge_50,,,,11,个",
        "2023,agreed_amount,size=ge_50,,,{},745.6,亿元",
    ]
    published = {"2024-01-15": [row.format("") for row in rows]}
    known = dated_results(tmp_path / "known", "2023Q4", published, as_of="2024-03-31")
    shown = tables.tiers(known).to_dict("records")
    assert [(row["amount"].value, round(row["amount_share"].value, 1)) for row in shown] == [
        (235, 12.6),
        (745.6, 40.1),
    ]
    assert tables.concentration(known).empty
    published = {"2024-01-15": [row.format("~") for row in rows]}
    about = dated_results(tmp_path / "about", "2023Q4", published, as_of="2024-03-31")
    assert [cell.key for cell in tables.concentration(about)["group"]] == ["top11"]
