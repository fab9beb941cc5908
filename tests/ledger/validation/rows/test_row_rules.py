"""Each rule on one changed row of a clean ledger: reported at its cell and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.workbooks import (
    COLUMN,
    check_changed,
    import_of_september,
    rules_of,
)


@pytest.mark.parametrize(
    ("changes", "rule", "column", "status"),
    [
        ({"project_name": None}, "field_missing", "project_name", "rejected"),
        ({"investor": " "}, "field_missing", "investor", "rejected"),
        ({"origin": None}, "choice_missing", "origin", "rejected"),
        ({"sector": None}, "choice_missing", "sector", "rejected"),
        ({"agreed_amount": None}, "field_missing", "agreed_amount", "rejected"),
        ({"started_on": None}, "field_missing", "started_on", "rejected"),
        ({"stage": "投产"}, "field_missing", "in_production_on", "rejected"),
        ({"stage": "签约"}, "stage_behind_dates", "stage", "rejected"),
        ({"stage": None}, "stage_from_dates", "stage", "remark"),
        ({"stage": "正在推进"}, "choice_unknown", "stage", "rejected"),
        ({"sector": "四产"}, "choice_unknown", "sector", "rejected"),
        ({"started_on": date(2023, 1, 5)}, "dates_out_of_order", "started_on", "rejected"),
        ({"started_on": date(2023, 1, 30)}, "started_before_signing", "started_on", "remark"),
        ({"negotiated_on": "2023-6-1"}, "dates_out_of_order", "signed_on", "rejected"),
        ({"started_on": date(2024, 5, 6)}, "date_future", "started_on", "rejected"),
        ({"started_on": date(2023, 11, 6)}, "date_after_month", "started_on", "remark"),
        ({"contract_amount": 500_000}, "contract_over_agreed", "contract_amount", "rejected"),
        ({"contract_on": None}, "contract_without_date", "contract_on", "remark"),
        ({"contract_amount": None}, "contract_date_without_amount", "contract_amount", "remark"),
        ({"funds_ytd": 90_000, "funds_to_date": 90_000}, "funds_over_agreed", "funds_to_date", "rejected"),
        ({"contract_amount": 1999}, "funds_over_contract", "funds_to_date", "remark"),
        ({"agreed_amount": 210_000_000}, "amount_too_large", "agreed_amount", "rejected"),
        (
            {
                "agreed_amount": 30,
                "contract_amount": None,
                "contract_on": None,
                "funds_month": None,
                "funds_ytd": None,
                "funds_to_date": None,
            },
            "amount_unusual",
            "agreed_amount",
            "remark",
        ),
        ({"agreed_amount": -5}, "amount_negative", "agreed_amount", "rejected"),
        ({"funds_month": 3000, "funds_to_date": 3000}, "running_total_in_flow", "funds_month", "rejected"),
        ({"funds_month": 2001}, "flow_maybe_running_total", "funds_month", "remark"),
        ({"funds_month": 2002}, "month_over_ytd", "funds_month", "rejected"),
        ({"funds_to_date": 101}, "flow_in_running_total", "funds_to_date", "rejected"),
        (
            {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)},
            "year_maybe_total",
            "funds_ytd",
            "remark",
        ),
        ({"funds_ytd": 101}, "flow_in_running_total", "funds_ytd", "rejected"),
        ({"funds_to_date": 1500}, "ytd_over_total", "funds_to_date", "rejected"),
        (
            {"stage": "终止", "terminated_on": date(2023, 2, 27)},
            "after_termination",
            "started_on",
            "remark",
        ),
        ({"project_code": "ｊｊ-2023-002"}, "same_code", "project_code", "rejected"),
        ({"project_name": "x" * 10_000}, "text_too_long", "project_name", "rejected"),
    ],
)
def test_a_rule_reports_its_cell(tmp_path, changes, rule, column, status):
    result = check_changed(tmp_path / "l.xlsx", changes)
    place = 4 if rule == "same_code" else 3
    row = result.rows[place - 3]
    assert (rule, f"{COLUMN[column]}{place}") in rules_of(result)
    assert row.status == status
    assert [r.number for r in result.rows if r.status != "accepted"] == [place]
    for finding in result.findings():
        for language in ("zh", "en"):
            assert finding.what(language)
            assert finding.expected(language)
            assert finding.example(language)


def test_a_lead_needs_no_more_than_its_name_and_has_no_funds(tmp_path):
    result = check_changed(tmp_path / "l.xlsx", {"stage": "线索", "negotiated_on": None}, row=5)
    assert rules_of(result) == []
    result = check_changed(tmp_path / "l.xlsx", {"funds_to_date": 50}, row=5)
    assert ("funds_before_signing", "Q8") in rules_of(result)


def test_a_terminated_project_keeps_its_amount(tmp_path):
    changes = {"stage": "终止", "terminated_on": date(2023, 9, 1)}
    assert rules_of(check_changed(tmp_path / "l.xlsx", changes)) == []
    assert ("field_missing", "I3") in rules_of(
        check_changed(tmp_path / "l.xlsx", changes | {"agreed_amount": None})
    )


def test_a_stage_does_not_go_back(tmp_path):
    last = import_of_september(tmp_path, stage="投产", in_production_on=date(2023, 9, 1))
    assert ("stage_went_back", "F3") in rules_of(check_changed(tmp_path / "l.xlsx", {}, previous=last))


def test_a_phase_alone_is_no_name(tmp_path):
    for name, is_part in (
        ("其中：一期", True),
        ("第二期工程", True),
        ("智能座舱一期", False),
        ("二期厂房", False),
    ):
        rules = [rule for rule, _ in rules_of(check_changed(tmp_path / "l.xlsx", {"project_name": name}))]
        assert ("name_of_part" in rules) is is_part
