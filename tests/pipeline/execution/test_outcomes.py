"""How cells ended, and executed notebooks that have the same bytes for the same inputs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jjinvest.pipeline.execution.notebook import execute
from jjinvest.pipeline.execution.page_task import NotebookTask
from tests.fixtures.project import PERIOD, Project

NOISY = """
import logging, sys, warnings
for n in range(30):
    print(n)
    warnings.warn(f"warned {n}")
    logging.error("logged %s", n)
"""


@pytest.fixture
def project(tmp_path: Path, small_project: Callable[[Path], Project]) -> Project:
    return small_project(tmp_path / "project")


def cells(project: Project, folder: Path) -> list[dict]:
    path = folder / "00_first.zh.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def tagged(project: Project, tag: str, *sources: str) -> None:
    """Write a notebook whose first cell after the parameters has a tag."""
    project.notebook("00_first", *sources)
    path = project.root / "notebooks" / "00_first.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][1]["metadata"]["tags"] = [tag]
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_cell_that_is_to_be_skipped_is_skipped_and_the_notebook_is_good(project):
    tagged(project, "skip-execution", "1/0", "2")
    assert project.run().code == 0
    assert project.statuses(project.final) == {"00_first": ("ok", ["skipped", "ok"])}


def test_a_cell_that_may_raise_keeps_its_error_and_the_notebook_is_good(project):
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    tagged(project, "raises-exception", "print('before'); 1/0", "2")
    assert project.run().code == 0
    assert project.statuses(project.final) == {"00_first": ("ok", ["ok", "ok"])}
    outputs = cells(project, project.final)[2]["outputs"]
    assert [output["output_type"] for output in outputs] == ["stream", "error"]


@pytest.mark.parametrize(
    ("sources", "expected", "word"),
    [
        (["import sys; sys.exit()", "2"], ["failed", "skipped"], "SystemExit"),
        (["1", "raise SystemExit(0)"], ["ok", "failed"], "SystemExit"),
        (["1", "exit()", "2"], ["ok", "failed", "skipped"], "exit"),
        (["1", "quit"], ["ok", "failed"], "exit"),
    ],
)
def test_a_cell_that_ends_python_makes_the_notebook_fail(project, sources, expected, word):
    project.notebook("00_first", *sources)
    assert project.run().code == 1
    assert project.statuses(project.failed) == {"00_first": ("failed", expected)}
    assert word in project.manifest(project.failed)["notebooks"][0]["error"]
    assert not project.final.exists()


def test_what_a_cell_prints_warns_and_logs_has_the_same_bytes_each_time(project):
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    project.notebook("00_first", NOISY, "import os; n = os.system('echo from a process')")
    written = set()
    for warm in (True, True, False):
        assert project.run(force="*", warm=warm).code == 0
        written.add((project.final / "00_first.zh.ipynb").read_bytes())
    [content] = written
    assert b"UserWarning: warned 0" in content
    assert b"ipykernel_" not in content
    shown = cells(project, project.final)[2]["outputs"]
    assert [output["name"] for output in shown] == ["stdout", "stderr"]


def test_errors_are_plain_text_on_one_line_of_a_bounded_length(project):
    project.notebook("00_first", r"raise ValueError('\x1b[2J\x1b]0;t\x07a\u202eb' + 'x' * 100_000)")
    ended = project.run()
    [error] = [n["error"] for n in project.manifest(project.failed)["notebooks"]]
    assert error.startswith("ValueError: abxx")
    assert len(error) <= 500
    assert not set("\x1b\x07\u202e") & set(ended.output + error)


def test_a_notebook_is_executed_where_an_event_loop_runs(project, tmp_path):
    """As inside Jupyter."""
    project.notebook("00_first", "1")
    source = project.root / "notebooks" / "00_first.ipynb"
    task = NotebookTask(source, tmp_path / "o.ipynb", tmp_path / "s", {}, project.root, 60, 60, 2048)

    async def within_a_loop() -> str:
        return execute(task).status

    assert asyncio.run(within_a_loop()) == "ok"


def test_a_run_as_of_another_day_has_a_folder_of_its_own(project):
    project.notebook("00_first", "as_of")
    assert project.run().code == 0
    before = {p: p.read_bytes() for p in project.final.rglob("*") if p.is_file()}
    assert project.run(as_of="2023-07-31").code == 0  # the official day
    other = project.final.with_name(f"{PERIOD}@2023-08-20")
    ended = project.run(as_of="2023-08-20")
    assert ended.code == 0, ended.output
    assert ended.lines[-1] == str(other / "index.html")
    assert project.manifest(other)["as_of"] == "2023-08-20"
    assert {p: p.read_bytes() for p in project.final.rglob("*") if p.is_file()} == before
    assert "unchanged" in project.run(as_of="2023-08-20").output
    assert "unchanged" in project.run().output


def test_an_error_without_words_is_named_by_its_place(project):
    project.notebook("00_first", "def draw():\n    raise AssertionError\n\n\ndraw()")
    assert project.run().code == 1
    error = project.manifest(project.failed)["notebooks"][0]["error"]
    assert error.startswith("AssertionError：程序没有说明原因 no reason was given（")
    assert "line" in error or "draw" in error
