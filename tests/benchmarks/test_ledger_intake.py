"""The benchmark of ledgers as clerks send them counts wrong amounts, rejections and faults by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.ledger_intake import joined, main, score_folder
from tests.fixtures.workbooks import clean_projects, write_ledger

FIRST_ROW = 3


def answers(projects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": "台账",
            "row": FIRST_ROW + index,
            "name": each["project_name"],
            "agreed_yuan": round(each.get("agreed_amount", 0) * 10**4) or None,
            "fault": None,
        }
        for index, each in enumerate(projects)
    ]


def write_case(folder: Path, projects: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    folder.mkdir()
    write_ledger(folder / "book.xlsx", projects)
    (folder / "answer.json").write_text(json.dumps({"rows": rows}, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def cases(tmp_path):
    """A sound workbook; one whose answer has another amount, a row too few, and faults found and missed."""
    projects = clean_projects()
    write_case(tmp_path / "01_sound", projects, answers(projects))
    rows = answers(projects)
    rows[0]["agreed_yuan"] = 1
    del rows[1]
    rows[2]["fault"] = "a fault that nothing shows"
    broken = [dict(each) for each in projects]
    broken[4]["agreed_amount"] = "约三亿吧"
    rows[3]["fault"] = "an amount in words"
    broken[5]["agreed_amount"] = "约五亿吧"
    write_case(tmp_path / "02_wrong", broken, rows)
    return tmp_path


def test_a_sound_workbook_scores_without_error(cases):
    score = score_folder(cases)["01_sound"]
    assert (score.sound, score.sound_rejected, score.faulty, score.wrong) == (20, 0, 0, [])


def test_each_kind_of_error_is_counted_once(cases):
    score = score_folder(cases)["02_wrong"]
    assert len(score.wrong) == 2, "another amount, and a row that is no project"
    assert (score.sound, score.sound_rejected) == (17, 1)
    assert score.faulty == 2
    assert score.faults_accepted == 1


def test_a_file_that_cannot_be_read_rejects_its_sound_rows(tmp_path):
    projects = clean_projects()
    write_case(tmp_path / "01", projects, answers(projects))
    (tmp_path / "01" / "book.xlsx").write_bytes(b"PK\x03\x04")
    score = score_folder(tmp_path)["01"]
    assert (score.sound_rejected, score.wrong) == (20, [])


def test_the_command_prints_the_three_scores(cases):
    shown = CliRunner().invoke(main, ["--folder", str(cases)]).stdout
    assert "wrong amounts without a remark: 2 (aim 0)" in shown
    assert "sound rows rejected: 1 of 37 (2.7%)" in shown
    assert "WRONG row" in shown


def test_a_project_in_two_sheets_is_one_project_and_twice_in_one_sheet_is_two():
    rows = [
        {"sheet": "签约", "row": 3, "name": "甲项目", "agreed_yuan": 5, "funds_to_date_yuan": None},
        {"sheet": "到位", "row": 3, "name": "甲项目", "agreed_yuan": None, "funds_to_date_yuan": 2},
        {"sheet": "签约", "row": 4, "name": "甲项目", "agreed_yuan": 7, "funds_to_date_yuan": None},
    ]
    one, two = joined(rows)
    assert (one["agreed_yuan"], one["funds_to_date_yuan"], two["agreed_yuan"]) == (5, 2, 7)
