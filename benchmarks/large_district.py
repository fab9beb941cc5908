"""Peak memory of a run of a district of 100,000 projects: that of all its processes together.

Shared pages count once (PSS). The ledgers of the last quarters are imported as they are, without workbooks.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.engine import PERIOD, project, run
from benchmarks.ledger_months import store_months
from benchmarks.tree import watched

DISTRICT, PROJECTS, IMPORTS, MAX_GB = "large", 100_000, 4, 0.6


def large_project(folder: Path, projects: int = PROJECTS, imports: int = IMPORTS) -> Path:
    """Make a project folder whose only district has a ledger of this size."""
    root = project(folder)
    shutil.rmtree(root / "data" / "jiangjin")
    store_months(root / "data" / DISTRICT, projects, imports)
    return root


def peak_memory(folder: Path, projects: int = PROJECTS, *options: object) -> float:
    """Peak memory in GB of a cold run."""
    root = large_project(folder, projects)
    with watched() as tree:
        run(root, "--district", DISTRICT, *options)
    assert (root / "outputs" / DISTRICT / PERIOD / "facts.json").exists()
    return tree.peak


def main() -> None:
    """Print the peak memory of a usual and of a large district, and what is aimed at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'peak memory of a run (PSS of all processes)':<60} {'GB':>6} {'aim':>6}")
        for projects in (1_000, PROJECTS):
            peak = peak_memory(folder / str(projects), projects)
            print(f"{projects:>9,} projects {'':<39} {peak:6.2f} {MAX_GB:6}", flush=True)


if __name__ == "__main__":
    main()
