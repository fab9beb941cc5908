"""A small project whose notebooks a test writes, and the processes a run leaves behind.

Its district holds four figures of the repository's and few years are simulated: what is tested here is how a run goes, not what it computes.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.storage.manifest import hashes
from tests.conftest import ROOT, Ran, run

PERIOD = "2023Q2"
KEPT = {
    "figures.csv": re.compile(r"2023(h1)?\.(agreed_amount|projects_signed)@"),
    "projects.csv": re.compile("(?!)"),
    "targets.csv": re.compile("(?!)"),
}
FEW = "assumptions: {draws: 1000, ledger_draws: 1000, reconstructed_ledgers: 5}\n"
HEAD = 'district = ""\nperiod = ""\nas_of = ""\nlanguage = ""\nseed = 0\nassumptions = {}'


def small_data(target: Path) -> None:
    """Write a data folder whose one district has the totals of a year and of its first half."""
    shutil.copytree(ROOT / "data" / "context", target / "context")
    district = ROOT / "data" / "jiangjin"
    for name in ("district.yaml", "labels.csv", "sources.csv", *KEPT):
        head, *lines = (district / name).read_text(encoding="utf-8").splitlines(keepends=True)
        if name in KEPT:
            lines = [line for line in lines if KEPT[name].match(line)]
        path = target / "jiangjin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join([head, *lines]), encoding="utf-8")


class Project:
    """A project folder with a small district, and parameters and notebooks of a test's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        small_data(root / "data")
        (root / "requirements").symlink_to(ROOT / "requirements")
        for name in ("notebooks", "params", "outputs"):
            (root / name).mkdir()
        self.parameters(f"as_of: 2023-07-31\nseed: {1}\n")

    @property
    def final(self) -> Path:
        return self.root / "outputs" / "jiangjin" / PERIOD

    @property
    def failed(self) -> Path:
        return self.root / "outputs" / ".failed" / "jiangjin" / PERIOD

    def parameters(self, text: str) -> None:
        (self.root / "params" / f"{PERIOD}.yaml").write_text(text + FEW, encoding="utf-8")

    def notebook(self, name: str, *cells: str) -> None:
        """Write a notebook: a parameters cell, then these."""
        notebook = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        )
        notebook.cells = [
            nbformat.v4.new_code_cell(HEAD, metadata={"tags": ["parameters"]}, id="head"),
            *(nbformat.v4.new_code_cell(cell, id=f"c{n}") for n, cell in enumerate(cells)),
        ]
        (self.root / "notebooks" / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")

    def run(self, **options: object) -> Ran:
        return run(self.root, PERIOD, **{"languages": ("zh",), **options})

    def manifest(self, folder: Path) -> dict:
        return json.loads((folder / "run.json").read_text(encoding="utf-8"))

    def statuses(self, folder: Path) -> dict[str, tuple[str, list[str]]]:
        """Status of each notebook and of its cells after the two of the parameters."""
        return {
            n["notebook"]: (n["status"], [cell["status"] for cell in n["cells"]][2:])
            for n in self.manifest(folder)["notebooks"]
        }

    def whole(self) -> bool:
        """Whether the published folder is just what its run.json says."""
        return self.manifest(self.final)["files"] == hashes(self.final)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


def processes(mark: str) -> list[str]:
    """Commands of the processes with a mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
        except OSError:
            continue
    return found


@pytest.fixture
def none_left() -> Callable[[str], None]:
    """Wait until no process with a mark in its environment is left."""

    def check(mark: str) -> None:
        end = time.monotonic() + 10
        while processes(mark) and time.monotonic() < end:
            time.sleep(0.1)
        assert processes(mark) == []

    return check
