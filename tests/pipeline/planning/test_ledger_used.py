"""The ledger that a report rests on, and what a run says of it before it begins."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.planning.ledger_used import ledger_of_report
from tests.fixtures.imports import import_ledger
from tests.fixtures.runs import ROOT
from tests.fixtures.workbooks import clean_projects


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """District with ledgers of two months of a quarter, the second one corrected in May."""
    folder = tmp_path / "data" / "here"
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text("source,period,metric,value,unit\n", encoding="utf-8")
    (folder / "sources.csv").write_text("source,title,published\nb,公报,2024-01-15\n", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_overview.ipynb", tmp_path / "notebooks")
    import_ledger(folder, clean_projects(20), "2023-11", "2023-12-04")
    import_ledger(folder, clean_projects(19), "2023-12", "2024-01-10")
    import_ledger(folder, clean_projects(18), "2023-12", "2024-05-20")
    return folder


def planned(folder: Path, *arguments: str) -> str:
    root = folder.parent.parent
    result = CliRunner().invoke(main, ["run", *arguments, "--dry-run", "--root", str(root)])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_run_names_its_ledger_and_a_later_one_of_the_month(folder):
    choice = ledger_of_report(folder, "2023Q4", date(2024, 2, 14))
    assert (choice.used.number, choice.later.number) == (2, 3)
    said = planned(folder, "2023Q4")
    assert "第 2 次导入" in said
    assert "--as-of 2024-05-20" in said
    assert "params/" not in said  # its day would hold for every district
    corrected = planned(folder, "2023Q4", "--as-of", "2024-05-20")
    assert "第 3 次导入" in corrected
    assert "--as-of 2024-05-20" not in corrected


def test_a_month_whose_ledger_is_not_used_is_named(folder):
    assert "2023-11 的台账不用" in planned(folder, "2023-11")
    assert "的台账不用" not in planned(folder, "2023-12")
    assert "的台账不用" not in planned(folder, "2023")


def test_a_day_before_the_quarters_end_is_named(folder):
    said = planned(folder, "2023Q4", "--as-of", "2023-12-20")
    assert "早于季末 2023-12-31" in said
    assert "第 1 次导入" in said
    assert "早于季末" not in planned(folder, "2023Q4")


def test_targets_of_the_bureau_left_out_of_a_public_run_are_named(folder):
    assert "targets.csv" not in planned(folder, "2023Q4")
    (folder / "private" / "targets.csv").write_text(
        "period,metric,value,unit\n2023,agreed_amount,9,亿元\n", encoding="utf-8"
    )
    assert "targets.csv" in planned(folder, "2023Q4")
    about = folder / "district.yaml"
    about.write_text(about.read_text(encoding="utf-8") + "tier: government\n", encoding="utf-8")
    assert "targets.csv" not in planned(folder, "2023Q4")


def test_published_totals_of_a_later_month_stand_in_place_of_the_ledger(folder):
    figures = "source,period,metric,value,unit\nb,2023,agreed_amount,90,亿元\n"
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    assert ledger_of_report(folder, "2023Q4", date(2024, 2, 14)).used.number == 2
    assert ledger_of_report(folder, "2023Q4", date(2023, 12, 30)).used.number == 1
    (folder / "sources.csv").write_text("source,title,published\nb,公报,2023-12-30\n", encoding="utf-8")
    choice = ledger_of_report(folder, "2023Q4", date(2023, 12, 30))
    assert choice.used is None
    assert choice.published
