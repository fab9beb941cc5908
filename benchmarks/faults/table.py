"""The table of all faults: what each left that was not right."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.faults import cells, commands, disk, inputs, kills, notebooks, processes
from benchmarks.faults.trial import FAULTS, good_project, problems

MODULES = (cells, notebooks, inputs, disk, processes)
"""Modules whose import adds their faults to the trial."""
KILLS = 24


def main(words: Sequence[str] = ()) -> None:
    """Print a line a fault, and how many of them were right."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = good_project(folder / "good")
        print(
            f"Faults of runs ({len(FAULTS)}), of commands ({len(commands.COMMANDS)}), random kills ({KILLS})"
        )
        results: list[bool] = []

        def row(name: str, wrong: list[str], place: Path) -> None:
            results.append(not wrong)
            print(f"{name:<60} {'right' if not wrong else 'WRONG: ' + '; '.join(wrong)}", flush=True)
            shutil.rmtree(place, ignore_errors=True)

        def wanted(name: str) -> bool:
            return not words or any(word in name for word in words)

        for n, one in enumerate(FAULTS.values()):
            if wanted(one.name):
                row(one.name, problems(one, good, folder / f"f{n}"), folder / f"f{n}")
        for n, (name, command) in enumerate(commands.COMMANDS.items()):
            if wanted(name):
                row(name, commands.problems(command, good, folder / f"c{n}"), folder / f"c{n}")
        seconds = kills.length(good, folder / "whole") if wanted("kill") else 0.0
        for n in range(KILLS):
            if wanted("kill"):
                name, wrong = kills.kill_problems(n, seconds, good, folder / f"k{n}")
                row(name, wrong, folder / f"k{n}")
        print(f"right: {sum(results)} of {len(results)}")


if __name__ == "__main__":
    main(sys.argv[1:])
