"""Run history: one JSONL file per district, a line at the start and at the end of each run.

A run that was killed has no second line; the lock of its period distinguishes it from a run under way. One
that was killed when its folder was in place has ended as its run.json says.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from jjinvest.pipeline.planning.plan import RUN_FOLDER
from jjinvest.pipeline.storage.manifest import LOG_FILE, MANIFEST_FILE

HISTORY_FOLDER = ".history"
STATES = ("published", "superseded", "removed", "failed", "interrupted", "running")


@dataclass(frozen=True)
class PastRun:
    """One run: start, state (one of `STATES`), pages that were ok of all pages, and the first error."""

    district: str
    period: str
    started: str
    state: str
    pages: str = ""
    seconds: float = 0.0
    error: str = ""


def log_start(root: Path, district: str, period: str, started: datetime) -> None:
    """Log that a run has begun; call it under the lock of its period."""
    _append(root, district, event="started", period=period, started=start_key(started))


def log_end(root: Path, past: PastRun) -> None:
    """Log how a run ended, under the lock of its period; its state is ok, failed or interrupted."""
    _append(
        root,
        past.district,
        event="ended",
        period=past.period,
        started=past.started,
        status=past.state,
        pages=past.pages,
        seconds=round(past.seconds, 2),
        error=past.error,
    )


def log_failure(root: Path, district: str, period: str, started: datetime, error: str) -> None:
    """Log a run that failed before it had a plan."""
    log_start(root, district, period, started)
    log_end(root, PastRun(district, period, start_key(started), "failed", error=error))


def keep_left(root: Path, district: str, period: str) -> None:
    """Log the start of a run that was killed before it had a line here; under the lock of its period."""
    path = root / "outputs" / HISTORY_FOLDER / f"{district}.jsonl"
    known = {(str(line["period"]), str(line["started"])) for line in _lines(path)}
    for past in _left_by_killed(root, district):
        if past.period == period and (past.period, past.started) not in known:
            _append(root, district, event="started", period=period, started=past.started)


def start_key(started: datetime) -> str:
    """Return the start of a run as in run.json: in milliseconds, to identify the run within its period."""
    return started.isoformat(timespec="milliseconds")


def _append(root: Path, district: str, **values: object) -> None:
    """Append a line in one write, so that concurrent runs of a district do not mix their lines."""
    path = root / "outputs" / HISTORY_FOLDER / f"{district}.jsonl"
    line = json.dumps({"time": start_key(datetime.now(UTC)), **values}, ensure_ascii=False) + "\n"
    with suppress(OSError):  # the history must not change how a run ends
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write(line.encode())


def history(root: Path, district: str) -> list[PastRun]:
    """Return the runs of a district, latest first; older ones come from their run.json."""
    runs: dict[tuple[str, str], PastRun] = {}
    for line in _lines(root / "outputs" / HISTORY_FOLDER / f"{district}.jsonl"):
        key = (str(line["period"]), str(line["started"]))
        if line["event"] == "started":
            runs[key] = PastRun(district, *key, "begun")
        else:
            runs[key] = PastRun(
                district,
                *key,
                str(line["status"]),
                str(line["pages"]),
                float(line["seconds"]),
                str(line["error"]),
            )
    for past in (*_from_folders(root, district), *_left_by_killed(root, district)):
        key = (past.period, past.started)
        if key not in runs or runs[key].state == "begun":
            runs[key] = past
    latest = {
        period: max((p.started for p in runs.values() if p.period == period), default="")
        for period, _ in runs
    }
    published = {p.period: p.started for p in _from_folders(root, district) if p.state == "ok"}
    last_ok: dict[str, str] = {}
    for past in runs.values():
        if past.state == "ok":
            last_ok[past.period] = max(last_ok.get(past.period, ""), past.started)
    past_runs = []
    for past in runs.values():
        state = past.state
        if state == "begun":
            under_way = past.started == latest[past.period] and is_locked(root, district, past.period)
            state = "running" if under_way else "interrupted"
        elif state == "ok" and past.started == last_ok[past.period]:
            state = "published" if published.get(past.period) == past.started else "removed"
        elif state == "ok":
            state = "superseded"
        past_runs.append(replace(past, state=state))
    return sorted(past_runs, key=lambda past: (past.started, past.period), reverse=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a history, except one cut short by a full disk."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return
    for line in text.splitlines():
        with suppress(ValueError):
            content = json.loads(line)
            if isinstance(content, dict) and {"event", "period", "started"} <= set(content):
                yield {"status": "", "pages": "", "seconds": 0.0, "error": "", **content}


def _left_by_killed(root: Path, district: str) -> Iterator[PastRun]:
    """Yield the runs whose work folders exist: under way, or killed."""
    for path in sorted((root / "outputs" / ".work").glob(f"{glob.escape(district)}-*/{LOG_FILE}")):
        period = path.parent.name.removeprefix(f"{district}-")
        for line in _lines(path):
            if line["event"] == "started" and RUN_FOLDER.match(period):
                yield PastRun(district, period, str(line["started"]), "begun")


def _from_folders(root: Path, district: str) -> Iterator[PastRun]:
    """Yield the runs whose folders exist: the published and the failed one of each period."""
    outputs = root / "outputs"
    for folder in (outputs / district, outputs / ".failed" / district):
        for path in sorted(folder.glob(f"*/{MANIFEST_FILE}")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                written = json.loads(path.read_text(encoding="utf-8"))
                good = sum(n["status"] == "ok" for n in written["notebooks"])
                pages = f"{good}/{len(written['notebooks'])}"
                if RUN_FOLDER.match(path.parent.name):
                    yield PastRun(
                        district,
                        path.parent.name,
                        written["started"],
                        written["status"],
                        pages,
                        written["seconds"],
                        written["error"],
                    )


def is_locked(root: Path, district: str, period: str) -> bool:
    """Whether a run of this period is under way."""
    path = root / "outputs" / ".locks" / f"{district}-{period.partition('@')[0]}.lock"
    if not path.exists():
        return False
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except (Timeout, OSError):
        return True


def known_districts(root: Path) -> list[str]:
    """Districts that have run at least once."""
    outputs = root / "outputs"
    names = {path.stem for path in (outputs / HISTORY_FOLDER).glob("*.jsonl")}
    names |= {path.parent.parent.name for path in outputs.glob(f"[!.]*/*/{MANIFEST_FILE}")}
    return sorted(names | {path.parent.parent.name for path in outputs.glob(f".failed/*/*/{MANIFEST_FILE}")})
