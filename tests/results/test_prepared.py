"""Prepared results are read again only if nothing has changed, and a damaged or foreign entry never."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from jjinvest.core import environment
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import UnknownFactError
from jjinvest.core.packed import Packed, PackedParts, Parts
from jjinvest.forecasting.annual import reference_class
from jjinvest.pipeline.execution.prepare import Preparation, prepare, prepare_bounds
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.results import handover, prepared
from jjinvest.results.context import AnalysisContext
from jjinvest.results.parts import DATA, GIVEN, PARTS, PreparedResults
from jjinvest.results.prepared import ResultsRequest, find_results, open_results, read_entry, store_entry
from jjinvest.results.results import Results
from tests.fixtures.project import PERIOD, Project

NO_FILE = {"jiangjin/none.csv": "missing"}


class Damaged(Packed):
    """Content that nothing can be unpacked from."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"none"


class Prepared:
    """A project whose results were prepared as a run does it."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder / "project")
        self.scratch = folder / "scratch"
        self.scratch.mkdir()

    @property
    def request(self) -> ResultsRequest:
        parameters = load_parameters(self.project.root, PERIOD, "jiangjin")
        return ResultsRequest(
            self.project.root,
            "jiangjin",
            PERIOD,
            parameters.as_of,
            parameters.seed,
            parameters.assumptions,
            parameters.tier,
        )

    def prepare(self, *, fresh: bool = False, thorough: bool = True) -> None:
        parameters = load_parameters(self.project.root, PERIOD, "jiangjin")
        given = (self.scratch, self.project.root, "jiangjin", PERIOD, parameters)
        assert not prepare(Preparation(*given, fresh=fresh, thorough=thorough)).problem
        prepare_bounds(Preparation(*given, fresh=fresh))

    @property
    def holds(self) -> bool:
        return find_results(self.request)[0] is not None

    def data(self, name: str) -> Path:
        return self.project.root / "data" / "jiangjin" / name


def read(results: PreparedResults) -> set[str]:
    """Properties that the parts of results hold."""
    for part in PARTS:
        results.take(part)
    return set(vars(results))


def prepare_once(folder: Path) -> Path:
    """Return what preparing the results of the small project leaves behind."""
    first = Prepared(folder)
    first.prepare()
    return first.project.root / "outputs" / ".cache"


@pytest.fixture
def kept(tmp_path: Path, made_once: Callable[..., Path]) -> Prepared:
    kept = Prepared(tmp_path)
    cache = made_once("prepared-small-results", prepare_once)
    shutil.copytree(cache, kept.project.root / "outputs" / ".cache")
    return kept


def test_prepared_results_are_those_that_are_computed(kept, monkeypatch):
    opened = open_results(kept.request)
    assert opened.prepared
    monkeypatch.setenv(prepared.SWITCH, "off")
    computed = open_results(kept.request)
    assert not computed.prepared
    assert opened.results.facts == computed.results.facts
    assert opened.results.bounds == computed.results.bounds
    assert opened.results.facts.keys() == opened.results.index.facts.keys()


def test_a_second_run_takes_everything_over(kept, monkeypatch):
    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("computed again")

    for name in ("pack", "pack_bounds"):
        monkeypatch.setattr(handover, name, refuse)
    kept.prepare()
    with pytest.raises(AssertionError):
        kept.prepare(fresh=True)


def test_a_run_of_one_notebook_leaves_the_rest_to_a_run_of_several(tmp_path, monkeypatch):
    kept = Prepared(tmp_path)
    kept.prepare(thorough=False)
    results = find_results(kept.request)[0]
    assert {"measured"} == read(results) & {"measured", "facts", "outlook", "reconstructed"}
    assert prepared.read_entry(kept.request, prepared.REGISTER) is None

    kept.prepare()
    assert {"facts", "reconstructed"} <= read(find_results(kept.request)[0])
    assert prepared.read_entry(kept.request, prepared.REGISTER) is not None
    monkeypatch.setattr(handover, "pack", None)
    kept.prepare(thorough=False)


def test_a_single_page_computes_only_the_bounds_that_it_shows(tmp_path):
    kept = Prepared(tmp_path)
    parameters = load_parameters(kept.project.root, PERIOD, "jiangjin")
    given = (kept.scratch, kept.project.root, "jiangjin", PERIOD, parameters)
    assert prepare_bounds(Preparation(*given, thorough=False)).bounds is None
    computed = prepare_bounds(Preparation(*given))
    taken_over = prepare_bounds(Preparation(*given, thorough=False))
    assert taken_over.bounds is not None
    assert taken_over.bounds.read_bytes() == computed.bounds.read_bytes()


def test_what_is_read_back_rests_on_the_files_that_it_was_computed_from(kept):
    parameters = load_parameters(kept.project.root, PERIOD, "jiangjin")
    given = (kept.scratch, kept.project.root, "jiangjin", PERIOD, parameters)
    for function in (prepare, prepare_bounds):
        assert function(Preparation(*given)).files == function(Preparation(*given, fresh=True)).files


def test_what_the_figures_leave_unchanged_is_not_computed_again(monkeypatch, tmp_path):
    """Another day computes results anew, but the same rates give the same fits."""
    reference_class._known_fit.cache_clear()
    kept = Prepared(tmp_path)
    kept.prepare()
    computed = open_results(kept.request).results

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    kept.project.parameters("as_of: 2023-08-01\nseed: 1\n")
    monkeypatch.setattr(reference_class, "_fit", refuse)
    reference_class._known_fit.cache_clear()
    kept.prepare()
    again = open_results(kept.request).results
    for name, fact in computed.facts.items():
        assert replace(again.facts[name], as_of=fact.as_of) == fact
    reference_class._known_fit.cache_clear()
    with pytest.raises(AssertionError, match="computed again"):
        kept.prepare(fresh=True)


CHANGES: dict[str, Callable[[Prepared], object]] = {
    "a figure": lambda kept: kept.data("figures.csv").write_text(
        kept.data("figures.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    ),
    "a table is new": lambda kept: (kept.data("private").mkdir(), kept.data("private/imports.csv").touch()),
    "a table is gone": lambda kept: kept.data("projects.csv").unlink(),
    "an earlier release": lambda kept: kept.data("releases/2023Q1").mkdir(parents=True),
    "a seed": lambda kept: kept.project.parameters("as_of: 2023-07-31\nseed: 2\n"),
    "a day": lambda kept: kept.project.parameters("as_of: 2023-08-01\nseed: 1\n"),
    "the lock": lambda kept: (kept.project.root / "requirements").unlink(),
    "cut short": lambda kept: _rewrite(kept, lambda content: content[: len(content) // 2]),
    "empty": lambda kept: _rewrite(kept, lambda _: b""),
    "one byte of the table": lambda kept: _rewrite(
        kept, lambda content: content.replace(b'"data"', b'"dota"')
    ),
    "another head": lambda kept: _rewrite(kept, lambda content: b"[]\n" + content.partition(b"\n")[2]),
    "no pickle": lambda kept: store_entry(
        kept.request, "results", PackedParts({"given": Damaged({}), "data": Damaged({})}), NO_FILE
    ),
    "others may write": lambda kept: kept.request.entry("results").chmod(0o666),
    "others may write the folder": lambda kept: kept.request.folder.chmod(0o777),
}


def _rewrite(kept: Prepared, change: Callable[[bytes], bytes]) -> None:
    path = kept.request.entry("results")
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_computed_again(kept, change):
    assert kept.holds
    CHANGES[change](kept)
    assert not kept.holds


def damage(kept: Prepared, part: str) -> None:
    """Change a byte in the middle of a part of the results."""
    path = kept.request.entry("results")
    content = bytearray(path.read_bytes())
    line = content.index(b"\n") + 1
    place, size, _ = Parts(memoryview(content)[line:])._places[part]
    begin = len(content) - len(Parts(memoryview(content)[line:])._content)
    content[begin + place + size // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_computed_again(kept, part):
    whole = open_results(kept.request).results
    damage(kept, part)
    opened = open_results(kept.request)
    assert bool(opened.prepared) == (part not in (GIVEN, DATA))
    assert prepared.entry_bytes(kept.request, prepared.RESULTS) is None
    assert opened.results.facts == whole.facts
    for name in PARTS[part]:
        assert type(getattr(opened.results, name)) is type(getattr(whole, name))
    assert list(opened.results.checks["verdict"]) == list(whole.checks["verdict"])


def test_a_part_that_cannot_be_unpacked_is_computed_again(kept, monkeypatch):
    whole = open_results(kept.request).results
    monkeypatch.setattr(Parts, "read", lambda *_: {}["nothing"])
    assert find_results(kept.request)[0] is None
    monkeypatch.undo()
    opened = open_results(kept.request).results
    monkeypatch.setattr(Parts, "read", lambda *_: {}["nothing"])
    assert opened.facts == whole.facts
    assert opened.workspace.files == whole.workspace.files


def test_what_changes_after_opening_is_not_seen(kept):
    opened, other = (open_results(kept.request).results for _ in range(2))
    rows = len(other.workspace.figures)
    kept.data("figures.csv").write_text("nothing", encoding="utf-8")
    shutil.rmtree(kept.request.folder)
    assert len(opened.workspace.figures) == rows


def test_parts_share_what_they_rest_on(kept):
    results = open_results(kept.request).results
    assert results.outlook.workspace is results.workspace
    assert results.release_comparison.workspace is results.workspace
    assert results.index.facts is results.facts
    assert results.figures is results.metric_workspace.figures


def test_every_property_of_results_is_in_a_part(kept):
    properties = {
        name
        for kind in (Results, AnalysisContext)
        for name, value in vars(kind).items()
        if isinstance(value, cached_property)
    }
    fields = {field.name for field in dataclasses.fields(Results)}
    assert set().union(*PARTS.values()) == (properties | fields) - set(handover.BOUNDS)


@pytest.mark.parametrize("name", ["package_at_start", "_python"])
def test_another_package_or_python_is_a_change(kept, monkeypatch, name):
    monkeypatch.setattr(environment, name, lambda: "another version")
    assert not kept.holds


def test_a_process_with_older_code_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "_LOADED", 0.0)
    kept = Prepared(tmp_path)
    kept.prepare()
    assert not kept.holds


def test_only_the_owner_can_open_the_folder(kept):
    for folder in (kept.request.folder, kept.project.root / "outputs" / ".cache"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept.request.folder.iterdir())


def test_writers_at_the_same_time_leave_one_whole_entry(kept):
    data = {"jiangjin/none.csv": "missing"}
    contents = [Packed({"writer": n, "filler": "x" * 100_000}) for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(lambda content: store_entry(kept.request, "bounds", content, data), contents):
            found = read_entry(kept.request, "bounds")
            assert len(found["filler"]) == 100_000
    assert not list(kept.request.folder.glob(".*"))


def test_the_sets_of_parameters_used_last_are_kept(kept):
    content, data = Packed({}), {"jiangjin/none.csv": "missing"}
    requests = [replace(kept.request, seed=seed) for seed in range(100, 100 + prepared.KEPT + 2)]
    for age, request in enumerate(reversed(requests)):
        store_entry(request, "bounds", content, data)
        os.utime(request.entry("bounds"), (1e9 - age, 1e9 - age))
    read_entry(requests[0], "bounds")
    store_entry(kept.request, "bounds", content, data)
    left = {path.name.partition(".")[0] for path in kept.request.folder.iterdir()}
    assert len(left) == prepared.KEPT
    assert {kept.request.key, requests[0].key} <= left


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path):
    kept = Prepared(tmp_path)
    shutil.rmtree(kept.project.root / "outputs")
    (kept.project.root / "outputs").write_text("a file", encoding="utf-8")
    kept.prepare()
    assert not kept.holds


def test_an_error_of_the_data_is_raised(kept):
    with pytest.raises(Exception, match="2001"):
        open_results(replace(kept.request, as_of=date(2001, 1, 1)))


def test_the_index_finds_what_the_results_find(kept):
    results = open_results(kept.request).results
    names = [*results.facts, "now.agreed_amount", "half.agreed_amount", "now.nothing", "2023.nothing.check"]
    for name in names:
        assert results.index.get(name) == results.get(name)
    with pytest.raises(UnknownFactError):
        results["now.nothing"]


def test_assumptions_are_part_of_the_key(kept):
    other = replace(kept.request, assumptions=Assumptions(draws=2000))
    assert other.key != kept.request.key
