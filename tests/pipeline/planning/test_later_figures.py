"""Figures published after the as-of day of a report: a run and a check name them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.planning.later_figures import later_figures, note_of_later_figures
from tests.fixtures.runs import ROOT

FIGURES = """source,period,metric,statistic,value,unit
half,2023H1,agreed_amount,,40,亿元
late,2023H1,agreed_amount,,41,亿元
late,2023H1,projects_signed,,12,个
late,2023H1,funds_in_place,,9,亿元
late,2023,funds_in_place,target,30,亿元
late,2023-01..2023-08,agreed_amount,,60,亿元
"""
SOURCES = "source,title,published\nhalf,半年,2023-07-20\nlate,八月,2023-09-18\n"
DAY = date(2023, 8, 14)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """District whose text of eight months gives more of the half-year than that of July."""
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_overview.ipynb", tmp_path / "notebooks")
    folder = tmp_path / "data" / "here"
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    return folder


def said(command: str, *arguments: str) -> str:
    result = CliRunner().invoke(main, [command, *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_only_what_no_earlier_text_gives_of_the_period_is_missed(folder):
    metrics = [row.metric for row in later_figures(folder, "2023Q2", DAY)]
    assert metrics == ["projects_signed", "funds_in_place"]
    assert later_figures(folder, "2023Q2", date(2023, 9, 18)) == []
    assert note_of_later_figures(folder, "2023Q3", date(2023, 11, 14)) is None


def test_a_run_names_them_and_the_way_to_use_them(folder):
    root = ("--root", str(folder.parent.parent), "--dry-run")
    text = said("run", "2023Q2", *root)
    assert "2 个公布数在截止日期 2023-08-14 之后公布（2023-09-18），报告不用" in text
    assert "jjinvest run 2023Q2 --district here --as-of 2023-09-18" in text
    assert "之后公布" not in said("run", "2023Q2", *root, "--as-of", "2023-09-18")
    assert "之后公布" not in said("run", "2023Q3", *root)


def test_a_check_names_them_too(folder):
    root = ("--root", str(folder.parent.parent))
    assert "2 个公布数在截止日期 2023-08-14 之后" in said("check", str(folder), "--period", "2023Q2", *root)
    answer = json.loads(said("check", str(folder), "--period", "2023Q2", "--json", *root))
    assert "2 figures of the period" in answer["notes"][0]["en"]
    assert "之后公布" not in said("check", str(folder), *root)
