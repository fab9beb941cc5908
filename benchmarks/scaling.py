"""Time a notebook for 1, 10 and 38 districts, here and on a Dask cluster of two worker processes; and what a district costs besides.

Wall clock for the runs; processor time for what is done once a district, which other work on the machine does not change.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.engine import PERIOD, project, run

DISTRICTS, WORKERS = (1, 10, 38), 2
COUNTIES = 2843


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
    commands += [
        [*dask, "worker", "--scheduler-file", file, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", folder / str(n)]
        for n in range(WORKERS)
    ]  # fmt: skip
    processes = [
        subprocess.Popen(
            [str(part) for part in command], env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]  # fmt: skip
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
    """Processor seconds of this process that a call takes, and what it returns."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def once_a_district(root: Path, district: str) -> dict[str, float]:
    """Processor seconds of what is done once for a district and period, and the bytes that go to each notebook."""
    from jjinvest.run.parameters import load_parameters
    from jjinvest.run.plan import Page
    from jjinvest.run.prepare import Prepared, prepare, prepare_bounds, trace
    from jjinvest.run.site import build

    parameters = load_parameters(root, PERIOD)
    final = root / "outputs" / district / PERIOD
    written = json.loads((final / "run.json").read_text(encoding="utf-8"))
    pages = [Page(n["notebook"], n["language"]) for n in written["notebooks"]]
    work = root / "again"
    work.mkdir()
    for page in pages:
        shutil.copy(final / page.file("ipynb"), work)
    prepare(root, district, PERIOD, parameters)  # imports are not counted
    results, ready = processor(lambda: prepare(root, district, PERIOD, parameters))
    bounds, limits = processor(lambda: prepare_bounds(root, district, PERIOD, parameters))
    assert isinstance(ready, Prepared)
    assert isinstance(limits, Prepared)
    pickle.loads(ready.packed)
    pages_made, _ = processor(lambda: build(work, pages))
    traced, _ = processor(
        lambda: trace(work, root / "data" / district, ready.everything, PERIOD, ("zh", "en"))
    )
    return {
        "results": results,
        "bounds": bounds,
        "pages": pages_made,
        "provenance": traced,
        "cells": sum(cell["seconds"] for n in written["notebooks"] for cell in n["cells"]),
        "megabytes": (len(ready.packed) + len(limits.bounds)) / 1e6,
        "outputs": sum(p.stat().st_size for p in final.rglob("*") if p.is_file()) / 1e6,
    }


def main(numbers: tuple[int, ...] = DISTRICTS) -> None:
    """Print seconds a notebook, then what a district costs besides."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(
            f"A run of every notebook in both languages, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        )
        with cluster(folder / "cluster") as address:
            for number in numbers:
                for place, options in (("here", ["--jobs", 2]), ("cluster", ["--dask", address])):
                    root = project(folder / f"{place}{number}", districts=number)
                    seconds = run(root, "--district", "all", *options)
                    notebooks = 2 * number * len(list((root / "notebooks").glob("[0-9]*.ipynb")))
                    print(
                        f"  {number:>3} districts, {place:<8} {seconds:8.1f} s  {seconds / notebooks:6.2f} s a notebook",
                        flush=True,
                    )
        found = once_a_district(folder / f"here{numbers[0]}", "d00")
        print("Once a district (processor seconds; cells: wall seconds of the run):")
        for what, value in found.items():
            print(f"  {what:<12} {value:8.2f}")


if __name__ == "__main__":
    main(tuple(int(number) for number in sys.argv[1:]) or DISTRICTS)
