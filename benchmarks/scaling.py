"""Runs of 1, 10 and 38 districts, locally and on a Dask cluster of two workers; cost of one full district.

The runs are of small districts, so that all of them end within a quarter of an hour on two idle cores: copies
of the repository's at mid-year, two notebooks, one language. Clock and processor time, and the peak memory of
all processes: the latter two do not depend on other work of the machine. A full district (all notebooks,
two languages, the complete year) is timed step by step.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import BIN, PERIOD, project, run, timed
from benchmarks.tree import watched

DISTRICTS, WORKERS = (1, 10, 38), 2
MID_YEAR, NOTEBOOKS = "2023Q2", ("00_overview", "30_funds_in_place")


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers in processes of their own; yields the scheduler's address."""
    from distributed import Client

    folder.mkdir()
    file = folder / "scheduler.json"
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    dask = [sys.executable, "-m", "dask"]
    commands = [
        [*dask, "scheduler", "--scheduler-file", file, "--no-dashboard", "--host", "127.0.0.1", "--port", "0"]
    ]
    worker = [*dask, "worker", "--scheduler-file", file, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
    commands += [[*worker, "--local-directory", folder / str(n)] for n in range(WORKERS)]
    processes = [
        subprocess.Popen(
            [str(part) for part in command],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=120)
            address = client.scheduler_info()["address"]
        yield address
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def processor(work: Callable[[], object]) -> tuple[float, object]:
    """Processor seconds of this process for a call, and its result."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


@dataclass(frozen=True)
class Cost:
    """Clock and processor seconds of a run, and its peak memory in GB."""

    clock: float
    processor: float
    peak: float


def small(folder: Path, districts: int) -> Path:
    """Make a project of small districts."""
    root = project(folder, districts=districts)
    for path in (root / "notebooks").glob("[0-9]*.ipynb"):
        if path.stem not in NOTEBOOKS:
            path.unlink()
    return root


def measured(root: Path, *options: object) -> Cost:
    """Run all districts of a project at mid-year in one language."""
    with watched() as tree:
        clock = timed(
            BIN / "jjinvest", "run", MID_YEAR, "--lang", "zh", "--root", root, "--district", "all", *options
        )
    return Cost(clock, tree.processor, tree.peak)


def full_district(folder: Path) -> dict[str, float]:
    """Processor seconds of each step of one full district in two languages, and the size of its files."""
    from jjinvest.pipeline.execution.prepare import prepare, prepare_bounds, write_provenance_pages
    from jjinvest.pipeline.planning.parameters import load_parameters
    from jjinvest.pipeline.planning.plan import RunRequest, plan_run
    from jjinvest.pipeline.publishing.build import build
    from jjinvest.pipeline.publishing.made_pages import FOLDER, MadePages

    root, district, handed = project(folder, districts=1), "d00", folder / "handed"
    with watched() as tree:
        run(root, "--district", district, "--jobs", 2)
    plan = plan_run(RunRequest(root, (PERIOD,), (district,)), district, PERIOD)
    written = json.loads((plan.final / "run.json").read_text(encoding="utf-8"))
    parameters = load_parameters(root, PERIOD, district)
    handed.mkdir()
    given = (handed, root, district, PERIOD, parameters)
    prepare_bounds(*given)  # imports are not counted
    results, ready = processor(lambda: prepare(*given, fresh=True))
    bounds, limits = processor(lambda: prepare_bounds(*given, fresh=True))
    files = [path for path in (ready.results, limits.bounds) if path]
    plan.work.mkdir(parents=True)
    for planned in plan.pages:
        shutil.copy(plan.final / planned.page.file("ipynb"), plan.work)
    cache = sum(p.stat().st_size for p in plan.cache.rglob("*") if p.is_file())
    shutil.rmtree(plan.cache / FOLDER, ignore_errors=True)  # else they would be read again
    pages, _ = processor(lambda: build(plan, MadePages(plan)))
    data = root / "data" / district
    traced, _ = processor(
        lambda: write_provenance_pages(
            plan.work, data, ready.everything, PERIOD, parameters.as_of, ("zh", "en")
        )
    )
    return {
        "complete run, processor s": tree.processor,
        "results, processor s": results,
        "bounds, processor s": bounds,
        "pages, processor s": pages,
        "provenance, processor s": traced,
        "notebooks": len(written["notebooks"]),
        "cells, clock s": sum(cell["seconds"] for n in written["notebooks"] for cell in n["cells"]),
        "handed over, MB": sum(path.stat().st_size for path in files) / 1e6,
        "published, MB": sum(p.stat().st_size for p in plan.final.rglob("*") if p.is_file()) / 1e6,
        "cache, MB": cache / 1e6,
    }


def main(numbers: tuple[int, ...] = DISTRICTS) -> None:
    """Print the cost of runs of several districts, then of one full district."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load, processors = os.getloadavg()[0], os.cpu_count()
        print(f"{len(NOTEBOOKS)} notebooks a district; load {load:.1f} on {processors} processors")

        def row(place: str, number: int, cost: Cost) -> None:
            each = len(NOTEBOOKS) * number
            print(
                f"  {number:>3} districts, {place:<8} {cost.clock:7.1f} s"
                f"  {cost.clock / each:6.2f} s a notebook"
                f"  {cost.processor / each:6.2f} s of processor a notebook"
                f"  peak {cost.peak:5.2f} GB",
                flush=True,
            )

        for number in numbers:
            row("local", number, measured(small(folder / f"local{number}", number), "--jobs", 2))
        with cluster(folder / "cluster") as address:
            for number in numbers:
                row(
                    "cluster", number, measured(small(folder / f"cluster{number}", number), "--dask", address)
                )
        print("One full district:")
        for what, value in full_district(folder / "full").items():
            print(f"  {what:<28} {value:8.2f}", flush=True)


if __name__ == "__main__":
    main(tuple(int(number) for number in sys.argv[1:]) or DISTRICTS)
