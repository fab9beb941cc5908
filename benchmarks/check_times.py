"""Time of the command check: figures only, with a rehearsal, and unchanged, as ratios in one run.

Whole processes on a copy of the project, in turn, so that other work of the machine meets them alike; of each
the shortest time counts. Imports are ``import pandas, scipy.optimize``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
IMPORTS = ["-c", "import pandas, scipy.optimize"]


def _seconds(arguments: list[str], prepare: Callable[[], None] = lambda: None) -> float:
    prepare()
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main(district: str = "jiangjin") -> None:
    """Print the ratios of times."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for each in ("data", "notebooks", "params", "requirements"):
            shutil.copytree(ROOT / each, root / each)
        folder = str(root / "data" / district)
        check = ["-m", "jjinvest", "check", folder]
        answer = subprocess.run([sys.executable, *check, "--json"], capture_output=True, cwd=ROOT)
        [period] = json.loads(answer.stdout)["rehearsed"]
        run = ["-m", "jjinvest", "run", period, "--district", district, "--root", name]

        def forget() -> None:
            shutil.rmtree(root / "outputs", ignore_errors=True)

        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for what, arguments, prepare in (
                ("imports", IMPORTS, forget),
                ("figures only", [*check, "--figures-only"], forget),
                ("cold run", run, forget),
                ("cold", check, forget),
                ("unchanged", check, lambda: None),
            ):
                times.setdefault(what, []).append(_seconds(arguments, prepare))
    best = {what: min(each) for what, each in times.items()}
    print(f"{district} {period}: " + ", ".join(f"{what} {each:.2f} s" for what, each in best.items()))
    for what, of, bar in (
        ("figures only", "imports", 1.5),
        ("cold", "cold run", 0.5),
        ("unchanged", "imports", 3.0),
    ):
        print(f"check, {what}: {best[what] / best[of]:.2f} × {of} (aim: at most {bar})")


if __name__ == "__main__":
    main()
