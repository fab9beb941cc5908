"""Whatever goes wrong, a command ends with a sentence and an exit code; where it was is in a log."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.execution import scheduler
from jjinvest.pipeline.monitoring.log_files import FULL_BYTES, KEPT_LOGS, rotate
from jjinvest.pipeline.monitoring.progress import Display
from tests.fixtures.project import PERIOD, Project
from tests.fixtures.runs import run


@pytest.fixture
def project(tmp_path: Path, small_project: Callable[[Path], Project]) -> Project:
    own = small_project(tmp_path / "project")
    own.notebook("00_first", "1")
    return own


def raises(error: BaseException):
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


def log_of(project: Project) -> str:
    path = project.root / "outputs" / ".errors" / "errors.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.mark.parametrize(
    ("error", "code", "said", "logged"),
    [
        (ZeroDivisionError("divided \x1b[31mred"), 1, "ZeroDivisionError: divided red", "Traceback"),
        (RecursionError("too deep"), 1, "RecursionError", "Traceback"),
        (PermissionError(errno.EACCES, "Permission denied", "there"), 2, "there", "Traceback"),
        (EOFError(), 1, "EOFError", "Traceback"),
        (KeyboardInterrupt(), 130, "interrupted", ""),
    ],
)
def test_an_error_that_nobody_foresaw_is_a_sentence_and_a_line_in_the_log(
    project, monkeypatch, error, code, said, logged
):
    monkeypatch.setattr("jjinvest.pipeline.storage.history.known_districts", raises(error))
    ended = CliRunner().invoke(main, ["runs", "history", "--root", str(project.root)])
    assert ended.exit_code == code
    assert said in ended.stderr
    assert "Traceback" not in ended.output
    assert "\x1b" not in ended.output
    assert logged in log_of(project)
    assert bool(log_of(project)) == bool(logged)


@pytest.mark.parametrize(
    "place",
    [
        "jjinvest.pipeline.execution.scheduler.plan_run",
        "jjinvest.pipeline.publishing.build.build",
        "jjinvest.pipeline.execution.run_state.RunState.keep",
        "jjinvest.pipeline.execution.scheduler.importlib",
    ],
)
def test_an_error_of_the_engine_itself_is_a_failed_run_with_a_record(project, monkeypatch, place):
    failing = raises(AttributeError("a mistake"))
    failing.import_module = failing  # of the scheduler alone: libraries import by the same function
    with monkeypatch.context() as patch:
        patch.setattr(place, failing)
        ended = CliRunner().invoke(
            main, ["run", PERIOD, "--lang", "zh", "--jobs", "1", "--root", str(project.root)]
        )
    assert ended.exit_code == 1, ended.output
    assert "internal error: AttributeError: a mistake" in ended.stderr
    assert "Traceback" not in ended.output
    assert "a mistake" in log_of(project)
    assert "a mistake" in (project.root / "outputs" / "FAILED-jiangjin.txt").read_text(encoding="utf-8")
    shown = CliRunner().invoke(main, ["runs", "history", "--lang", "en", "--root", str(project.root)])
    assert "failed" in shown.output
    assert not project.final.exists()
    assert project.run().code == 0


def test_one_districts_error_of_the_engine_does_not_stop_the_others(project, monkeypatch):
    import shutil

    shutil.copytree(project.root / "data" / "jiangjin", project.root / "data" / "other")
    real = scheduler.plan_run

    def failing(request, district, period):
        if district == "jiangjin":
            raise AttributeError("a mistake")
        return real(request, district, period)

    monkeypatch.setattr("jjinvest.pipeline.execution.scheduler.plan_run", failing)
    ended = run(project.root, PERIOD, district="jiangjin,other", languages=("zh",))
    assert ended.code == 1
    assert (project.root / "outputs" / "other" / PERIOD / "index.html").exists()


def test_a_full_log_is_renamed_and_the_oldest_is_dropped(tmp_path):
    path = tmp_path / "schedule.log"
    for number in range(KEPT_LOGS + 3):
        Display.logged(path).write(f"call {number} " + "x" * FULL_BYTES)
    rotate(path)
    kept = sorted(p.name for p in tmp_path.iterdir())
    assert kept == [f"schedule.log.{number}" for number in range(1, KEPT_LOGS + 1)]
    assert f"call {KEPT_LOGS + 2}" in (tmp_path / "schedule.log.1").read_text(encoding="utf-8")
