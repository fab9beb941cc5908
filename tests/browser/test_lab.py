"""JupyterLab on a clean machine: its start page, its kernel, and how soon a notebook shows a table."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from jjinvest.cli.start_page import start_page
from jjinvest.pipeline.execution import engine
from tests.fixtures.chromium import chromium, launch
from tests.fixtures.runs import ROOT, run

FIRST_TABLE_SECONDS = 4.0
START = "/lab/tree/outputs/start.md"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a published run; its notebooks are copies, since JupyterLab saves them."""
    chromium()
    root = tmp_path_factory.mktemp("lab") / "project"
    root.mkdir()
    for name in ("data", "params", "requirements"):
        (root / name).symlink_to(ROOT / name)
    for name in ("notebooks", "docs/tutorials"):
        shutil.copytree(ROOT / name, root / name)
    (root / "outputs").mkdir()
    assert run(root, "2023Q4", languages=("zh",)).code == engine.OK
    (root / "outputs" / "start.md").write_text(start_page(root), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """Address of a JupyterLab without any settings of this account."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        name: str(home / name)
        for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    for place in places.values():
        Path(place).mkdir()
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={project}"],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"{address}/api"):
                    break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.3)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def browser():
    with launch() as instance:
        yield instance


def wait_for_kernel(lab):
    """Wait until the notebook that is open has its kernel, without anything having been asked."""
    deadline = time.monotonic() + 90
    while True:
        with urllib.request.urlopen(f"{lab}/api/sessions") as answer:
            sessions = json.load(answer)
        if [each["kernel"]["execution_state"] for each in sessions] == ["idle"]:
            break
        assert time.monotonic() < deadline, sessions
        time.sleep(0.3)
    assert sessions[0]["kernel"]["name"] == "python3"


def test_the_start_page_leads_to_notebooks_and_runs(browser, lab):
    page = browser.new_page()
    page.goto(lab + START)
    page.get_by_text("jjinvest new-notebook NAME").first.wait_for(timeout=60_000)
    shown = page.locator("body").inner_text()
    for name in ("00_overview", "20_structure", "2023Q4", "d.what_if"):
        assert name in shown
    page.close()


def test_the_first_table_is_there_soon_after_run_all(browser, lab):
    page = browser.new_page(viewport={"width": 1400, "height": 2000})
    page.goto(f"{lab}/lab/tree/notebooks/20_structure.ipynb")
    wait_for_kernel(lab)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=90_000)
    assert page.locator(".jp-Dialog").count() == 0
    page.get_by_role("menuitem", name="Run", exact=True).click()
    entry = page.get_by_text("Run All Cells", exact=True)
    entry.wait_for()
    began = time.monotonic()
    entry.click()
    page.locator(".jp-OutputArea-output table:visible").first.wait_for(timeout=60_000)
    seconds = time.monotonic() - began
    page.close()
    print(f"first table after {seconds:.1f} s")
    assert seconds <= FIRST_TABLE_SECONDS
