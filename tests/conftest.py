"""Shared fixtures: the repository's data, and one real run of both periods for the whole session."""

from __future__ import annotations

import atexit
import gc
import json
import pickle
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar
from unittest import mock

import pandera.pandas as pa
import pytest
from filelock import FileLock
from hypothesis import settings

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.signals import STOPPING
from jjinvest.data.csv_reader import CsvTable, read_table
from jjinvest.data.kept_computations import computations_kept
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.pipeline.execution import engine
from jjinvest.results import handover
from jjinvest.results.results import Results
from tests.fixtures.project import Project, prepare_small_results
from tests.fixtures.runs import ROOT, project_copy, run

# how long an example takes says something of the machine's other work, not of the code
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ANNUAL, MID_YEAR = date(2024, 3, 31), date(2023, 7, 31)
RARELY = 50_000, 10, 10
"""Objects made between two looks for garbage, and how often older ones are looked through."""
MOST_TABLES = 200
"""Tables that a test process remembers: those of the repository, and some that tests write often."""
Made = TypeVar("Made")
MadeOnce = Callable[[str, Callable[[Path], Made]], Made]


def pytest_configure() -> None:
    """Hear requests to stop, which a suite in the background of a shell is started without."""
    for number in STOPPING:
        if signal.getsignal(number) == signal.SIG_IGN:
            usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, usual)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting the tests makes lives to the end: no garbage is looked for in it, now or later."""
    gc.disable()
    try:
        done = yield
    finally:
        gc.enable()
    gc.freeze()
    gc.set_threshold(*RARELY)
    # not before pytest has looked for garbage once more; extension modules report what was never released
    atexit.register(gc.unfreeze)
    return done


@pytest.fixture(scope="session", autouse=True)
def sound_tables_read_once() -> Iterator[None]:
    """Read a table of a district once for the same bytes, unless it has a fault.

    Hundreds of tests load a district with the same reference tables, whose validation takes most of that.
    """
    known: dict[tuple[bytes, int], CsvTable] = {}

    def read(path: Path, schema: pa.DataFrameSchema) -> CsvTable:
        try:
            content = path.read_bytes(), id(schema)
        except OSError:
            return read_table(path, schema)
        table = known.get(content)
        if table is None:
            table = read_table(path, schema)
            if table.problems or len(known) == MOST_TABLES:
                return table
            known[content] = table
        return replace(table, path=path, frame=table.frame.copy(), problems=[])

    with mock.patch("jjinvest.data.workspace.read_table", read):
        yield


@pytest.fixture(scope="session")
def everything() -> Workspace:
    return load_workspace(ROOT / "data" / "jiangjin")


@pytest.fixture(scope="session")
def annual(everything: Workspace) -> Workspace:
    return everything.as_of(ANNUAL)


@pytest.fixture(scope="session")
def mid_year(everything: Workspace) -> Workspace:
    return everything.as_of(MID_YEAR)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder that all test processes of this session see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def made_once(shared_folder: Path) -> MadeOnce:
    """Make something in the test process that asks first; every process reads a copy of it.

    What makes it is given a folder of its own, in which it may leave files.
    """

    def made(name: str, make: Callable[[Path], Made]) -> Made:
        kept = shared_folder / f"{name}.pickle"
        with FileLock(kept.with_suffix(".lock")):
            if not kept.exists():
                folder = shared_folder / name
                folder.mkdir()
                whole = pickle.dumps(make(folder))
                kept.write_bytes(whole)
        copy: Made = pickle.loads(kept.read_bytes())
        return copy

    return made


@pytest.fixture(scope="session")
def whole_project(shared_folder: Path) -> Path:
    """Project folder with the repository's data, pages and parameters, shared by all test processes."""
    root = shared_folder / "project"
    with FileLock(shared_folder / "project-folder.lock"):
        if not root.exists():
            project_copy(root)
    return root


@pytest.fixture(scope="session")
def computed(shared_folder: Path, whole_project: Path, worker_id: str) -> Callable[[Results], Results]:
    """Compute results in the test process that asks first; the others read them, as it takes seconds."""

    def of(results: Results) -> Results:
        if worker_id == "master":  # alone, only what is asked for is computed
            return results
        path = shared_folder / f"results-{results.run_period}.pickle"
        with FileLock(path.with_suffix(".lock")):
            if not path.exists():
                with computations_kept(whole_project):  # as a run of the same data does
                    _ = results.facts, results.reconstruction_summary, results.bounds, results.disclosures
                path.write_bytes(pickle.dumps(results))
            results: Results = pickle.loads(path.read_bytes())
        return results

    return of


@pytest.fixture(scope="module")
def computed_before() -> Iterator[None]:
    """Take what a run keeps by its inputs, such as bounds, from what tests of this process have computed."""
    from tests.fixtures.pages import KEPT  # brings matplotlib, which the process of xdist does without

    with mock.patch("jjinvest.data.kept_computations._places", [KEPT[True]]):
        yield


@pytest.fixture(scope="session")
def annual_results(annual: Workspace, computed: Callable[[Results], Results]) -> Results:
    return computed(Results(annual, "2023Q4", 20230731, Assumptions()))


@pytest.fixture(scope="session")
def mid_year_results(mid_year: Workspace, computed: Callable[[Results], Results]) -> Results:
    return computed(Results(mid_year, "2023Q2", 20230731, Assumptions()))


@pytest.fixture(scope="session")
def results_at_hand(annual_results: Results) -> Callable[[], AbstractContextManager[object]]:
    """Context in which `jj.open("jiangjin", "2023Q4")` finds its results, as it does within a run."""
    return lambda: mock.patch.dict(handover._held, {ROOT: annual_results})


@pytest.fixture(scope="session")
def small_project(made_once: MadeOnce) -> Callable[[Path], Project]:
    """Make a small project that has run before: what it computes is prepared, no notebook is executed."""
    return lambda root: Project(root).take_over(made_once("small-results", prepare_small_results))


@pytest.fixture(scope="session")
def published_small_project(
    small_project: Callable[[Path], Project], made_once: MadeOnce
) -> Callable[[Path], Project]:
    """Make a small project of two notebooks that has been published once, as a copy of the first."""

    def make(folder: Path) -> Path:
        own = small_project(folder / "project")
        own.notebook("00_first", "1")
        own.notebook("10_second", "2")
        assert own.run().code == 0
        return own.root

    return lambda root: Project.copy_of(made_once("small-published", make), root)


@pytest.fixture(scope="session")
def published(shared_folder: Path, whole_project: Path) -> Callable[[str], Path]:
    """Published folder of a period in both languages; run once, shared by all test processes."""
    root = whole_project

    def folder(period: str) -> Path:
        done = root / "outputs" / "jiangjin" / period
        with FileLock(shared_folder / "project.lock"):
            if not done.exists():
                assert run(root, period).code == engine.OK
        return done

    return folder


@pytest.fixture(scope="session")
def facts_of(published: Callable[[str], Path]) -> Callable[[str], dict[str, dict[str, object]]]:
    """Facts of a period's real run by id."""

    def facts(period: str) -> dict[str, dict[str, object]]:
        content = json.loads((published(period) / "facts.json").read_text(encoding="utf-8"))
        return {fact["id"]: fact for fact in content}

    return facts
