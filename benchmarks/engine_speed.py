"""Processor time of runs, single pages and look-ups beside other ways to the same result.

Processor seconds of a command with all its descendants, so the ratios hold on a busy machine. The others run
without our prepared results. What was measured before stands beside what is reached and what is aimed at.
"""

from __future__ import annotations

import compileall
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import ledger_months, ledger_reading
from benchmarks.engine import AS_OF, BIN, PERIOD, ROOT, SEED, project
from jjinvest.pipeline.storage.manifest import MANIFEST_FILE
from jjinvest.results.prepared import SWITCH

DISTRICT, PAGE = "jiangjin", "20_structure"
FACT = "2023.agreed_amount"
DISTRICTS = 10
PROJECTS = 600
"""Projects of an invented district."""
QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4")
EARLIER_COMMIT = "cfd319e"
"""Commit whose way to the results of a district is timed beside today's."""
WITHOUT_PREPARED = {SWITCH: "off"}

ONE_PROCESS = """
import sys
import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

notebook = nbformat.read(sys.argv[1], as_version=4)
for cell in notebook.cells:
    if "parameters" in cell.metadata.get("tags", []):
        cell.source += "\\n" + sys.argv[3]
NotebookClient(notebook, timeout=600, resources={"metadata": {"path": sys.argv[2]}}).execute()
HTMLExporter().from_notebook_node(notebook)
"""

OPEN = """
import sys
from pathlib import Path
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.results.prepared import ResultsRequest, open_results

root, district, period = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
given = load_parameters(root, period, district)
request = ResultsRequest(root, district, period, given.as_of, given.seed, given.assumptions, given.tier)
assert open_results(request).results.facts
"""

OPEN_EARLIER = """
import sys
from pathlib import Path
from jjinvest.ledger.store.select_import import load_with_ledger
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.results.results import Results

root, district, period = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
given = load_parameters(root, period, district)
_, visible = load_with_ledger(root / "data" / district, period, given.as_of, given.tier)
assert Results(visible, period, given.seed, given.assumptions).facts
"""

FRAME = """
import sys
import jjinvest as jj

d = jj.open(sys.argv[2], sys.argv[3], root=sys.argv[1])
amounts = d.frame("agreed_amount", by="sector")
assert d.prepared and round(amounts["value"].sum(), 6) == 1088
"""

FRAME_EARLIER = (
    OPEN_EARLIER.replace("assert ", "results = ").replace(".facts", "")
    + """
assert results.facts
figures = results.figures
of_year = (figures["period"] == results.period) & (figures["statistic"] == "level")
amounts = figures[of_year & (figures["metric"] == "agreed_amount") & (figures["scope"] == "sector")]
assert round(amounts["value"].sum(), 6) == 1088
"""
)


@dataclass(frozen=True)
class Cost:
    """Processor seconds of a command with its descendants, and the largest process of it in MB."""

    seconds: float
    memory: float


def cost(*command: object, **variables: str) -> Cost:
    """Run a command that must succeed; environment variables are added."""
    script = (
        "import ctypes, json, os, resource, subprocess, sys\n"
        "if sys.platform.startswith('linux'): ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)\n"  # inherit orphans
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "try:\n    while os.waitpid(-1, 0): pass\nexcept ChildProcessError: pass\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1000]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *(str(part) for part in command)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **variables},
    )
    return Cost(*json.loads(ended.stdout.splitlines()[-1]))


def run(root: Path, *options: object, period: str = PERIOD) -> Cost:
    """Cost of `jjinvest run`."""
    return cost(BIN / "jjinvest", "run", period, "--root", root, *options)


def one_by_one(root: Path, folder: Path, languages: tuple[str, ...]) -> float:
    """Processor seconds of papermill and nbconvert for every notebook in each language."""
    folder.mkdir()
    total = 0.0
    for language in languages:
        for source in sorted((root / "notebooks").glob("[0-9]*.ipynb")):
            done = folder / f"{source.stem}.{language}.ipynb"
            values = {"period": PERIOD, "as_of": AS_OF, "language": language}
            given = [part for name, value in values.items() for part in ("-r", name, value)]
            executed = [BIN / "papermill", source, done, *given, "-p", "seed", SEED, "--cwd", root]
            total += cost(*executed, **WITHOUT_PREPARED).seconds
            total += cost(BIN / "jupyter", "nbconvert", "--to", "html", done, **WITHOUT_PREPARED).seconds
    return total


