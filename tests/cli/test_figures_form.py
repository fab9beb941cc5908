"""The workbook of published figures: written, checked and imported again."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.data.figure_rows import read_figure_tables

ROOT = Path(__file__).resolve().parents[2]


def test_a_workbook_of_figures_is_checked_and_imported_unchanged(tmp_path):
    shutil.copytree(ROOT / "data" / "jiangjin", tmp_path / "data" / "jiangjin")
    shutil.copytree(ROOT / "data" / "context", tmp_path / "data" / "context")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    form, run = tmp_path / "form.xlsx", CliRunner().invoke
    root = ["--root", str(tmp_path)]
    made = run(main, ["figures", "template", str(form), "--district", "jiangjin", *root])
    assert made.exit_code == 0, made.output
    checked = run(main, ["check", str(form)])
    assert checked.exit_code == 0, checked.output
    before = read_figure_tables(tmp_path / "data" / "jiangjin")
    assert f"共 {len(before.figures)} 条公布数" in checked.output
    imported = run(main, ["figures", "import", str(form), "--district", "jiangjin", *root])
    assert imported.exit_code == 0, imported.output
    after = read_figure_tables(tmp_path / "data" / "jiangjin")
    assert [row.figure_id for row in after.figures] == [row.figure_id for row in before.figures]
    assert [row.value for row in after.figures] == [row.value for row in before.figures]
