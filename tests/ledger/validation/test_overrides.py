"""Overrides: rows left out or accepted by a recorded decision."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.validation.overrides import load_overrides, suggested_override
from tests.fixtures.workbooks import check, check_changed, clean_projects, write_ledger


def decided(tmp_path, text):
    path = tmp_path / "decisions.csv"
    path.write_text("rule,project,other,decision,reason\n" + text, encoding="utf-8")
    return load_overrides(path)


@pytest.mark.parametrize(("decision", "kept"), [("keep_first", 3), ("keep_last", 4)])
def test_one_of_a_pair_is_left_out_by_an_override_and_no_longer_blocks(tmp_path, decision, kept):
    decisions = decided(tmp_path, f"same_code,JJ-2023-002,,{decision},同一项目两次登记\n")
    result = check_changed(tmp_path / "l.xlsx", {"project_code": "JJ-2023-002"}, overrides=decisions)
    assert not result.blocking
    assert [r.number for r in result.overridden] == [7 - kept]
    assert sum(result.counts.values()) == 20
    assert "同一项目两次登记" in result.overridden[0].findings[0].what("zh")


def test_a_correct_excess_is_accepted_with_its_reason(tmp_path):
    decisions = decided(tmp_path, "contract_over_agreed,JJ-2023-001,,accept,已增资 补充协议 12 号\n")
    result = check_changed(tmp_path / "l.xlsx", {"contract_amount": 21_500}, overrides=decisions)
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
def test_an_override_without_reason_or_meaning_is_refused(tmp_path, line):
    with pytest.raises(DataError, match="decisions"):
        decided(tmp_path, line + "\n")


def first_month(tmp_path, decisions=()):
    """Check a ledger of October in which all funds came in this month."""
    funded = [p | {"funds_month": p["funds_ytd"]} for p in clean_projects() if "funds_ytd" in p]
    write_ledger(tmp_path / "l.xlsx", funded)
    return check(tmp_path / "l.xlsx", overrides=list(decisions))


def test_one_decision_answers_a_question_about_a_whole_column(tmp_path):
    asked = first_month(tmp_path)
    assert len(asked.blocking) == len(asked.rows) > 1
    lines = {suggested_override(row.findings[0], row, asked.rows) for row in asked.blocking}
    assert lines == {"running_total_in_flow,*,2023-10,accept,"}
    assert not first_month(tmp_path, decided(tmp_path, lines.pop() + "台账自本月记起\n")).blocking


@pytest.mark.parametrize("other", ["2023-09", ""])
def test_a_decision_on_a_column_is_of_its_month_alone(tmp_path, other):
    decisions = decided(tmp_path, f"running_total_in_flow,*,{other},accept,台账自本月记起\n")
    assert len(first_month(tmp_path, decisions).blocking) > 1


def test_the_columns_may_be_named_in_chinese(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("规则,项目,另一项目,决定,理由\nsame_code,A,,keep_last,重复\n", encoding="utf-8")
    assert [each.project for each in load_overrides(path)] == ["A"]
