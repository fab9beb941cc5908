"""Time of a run, compared with the same notebooks through the commands `papermill` and `jupyter nbconvert`.

Everything is measured in one run on copies of the repository's data, so the ratios hold on any machine.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks.tree import watched

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PERIOD, AS_OF, SEED = "2023Q4", "2024-03-31", 20230731
DISTRICTS, NOTEBOOKS = 38, (10, 100, 500)
IMPORTS = "from jjinvest.reporting import charts, tables\nfrom jjinvest.reporting.report import Report"


def project(folder: Path, *, districts: int = 0) -> Path:
    """Make a project folder with the repository's notebooks and copies of its district as d00, d01 …."""
    for name in ("notebooks", "params", "requirements"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("private"))
    for n in range(districts):
        shutil.copytree(folder / "data" / "jiangjin", folder / "data" / f"d{n:02d}")
    if districts:
        shutil.rmtree(folder / "data" / "jiangjin")
    (folder / "outputs").mkdir()
    return folder


def timed(*command: object) -> float:
    """Seconds a command takes; it must succeed."""
    began = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return time.monotonic() - began


def run(root: Path, *options: object) -> float:
    """Seconds `jjinvest run` takes."""
    return timed(BIN / "jjinvest", "run", PERIOD, "--root", root, *options)


def cell_seconds(root: Path, district: str = "jiangjin") -> float:
    """Seconds the cells of a run took by themselves."""
    written = json.loads((root / "outputs" / district / PERIOD / "run.json").read_text(encoding="utf-8"))
    return sum(cell["seconds"] for notebook in written["notebooks"] for cell in notebook["cells"])


def commands(root: Path, out: Path) -> tuple[float, float]:
    """Seconds the two commands take for every notebook in both languages, and seconds of the cells in it."""
    total = cells = 0.0
    out.mkdir()
    for language in ("zh", "en"):
        for source in sorted((root / "notebooks").glob("[0-9]*.ipynb")):
            done = out / f"{source.stem}.{language}.ipynb"
            values = {"period": PERIOD, "as_of": AS_OF, "language": language}
            given = [part for name, value in values.items() for part in ("-r", name, value)]
            total += timed(BIN / "papermill", source, done, *given, "-p", "seed", SEED, "--cwd", root)
            total += timed(BIN / "jupyter", "nbconvert", "--to", "html", done)
            executed = nbformat.read(done, as_version=4)
            cells += sum(cell.metadata.get("papermill", {}).get("duration") or 0.0 for cell in executed.cells)
    return total, cells


def kernel_start(folder: Path) -> float:
    """Seconds an ordinary kernel takes to start and to import what every notebook imports."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    path = folder / "imports.ipynb"
    nbformat.write(notebook, path)
    return timed(BIN / "jupyter", "execute", path)


def many_notebooks(folder: Path) -> dict[int, float]:
    """Seconds of a run with each number of small notebooks."""
    small = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "district = period = as_of = language = ''\nseed = 0\nassumptions = {}",
                metadata={"tags": ["parameters"]},
            ),
            nbformat.v4.new_code_cell("1 + 1"),
        ]
    )
    small.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    seconds = {}
    for number in NOTEBOOKS:
        root = project(folder / f"n{number}")
        shutil.rmtree(root / "notebooks")
        (root / "notebooks").mkdir()
        for n in range(number):
            nbformat.write(small, root / "notebooks" / f"{n % 100:02d}_n{n:03d}.ipynb")
        seconds[number] = run(root, "--lang", "zh", "--jobs", 2)
    return seconds


def row(what: str, reached: str, aim: str) -> None:
    """Print one line of the table."""
    print(f"{what:<78} {reached:>16}   {aim}", flush=True)


def main() -> None:
    """Print the results beside the aims."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = project(folder / "one")
        print("The run engine")
        row("what", "reached", "aim")
        baseline, own = commands(one, folder / "commands")
        row(f"papermill and nbconvert one by one: {baseline:.0f} s, cells {own:.0f} s", "1", "")
        cold = run(one, "--jobs", 2)
        row(f"cold run, --jobs 2: {cold:.1f} s; of the above", f"{cold / baseline:.3f}", "≤ 0.15")
        cells = cell_seconds(one)
        row(
            f"  net of the cells' own time ({cells:.1f} s)",
            f"{max(0, cold - cells / 2) / (baseline - own):.3f}",
            "≤ 0.10",
        )
        single = run(one, "--jobs", 1, "--force")
        limit = kernel_start(folder) + cell_seconds(one)
        row(
            f"--jobs 1: {single:.1f} s; of one kernel's start with imports + cells {limit:.1f} s",
            f"{single / limit:.2f}",
            "≤ 1.5",
        )
        again, version = run(one), timed(BIN / "jjinvest", "--version")
        row("unchanged run, seconds more than --version", f"{again - version:.2f} s", "< 1 s")
        seconds = many_notebooks(folder)
        first, middle, last = NOTEBOOKS
        more = [(seconds[b] - seconds[a]) / (b - a) for a, b in ((first, middle), (middle, last))]
        row(
            f"one more notebook, {first}–{middle}: {more[0]:.3f} s, {middle}–{last}: {more[1]:.3f} s",
            f"{more[1] / more[0]:.2f}",
            "0.9–1.1",
        )
        many = project(folder / "many", districts=DISTRICTS)
        with watched() as tree:
            total = run(many, "--district", "all", "--jobs", 2)
        row(
            f"{DISTRICTS} districts: {total:.0f} s; a notebook's time of one district's",
            f"{total / DISTRICTS / cold:.2f}",
            "≤ 1.0",
        )
        row("  peak memory (PSS) of all processes", f"{tree.peak:.2f} GB", "≤ 1.5 GB")
        print(
            "Imports and computations once a district (loading, facts, bounds) come before the first notebook"
            " and are in no cell: they weigh on the net ratio and on --jobs 1."
        )
