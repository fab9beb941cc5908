"""Prepared results: what a run computed, kept for later runs, `explain`, `check`, JupyterLab and analyses.

An entry is of one district, quarter, day, seed, set of assumptions and tier. It is used only if the package,
the lock, Python and every data file that the results rest on are unchanged, and its content has the hash that
was written with it; otherwise it is computed again. The results themselves lie in parts, each with a hash of
its own, which are read when something of them is asked for (:mod:`jjinvest.results.parts`). Entries may hold
rows of a ledger: they are kept in a folder that only its owner may open, and one of another account is never
read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.environment import environment_inputs, package_unchanged
from jjinvest.core.packed import Packed, PackedParts, Parts, mapped, padding, unpack
from jjinvest.core.private_folder import is_own, make_owner_only
from jjinvest.core.signals import undisturbed
from jjinvest.data import access_log
from jjinvest.data.kept_computations import SWITCH

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace
    from jjinvest.results.fact_index import FactIndex
    from jjinvest.results.results import Results

RESULTS, BOUNDS, EVERYTHING, REGISTER = "results", "bounds", "everything", "register"
"""Entries: results without bounds, in parts; bounds; data before the as-of filter; rows quoted by numbers."""
KEPT = 4
"""Sets of parameters of a quarter whose entries are kept; those used longest ago go first."""
_FORMAT = 4
_ABANDONED_SECONDS = 3600


@dataclass(frozen=True)
class ResultsRequest:
    """Which results: of a district of a project folder, for a quarter, as of a day."""

    root: Path
    district: str
    period: str
    as_of: date
    seed: int
    assumptions: Assumptions
    tier: str

    @cached_property
    def key(self) -> str:
        """Name of the entries: a hash of what the caller chooses."""
        chosen = [self.as_of.isoformat(), self.seed, self.tier, self.assumptions.model_dump(mode="json")]
        text = json.dumps([self.district, self.period, *chosen], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def folder(self) -> Path:
        """Folder of the quarter's entries, which is pruned with the quarter's executed notebooks."""
        return self.root / "outputs" / ".cache" / self.district / self.period / "results"

    def entry(self, name: str) -> Path:
        """File of an entry."""
        return self.folder / f"{self.key}.{name}"


@dataclass(frozen=True)
class Opened:
    """Results, and when they were computed if they were prepared earlier (ISO time); empty if just now."""

    results: Results
    prepared: str


def read_entry(request: ResultsRequest, name: str) -> Any:
    """Return the content of an entry; None if it is missing, damaged, foreign, or anything has changed."""
    found = _read(request, name)
    return None if found is None else _unpacked(found[1])


def read_index(request: ResultsRequest) -> FactIndex | None:
    """Return the numbers of prepared results by id, without frames; None as :func:`read_entry`."""
    from jjinvest.results.parts import read_index

    found = _read_parts(request)
    return None if found is None else read_index(found[1])


def entry_bytes(request: ResultsRequest, name: str) -> tuple[memoryview, dict[str, str]] | None:
    """Return the packed content of an entry and the hashes of its files; None as :func:`read_entry`."""
    found = _read(request, name)
    if found is None:
        return None
    if name == RESULTS:
        in_parts = _read_parts(request)
        if in_parts is None or not in_parts[1].all_whole:
            return None
    place = request.root / "data"
    releases, _ = access_log.release_list(place / request.district, request.period)
    return found[1], {file: digest for file, digest in found[0]["data"].items() if file != releases}


def store_entry(
    request: ResultsRequest, name: str, content: Packed | PackedParts, data: Mapping[str, str]
) -> None:
    """Keep an entry; a folder that cannot be written is no fault.

    Parameters
    ----------
    data
        Hashes of the data files that it rests on, by their names below ``data/``.
    """
    if os.environ.get(SWITCH) == "off" or not package_unchanged():
        return
    head = {
        "format": _FORMAT,
        "inputs": environment_inputs(request.root),
        "data": dict(sorted(_with_releases(request, data).items())),
        "length": content.length,
        "sha256": content.sha256(),
        "computed": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
    with suppress(OSError):
        make_owner_only(request.root / "outputs" / ".cache")
        make_owner_only(request.folder)
        line = json.dumps(head, ensure_ascii=False).encode()
        _replace(request.entry(name), [line, b" " * padding(len(line) + 1), b"\n", *content])
        _prune(request.folder)


def open_results(request: ResultsRequest) -> Opened:
    """Return results: prepared ones if they are still valid, else new ones, which are then kept.

    Raises
    ------
    DataError, ParameterError
        If the data break their contract, or nothing was known by the day.
    """
    results, prepared = find_results(request)
    if results is not None:
        return Opened(results, prepared)
    from jjinvest.results.results import Results

    return Opened(Results(_visible(request), request.period, request.seed, request.assumptions), "")


def find_results(request: ResultsRequest) -> tuple[Results | None, str]:
    """Return prepared results and when they were computed; None and an empty text if there are none."""
    from jjinvest.results.parts import PreparedResults

    found = _read_parts(request)
    if found is None:
        return None, ""
    results = PreparedResults.of(found[1], lambda: _visible(request))
    if results is None:
        return None, ""
    bounds = read_entry(request, BOUNDS)
    if bounds is not None:
        results.__dict__.update(bounds)  # where cached properties look first
    access_log.log_read(found[0]["data"])
    return results, str(found[0]["computed"])


def _visible(request: ResultsRequest) -> Workspace:
    """Read what was known of the district on the day."""
    from jjinvest.ledger.store import select_import

    folder = request.root / "data" / request.district
    return select_import.load_with_ledger(folder, request.period, request.as_of, request.tier)[1]


def _unpacked(packed: memoryview) -> Any:
    try:
        return unpack(packed)
    except Exception:  # whatever a damaged or outdated pickle raises: it is computed again
        return None


def _read(request: ResultsRequest, name: str) -> tuple[dict[str, Any], memoryview] | None:
    """Head and content of an entry that still holds; the content is mapped."""
    path = request.entry(name)
    if os.environ.get(SWITCH) == "off":
        return None
    try:
        if not is_own(request.folder) or not is_own(path):
            return None
        with path.open("rb") as file:
            line = file.readline()
            head, packed = json.loads(line), mapped(file)[len(line) :]
        valid = (
            head["format"] == _FORMAT
            and head["sha256"] == hashlib.sha256(packed[: head["length"]]).hexdigest()
            and head["inputs"] == environment_inputs(request.root)
            and bool(head["data"])
            and all(
                access_log.current_hash(request.root / "data", file) == known
                for file, known in head["data"].items()
            )
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if not valid:
        return None
    with suppress(OSError):
        os.utime(path)  # used now: kept longer
    return head, packed


def _read_parts(request: ResultsRequest) -> tuple[dict[str, Any], Parts] | None:
    """Head and parts of results that still hold."""
    found = _read(request, RESULTS)
    try:
        return None if found is None else (found[0], Parts(found[1]))
    except ValueError:
        return None


def _with_releases(request: ResultsRequest, data: Mapping[str, str]) -> dict[str, str]:
    name, listed = access_log.release_list(request.root / "data" / request.district, request.period)
    return {**data, name: listed}


def _replace(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file under a name of its own and rename it: writers at the same time do not meet."""
    with undisturbed():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(parts)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _prune(folder: Path) -> None:
    """Remove the entries of all but the sets used last, and files that a killed writer left."""
    used: dict[str, float] = {}
    files = [path for path in folder.iterdir() if path.is_file()]
    for path in files:
        with suppress(OSError):
            used_last = path.stat().st_mtime
            if path.name.startswith("."):
                if time.time() - used_last > _ABANDONED_SECONDS:
                    path.unlink(missing_ok=True)
            else:
                key = path.name.partition(".")[0]
                used[key] = max(used.get(key, 0.0), used_last)
    kept = set(sorted(used, key=used.__getitem__, reverse=True)[:KEPT])
    for path in files:
        if not path.name.startswith(".") and path.name.partition(".")[0] not in kept:
            path.unlink(missing_ok=True)
