"""The page of all districts: published whole, left as it is without a change, kept when a notebook fails."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sys
import threading
import time
from subprocess import PIPE, STDOUT

import pytest
from filelock import FileLock

from jjinvest.pipeline.execution import notebook as execution
from jjinvest.pipeline.execution.group import group_plan, publish_group
from jjinvest.pipeline.monitoring.progress import Display
from jjinvest.pipeline.planning.plan import RunRequest
from jjinvest.pipeline.storage.manifest import file_hashes
from tests.fixtures.district_folders import amount, district_folder, percent, published_run
from tests.fixtures.project import Project
from tests.fixtures.runs import ROOT
from tests.fixtures.warm_commands import WarmCommand


@pytest.fixture
def root(tmp_path):
    for name in ("notebooks/municipality", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for n, name in enumerate(("east", "west"), start=1):
        district_folder(tmp_path / "data", name, "2023,agreed_amount,,,,,1,亿元")
        facts = [amount("2023.agreed_amount", 100.0 * n), percent("2023.agreed_amount.completion", 90.0)]
        published_run(tmp_path, name, facts)
    published_run(tmp_path, "broken", [], status="failed")
    return tmp_path


def publish(root, **options):
    """Exit code and closing lines."""
    output = io.StringIO()
    display = Display(out=output, err=output)
    options = {"languages": ("zh",), **options}
    code = publish_group(RunRequest(root, ("2023Q4",), (), **options), display)
    return code, [(line.state, line.code) for line in display.lines], output.getvalue()


def test_it_is_published_like_a_run_and_unchanged_the_next_time(root):
    code, lines, output = publish(root)
    assert (code, lines) == (0, [("完成 ok", 0)]), output
    folder = root / "outputs" / "all" / "2023Q4"
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert manifest["files"] == file_hashes(folder)
    assert {"index.html", "90_municipality.zh.html", "facts.json", "provenance.zh.html"} <= set(
        manifest["files"]
    )
    facts = {fact["id"]: fact for fact in json.loads((folder / "facts.json").read_text(encoding="utf-8"))}
    assert facts["2023.all_districts.agreed_amount"]["value"] == 300
    assert 'id="2023.all_districts.agreed_amount"' in (folder / "provenance.zh.html").read_text("utf-8")
    assert (folder / "tables" / "group_matrix.zh.csv").exists()
    before = file_hashes(folder)
    assert publish(root)[:2] == (0, [("未变 unchanged", 0)])
    assert file_hashes(folder) == before
    (root / "outputs" / "west" / "2023Q4" / "facts.json").write_text("[]", encoding="utf-8")
    assert publish(root)[:2] == (0, [("完成 ok", 0)])
    assert file_hashes(folder) != before
    assert not (root / "outputs" / ".work" / "all-2023Q4").exists()


def test_a_failing_notebook_leaves_the_published_page(root):
    publish(root)
    before = file_hashes(root / "outputs" / "all" / "2023Q4")
    notebook = root / "notebooks" / "municipality" / "90_municipality.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"][-1]["source"] = ["raise ValueError('no')"]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    code, lines, output = publish(root)
    assert (code, lines) == (1, [("失败 failed", 1)])
    assert "ValueError: no" in output
    assert file_hashes(root / "outputs" / "all" / "2023Q4") == before
    assert (root / "outputs" / ".failed" / "all" / "2023Q4" / "run.json").exists()


def test_another_run_of_the_page_is_not_disturbed(root):
    (root / "outputs" / ".locks").mkdir()
    with FileLock(root / "outputs" / ".locks" / "all-2023Q4.lock"):
        assert publish(root)[:2] == (3, [("已锁 locked", 3)])
    assert not (root / "outputs" / "all").exists()


def test_without_the_notebook_there_is_no_page(root):
    shutil.rmtree(root / "notebooks" / "municipality")
    assert publish(root)[:2] == (0, [])


def test_run_for_all_districts_adds_the_page_and_a_failing_district_blocks_nothing(tmp_path):
    project = Project(tmp_path / "project")
    shutil.copytree(ROOT / "notebooks" / "municipality", project.root / "notebooks" / "municipality")
    project.notebook("00_first", "1")
    district_folder(project.root / "data", "broken", "2023H1,agreed_amount,,,,,x,亿元")
    command = [sys.executable, "-m", "jjinvest", "run", "2023Q2", "--district", "all", "--lang", "zh"]
    with WarmCommand(command, cwd=project.root, stdout=PIPE, stderr=STDOUT, text=True) as outcome:
        shown, _ = outcome.communicate(timeout=300)
    assert outcome.returncode == 1, shown
    page = (project.root / "outputs" / "all" / "2023Q2" / "index.html").read_text(encoding="utf-8")
    assert "broken区" in page
    index = (project.root / "outputs" / "index.html").read_text(encoding="utf-8")
    assert 'href="all/2023Q2/index.html"' in index


def test_pages_of_another_language_that_go_are_named(root):
    request = RunRequest(root, ("2023Q4",), (), languages=("zh",))
    output = io.StringIO()
    Display(out=output).run_started(group_plan(request, "2023Q4"))
    assert "--lang" not in output.getvalue()
    published = root / "outputs" / "all" / "2023Q4" / "90_municipality.en.html"
    published.parent.mkdir(parents=True)
    published.touch()
    Display(out=output).run_started(group_plan(request, "2023Q4"))
    assert "已发布的 en 页面" in output.getvalue()
    assert "--lang zh,en" in output.getvalue()


def test_a_stop_while_its_notebook_runs_ends_the_kernel_and_leaves_nothing(root, monkeypatch):
    notebook = root / "notebooks" / "municipality" / "90_municipality.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"][-1]["source"] = ["import time; time.sleep(600)"]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    timer = threading.Timer(4, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT))
    timer.start()
    began = time.monotonic()
    code, lines, _ = publish(root)
    assert (code, lines) == (130, [("中断 interrupted", 130)])
    assert time.monotonic() - began < 60
    assert not execution._running
    assert list((root / "outputs" / ".work").iterdir()) == []
    with FileLock(root / "outputs" / ".locks" / "all-2023Q4.lock").acquire(timeout=0):
        pass
