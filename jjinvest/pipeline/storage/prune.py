"""Prune `outputs/`: remove old runs, but no release, no latest report, and nothing outside the folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from jjinvest.pipeline.planning.plan import RUN_FOLDER
from jjinvest.pipeline.storage.history import keep_left
from jjinvest.pipeline.storage.manifest import MANIFEST_FILE

PRUNED_SUFFIX = ".pruned"


@dataclass(frozen=True)
class Leftover:
    """A folder that is no longer needed: its kind (past, cache, failed, work) and size in bytes."""

    path: Path
    kind: str
    district: str
    period: str
    size: int


def leftovers(root: Path, keep: int) -> list[Leftover]:
    """List all but the `keep` latest periods of each district, and failed runs superseded by good ones."""
    return [
        Leftover(path, kind, district, period, _size(path))
        for path, kind, district, period in _candidates(root / "outputs", keep)
        if _inside(path, root / "outputs")
    ]


def _candidates(outputs: Path, keep: int) -> Iterator[tuple[Path, str, str, str]]:
    places = {"past": outputs, "cache": outputs / ".cache", "failed": outputs / ".failed"}
    districts = {p.name for place in places.values() for p in _folders(place) if not p.name.startswith(".")}
    for district in sorted(districts):
        by_kind = {
            kind: {p.name: p for p in _folders(place / district) if RUN_FOLDER.match(p.name)}
            for kind, place in places.items()
        }
        official = {kind: [name for name in named if "@" not in name] for kind, named in by_kind.items()}
        kept = set(sorted({name for names in official.values() for name in names}, reverse=True)[:keep])
        kept |= set(sorted(official["past"], reverse=True)[:keep])
        for kind, named in by_kind.items():
            for period, path in sorted(named.items()):
                if period.partition("@")[0] not in kept or (
                    kind == "failed" and _superseded(path, by_kind["past"].get(period))
                ):
                    yield path, kind, district, period
    for path in _folders(outputs / ".work"):
        district, _, period = path.name.rpartition("-")
        if RUN_FOLDER.match(period):
            yield path, "work", district, period
    for parent in (outputs / ".work", *(folder for place in places.values() for folder in _folders(place))):
        for path in _folders(parent):
            if path.name.endswith(PRUNED_SUFFIX):  # left by a clean-up that was cut short
                yield path, "work", "", ""


def _folders(place: Path) -> list[Path]:
    return [p for p in sorted(place.iterdir()) if p.is_dir() and not p.is_symlink()] if place.is_dir() else []


def _superseded(failed: Path, published: Path | None) -> bool:
    """Whether the published run began after the failed one."""
    if published is None:
        return False
    with suppress(OSError, ValueError, KeyError, TypeError):
        began = [
            str(json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["started"])
            for folder in (failed, published)
        ]
        return began[0] < began[1]
    return False


def _inside(path: Path, outputs: Path) -> bool:
    """Whether a folder lies in outputs/ after links are resolved."""
    return path.resolve().is_relative_to(outputs.resolve())


def _size(path: Path) -> int:
    return sum(p.lstat().st_size for p in path.rglob("*") if p.is_file() or p.is_symlink())


def remove(root: Path, leftover: Leftover) -> bool:
    """Remove a folder atomically, under the lock of its period; False if a run of it is under way."""
    quarter = leftover.period.partition("@")[0]
    lock = root / "outputs" / ".locks" / f"{leftover.district}-{quarter}.lock"
    try:
        if not leftover.period:
            shutil.rmtree(leftover.path)
            return True
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock).acquire(timeout=0):
            if leftover.kind == "work":
                keep_left(root, leftover.district, leftover.period)
            aside = leftover.path.with_name(f".{leftover.path.name}{PRUNED_SUFFIX}")
            shutil.rmtree(aside, ignore_errors=True)
            leftover.path.replace(aside)
            shutil.rmtree(aside)
    except Timeout:
        return False
    return True