def change_a_word(root: Path) -> None:
    """Add a word to a notebook."""
    path = root / "notebooks" / f"{PAGE}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(each for each in notebook["cells"] if each["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + " more"
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def page_alone(folder: Path) -> tuple[float, float, float]:
    """Processor seconds of a project with one page: its first run, the next, and one process without us."""
    root = project(folder)
    for path in (root / "notebooks").glob("[0-9]*.ipynb"):
        if path.stem != PAGE:
            path.unlink()
    first = run(root, "--lang", "zh").seconds
    again = run(root, "--lang", "zh", "--force", PAGE).seconds
    values = f"district={DISTRICT!r}; period={PERIOD!r}; as_of={AS_OF!r}; language='zh'; seed={SEED}"
    source = root / "notebooks" / f"{PAGE}.ipynb"
    other = cost(sys.executable, "-c", ONE_PROCESS, source, root, values, **WITHOUT_PREPARED).seconds
    return first, again, other


def earlier_package(folder: Path) -> Path:
    """Write the package as it was at :data:`EARLIER_COMMIT`."""
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", EARLIER_COMMIT], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def html_bytes(root: Path) -> int:
    """Size of the pages of a run."""
    folder = root / "outputs" / DISTRICT / PERIOD
    assert (folder / MANIFEST_FILE).exists()
    return sum(path.stat().st_size for path in folder.glob("*.html"))


def quarters(folder: Path, districts: int, projects: int) -> dict[str, float]:
    """Processor seconds of each quarter of a year of invented districts with ledgers, one after the other.

    ``alone`` is the last quarter in a project where none was run before it.
    """

    def invented(name: str) -> Path:
        root = project(folder / name)
        shutil.rmtree(root / "data" / DISTRICT)
        (root / "params" / f"{PERIOD}.yaml").unlink()  # as every quarter that nobody wrote parameters for
        (root / "params" / "2023Q2.yaml").unlink()
        options = ("--seed", 7, "--districts", districts, "--projects", projects, "--root", root)
        cost(BIN / "jjinvest", "synth", *options)
        return root

    def seconds(root: Path, period: str) -> float:
        return run(root, "--district", "all", "--lang", "zh", period=period).seconds

    both = invented("both")
    taken = {period: seconds(both, period) for period in QUARTERS}
    return {**taken, "alone": seconds(invented("alone"), QUARTERS[-1])}


def quarter_rows(taken: dict[str, float], districts: int) -> None:
    """Print what each quarter takes, against the one before it and the year's first."""
    first, *others = QUARTERS
    row(f"{districts} districts with ledgers, {first}, nothing before it: {taken[first]:.0f} s", "1", "", "")
    for before, period in pairwise(QUARTERS):
        of_first = taken[period] / taken[first]
        row(
            f"  {period} after {before}: {taken[period]:.0f} s, {of_first:.2f} of {first}; of {before}",
            f"{taken[period] / taken[before]:.2f}",
            "–",
            "≤ 0.35",
        )
    row(
        f"  {others[-1]} without the quarters before it: {taken['alone']:.0f} s",
        f"{taken[others[-1]] / taken['alone']:.2f}",
        "–",
        "",
    )


