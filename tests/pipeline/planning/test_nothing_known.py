"""A quarter of which nothing is known is not run; the quarters with data are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.planning.nothing_known import something_known
from jjinvest.pipeline.planning.parameters import load_parameters
from tests.fixtures.runs import ROOT

FIGURES = """source,period,metric,statistic,value,unit
text,2023H1,agreed_amount,,40,亿元
text,2023,agreed_amount,,90,亿元
plan,2024,agreed_amount,target,100,亿元
"""
SOURCES = "source,title,published\ntext,全年,2024-01-20\nplan,计划,2024-02-20\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Project with one district: results of 2023, a target of 2024."""
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_overview.ipynb", tmp_path / "notebooks")
    add_district(tmp_path, "here", FIGURES)
    return tmp_path


def add_district(root: Path, name: str, figures: str) -> None:
    folder = root / "data" / name
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "district.yaml").write_text(f"name: {{zh: {name}, en: {name}}}\n", encoding="utf-8")


@pytest.mark.parametrize("arguments", [("2025Q4",), ("2022Q1",), ("2025Q4", "--dry-run")])
def test_nothing_is_published_of_a_year_without_data(root, arguments):
    result = CliRunner().invoke(main, ["run", *arguments, "--district", "here", "--root", str(root)])
    assert result.exit_code == 2
    assert f"here {arguments[0]}" in result.output
    assert "quarters with data: 2023Q4, 2023Q2" in result.output
    assert not (root / "outputs" / "here").exists()


@pytest.mark.parametrize("period", ["2023Q4", "2024Q1"])
def test_a_year_with_results_or_only_a_target_is_run(root, period):
    result = CliRunner().invoke(main, ["run", period, "--district", "here", "--dry-run", "--root", str(root)])
    assert result.exit_code == 0, result.output


def test_a_district_without_data_does_not_stop_the_others(root):
    add_district(root, "late", FIGURES.replace("2023", "2021").replace("2024,", "2021,"))
    result = CliRunner().invoke(
        main, ["run", "2023Q4", "--district", "all", "--dry-run", "--root", str(root)]
    )
    assert result.exit_code == 0, result.output
    assert "late 2023Q4" in result.output
    assert "here 2023Q4，截至" in result.output
    assert "late 2023Q4，截至" not in result.output


def test_a_target_of_the_bureau_and_unreadable_data_are_known(root):
    folder = root / "data" / "here"
    (folder / "private").mkdir()
    (folder / "private" / "targets.csv").write_text("period,metric,value\n2025,projects_signed,70\n", "utf-8")
    parameters = load_parameters(root, "2025Q1", "here")
    assert not something_known(folder, "2025Q1", parameters)
    of_bureau = parameters.model_copy(update={"tier": "government"})
    assert something_known(folder, "2025Q1", of_bureau)
    assert not something_known(folder, "2026Q1", of_bureau)  # a target of another year says nothing of it
    (folder / "figures.csv").write_text("nonsense\n", encoding="utf-8")
    assert something_known(folder, "2025Q1", parameters)
