"""Shared fixtures: the repository's data, and one real run of both periods, made once for the whole session."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from jjinvest import data
from jjinvest.data import Workspace
from jjinvest.forecast import Assumptions
from jjinvest.results import Results
from jjinvest.run import engine

ROOT = Path(__file__).resolve().parent.parent
ANNUAL, MID_YEAR = date(2024, 3, 31), date(2023, 7, 31)
RUNS = ("2023Q4", "2023Q2")


@pytest.fixture(scope="session")
def everything() -> Workspace:
    return data.load(ROOT / "data" / "jiangjin")


@pytest.fixture(scope="session")
def annual(everything: Workspace) -> Workspace:
    return everything.as_of(ANNUAL)


@pytest.fixture(scope="session")
def mid_year(everything: Workspace) -> Workspace:
    return everything.as_of(MID_YEAR)


@pytest.fixture(scope="session")
def annual_results(annual: Workspace) -> Results:
    return Results(annual, "2023Q4", 20230731, Assumptions())


@pytest.fixture(scope="session")
def mid_year_results(mid_year: Workspace) -> Results:
    return Results(mid_year, "2023Q2", 20230731, Assumptions())


def project_copy(target: Path) -> Path:
    """Make a project folder that shares the repository's data, notebooks, params and lock."""
    target.mkdir(parents=True, exist_ok=True)
    for name in ("data", "notebooks", "params", "requirements"):
        (target / name).symlink_to(ROOT / name)
    (target / "outputs").mkdir()
    return target


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], Path]:
    """Folder of a period that a real run published, both languages; run once, shared by all test processes."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    root = base / "project"

    def folder(period: str) -> Path:
        done = root / "outputs" / "jiangjin" / period
        with FileLock(base / f"{period}.lock"):
            if not root.exists():
                project_copy(root)
            if not done.exists():
                lines: list[str] = []
                plan = engine.plan(engine.Request(root, period, "jiangjin", jobs=os.cpu_count() or 1))
                assert engine.run(plan, lines.append) == engine.OK, "\n".join(lines)
        return done

    return folder


@pytest.fixture(scope="session")
def facts_of(published: Callable[[str], Path]) -> Callable[[str], dict[str, dict[str, object]]]:
    """Facts of a period's real run by id."""

    def facts(period: str) -> dict[str, dict[str, object]]:
        content = json.loads((published(period) / "facts.json").read_text(encoding="utf-8"))
        return {fact["id"]: fact for fact in content}

    return facts
