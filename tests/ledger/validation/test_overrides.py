"""Overrides: rows left out or accepted by a recorded decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.cli import ledger_messages
from jjinvest.core.errors import DataError
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.validation.overrides import load_overrides, suggested_override
from tests.fixtures.several_sheets import write_sheets
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
    lines = {suggested_override(row.findings[0], row) for row in asked.blocking}
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


def same_name_on_two_sheets(tmp_path, decisions=()):
    """Check a ledger whose second sheet has one name twice; each sheet has a row 4."""
    head = ["项目编号", "项目名称", "投资方", "投资方所在地", "产业", "协议金额（亿元）"]
    signed = [["甲一厂项目", "甲"], ["甲二厂项目", "乙"], ["甲三厂项目", "丙"]]
    talks = [["旅游小镇项目", "丁"], ["物流园项目", "戊"], ["物流园建设项目", "己"]]
    sheets = {
        name: [
            [f"江津区{name}项目（截至2023年10月）"],
            [*head, *(["签约日期"] if name == "签约" else [])],
            *(
                [f"{name[0]}{n}", *row, "市外", "二产", n, *([date(2023, 2, n)] if name == "签约" else [])]
                for n, row in enumerate(rows, 1)
            ),
        ]
        for name, rows in (("签约", signed), ("在谈", talks))
    }
    write_sheets(tmp_path / "l.xlsx", sheets)
    return check(tmp_path / "l.xlsx", overrides=list(decisions))


def test_a_row_of_another_sheet_is_named_with_its_sheet_and_never_by_its_number_alone(tmp_path):
    (row,) = same_name_on_two_sheets(tmp_path).blocking
    finding = next(each for each in row.findings if each.rule == "same_name")
    assert "「在谈」第 4 行相同（物流园项目）" in finding.what("zh")
    assert "建设项目”不计" in finding.what("zh")
    assert "row 4 on «在谈» (物流园项目)" in finding.what("en")


def test_the_suggested_decision_works_on_a_later_sheet(tmp_path):
    (row,) = same_name_on_two_sheets(tmp_path).blocking
    line = suggested_override(next(each for each in row.findings if each.rule == "same_name"), row)
    assert line == "same_name,在3,在2,different/keep_first/keep_last,"
    answer = line.replace("different/keep_first/keep_last,", "different,两家企业")
    assert not same_name_on_two_sheets(tmp_path, decided(tmp_path, answer + "\n")).blocking


def test_a_row_left_out_on_one_sheet_unblocks_no_row_of_its_number_on_another(tmp_path):
    decisions = decided(tmp_path, "same_name,在3,在2,keep_first,同一项目\n")
    result = same_name_on_two_sheets(tmp_path, decisions)
    (left_out,) = result.overridden
    other = next(row for row in result.rows if row.number == left_out.number and row is not left_out)
    other.findings.append(replace(left_out.findings[0], rule="amount_negative"))
    assert result.blocking == [other]


def test_every_row_has_its_suggested_decision_or_the_rest_is_counted(tmp_path, monkeypatch):
    signed = [p for p in clean_projects() if p.get("signed_on") and p.get("agreed_amount")][:6]
    over = [
        p | {"contract_amount": p["agreed_amount"] + 1, "contract_on": p.get("contract_on") or p["signed_on"]}
        for p in signed
    ]
    write_ledger(tmp_path / "l.xlsx", over)
    result = check(tmp_path / "l.xlsx")
    over = [row for row in result.blocking if any(f.rule == "contract_over_agreed" for f in row.findings)]
    assert len(over) == 6
    words = Vocabulary("zh", {})
    lines = ledger_messages.decidable(result, tmp_path / "decisions.csv", words)
    assert len(lines) == 1 + len(over)
    monkeypatch.setattr(ledger_messages, "MAX_SUGGESTIONS", 4)
    lines = ledger_messages.decidable(result, tmp_path / "decisions.csv", words)
    assert len(lines) == 6
    assert "2 条" in lines[-1]
