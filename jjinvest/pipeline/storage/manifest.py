"""Manifest of a run (run.json): status, times, host, versions and hashes; written last."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.core.file_hash import file_hash
from jjinvest.pipeline.planning.plan import FORCED, Page, RunPlan
from jjinvest.pipeline.storage.known_figures import known_figures

if TYPE_CHECKING:
    from jjinvest.pipeline.execution.outcomes import NotebookOutcome

SETTLED = ("failed", "invalid")
"""How a draft ended that would end so again."""
MANIFEST_FILE, LOG_FILE = "run.json", "run.jsonl"
PACKAGES = (
    "highspy",
    "jjinvest",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "scipy",
    "seaborn",
    "statsmodels",
)


def manifest_content(
    plan: RunPlan,
    outcomes: Mapping[Page, NotebookOutcome],
    *,
    status: str,
    error: str,
    started: datetime,
    seconds: float,
    files: Mapping[str, str],
) -> dict[str, Any]:
    """Return the content of run.json; `seconds` come from a clock that does not step back."""
    return {
        "status": status,
        "error": error,
        "district": plan.district,
        "period": plan.period,
        "as_of": plan.parameters.as_of.isoformat(),
        "parameters": plan.parameters.model_dump(mode="json"),
        "started": started.isoformat(timespec="milliseconds"),
        "finished": (started + timedelta(seconds=seconds)).isoformat(timespec="milliseconds"),
        "seconds": round(seconds, 2),
        "host": platform.node(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "data": dict(sorted({f: h for o in outcomes.values() for f, h in (o.data or {}).items()}.items())),
        "known_figures": known_figures(plan.root / "data" / plan.district, plan.parameters.as_of),
        "lock": file_hash(plan.root / "requirements" / "run.lock"),
        "notebooks": [
            {
                "notebook": planned.page.notebook,
                "language": planned.page.language,
                **({"draft": True} if planned.page.draft else {}),
                "status": outcome.status,
                "error": outcome.error,
                "reused": outcome.reused,
                "seconds": round(outcome.seconds, 2),
                "cells": [asdict(cell) for cell in outcome.cells],
                "inputs": dict(planned.inputs),
                "data": dict(outcome.data or {}),
            }
            for planned, outcome in ((planned, outcomes[planned.page]) for planned in plan.pages)
        ],
        "files": dict(files),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a run's folder, except run.json and run.jsonl."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in paths
        if path.name not in (MANIFEST_FILE, LOG_FILE)
    }


def is_published(plan: RunPlan) -> bool:
    """Whether the published folder is intact and was made from exactly these inputs.

    A draft that failed by a fault of its own fails again: it is not executed until it changes.
    """
    if any(p.entry is None and (p.reason == FORCED or not p.page.draft) for p in plan.pages):
        return False
    try:
        written = json.loads((plan.final / MANIFEST_FILE).read_text(encoding="utf-8"))
        settled = [n for n in written["notebooks"] if n.get("draft") and n["status"] in SETTLED]
        failed = {(n["notebook"], n["language"]): n["inputs"] for n in settled}
        published = [
            (n["notebook"], n["language"], n["inputs"], n["data"], n["status"])
            for n in written["notebooks"]
            if n not in settled
        ]
        files, tier = written["files"], written["parameters"]["tier"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    wanted = [
        (p.page.notebook, p.page.language, p.inputs, p.entry.data if p.entry else {}, "ok")
        for p in plan.pages
        if not p.page.draft or failed.get((p.page.notebook, p.page.language)) != p.inputs
    ]
    if tier != plan.parameters.tier:
        return False
    return published == wanted and written["status"] == "ok" and files == file_hashes(plan.final)


def log_event(folder: Path, event: str, **values: object) -> None:
    """Append one line to the run's log; times are here and in run.json alone."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
    with (folder / LOG_FILE).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line, ensure_ascii=False) + "\n")
