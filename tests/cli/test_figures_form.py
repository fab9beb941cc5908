"""The workbook of published figures: written, checked and imported again."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.ledger.excel.figures_form import figures_form

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


def test_an_import_and_a_check_remark_on_what_looks_like_a_slip(tmp_path):
    folder = tmp_path / "data" / "a"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    for name, header in (
        ("figures", "source,period,metric,value"),
        ("sources", "source,title,published,address"),
    ):
        (folder / f"{name}.csv").write_text(f"{header}\n", encoding="utf-8")
    row = {"source": "s", "period": "2023年", "metric": "agreed_amount", "value": "1,056", "unit": "亿"}
    slip = row | {"metric": "agreed_amont", "unit": "亿元"}
    form = tmp_path / "form.xlsx"
    form.write_bytes(figures_form([row, row, slip], [{"source": "s", "published": "2024/1/15"}]))
    run = CliRunner().invoke
    imported = run(main, ["figures", "import", str(form), "--district", "a", "--root", str(tmp_path)])
    assert imported.exit_code == 0, imported.output
    checked = run(main, ["check", str(folder), "--figures-only"])
    assert checked.exit_code == 0, checked.output
    for output in (imported.output, checked.output):
        assert "第 2、3 行：内容完全相同" in output
        assert "第 4 行：agreed_amont 不是已知的指标（相近的是 agreed_amount）" in output
    assert (
        (folder / "figures.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("s,2023,agreed_amount")
    )
    assert [row.digits for row in read_figure_tables(folder).figures] == ["1056"] * 3
