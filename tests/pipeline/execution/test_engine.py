"""Plans: what is executed and reused, several districts at once, parameters as a notebook gets them."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock

from jjinvest.cli.main import main
from jjinvest.pipeline.execution.prefetch import PREPARED_FOLDER
from jjinvest.pipeline.execution.run_state import RunState
from tests.fixtures.project import JJINVEST, PERIOD, Project
from tests.fixtures.runs import run
from tests.fixtures.warm_commands import WarmCommand

LOADS = (
    "from pathlib import Path; import os; from jjinvest.data.workspace import load_workspace; "
    "w = load_workspace(Path(os.environ['JJINVEST_ROOT']) / 'data' / district)"
)


def with_two_notebooks(own: Project) -> Project:
    own.notebook("00_first", LOADS, "len(w.figures)")
    own.notebook("10_second", "2")
    return own


@pytest.fixture
def project(tmp_path: Path, small_project: Callable[[Path], Project]) -> Project:
    """Make a small project whose data a test may change."""
    return with_two_notebooks(small_project(tmp_path / "project"))


@pytest.fixture
def after_run(
    tmp_path: Path, small_project: Callable[[Path], Project], made_once: Callable[..., Path]
) -> Project:
    """Make a small project that has been published once; every test has a copy of its own."""

    def make(folder: Path) -> Path:
        own = with_two_notebooks(small_project(folder / "project"))
        assert own.run().code == 0
        return own.root

    return Project.copy_of(made_once("engine-after-run", make), tmp_path / "project")


def states(root: Path) -> dict[str, int]:
    """Time of the last change of every published file."""
    return {str(p): p.stat().st_mtime_ns for p in (root / "outputs" / "jiangjin").rglob("*") if p.is_file()}


def executed(project: Project) -> set[str]:
    return {n["notebook"] for n in project.manifest(project.final)["notebooks"] if not n["reused"]}


def test_a_run_in_which_nothing_changed_writes_nothing(after_run):
    before = states(after_run.root)
    again = after_run.run(explain=True)
    assert again.code == 0
    assert again.output.count("沿用 reuse") == 2
    assert states(after_run.root) == before


@pytest.mark.parametrize(
    ("change", "again", "reason"),
    [
        (lambda p: p.notebook("10_second", "3"), {"10_second"}, "笔记本 notebook"),
        (
            lambda p: p.parameters("as_of: 2023-07-31\nseed: 2\n"),
            {"00_first", "10_second"},
            "参数 parameters",
        ),
        (lambda p: p.parameters("# said\nas_of: 2023-07-31\nseed: 1\n"), set(), ""),
        (
            lambda p: (p.root / "data/jiangjin/dimensions.csv").write_bytes(
                (p.root / "data/jiangjin/dimensions.csv").read_bytes() + b"\n"
            ),
            {"00_first"},
            "数据 data jiangjin/dimensions.csv",
        ),
    ],
)
def test_what_changed_is_executed_again_and_named(after_run, change, again, reason):
    change(after_run)
    ended = after_run.run(explain=True)
    assert ended.code == 0
    assert (f"变了 changed: {reason}" in ended.output) == bool(again)
    assert executed(after_run) == (again or {"00_first", "10_second"})


def test_a_changed_package_lock_or_python_executes_everything(after_run, monkeypatch):
    monkeypatch.setattr("jjinvest.core.environment._python", lambda: "another")
    ended = after_run.run(explain=True)
    assert "变了 changed: Python" in ended.output
    assert executed(after_run) == {"00_first", "10_second"}


def test_force_is_for_all_or_for_one_notebook(after_run):
    assert after_run.run(force="10_second").code == 0
    assert executed(after_run) == {"10_second"}
    assert after_run.run(force="*").code == 0
    assert executed(after_run) == {"00_first", "10_second"}
    wrong = after_run.run(force="10_secnod")
    assert wrong.code == 2
    assert "10_second" in wrong.output


def test_a_dry_run_shows_the_plan_and_does_nothing(project):
    before = list((project.root / "outputs").rglob("*"))
    result = CliRunner().invoke(
        main, ["run", PERIOD, "--dry-run", "--lang", "zh", "--root", str(project.root)]
    )
    assert result.exit_code == 0
    assert result.stdout.count("执行 execute") == 2
    assert "no earlier result" in result.stdout
    assert list((project.root / "outputs").rglob("*")) == before


def test_one_districts_broken_data_does_not_stop_the_others(project):
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    data = project.root / "data"
    for name in ("0010", "broken"):
        shutil.copytree(data / "jiangjin", data / name)
    figures = data / "broken" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",534,", ",many,"), encoding="utf-8")
    project.notebook("10_second", "(district, type(district).__name__)")
    ended = run(project.root, PERIOD, district="0010,broken,jiangjin", languages=("zh",))
    assert ended.code == 1
    assert "many" in ended.output
    states = {line.split()[0]: line.split()[2] for line in ended.lines[-5:-2]}
    assert states == {"0010": "完成", "broken": "输入有误", "jiangjin": "完成"}
    published = project.root / "outputs" / "0010" / PERIOD / "10_second.zh.ipynb"
    assert "('0010', 'str')" in published.read_text(encoding="utf-8")
    assert not (project.root / "outputs" / "broken").exists()
    everything = CliRunner().invoke(
        main, ["run", PERIOD, "--district", "all", "--dry-run", "--root", str(project.root)]
    )
    assert [
        n for n in ("0010", "broken", "jiangjin", "worked_examples") if f"{n} {PERIOD}" in everything.stdout
    ] == [
        "0010",
        "broken",
        "jiangjin",
    ]


def test_chinese_parameters_stand_readably_in_the_notebook(project):
    shutil.copytree(project.root / "data" / "jiangjin", project.root / "data" / "江津")
    assert run(project.root, PERIOD, district="江津", languages=("zh",)).code == 0
    text = (project.root / "outputs" / "江津" / PERIOD / "10_second.zh.ipynb").read_text(encoding="utf-8")
    cell = next(
        c for c in json.loads(text)["cells"] if "injected-parameters" in c["metadata"].get("tags", [])
    )
    assert 'district = "江津"\n' in cell["source"]
    assert 'as_of = "2023-07-31"\n' in cell["source"]


def test_a_notebook_runs_the_same_by_plain_papermill(project, tmp_path):
    import papermill

    source = project.root / "notebooks" / "10_second.ipynb"
    papermill.execute_notebook(
        str(source), str(tmp_path / "out.ipynb"), parameters={"seed": 1}, progress_bar=False
    )
    assert json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"][-1]["outputs"]


def test_on_a_terminal_a_bar_and_the_same_ending(project):
    """The closing table and the path last, also where a live bar was shown."""
    import os
    import pty

    outer, inner = pty.openpty()
    command = [JJINVEST, "run", PERIOD, "--lang", "zh", "--root", str(project.root)]
    with WarmCommand(command, stdout=inner, stderr=inner, env={**os.environ, "TERM": "xterm"}) as runner:
        os.close(inner)
        shown = b""
        while True:
            try:
                part = os.read(outer, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(outer)
    assert runner.returncode == 0
    lines = [line for line in shown.decode().replace("\r", "").splitlines() if line.strip()]
    assert lines[-1] == str(project.final / "index.html")
    assert "00_first" in shown.decode()


def test_a_run_that_waits_for_a_lock_ends_first_what_it_has(project):
    """Else two runs with the same districts in another order would wait for each other for ever."""
    shutil.copytree(project.root / "data" / "jiangjin", project.root / "data" / "other")
    locks = project.root / "outputs" / ".locks"
    locks.mkdir()
    was_published: list[bool] = []
    held = threading.Event()

    def another_run() -> None:
        with FileLock(locks / f"other-{PERIOD}.lock"):
            held.set()
            end = time.monotonic() + 100
            while not (project.final / "index.html").exists() and time.monotonic() < end:
                time.sleep(0.05)
            was_published.append((project.final / "index.html").exists())

    thread = threading.Thread(target=another_run)
    thread.start()
    held.wait()
    ended = run(project.root, PERIOD, district="jiangjin,other", languages=("zh",), wait=True)
    thread.join()
    assert ended.code == 0, ended.output
    assert was_published == [True]


def test_nothing_that_was_computed_for_the_notebooks_is_left(project):
    project.notebook("20_third", "1/0")
    assert project.run().code == 1
    assert project.failed.exists()
    project.notebook("20_third", "1")
    assert project.run().code == 0
    assert not [
        p
        for p in (project.root / "outputs").rglob("*")
        if p.name == PREPARED_FOLDER or p.parent.name == PREPARED_FOLDER
    ]
    assert not list((project.root / "outputs" / ".work").iterdir())


def test_notebooks_get_the_results_of_the_run_by_a_file_and_do_without_if_it_is_gone(project, monkeypatch):
    project.notebook("20_third", "from jjinvest.results import handover; assert handover._held")
    assert project.run().code == 0
    monkeypatch.setattr(
        "jjinvest.pipeline.execution.run_state.RunState.task",
        lambda *a, task=RunState.task, **o: replace(task(*a, **o), prepared=Path("/gone")),
    )
    project.notebook("20_third", "from jjinvest.results import handover; assert not handover._held")
    assert project.run().code == 0
