"""Every fault of benchmarks/faults, with the run that heals it; random kills of any process of a run.

The few that are not slow begin in processes that have imported the libraries already.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.faults import commands, kills, table
from benchmarks.faults.trial import FAILED, FAULTS, Fault, good_project, problems
from tests.fixtures.project import Project
from tests.fixtures.warm_commands import WarmCommand

assert table.MODULES, "their import adds the faults"
QUICK = ("sys.exit()", "impossible day in the parameters", "run asked to end")
QUICK_COMMANDS = list(commands.COMMANDS)[::8]


@pytest.fixture(scope="session")
def good(made_once: Callable[..., Path]) -> Project:
    """One published project, which every trial copies."""
    project = Project.__new__(Project)
    project.root = made_once("trial-project", lambda folder: good_project(folder / "project").root)
    return project


@pytest.fixture(scope="session")
def whole(good: Project, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds of a run that nobody kills."""
    return kills.length(good, tmp_path_factory.mktemp("whole") / "case")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in FAULTS]
)
def test_a_fault_has_a_true_status_and_heals(name: str, good: Project, tmp_path: Path):
    start = WarmCommand if name in QUICK else subprocess.Popen
    assert problems(FAULTS[name], good, tmp_path / "case", start=start) == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK_COMMANDS else pytest.mark.slow)
        for name in commands.COMMANDS
    ],
)
def test_a_command_that_cannot_succeed_says_so_in_a_sentence(name: str, good: Project, tmp_path: Path):
    start = WarmCommand if name in QUICK_COMMANDS else subprocess.Popen
    assert commands.problems(commands.COMMANDS[name], good, tmp_path / "case", start=start) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(table.KILLS))
def test_whatever_process_is_killed_at_whatever_moment(
    number: int, good: Project, whole: float, tmp_path: Path
):
    name, wrong = kills.kill_problems(number, whole, good, tmp_path)
    assert wrong == [], name


@pytest.mark.parametrize("noted", [False, True])
def test_a_run_that_had_published_when_it_was_killed_counts_as_published(
    noted: bool, good: Project, tmp_path: Path
):
    fault = kills.killed_when_published(noted=noted)
    assert problems(fault, good, tmp_path / "case", start=WarmCommand) == []


def test_the_trial_finds_what_is_not_reported(good: Project, tmp_path: Path):
    """A run that ends well where a failure was due does not pass."""
    nothing = Fault("nothing wrong", lambda case: None, FAILED, "failed")
    wrong = problems(nothing, good, tmp_path / "case", start=WarmCommand)
    for text in ("exit code 0, not 1", "hook called: False", "history says 'published', not 'failed'"):
        assert text in wrong
