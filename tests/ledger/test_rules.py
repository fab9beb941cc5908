"""Each rule on one changed row of a clean ledger: found at its cell, in both languages, and nowhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jjinvest.core.errors import DataError
from jjinvest.ledger.validation import findings
from jjinvest.ledger.validation.findings import format_yuan, rules
from jjinvest.ledger.validation.overrides import load_overrides
from jjinvest.ledger.validation.validate import PreviousImport, previous_projects
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger

COLUMN = {name: chr(65 + place) for place, name in enumerate(HEADERS)}


def changed(path, changes, row=0, headers=HEADERS, **options):
    projects = clean_projects()
    projects[row] |= changes
    write_ledger(path, projects, headers=headers)
    return check(path, **options)


@pytest.mark.parametrize(
    ("changes", "rule", "column", "status"),
    [
        ({"project_name": None}, "field_missing", "project_name", "rejected"),
        ({"investor": " "}, "field_missing", "investor", "rejected"),
        ({"agreed_amount": None}, "field_missing", "agreed_amount", "rejected"),
        ({"started_on": None}, "field_missing", "started_on", "rejected"),
        ({"stage": "投产"}, "field_missing", "in_production_on", "rejected"),
        ({"stage": "签约"}, "stage_behind_dates", "stage", "rejected"),
        ({"stage": None}, "stage_from_dates", "stage", "remark"),
        ({"stage": "正在推进"}, "choice_unknown", "stage", "rejected"),
        ({"sector": "四产"}, "choice_unknown", "sector", "rejected"),
        ({"started_on": date(2023, 1, 5)}, "dates_out_of_order", "started_on", "rejected"),
        ({"negotiated_on": "2023-6-1"}, "dates_out_of_order", "signed_on", "rejected"),
        ({"started_on": date(2024, 5, 6)}, "date_future", "started_on", "rejected"),
        ({"started_on": date(2023, 11, 6)}, "date_after_month", "started_on", "remark"),
        ({"contract_amount": 500_000}, "contract_over_agreed", "contract_amount", "rejected"),
        ({"contract_on": None}, "contract_without_date", "contract_on", "remark"),
        ({"contract_amount": None}, "contract_date_without_amount", "contract_amount", "remark"),
        ({"funds_ytd": 90_000, "funds_to_date": 90_000}, "funds_over_agreed", "funds_to_date", "rejected"),
        ({"agreed_amount": 210_000_000}, "amount_too_large", "agreed_amount", "rejected"),
        ({"agreed_amount": 30, "contract_amount": None, "contract_on": None, "funds_month": None, "funds_ytd": None, "funds_to_date": None}, "amount_unusual", "agreed_amount", "remark"),
        ({"agreed_amount": -5}, "amount_negative", "agreed_amount", "rejected"),
        ({"funds_month": 3000, "funds_to_date": 3000}, "running_total_in_flow", "funds_month", "rejected"),
        ({"funds_month": 2001}, "flow_maybe_running_total", "funds_month", "remark"),
        ({"funds_month": 2002}, "month_over_ytd", "funds_month", "rejected"),
        ({"funds_to_date": 101}, "flow_in_running_total", "funds_to_date", "rejected"),
        ({"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}, "year_maybe_total", "funds_ytd", "remark"),
        ({"funds_ytd": 101}, "flow_in_running_total", "funds_ytd", "rejected"),
        ({"funds_to_date": 1500}, "ytd_over_total", "funds_ytd", "rejected"),
        ({"project_code": "ｊｊ-2023-002"}, "same_code", "project_code", "rejected"),
        ({"project_name": "x" * 10_000}, "text_too_long", "project_name", "rejected"),
    ],
)  # fmt: skip
def test_a_rule_is_found_at_its_cell(tmp_path, changes, rule, column, status):
    result = changed(tmp_path / "l.xlsx", changes)
    place = 4 if rule == "same_code" else 3
    row = result.rows[place - 3]
    assert (rule, f"{COLUMN[column]}{place}") in rules_of(result)
    assert row.status == status
    assert [r.number for r in result.rows if r.status != "accepted"] == [place]
    for found in result.findings():
        for language in ("zh", "en"):
            assert found.what(language)
            assert found.expected(language)
            assert found.example(language)


def test_a_lead_needs_no_more_than_its_name_and_has_no_funds(tmp_path):
    result = changed(tmp_path / "l.xlsx", {"stage": "线索", "negotiated_on": None}, row=5)
    assert rules_of(result) == []
    result = changed(tmp_path / "l.xlsx", {"funds_to_date": 50}, row=5)
    assert ("funds_before_signing", "Q8") in rules_of(result)


def test_a_terminated_project_keeps_its_amount(tmp_path):
    changes = {"stage": "终止", "terminated_on": date(2023, 9, 1)}
    assert rules_of(changed(tmp_path / "l.xlsx", changes)) == []
    assert ("field_missing", "I3") in rules_of(
        changed(tmp_path / "l.xlsx", changes | {"agreed_amount": None})
    )


def test_a_whole_column_of_running_totals_is_rejected_but_not_in_january(tmp_path):
    projects = [p | ({"funds_month": p["funds_ytd"]} if "funds_ytd" in p else {}) for p in clean_projects()]
    path = tmp_path / "l.xlsx"
    write_ledger(path, projects)
    assert {r for r, _ in rules_of(check(path))} == {"running_total_in_flow"}
    write_ledger(path, projects, title="截至2023年1月")
    assert not {r for r, _ in rules_of(check(path))} & {"running_total_in_flow", "flow_maybe_running_total"}


def last_month(tmp_path, **changes):
    path = tmp_path / "sep.xlsx"
    projects = [
        p | ({"funds_ytd": 1900, "funds_to_date": 1900, "funds_month": 90} if "funds_ytd" in p else {})
        for p in clean_projects()
    ]
    projects[0] |= changes
    write_ledger(path, projects, title="截至2023年9月")
    last = PreviousImport(previous_projects(check(path, today=date(2023, 12, 31)).frame()), (2023, 9))
    return lambda month: last


def test_the_last_import_tells_a_running_total_from_a_flow(tmp_path):
    last = last_month(tmp_path)
    path = tmp_path / "l.xlsx"
    assert "running_total_in_flow" in dict(rules_of(changed(path, {"funds_month": 2001}, previous=last)))
    assert "flow_in_running_total" in dict(
        rules_of(changed(path, {"funds_ytd": 101, "funds_to_date": 101}, previous=last))
    )
    assert "running_total_fell" in dict(
        rules_of(changed(path, {"funds_ytd": 1800, "funds_to_date": 1800}, previous=last))
    )
    assert "flow_differs_from_totals" not in dict(
        rules_of(changed(path, {"funds_month": 101, "funds_ytd": 2001}, previous=last))
    )
    assert "flow_differs_from_totals" in dict(rules_of(changed(path, {"funds_month": 77}, previous=last)))


def test_the_last_import_tells_funds_of_earlier_years_from_those_of_this_year(tmp_path):
    path, signed = tmp_path / "l.xlsx", {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    earlier = last_month(tmp_path, **signed, funds_to_date=2900)
    pasted = changed(path, signed | {"funds_ytd": 3001, "funds_to_date": 3001}, previous=earlier)
    assert rules_of(pasted) == [("total_in_year", f"{COLUMN['funds_ytd']}3")]
    assert "2001 万元" in pasted.rows[0].findings[0].example("zh")
    assert rules_of(changed(path, signed | {"funds_to_date": 3001}, previous=earlier)) == []
    assert rules_of(changed(path, signed, previous=last_month(tmp_path, **signed))) == [], (
        "its first funds came this year"
    )


def test_first_funds_of_a_year_are_not_asked_about_where_last_month_shows_them(tmp_path):
    first = {"funds_month": 2001}
    none = {"funds_month": 0, "funds_ytd": 0, "funds_to_date": 0}
    assert rules_of(changed(tmp_path / "l.xlsx", first, previous=last_month(tmp_path, **none))) == []


def test_a_project_whose_row_was_deleted_is_missed(tmp_path):
    path = tmp_path / "l.xlsx"
    projects = clean_projects()
    gone = projects.pop(5)
    projects[0]["project_code"] = "JJ-NEW"
    write_ledger(path, projects)
    [found] = [
        f for f in check(path, previous=last_month(tmp_path)).remarks if f.rule == "missing_from_import"
    ]
    assert found.terms["number"] == "1"
    assert gone["project_code"] in found.what("zh")


def test_a_stage_does_not_go_back(tmp_path):
    last = last_month(tmp_path, stage="投产", in_production_on=date(2023, 9, 1))
    assert ("stage_went_back", "F3") in rules_of(changed(tmp_path / "l.xlsx", {}, previous=last))


CURRENCY = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}


def test_another_currency_needs_a_dated_rate(tmp_path):
    path = tmp_path / "l.xlsx"
    result = changed(path, {"currency": "美元"}, headers=CURRENCY)
    assert ("currency_without_rate", "R3") in rules_of(result)
    assert result.rows[0].yuan("agreed_amount") is None
    result = changed(path, {"currency": "美元", "exchange_rate": 7.1}, headers=CURRENCY)
    assert result.rows[0].status == "rejected"
    result = changed(path, {"currency": "USD", "exchange_rate": 7.1, "rate_on": "2023-9-1"}, headers=CURRENCY)
    assert result.rows[0].yuan("agreed_amount") == 21_000 * 71_000
    assert result.rows[0].status == "remark"
    assert rules_of(changed(path, {"currency": "人民币"}, headers=CURRENCY)) == []


# --- duplicates and decisions -------------------------------------------------------------------------------


def test_a_repeated_name_blocks_and_a_similar_one_of_the_same_investor_is_asked_about(tmp_path):
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


def decided(tmp_path, text):
    path = tmp_path / "decisions.csv"
    path.write_text("rule,project,other,decision,reason\n" + text, encoding="utf-8")
    return load_overrides(path)


@pytest.mark.parametrize(("decision", "kept"), [("keep_first", 3), ("keep_last", 4)])
def test_one_of_a_pair_is_left_out_by_decision_and_no_longer_blocks(tmp_path, decision, kept):
    decisions = decided(tmp_path, f"same_code,JJ-2023-002,,{decision},同一项目两次登记\n")
    result = changed(tmp_path / "l.xlsx", {"project_code": "JJ-2023-002"}, overrides=decisions)
    assert not result.blocking
    assert [r.number for r in result.overridden] == [7 - kept]
    assert sum(result.counts.values()) == 20
    assert "同一项目两次登记" in result.overridden[0].findings[0].what("zh")


def test_a_true_excess_is_accepted_with_its_reason(tmp_path):
    decisions = decided(tmp_path, "contract_over_agreed,JJ-2023-001,,accept,已增资 补充协议 12 号\n")
    result = changed(tmp_path / "l.xlsx", {"contract_amount": 21_500}, overrides=decisions)
    assert result.rows[0].status == "remark"
    assert "补充协议" in result.rows[0].findings[0].what("en")


@pytest.mark.parametrize(
    "line",
    [
        "same_code,A,,keep_first,",
        "same_code,A,,different,x",
        "amount_no_number,A,,accept,x",
        "a,b,c",
        "same_name,,,different,x",
    ],
)
def test_a_decision_without_reason_or_meaning_is_refused(tmp_path, line):
    with pytest.raises(DataError, match="decisions"):
        decided(tmp_path, line + "\n")


# --- identities ---------------------------------------------------------------------------------------------


def test_every_rule_says_three_things_in_both_languages():
    content = yaml.safe_load(Path(findings.__file__).with_name("rules.yaml").read_text("utf-8"))
    assert set(content) == set(rules())
    for entry in content.values():
        assert entry["severity"] in ("rejected", "remark")
        # an unquoted comma would split a sentence in two
        assert all(len(entry[language]) == 3 for language in ("zh", "en"))


@settings(deadline=None)
@given(st.integers(-(10**17), 10**17))
def test_money_is_written_exactly(yuan):
    number, unit = format_yuan(yuan).split(" ")
    assert Decimal(number) * {"元": 1, "万元": 10**4, "亿元": 10**8}[unit] == yuan


CELL = st.one_of(
    st.none(), st.integers(-5, 10**6), st.floats(0, 1e9, allow_nan=False), st.booleans(), st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["", "—", "约5亿", "1.2亿元", "2023.7", 2023.1, "=1+1", "合计", "小计", "一、二产", "JJ-2023-001", "备注：无", "终止", "美元", "<script>"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 19), st.sampled_from(list(HEADERS)), CELL), max_size=12))
def test_rows_add_up_and_no_amount_is_lost(tmp_path, edits):
    projects = clean_projects()
    for row, name, cell in edits:
        projects[row][name] = cell
    path = tmp_path / "l.xlsx"
    write_ledger(path, projects)
    result = check(path)
    others = result.table.other_rows
    assert sum(result.counts.values()) + len(others) == 20
    frame = result.frame()
    assert frame["key"].is_unique
    touched = {row for row, _, _ in edits}
    for row in result.rows:
        index = row.number - 3
        if index not in touched:
            assert (
                row.yuan("agreed_amount") == (projects[index].get("agreed_amount") or 0) * 10_000
                or "agreed_amount" not in projects[index]
            )
    accepted = result.total("agreed_amount", "accepted", "remark")
    assert accepted + result.total("agreed_amount", "rejected") == result.total("agreed_amount")
    assert int(frame["agreed_amount"].sum()) == accepted
    for row, kind in others.items():
        # a row is passed over only where it holds no amount, but for a sum, which is compared with the rows
        assert kind == "sum" or not any(
            isinstance(projects[row - 2].get(n), int) for n in ("agreed_amount", "funds_to_date")
        )
