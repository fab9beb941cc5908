"""Which data files a process read: a run asks for it, to know what a result depends on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "JJINVEST_READS"


def note(files: Mapping[str, str]) -> None:
    """Add files (path below ``data/`` → SHA-256) to the list that the environment names, if it names one."""
    path = os.environ.get(VARIABLE)
    if path:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(dict(files), ensure_ascii=False) + "\n")


def noted(path: Path) -> dict[str, str]:
    """Return the files on a list; a file read twice with different content keeps its first hash."""
    found: dict[str, str] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            found = {**json.loads(line), **found}
    return found
