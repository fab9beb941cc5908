"""Which data files a process read: a run asks for it, to know what a result depends on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

READ_LOG_VARIABLE = "JJINVEST_READS"
_QUARTER = "[0-9][0-9][0-9][0-9]Q[1-4]"
_LIST = re.compile(r"^(?P<district>[^/]+)/releases/before/(?P<period>\d{4}Q[1-4])$")


def log_read(files: Mapping[str, str]) -> None:
    """Add files (path below ``data/`` → SHA-256) to the list that the environment names, if it names one."""
    path = os.environ.get(READ_LOG_VARIABLE)
    if path:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(dict(files), ensure_ascii=False) + "\n")


def logged_reads(path: Path) -> dict[str, str]:
    """Return the files on a list; a file read twice with different content keeps its first hash."""
    found: dict[str, str] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            found = {**json.loads(line), **found}
    return found


def release_folders(district: Path, before: str | None = None) -> list[Path]:
    """Folders of the released results of a district, in order of period; with `before`, of earlier periods only."""
    found = sorted(path for path in (district / "releases").glob(_QUARTER) if path.is_dir())
    return [path for path in found if before is None or path.name < before]


def release_list(district: Path, before: str) -> tuple[str, str]:
    """Name and content of the list of releases that a run of a period reads: an release that is added changes a result too."""
    names = " ".join(folder.name for folder in release_folders(district, before))
    return f"{district.name}/releases/before/{before}", names or "none"


def current_release_list(data: Path, name: str) -> str | None:
    """Present content of such a list by its name below ``data/``; None if the name is that of a file."""
    match = _LIST.match(name)
    return None if match is None else release_list(data / match["district"], match["period"])[1]
