"""Releases: the facts of published runs as they were released, kept for good and read back with the data.

``data/<district>/releases/<period>/`` holds ``release.json`` (one entry per version: when it was released,
from which inputs) and the facts of each version: ``facts.json`` of the latest, ``facts.1.json``,
``facts.2.json`` … of earlier ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jjinvest.core import facts
from jjinvest.core.errors import DataError, Problem
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import EVIDENCE, Fact
from jjinvest.core.period_of_facts import period_of_facts
from jjinvest.data.access_log import release_folders

RELEASE_RECORD, LATEST_FACTS = "release.json", "facts.json"
RESTORE_FOLDER = (
    "从版本库恢复这个文件夹，不要手工改 restore this folder from version control; it is not edited by hand"
)
_NUMBER_COLUMNS = ("value", "low", "high", "target")
_TEXT_COLUMNS = ("id", "unit", "basis", "scope", "evidence", "period", "caveat", "relation", "tier")
_OPTIONAL_COLUMNS = ("decimals", "signed", "definition")
"""Columns that describe how a fact is displayed; a release may be without them."""


@dataclass(frozen=True)
class Release:
    """One version of the release of a period; `facts` are in the order of its file."""

    period: str
    version: int
    released: date
    as_of: date
    reason: str
    facts: tuple[Fact, ...]

    @property
    def name(self) -> str:
        """Last parts of the id of each released number: ``released.2023q2.1``."""
        return f"released.{self.period.lower()}.{self.version}"

    @property
    def reported_period(self) -> str:
        """Period that the released run reported, known by the totals it showed."""
        return period_of_facts(self.facts, self.period)


def last_release(releases: Iterable[Release], before: str) -> Release | None:
    """Return the last version of the latest release of a period earlier than `before`, if there is one."""
    earlier = [release for release in releases if release.period < before]
    return max(earlier, key=lambda release: (release.period, release.version), default=None)


def load_releases(district: Path, before: str | None = None) -> tuple[tuple[Release, ...], dict[str, str]]:
    """Read and check the releases of a district, of earlier periods only if `before` is given.

    Returns
    -------
    tuple
        Every version of every release, by period and version; and the hash of each file read.

    Raises
    ------
    DataError
        Naming the file, what was found, what is expected and what to do.
    """
    releases: list[Release] = []
    hashes: dict[str, str] = {}
    problems: list[Problem] = []
    for folder in release_folders(district, before):
        try:
            for release, files in _versions(folder):
                releases.append(release)
                hashes |= {f"{district.name}/releases/{folder.name}/{name}": h for name, h in files.items()}
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return tuple(releases), hashes


def _versions(folder: Path) -> Iterator[tuple[Release, dict[str, str]]]:
    path = folder / RELEASE_RECORD
    raw, content = _json(path)
    expected = "jjinvest release create 写的记录 a record as jjinvest release create writes it"
    try:
        period, versions = content["period"], content["versions"]
        rows = [
            (
                str(entry["file"]),
                str(entry["sha256"]),
                date.fromisoformat(entry["released"]),
                date.fromisoformat(entry["as_of"]),
                str(entry["reason"]),
            )
            for entry in versions
        ]
        numbers = [entry["version"] for entry in versions]
        in_order = bool(numbers) and numbers == list(range(1, len(numbers) + 1))
    except (KeyError, TypeError, ValueError) as error:
        raise _fault(path, f"缺少或写错 missing or wrong: {error}", expected) from None
    if period != folder.name or not in_order:
        raise _fault(
            path,
            f"{period}，{len(versions)} 个版本 versions",
            f"{folder.name}，版本号自 1 起 versions from 1",
        )
    for version, (name, digest, released, as_of, reason) in enumerate(rows, start=1):
        if Path(name).name != name:
            raise _fault(path, name, "同一文件夹里的文件名 a file of the same folder")
        stored, records = _json(folder / name)
        stored_digest = hashlib.sha256(stored).hexdigest()
        if stored_digest != digest:
            raise _fault(
                folder / name,
                f"sha256 {stored_digest[:12]}…（被改过 changed since its release）",
                f"sha256 {digest[:12]}…",
            )
        released_facts = tuple(_facts(folder / name, records))
        files = {RELEASE_RECORD: hashlib.sha256(raw).hexdigest(), name: stored_digest}
        yield Release(folder.name, version, released, as_of, reason, released_facts), files


def _facts(path: Path, records: object) -> list[Fact]:
    """Check each fact of a file (keys, types, evidence, unique id) and return them all."""
    if not isinstance(records, list):
        raise _fault(path, type(records).__name__, "一列数 a list of facts")
    problems: list[Problem] = []
    released: dict[str, Fact] = {}
    for place, record in enumerate(records, start=1):
        fault = _first_fault(record)
        if fault is None and record["id"] in released:
            fault = ("id", f"{record['id']}（重复 repeated）", "每个编号一次 each id once")
        if fault is None:
            released[record["id"]] = Fact(**{**record, "sources": tuple(record["sources"])})
        else:
            column, value, expected = fault
            problems.append(Problem(path.as_posix(), place, column, value, expected, RESTORE_FOLDER))
    if problems:
        raise DataError(problems)
    return list(released.values())


def _first_fault(record: object) -> tuple[str | None, str, str] | None:
    """Column, found and expected of the first fault of a fact; None if it has none."""
    required = set(facts.COLUMNS) - set(_OPTIONAL_COLUMNS)
    if not isinstance(record, Mapping) or not required <= set(record) <= set(facts.COLUMNS):
        return None, str(record), f"这些键 these keys: {', '.join(facts.COLUMNS)}"
    for column in _NUMBER_COLUMNS:
        if record[column] is not None and not _is_number(record[column]):
            return column, repr(record[column]), "数或 null a number or null"
    for column in _TEXT_COLUMNS:
        if not isinstance(record[column], str):
            return column, repr(record[column]), "文字 text"
    try:
        FactId.parse(record["id"])
    except ValueError:
        return "id", record["id"], "以点分隔的编号 an id with dots, such as 2023.agreed_amount"
    if record["evidence"] not in EVIDENCE:
        return "evidence", record["evidence"], f"以下之一 one of: {', '.join(EVIDENCE)}"
    sources = record["sources"]
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        return "sources", repr(sources), "一列编号 a list of ids"
    if not isinstance(record["as_of"], str | None):
        return "as_of", repr(record["as_of"]), "日期或 null a date or null"
    return _display_fault(record)


def _display_fault(record: Mapping[str, object]) -> tuple[str, str, str] | None:
    """Column, found and expected of the first fault of :data:`_OPTIONAL_COLUMNS`; None if there is none."""
    decimals, signed = record.get("decimals"), record.get("signed", False)
    if decimals is not None and (not isinstance(decimals, int) or isinstance(decimals, bool)):
        return "decimals", repr(decimals), "整数或 null a whole number or null"
    if not isinstance(signed, bool):
        return "signed", repr(signed), "true 或 false true or false"
    if not isinstance(record.get("definition", ""), str):
        return "definition", repr(record["definition"]), "文字 text"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _json(path: Path) -> tuple[bytes, Any]:
    try:
        raw = path.read_bytes()
        return raw, json.loads(raw)
    except OSError as error:
        raise _fault(path, f"读不了 unreadable: {error.strerror}", "一个可读的文件 a readable file") from None
    except ValueError:
        raise _fault(path, "不是 JSON not JSON", "JSON") from None


def _fault(path: Path, found: str, expected: str) -> DataError:
    return DataError([Problem(path.as_posix(), None, None, found, expected, RESTORE_FOLDER)])
