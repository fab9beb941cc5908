"""Pruning removes old runs and nothing else; the latest and what was released stay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock

from jjinvest.cli.main import main
from jjinvest.pipeline.storage.release import create_release
from tests.fixtures.project import PERIOD, Project
from tests.fixtures.runs import run


def invoke(project: Project, *arguments: str):
    return CliRunner().invoke(main, [*arguments, "--root", str(project.root)])


@pytest.fixture
def years(tmp_path: Path, own_data: Project, made_once: Callable[..., Path]) -> Project:
    """Make a project with a real published run, and reports of earlier quarters as such a run leaves them."""

    def make(folder: Path) -> Path:
        published = Project.copy_of(own_data.root, folder / "project")
        assert run(published.root, PERIOD, "2023Q4", languages=("zh",)).code == 0
        return published.root

    project = Project.copy_of(made_once("prune-published", make), tmp_path / "years")
    outputs = project.root / "outputs"
    for year in range(2019, 2023):
        for place in (
            outputs / "jiangjin",
            outputs / ".cache" / "jiangjin",
            outputs / ".failed" / "jiangjin",
        ):
            folder = place / f"{year}Q4"
            folder.mkdir(parents=True)
            (folder / "x.txt").write_text("x", encoding="utf-8")
    (outputs / "jiangjin" / "reconstructed").mkdir()
    (outputs / ".work" / f"jiangjin-{PERIOD}").mkdir(parents=True)
    return project


def everything(root: Path) -> set[str]:
    return {
        p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and ".locks" not in p.parts
    }


def test_pruning_keeps_the_latest_periods_and_what_was_released(years):
    create_release(years.root, "jiangjin", PERIOD, today=date(2024, 4, 1))
    before = everything(years.root)
    dry = invoke(years, "runs", "prune", "--keep", "3", "--dry-run")
    assert dry.exit_code == 0
    assert everything(years.root) == before
    done = invoke(years, "runs", "prune", "--keep", "3")
    assert done.exit_code == 0
    removed = before - everything(years.root)
    assert {Path(name).parent.as_posix() for name in removed} == {
        f"outputs/{place}jiangjin/{year}Q4"
        for place in ("", ".cache/", ".failed/")
        for year in (2019, 2020, 2021)
    }
    assert not (years.root / "outputs" / ".work" / f"jiangjin-{PERIOD}").exists()
    assert (years.root / "outputs" / "jiangjin" / "reconstructed").is_dir()
    assert "unchanged" in run(years.root, PERIOD, "2023Q4", languages=("zh",)).output
    assert len(dry.output.splitlines()) == len(done.output.splitlines())


def test_released_results_stay_when_their_reports_are_pruned(years):
    create_release(years.root, "jiangjin", PERIOD, today=date(2024, 4, 1))
    released = years.root / "data" / "jiangjin" / "releases"
    shutil.copytree(released / PERIOD, released / "2019Q4")
    before = {p: p.read_bytes() for p in released.rglob("*") if p.is_file()}
    assert len(before) == 4
    assert invoke(years, "runs", "prune", "--keep", "1").exit_code == 0
    for period in (PERIOD, "2019Q4"):
        assert not (years.root / "outputs" / "jiangjin" / period).exists()
    assert {p: p.read_bytes() for p in released.rglob("*") if p.is_file()} == before


def test_at_least_the_latest_report_stays(years):
    assert invoke(years, "runs", "prune", "--keep", "0").exit_code == 2
    assert invoke(years, "runs", "prune", "--keep", "1").exit_code == 0
    left = years.root / "outputs" / "jiangjin"
    assert sorted(p.name for p in left.iterdir()) == ["2023Q4", "reconstructed"]


def test_runs_under_way_and_folders_elsewhere_are_not_pruned(years, tmp_path):
    outputs = years.root / "outputs"
    elsewhere = tmp_path / "elsewhere"
    for name in ("2019Q4", "2020Q4"):
        (elsewhere / name).mkdir(parents=True)
    (outputs / "linked").symlink_to(elsewhere)
    (outputs / "jiangjin" / "2018Q4").symlink_to(elsewhere / "2019Q4")
    with FileLock(outputs / ".locks" / "jiangjin-2019Q4.lock"):
        done = invoke(years, "runs", "prune", "--keep", "1")
    assert "under way, kept" in done.output
    assert (outputs / "jiangjin" / "2019Q4").exists()
    assert sorted(p.name for p in elsewhere.iterdir()) == ["2019Q4", "2020Q4"]


def test_a_failure_followed_by_a_success_is_pruned(own_data):
    own_data.notebook("00_first", "1/0")
    assert own_data.run().code == 1
    assert "failed" not in invoke(own_data, "runs", "prune", "--dry-run").output
    own_data.notebook("00_first", "1")
    path = own_data.failed / "run.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(written | {"started": "2023-01-01T00:00:00+00:00"}), encoding="utf-8")
    assert own_data.run().code == 0
    assert f".failed/jiangjin/{PERIOD}" in invoke(own_data, "runs", "prune").output
    assert not own_data.failed.exists()
