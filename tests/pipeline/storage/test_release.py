"""Releases: only what is published completely and up to date, once; what was released stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock

from jjinvest.cli.main import main
from jjinvest.core.errors import DataError
from jjinvest.data.workspace import load_workspace
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.pipeline.storage.release import (
    NotReleasableError,
    ReleaseConflictError,
    _conflict,
    create_release,
)
from tests.fixtures.project import PERIOD, Project
from tests.fixtures.runs import run
from tests.fixtures.stops import Steps
from tests.fixtures.workbooks import clean_projects, write_ledger

DAY = date(2023, 8, 2)
SHOW = """
from IPython.display import display
from jjinvest.reporting.output_records import MIME
from dataclasses import asdict
from jjinvest.core.facts import Fact
subject = "亿元", "agreed", "all"
fact = Fact("2023h1.agreed_amount", {value}, 533.5, 534.5, *subject, "published", "2023H1", as_of)
display({{"text/html": "<p>1</p>", MIME: {{"facts": [asdict(fact)], "title": "T"}}}}, raw=True)
"""
LOADS = (
    "from pathlib import Path; import os; from jjinvest.data.workspace import load_workspace; "
    "data = Path(os.environ['JJINVEST_ROOT']) / 'data'; "
    "w = load_workspace(data / district, released_before=period)"
)


@pytest.fixture
def project(
    tmp_path: Path, small_project: Callable[[Path], Project], made_once: Callable[..., Path]
) -> Project:
    """Make a small project whose data a test may change, with one published run of one number."""

    def make(folder: Path) -> Path:
        own = small_project(folder / "project")
        publish(own, 534.0)
        return own.root

    return Project.copy_of(made_once("release-published", make), tmp_path / "project")


def publish(project: Project, value: float) -> None:
    project.notebook("00_first", SHOW.format(value=value))
    ended = project.run()
    assert ended.code == 0, ended.output


def folder(project: Project) -> Path:
    return project.root / "data" / "jiangjin" / "releases" / PERIOD


def record(project: Project) -> dict:
    return json.loads((folder(project) / "release.json").read_text(encoding="utf-8"))


def contents(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder(project).iterdir()}


def test_what_is_released_is_what_was_published_with_its_inputs(project):
    done = create_release(project.root, "jiangjin", PERIOD, today=DAY)
    assert (done.version, done.facts, done.written) == (1, 1, True)
    assert (folder(project) / "facts.json").read_bytes() == (project.final / "facts.json").read_bytes()
    [version] = record(project)["versions"]
    written = project.manifest(project.final)
    assert (version["released"], version["as_of"]) == ("2023-08-02", "2023-07-31")
    assert version["run"]["data"] == written["data"]
    assert version["run"]["package"] == written["notebooks"][0]["inputs"]["package"]
    assert "host" not in json.dumps(record(project))


def test_releasing_again_changes_nothing_and_makes_no_run_out_of_date(project):
    create_release(project.root, "jiangjin", PERIOD, today=DAY)
    before = contents(project)
    assert "unchanged" in project.run().output
    again = create_release(project.root, "jiangjin", PERIOD, today=date(2024, 1, 1), reason="no need")
    assert not again.written
    assert contents(project) == before


def test_other_numbers_need_a_reason_and_the_earlier_version_is_kept(project):
    create_release(project.root, "jiangjin", PERIOD, today=DAY)
    first = contents(project)
    publish(project, 535.0)
    with pytest.raises(ReleaseConflictError, match=r"(?s)2023-08-02.*2023h1.agreed_amount: 534.0 .* → 535.0"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    assert contents(project) == first
    for version, (value, reason) in enumerate([(535.0, "misprint"), (536.0, "again")], start=2):
        publish(project, value)
        assert create_release(project.root, "jiangjin", PERIOD, today=DAY, reason=reason).version == version
    assert contents(project)["facts.1.json"] == first["facts.json"]
    versions = record(project)["versions"]
    assert [(v["file"], v["reason"]) for v in versions] == [
        ("facts.1.json", ""),
        ("facts.2.json", "misprint"),
        ("facts.json", "again"),
    ]
    loaded = load_workspace(project.root / "data" / "jiangjin").releases
    assert [(i.version, i.facts[0].value) for i in loaded] == [(1, 534.0), (2, 535.0), (3, 536.0)]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda p: shutil.rmtree(p.final), "nothing is published"),
        (lambda p: (p.final / "run.json").write_text("{", encoding="utf-8"), "damaged"),
        (
            lambda p: (p.final / "facts.json").write_text("[]", encoding="utf-8"),
            "changed or are missing: facts.json",
        ),
        (lambda p: (p.final / "index.html").unlink(), "changed or are missing: index.html"),
        (lambda p: p.notebook("00_first", "2"), "out of date: 笔记本 notebook"),
        (lambda p: p.notebook("10_more", "2"), "out of date: 笔记本 notebook"),
        (lambda p: p.parameters("as_of: 2023-07-30\nseed: 1\n"), "out of date: 参数 parameters"),
    ],
)
def test_what_is_not_published_whole_and_up_to_date_is_not_released(project, spoil, expected):
    spoil(project)
    with pytest.raises(NotReleasableError, match=expected):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    assert not folder(project).exists()


def test_a_run_that_read_changed_data_or_is_not_public_is_not_released(project):
    project.notebook("00_first", LOADS)
    assert project.run().code == 0
    labels = project.root / "data" / "jiangjin" / "dimensions.csv"
    kept = labels.read_bytes()
    labels.write_bytes(kept + b"\n")
    with pytest.raises(NotReleasableError, match=r"out of date: 数据 data jiangjin/dimensions\.csv"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    labels.write_bytes(kept)
    project.parameters("as_of: 2023-07-31\nseed: 1\ntier: internal\n")
    assert project.run().code == 0
    with pytest.raises(NotReleasableError, match="internal"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    assert not folder(project).exists()


def test_a_failed_run_is_not_released_but_the_report_before_it_is_only_if_up_to_date(project):
    project.notebook("00_first", "1/0")
    assert project.run().code == 1
    with pytest.raises(NotReleasableError, match="out of date"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)


@pytest.mark.slow
def test_an_earlier_release_that_is_added_makes_later_runs_out_of_date_and_later_ones_do_not(project):
    (project.root / "params" / "2023Q4.yaml").write_text("as_of: 2024-03-31\nseed: 1\n", encoding="utf-8")
    project.notebook("10_second", LOADS, "[(i.period, i.version) for i in w.releases]")
    assert run(project.root, PERIOD, "2023Q4", languages=("zh",)).code == 0
    create_release(project.root, "jiangjin", "2023Q4", today=DAY)
    assert run(project.root, PERIOD, "2023Q4", languages=("zh",)).output.count("unchanged") == 2
    create_release(project.root, "jiangjin", PERIOD, today=DAY)
    again = run(project.root, PERIOD, "2023Q4", languages=("zh",), explain=True)
    assert again.output.count("变了 changed: 数据 data jiangjin/releases/before/2023Q4") == 1
    executed = (project.root / "outputs/.cache/jiangjin/2023Q4/10_second.zh.ipynb").read_text(
        encoding="utf-8"
    )
    assert "[('2023Q2', 1)]" in executed


def test_a_write_that_fails_leaves_the_release_as_it_was(project, monkeypatch):
    create_release(project.root, "jiangjin", PERIOD, today=DAY)
    publish(project, 535.0)
    before, calls = contents(project), 0

    def full(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            create_release(project.root, "jiangjin", PERIOD, today=DAY, reason="misprint")
    assert contents(project) == before
    assert create_release(project.root, "jiangjin", PERIOD, today=DAY, reason="misprint").version == 2
    load_workspace(project.root / "data" / "jiangjin")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda f: (f / "facts.json").write_text("[]", encoding="utf-8"), "changed since its release"),
        (lambda f: (f / "facts.json").unlink(), "unreadable"),
        (lambda f: (f / "release.json").write_text("{", encoding="utf-8"), "not JSON"),
        (lambda f: (f / "release.json").write_text("{}", encoding="utf-8"), "missing or wrong: 'period'"),
        (lambda f: rewrite(f, lambda r: r | {"period": "2022Q4"}), "2022Q4"),
        (lambda f: rewrite(f, lambda r: r | {"versions": []}), "0 个版本"),
        (lambda f: facts_of(f, lambda fact: fact | {"value": "534"}), "value.*'534'.*a number or null"),
        (lambda f: facts_of(f, lambda fact: fact | {"evidence": "guessed"}), "evidence.*guessed"),
        (lambda f: facts_of(f, lambda fact: {"id": fact["id"]}), "these keys"),
    ],
)
def test_a_damaged_release_is_named_with_its_remedy_and_not_written_over(project, spoil, expected):
    create_release(project.root, "jiangjin", PERIOD, today=DAY)
    spoil(folder(project))
    with pytest.raises(DataError, match=f"(?s){expected}.*restore this folder"):
        load_workspace(project.root / "data" / "jiangjin")
    result = CliRunner().invoke(main, ["check", str(project.root / "data" / "jiangjin")])
    assert result.exit_code == 2
    publish(project, 535.0)
    before = contents(project)
    with pytest.raises(DataError):
        create_release(project.root, "jiangjin", PERIOD, today=DAY, reason="misprint")
    assert contents(project) == before


def rewrite(released: Path, change) -> None:
    path = released / "release.json"
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


def facts_of(released: Path, change) -> None:
    """Change the facts of an release, and its record with them."""
    import hashlib

    path = released / "facts.json"
    content = json.dumps([change(fact) for fact in json.loads(path.read_text(encoding="utf-8"))]).encode()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    rewrite(released, lambda r: r | {"versions": [r["versions"][0] | {"sha256": digest}]})


def test_the_command_reports_what_it_did_or_why_not(project):
    def invoke(*arguments: str):
        return CliRunner().invoke(main, ["release", "create", *arguments, "--root", str(project.root)])

    assert (invoke("2023Q9").exit_code, invoke(PERIOD, "--district", "nowhere").exit_code) == (2, 2)
    assert invoke(PERIOD, "--revise", " ").exit_code == 2
    with FileLock(project.root / "outputs" / ".locks" / f"jiangjin-{PERIOD}.lock"):
        locked = invoke(PERIOD)
    assert locked.exit_code == 3, locked.output
    done = invoke(PERIOD)
    assert done.exit_code == 0, done.output
    assert done.output.strip().splitlines()[-1] == str(folder(project))
    publish(project, 535.0)
    refused = invoke(PERIOD)
    assert refused.exit_code == 1
    assert "--revise" in refused.output
    assert invoke(PERIOD, "--revise", "印错 misprint").exit_code == 0


READS_LEDGER = (
    "from datetime import date; from pathlib import Path; import os\n"
    "from jjinvest.ledger.store.select_import import load_with_ledger\n"
    "data = Path(os.environ['JJINVEST_ROOT']) / 'data' / district\n"
    "n = load_with_ledger(data, period, date.fromisoformat(as_of))"
)


def imported(project: Project, month: str, day: date, projects: int) -> None:
    """Import a ledger of a month on a day."""
    path, district = project.root / "ledger.xlsx", project.root / "data" / "jiangjin"
    write_ledger(path, clean_projects(projects), title=f"台账（截至{month}）")
    result = validate(path, load_spellings(district), today=day)
    at = datetime.combine(day, time(12)).astimezone()
    assert Store(district / "private").add(result, at) is not None


def test_a_later_import_does_not_block_the_release_of_an_earlier_quarter(project):
    project.notebook("00_first", READS_LEDGER, SHOW.format(value=534.0))
    for path in (project.root / "params").glob("*.yaml"):
        path.unlink()
    project.parameters("as_of: 2023-07-31\nseed: 1\n")
    imported(project, "2023年6月", date(2023, 7, 10), 3)
    assert project.run().code == 0
    imported(project, "2023年9月", date(2023, 10, 10), 4)  # of a later month
    imported(project, "2023年6月", date(2023, 10, 11), 5)  # of the same month, after the as-of day
    assert "unchanged" in project.run().output
    assert create_release(project.root, "jiangjin", PERIOD, today=date(2023, 10, 12)).written
    imported(project, "2023年6月", date(2023, 7, 20), 6)  # known on the as-of day
    publish_again = f"jjinvest run {PERIOD}"
    with pytest.raises(NotReleasableError, match=publish_again):
        create_release(project.root, "jiangjin", PERIOD, today=date(2023, 10, 12))
    assert "unchanged" not in project.run().output


def test_figures_published_after_the_day_do_not_block_a_release_and_any_known_by_then_do(project):
    project.notebook("00_first", LOADS, SHOW.format(value=534.0))
    assert project.run().code == 0
    folder_of_data = project.root / "data" / "jiangjin"
    figures, sources = folder_of_data / "figures.csv", folder_of_data / "sources.csv"
    before = figures.read_bytes(), sources.read_bytes()

    def published(source: str, day: str, number: int) -> None:
        figures.write_bytes(before[0] + f"{source},2023Q1,projects_signed,,,,,{number},个,,,\n".encode())
        sources.write_bytes(before[1] + f"{source},a later text,{day},,,\n".encode())

    published("by_the_day", "2023-07-31", 20)
    with pytest.raises(NotReleasableError, match=r"jiangjin/figures\.csv、数据 data jiangjin/sources\.csv"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    figures.write_bytes(before[0].replace(b",534,", b",543,"))
    sources.write_bytes(before[1])
    assert figures.read_bytes() != before[0]
    with pytest.raises(NotReleasableError, match=r"数据 data jiangjin/figures\.csv"):
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    published("after_the_day", "2023-08-01", 20)
    assert create_release(project.root, "jiangjin", PERIOD, today=DAY).written


def test_a_stop_at_any_step_leaves_the_release_before_or_after_and_nothing_beside_it(project):
    parts = ("pipeline/storage/release.py", "pipeline/storage/atomic.py")
    with Steps(parts).counted() as steps:
        create_release(project.root, "jiangjin", PERIOD, today=DAY)
    whole, releases = contents(project), folder(project).parent
    for stop_at in range(2, steps.count, max(1, steps.count // 25)):
        shutil.rmtree(releases, ignore_errors=True)
        with Steps(parts, stop_at).counted() as stopped, suppress(KeyboardInterrupt):
            create_release(project.root, "jiangjin", PERIOD, today=DAY)
        left = [path.name for path in releases.iterdir()] if releases.exists() else []
        assert left in ([], [PERIOD]), stopped.line
        assert not left or contents(project) == whole, stopped.line


def test_the_numbers_that_were_published_come_first_among_those_that_differ():
    def content(shift: float) -> bytes:
        modelled = {f"2024.a.forecast.x{n:02d}": "modelled" for n in range(12)}
        evidence = {**modelled, "2024q1.agreed_amount.share": "computed", "2024q1.agreed_amount": "published"}
        facts = [
            {"id": name, "value": 10.0 + shift, "low": None, "high": None, "evidence": kind}
            for name, kind in evidence.items()
        ]
        return json.dumps(facts).encode()

    text = _conflict("2024Q1", {"released": "2024-04-20"}, content(0.0), content(0.3))
    named = [line.strip().partition(":")[0] for line in text.splitlines() if " → " in line]
    assert len(named) == 10
    assert named[:3] == ["2024q1.agreed_amount", "2024q1.agreed_amount.share", "2024.a.forecast.x00"]


def test_of_numbers_that_came_or_went_the_published_come_first():
    def content(kinds: dict[str, str]) -> bytes:
        of_all = {"value": 1.0, "low": None, "high": None}
        return json.dumps([{"id": name, "evidence": kind, **of_all} for name, kind in kinds.items()]).encode()

    few, many = {"2024q1.z": "published"}, {f"2024.a.x{n}": "modelled" for n in range(6)}
    last = {"released": "2024-04-20"}
    for sign, (before, after) in {"−": ({**many, **few}, {}), "+": ({}, {**many, **few})}.items():
        text = _conflict("2024Q1", last, content(before), content(after))
        named = [line.strip() for line in text.splitlines() if line.strip().startswith(sign)]
        assert (named[0], len(named)) == (f"{sign} 2024q1.z", 5)
