"""Faults met by other commands: a sentence and a code, no traceback, nothing written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.trial import SCREEN_CONTROLS, Case, copied
from tests.fixtures.project import PERIOD, Project

Prepare = Callable[[Case], None]


@dataclass(frozen=True)
class CommandFault:
    """A command that cannot succeed; `{root}`, `{file}` and `{folder}` stand for places of the trial."""

    words: tuple[str, ...]
    code: int = 2
    said: str = ""
    prepare: Prepare | None = None


def _month(case: Case) -> None:
    (case.root / "x.csv").write_text("项目名称\n甲\n", encoding="utf-8")


COMMANDS = {
    "check of a folder without data": CommandFault(("check", "{folder}")),
    "check of a file that is no ledger": CommandFault(("check", "{file}")),
    "check of nothing": CommandFault(("check", "{root}/nowhere")),
    "import of a folder": CommandFault(("ledger", "import", "{folder}", "--root", "{root}")),
    "import of a binary file": CommandFault(("ledger", "import", "{file}", "--root", "{root}")),
    "import into a district outside": CommandFault(
        ("ledger", "import", "{file}", "--district", "../x", "--root", "{root}"), said="../x"
    ),
    "reconstruction of a district outside": CommandFault(
        ("reconstruct", "2023", "--seed", "1", "--district", "../x", "--root", "{root}"), said="../x"
    ),
    "run of a district outside": CommandFault(
        ("run", PERIOD, "--district", "../x", "--root", "{root}"), said="../x"
    ),
    "release of a district outside": CommandFault(
        ("release", "create", PERIOD, "--district", "../x", "--root", "{root}"), said="../x"
    ),
    "history of a district outside": CommandFault(
        ("runs", "history", "--district", "../x", "--root", "{root}"), said="../x"
    ),
    "new district outside": CommandFault(("new-district", "../x", "--root", "{root}"), said="../x"),
    "month that does not exist": CommandFault(("run", "2023-13", "--root", "{root}"), said="2023-13"),
    "month of an import that does not exist": CommandFault(
        ("ledger", "import", "{root}/x.csv", "--month", "2023-13", "--root", "{root}"),
        said="2023-13",
        prepare=_month,
    ),
    "log that is a folder": CommandFault(("run", PERIOD, "--log", "{folder}", "--root", "{root}")),
    "explain without data": CommandFault(("explain", "x", "--district", "nowhere", "--root", "{root}")),
    "params of a folder": CommandFault(
        ("params", "77_folder", "--root", "{root}"),
        prepare=lambda case: (case.root / "notebooks" / "77_folder.ipynb").mkdir(),
    ),
    "read of a folder": CommandFault(("read", "{folder}", "--root", "{root}")),
    "read of a binary file": CommandFault(("read", "{file}", "--root", "{root}")),
    "compare of folders": CommandFault(("compare", "{folder}", "{folder}")),
    "compare of binary files": CommandFault(("compare", "{file}", "{file}")),
    "figures import of a folder": CommandFault(("figures", "import", "{folder}", "--root", "{root}")),
    "pdf of nothing": CommandFault(("pdf", "2019Q4", "--root", "{root}")),
    "root that is a file": CommandFault(("run", PERIOD, "--root", "{file}")),
    "day that does not exist": CommandFault(
        ("run", PERIOD, "--as-of", "2023-06-31", "--root", "{root}"), said="as_of"
    ),
    "reconstruction as of no day": CommandFault(
        ("reconstruct", "2023", "--seed", "1", "--as-of", "soon", "--root", "{root}"), said="soon"
    ),
    "check as of no day": CommandFault(("check", "{root}/data/jiangjin", "--as-of", "soon"), said="soon"),
    "schedule at no time": CommandFault(
        ("runs", "schedule", "--print", "cron", "--at", "25:00", "--root", "{root}")
    ),
    "schedule into a file": CommandFault(
        ("runs", "schedule", "--print", "cron", "--write", "{file}", "--root", "{root}")
    ),
    "synthetic districts into a file": CommandFault(("synth", "--seed", "1", "--out", "{file}")),
    "template onto a folder": CommandFault(("ledger", "template", "{folder}", "--root", "{root}")),
    "cluster that is not there": CommandFault(
        ("run", PERIOD, "--force", "--dask", "tcp://127.0.0.1:1", "--root", "{root}"), said="cluster"
    ),
}


def problems(
    one: CommandFault,
    good: Project,
    folder: Path,
    *,
    start: type[subprocess.Popen[bytes]] = subprocess.Popen,
) -> list[str]:
    """Return what was not right when a command met its fault."""
    case = copied(good, folder, start)
    (case.root / "file.bin").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 4)
    (case.root / "folder" / "inner").mkdir(parents=True)
    if one.prepare is not None:
        one.prepare(case)
    before = _files(folder)
    places = {"root": case.root, "file": case.root / "file.bin", "folder": case.root / "folder"}
    ended = case.command(*(word.format(**places) for word in one.words), patience=120)
    wrong = []
    if ended.code != one.code:
        wrong.append(f"exit code {ended.code}, not {one.code}")
    if one.said not in ended.screen or not ended.screen.strip():
        wrong.append(f"the screen does not say {one.said!r}")
    wrong += [f"the screen has {sign!r}" for sign in SCREEN_CONTROLS if sign in ended.screen]
    new = sorted(str(path) for path in _files(folder) - before if path.suffix != ".lock")
    if new:
        wrong.append(f"written: {new[:5]}")
    return [*wrong, f"screen: {ended.screen[-1200:]}"] if wrong else []


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.parent.rglob("*") if path.is_file() and folder.name in path.parts} | {
        path for path in folder.rglob("*") if path.is_file()
    }
