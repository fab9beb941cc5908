"""Log of the data files that a process reads, from which a run knows what a result depends on."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from jjinvest.core.file_hash import file_hash
from jjinvest.data.import_list import (
    FILE,
    counting_imports,
    import_used,
    listed_imports,
)

READ_LOG_VARIABLE = "JJINVEST_READS"
_QUARTER = "[0-9][0-9][0-9][0-9]Q[1-4]"
_LIST = re.compile(r"^(?P<district>[^/]+)/releases/before/(?P<period>\d{4}Q[1-4])$")
_IMPORTS = re.compile(
    r"^(?P<district>[^/]+)/private/imports/(?P<quarter>\d{4}Q[1-4])/(?P<day>\d{4}-\d{2}-\d{2}|-)/(?P<least>\d+)$"
)
_recorders = list[dict[str, str]]()


def is_file(name: str) -> bool:
    """Whether a recorded name is that of a file, not of a list of releases or imports as it was read.

    Examples
    --------
    >>> is_file("jiangjin/figures.csv"), is_file("jiangjin/private/imports/2023Q4/2024-03-31/0")
    (True, False)
    """
    return _LIST.match(name) is None and _IMPORTS.match(name) is None


@contextmanager
def recorded_reads() -> Iterator[dict[str, str]]:
    """Record the files that this process reads, with the hash that each had when it was first read."""
    reads: dict[str, str] = {}
    _recorders.append(reads)
    try:
        yield reads
    finally:
        _recorders.pop()


def log_read(files: Mapping[str, str]) -> None:
    """Add files (path below ``data/`` → SHA-256) to what is recorded, and to the log of the environment."""
    for reads in _recorders:
        reads.update({**files, **reads})
    path = os.environ.get(READ_LOG_VARIABLE)
    if path:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(dict(files), ensure_ascii=False) + "\n")


def logged_reads(path: Path) -> dict[str, str]:
    """Return the files of a log with their hashes; a file that changed in between keeps the first."""
    hashes: dict[str, str] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            hashes = {**json.loads(line), **hashes}
    return hashes


def release_folders(district: Path, before: str | None = None) -> list[Path]:
    """Return the folders of a district's releases by period; with `before`, of earlier periods only."""
    folders = sorted(path for path in (district / "releases").glob(_QUARTER) if path.is_dir())
    return [path for path in folders if before is None or path.name < before]


def release_list(district: Path, before: str) -> tuple[str, str]:
    """Return name and content of the list of earlier releases, which a run depends on like on a file."""
    names = " ".join(folder.name for folder in release_folders(district, before))
    return f"{district.name}/releases/before/{before}", names or "none"


def import_list(district: Path, quarter: str, day: date | None, least: int = 0) -> tuple[str, str]:
    """Return name and hash of the list of imports on which the report of a quarter depends.

    It holds the imports up to the one that the report uses. Of the last month of the quarter that has one and
    was over on the as-of day, it is the last one known on that day, else the last. Of those after it, only
    later imports of earlier months change the report: it is as of its day, and names none that came after.

    Parameters
    ----------
    quarter
        Quarter of the report, such as 2023Q4.
    day
        As-of day of the report.
    least
        Number of an import up to which the list goes in any case.
    """
    name = f"{district.name}/private/imports/{quarter}/{day or '-'}/{least}"
    try:
        with (district / FILE).open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.DictReader(handle))
        listed = listed_imports(district)
        used = import_used(listed, quarter, day)
        counting = [] if used is None else counting_imports(listed, used, day)
        numbers = {each.number for each in counting} | set(range(1, least + 1))
        lines = [list(row.values()) for row in rows if int(row["number"]) in numbers]
    except FileNotFoundError:
        return name, "none"
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return name, "unreadable"
    return name, hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def current_hash(data: Path, name: str) -> str:
    """Return the present hash of a file, or of a list of releases or imports, by its name below ``data/``."""
    if match := _LIST.match(name):
        return release_list(data / match["district"], match["period"])[1]
    if match := _IMPORTS.match(name):
        day = None if match["day"] == "-" else date.fromisoformat(match["day"])
        return import_list(data / match["district"], match["quarter"], day, int(match["least"]))[1]
    return file_hash(data / name)
