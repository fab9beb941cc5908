"""A synthetic district's folder passes the checks, is marked, and does not depend on its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.data.workspace import load_workspace
from jjinvest.ledger.store.store import Store
from jjinvest.quality.reconciliation.reconcile import check_figures, reconcile
from jjinvest.synthetic.names import district_zh
from tests.fixtures.project import FEW
from tests.fixtures.runs import ROOT

COMMON = ("--seed", "7", "--projects", "600", "--years", "4", "--quarters", "2")


def written(root: Path, *options: str) -> Path:
    folder = root / "data"
    folder.mkdir(parents=True)
    (folder / "context").symlink_to(ROOT / "data" / "context")
    (root / "notebooks").symlink_to(ROOT / "notebooks")
    (root / "params").mkdir()
    (root / "params" / "2023Q4.yaml").write_text(FEW, encoding="utf-8")
    result = CliRunner().invoke(main, ["synth", *COMMON, *options, "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def two(made_once: Callable[..., Path]) -> Path:
    return made_once("synthetic-two-districts", lambda folder: written(folder, "--districts", "2"))


def test_published_figures_agree_with_each_other(two: Path) -> None:
    for name, options in (("synthetic_01", []), ("synthetic_02", ["--figures-only"])):
        result = CliRunner().invoke(main, ["check", str(two / name), *options])
        assert result.exit_code == 0, result.output
        workspace = load_workspace(two / name)
        checks = reconcile(check_figures(workspace), workspace)
        assert len(checks) > 10
        assert set(checks["verdict"]) == {"agrees"}


def test_everything_is_marked_as_synthetic(two: Path) -> None:
    profile = load_workspace(two / "synthetic_01").profile
    assert profile.synthetic
    for name in (profile.name, profile.bureau, profile.municipality):
        assert "合成" in name["zh"]
        assert "ynthetic" in name["en"]
    sources = load_workspace(two / "synthetic_01").sources
    assert sources["title"].str.contains("合成").all()
    assert sources["title"].str.contains("synthetic").all()
    for path in (two / "synthetic_01").glob("*.csv"):
        assert "合成" in path.read_text(encoding="utf-8")
    assert not load_workspace(ROOT / "data" / "jiangjin").profile.synthetic


def test_a_district_does_not_depend_on_how_many_there_are(two: Path, tmp_path: Path) -> None:
    alone = written(tmp_path, "--districts", "1")
    files = [
        p.relative_to(alone) for p in (alone / "synthetic_01").rglob("*") if p.is_file() and p.name != ".lock"
    ]
    assert len(files) > 10
    for name in files:
        assert (alone / name).read_bytes() == (two / name).read_bytes(), name


def test_ledgers_are_imported_whole_and_once(two: Path) -> None:
    history = Store(two / "synthetic_01" / "private").history()
    assert [each.month for each in history] == ["2023-09", "2023-12"]
    assert all(each.left_out == 0 for each in history)
    projects = pd.read_parquet(two / "synthetic_01" / "private" / "synthetic" / "projects.parquet")
    assert history[-1].projects == len(projects)
    assert history[-1].funds_to_date == projects["funds_to_date"].sum()


def test_a_folder_that_is_not_synthetic_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "synthetic_01"
    folder.mkdir()
    (folder / "district.yaml").write_text("name: {zh: 真, en: real}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["synth", *COMMON, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert [path.name for path in folder.iterdir()] == ["district.yaml"]


@pytest.mark.parametrize(
    ("number", "name"),
    [(1, "合成一区"), (10, "合成十区"), (12, "合成十二区"), (38, "合成三十八区"), (40, "合成四十区")],
)
def test_names_of_districts(number: int, name: str) -> None:
    assert district_zh(number) == name


@pytest.mark.parametrize("projects", [1, 20])
def test_a_district_of_few_projects_has_no_target_of_zero(tmp_path: Path, projects: int) -> None:
    folder = written(tmp_path, "--projects", str(projects))
    rows = pd.read_csv(folder / "synthetic_01" / "figures.csv")
    assert (rows.loc[rows["statistic"] == "target", "value"] > 0).all()


def test_a_district_too_large_for_workbooks_says_so(tmp_path: Path) -> None:
    given = ["synth", "--seed", "1", "--years", "2", "--out", str(tmp_path)]
    large = CliRunner().invoke(main, [*given, "--projects", "5001"])
    assert large.exit_code == 0, large.output
    assert "--projects 5000" in large.output
    assert load_workspace(tmp_path / "synthetic_01").profile.synthetic
    assert "--projects 5000" not in CliRunner().invoke(main, [*given, "--projects", "20"]).output