def environment_megabytes() -> float:
    """Size on the disk of a new environment of the scheduler, as `make` installs it, without the package."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("Makefile", "pyproject.toml", "README.md", "LICENSE", "requirements", "jjinvest"):
            (folder / each).symlink_to(ROOT / each)
        subprocess.run(["make", "-C", name, ".venv/run.stamp"], check=True, capture_output=True)
        files = [path.lstat() for path in (folder / ".venv").rglob("*")]
        return sum(state.st_blocks * 512 for state in files) / 2**20


def row(what: str, reached: str, before: str, aim: str) -> None:
    """Print one line of the table."""
    print(f"{what:<84} {reached:>10} {before:>10} {aim:>8}", flush=True)


def cold_and_changed(folder: Path, languages: tuple[str, ...]) -> Path:
    """Print a cold run and one with a changed word; return the project."""
    one = project(folder / "one")
    others = one_by_one(one, folder / "commands", languages)
    shutil.rmtree(folder / "commands")
    options = ("--lang", ",".join(languages))
    cold = run(one, *options).seconds
    row(
        f"cold run: {cold:.1f} s; papermill + nbconvert one by one {others:.0f} s",
        f"{cold / others:.3f}",
        "0.15",
        "≤ 0.07",
    )
    row("pages of that run, MB", f"{html_bytes(one) / 1e6:.1f}", "6.7", "")
    change_a_word(one)
    changed = run(one, *options).seconds
    row(
        f"one word changed in one notebook: {changed:.1f} s; a cold run",
        f"{changed / cold:.2f}",
        "0.49",
        "≤ 0.30",
    )
    return one


def look_ups(folder: Path, one: Path) -> None:
    """Print what it takes to explain a number, and to open results that a run has prepared."""
    pandas = cost(sys.executable, "-c", "import pandas").seconds
    explained = cost(BIN / "jjinvest", "explain", FACT, "--district", DISTRICT, "--root", one).seconds
    row(
        f"explain FACT after a run: {explained:.2f} s; import pandas {pandas:.2f} s",
        f"{explained / pandas:.2f}",
        "9.7",
        "≤ 1.0",
    )
    try:
        old = str(earlier_package(folder / "earlier"))
    except subprocess.CalledProcessError:
        print(f"{EARLIER_COMMIT} is not in this clone: results of a district are not compared with it")
        return
    compileall.compile_dir(Path(old) / "jjinvest", quiet=1)
    opened("results of a district, unchanged", OPEN, OPEN_EARLIER, one, old, aim="≤ 0.25")
    seconds = opened("jj.open and a first frame of it", FRAME, FRAME_EARLIER, one, old)
    row(f"  import pandas {pandas:.2f} s", f"{seconds / pandas:.2f}", "–", "")


def opened(what: str, script: str, earlier: str, one: Path, old: str, *, aim: str = "") -> float:
    """Print what a script and its like of the earlier package take, the least of three turns each."""
    given = (one, DISTRICT, PERIOD)
    turns = [
        (
            cost(sys.executable, "-c", script, *given),
            cost(sys.executable, "-c", earlier, *given, PYTHONPATH=old),
        )
        for _ in range(3)
    ]
    now, before = (min(costs, key=lambda each: each.seconds) for costs in zip(*turns, strict=True))
    row(
        f"{what}: {now.seconds:.2f} s; {EARLIER_COMMIT} {before.seconds:.2f} s",
        f"{now.seconds / before.seconds:.2f}",
        "1",
        aim,
    )
    row(f"  peak memory of it: {now.memory:.0f} MB", f"{now.memory / before.memory:.2f}", "1", "≤ 1")
    return now.seconds


def ledgers(folder: Path, projects: int, months: int, rows: int) -> None:
    """Print the load of a large district beside DuckDB, and the check of a large workbook beside calamine."""
    paths = ledger_months.store_months(folder / "months", projects, months)
    package = ledger_months.best_of(lambda: ledger_months.by_package(folder / "months"))
    duck = ledger_months.best_of(lambda: ledger_months.by_duckdb(paths))
    row(
        f"load of {projects:,} projects × {months} months: {package:.2f} s; DuckDB {duck:.2f} s",
        f"{package / duck:.1f}",
        "19",
        "≤ 3",
    )
    book = folder / "large.xlsx"
    ledger_reading.write(book, rows)
    seconds = ledger_reading.measure(book)
    row(
        f"check of {rows:,} rows: {seconds['check']:.2f} s; calamine {seconds['calamine']:.2f} s",
        f"{seconds['check'] / seconds['calamine']:.1f}",
        "28",
        "≤ 8",
    )


def main(
    *,
    languages: tuple[str, ...] = ("zh", "en"),
    districts: int = DISTRICTS,
    projects: int = ledger_months.PROJECTS,
    of_district: int = PROJECTS,
    months: int = ledger_months.MONTHS,
    rows: int = ledger_reading.ROWS,
    environment: bool = True,
) -> None:
    """Print what is reached beside what was measured before and what is aimed at."""
    compileall.compile_dir(ROOT / "jjinvest", quiet=1)  # as an installed package is
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        row("processor time against", "reached", "before", "aim")
        one = cold_and_changed(folder, languages)
        look_ups(folder, one)
        first, again, other = page_alone(folder / "alone")
        for what, seconds in (("nothing", first), ("results", again)):
            row(
                f"one page alone, {what} prepared: {seconds:.1f} s; nbclient + HTMLExporter {other:.1f} s",
                f"{seconds / other:.2f}",
                "1.36",
                "≤ 0.6",
            )
        ledgers(folder, projects, months, rows)
        quarter_rows(quarters(folder / "many", districts, of_district), districts)
        if environment:
            row("environment of the scheduler, MB", f"{environment_megabytes():.0f}", "929", "≤ 650")


def small() -> None:
    """Print the table of one language, three districts and small ledgers: some minutes."""
    main(
        languages=("zh",),
        districts=3,
        of_district=300,
        projects=1_000,
        months=6,
        rows=2_000,
        environment=False,
    )


if __name__ == "__main__":
    main()
