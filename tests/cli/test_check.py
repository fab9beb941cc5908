"""The command check: what it rehearses, and that an unchanged folder is answered from the cache."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core import environment
from jjinvest.pipeline.execution import rehearsal
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger
from tests.fixtures.project import FEW, Project
from tests.fixtures.workbooks import clean_project, clean_projects
from tests.fixtures.workspaces import released, results_on

DAY = "2024-06-30"
SECTORS = """
from jjinvest.reporting import tables
from jjinvest.reporting.report import Report
report = Report.open(
    district=district, period=period, as_of=as_of, language=language, seed=seed, assumptions=assumptions
)
report.section("sectors")
report.table("sectors", tables.sectors(report.results))
report.end()
"""


@dataclass
class Checks:
    """A project with one page, and how often its pages were rehearsed."""

    project: Project
    rehearsed: int = 0

    @property
    def folder(self) -> Path:
        return self.project.root / "data" / "jiangjin"

    @property
    def entry(self) -> Path:
        return self.project.root / "outputs" / ".cache" / "jiangjin" / "check.json"

    def check(self, *options: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["check", str(self.folder), *options])
        return result.exit_code, result.stdout, result.stderr

    def json(self, *options: str) -> dict:
        return json.loads(self.check("--json", *options)[1])

    def is_reused(self, *options: str) -> bool:
        """Whether a check is answered without a rehearsal."""
        before = self.rehearsed
        code, _, shown = self.check(*options)
        assert code == 0, shown
        return self.rehearsed == before


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checks:
    checks = Checks(Project(tmp_path / "project"))
    checks.project.notebook("20_structure", SECTORS)
    year = checks.project.root / "params" / "2023Q4.yaml"
    year.write_text(f"as_of: {DAY}\n{FEW}", encoding="utf-8")
    rehearse = rehearsal.rehearse

    def counted(*arguments: object) -> rehearsal.Rehearsal:
        checks.rehearsed += 1
        return rehearse(*arguments)

    monkeypatch.setattr(rehearsal, "rehearse", counted)
    return checks


def test_a_check_names_the_period_rehearsed_and_the_sections_left_out(checks):
    code, text, _ = checks.check("--lang", "en")
    assert code == 0
    assert "Pages rehearsed: 2023Q4" in text.splitlines()
    assert "  20_structure: all three sectors" in text.splitlines()
    answer = checks.json("--period", "2023H1")
    assert answer["rehearsed"] == ["2023Q2"]
    assert [(each["page"], each["section"]) for each in answer["left_out"]] == [("20_structure", "sectors")]


def test_a_project_without_notebooks_rehearses_nothing_and_says_so(checks):
    shutil.rmtree(checks.project.root / "notebooks")
    assert "没有预演页面" in checks.check("--root", str(checks.project.root))[1]
    assert checks.json("--root", str(checks.project.root))["rehearsed"] == []
    assert not checks.entry.exists()


@pytest.mark.parametrize("options", [(), ("--json",), ("--lang", "en"), ("--as-of", "2023-07-31", "--json")])
def test_an_unchanged_check_gives_the_same_bytes_without_a_rehearsal(checks, options):
    first = checks.check(*options)
    assert checks.rehearsed == 1
    assert checks.check(*options) == first
    assert checks.rehearsed == 1


def test_language_and_form_share_one_answer(checks):
    checks.check("--lang", "zh")
    assert checks.is_reused("--lang", "en")
    assert checks.is_reused("--json")


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def add_release(checks: Checks) -> None:
    add(checks.folder / "notes.txt", "no input")
    assert checks.is_reused()
    released(checks.folder, results_on(checks.folder, "2023Q2", "2023-07-31"))


CHANGES: dict[str, Callable[[Checks], None]] = {
    "figures": lambda c: add(c.folder / "figures.csv", "\n"),
    "sources": lambda c: add(c.folder / "sources.csv", "\n"),
    "dimensions": lambda c: (c.folder / "dimensions.csv").unlink(),
    "district": lambda c: add(c.folder / "district.yaml", "\nplace: 重庆市江津区\n"),
    "context": lambda c: (c.project.root / "data" / "context" / "growth_reference.csv").unlink(),
    "release": add_release,
    "ledger": lambda c: import_ledger(c.folder, clean_projects(3), "2023-12", "2024-01-10"),
    "parameters": lambda c: add(c.project.root / "params" / "2023Q4.yaml", "seed: 7\n"),
    "notebook": lambda c: c.project.notebook("20_structure", SECTORS, "1 + 1"),
    "another notebook": lambda c: c.project.notebook("21_second", SECTORS),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_an_input_is_rehearsed_again(checks, change):
    checks.check()
    assert checks.is_reused()
    CHANGES[change](checks)
    assert not checks.is_reused()
    assert checks.is_reused()


@pytest.mark.parametrize("options", [("--as-of", "2024-03-31"), ("--period", "2023Q2")])
def test_another_day_or_period_is_another_question(checks, options):
    checks.check()
    assert not checks.is_reused(*options)
    assert checks.is_reused(*options)


def test_another_version_of_package_lock_or_python_is_a_change(checks, monkeypatch):
    checks.check()
    for name in ("package_at_start", "_python"):
        monkeypatch.setattr(environment, name, lambda: "another version")
        assert not checks.is_reused()
        assert checks.is_reused()
    (checks.project.root / "requirements").unlink()
    assert not checks.is_reused()


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut short": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "a list": lambda _: "[]",
    "no data": lambda text: json.dumps({**json.loads(text), "data": {}}),
    "another verdict": lambda text: text.replace('"consistent"', '"contradiction"'),
    "an answer without parts": lambda text: json.dumps({**json.loads(text), "answer": {}}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_ignored_and_written_anew(checks, damage):
    first = checks.check("--json")
    whole = checks.entry.read_text(encoding="utf-8")
    checks.entry.write_text(DAMAGE[damage](whole), encoding="utf-8")
    assert checks.entry.read_text(encoding="utf-8") != whole
    assert checks.check("--json") == first
    assert checks.rehearsed == 2
    assert checks.entry.read_text(encoding="utf-8") == whole
    assert checks.is_reused()


def test_a_cache_that_cannot_be_written_changes_no_answer(checks):
    add(checks.project.root / "outputs" / ".cache", "a file where the folder should be")
    first = checks.check("--json")
    assert first[0] == 0
    assert checks.check("--json") == first
    assert checks.rehearsed == 2


def test_a_page_that_would_fail_is_a_fault_and_is_not_kept(checks):
    checks.project.notebook("20_structure", SECTORS, "raise RuntimeError(str(report.results.period))")
    code, _, shown = checks.check()
    assert code == 2
    assert "RuntimeError" in shown
    assert not checks.entry.exists()


def test_contradicting_figures_stay_contradicting(checks):
    path = checks.folder / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1088,", ",108,"), encoding="utf-8")
    first = checks.check("--json")
    assert (first[0], json.loads(first[1])["verdict"]) == (1, "contradiction")
    assert checks.check("--json") == first
    assert checks.rehearsed == 1


def test_an_entry_holds_nothing_of_a_private_ledger(checks):
    secret = clean_project(1, project_name="不公开的项目")
    import_ledger(checks.folder, [secret], "2023-12", "2024-01-10")
    assert checks.check()[0] == 0
    stored = checks.entry.read_text(encoding="utf-8")
    assert "不公开" not in stored
    assert set(json.loads(stored)) == {"inputs", "data", "answer", "sha256"}
    assert set(json.loads(stored)["answer"]) == {
        "verdict",
        "figures",
        "checks",
        "not_checked",
        "findings",
        "left_out",
        "rehearsed",
    }


def test_a_bureau_without_a_name_is_pointed_out(checks):
    assert "bureau" not in checks.check()[1]
    about = checks.folder / "district.yaml"
    lines = about.read_text(encoding="utf-8").splitlines(keepends=True)
    about.write_text("".join(line for line in lines if not line.startswith("bureau:")), encoding="utf-8")
    assert "江津区招商部门" in checks.check()[1]
    assert "names no bureau" in checks.check("--lang", "en")[1]


def test_parts_are_named_by_their_labels(tmp_path):
    rows = (
        "2023,funds_in_place,,,,,9,亿元",
        *(f"2023,funds_in_place,town={t},,,,2,亿元" for t in ("t01", "t02")),
    )
    folder = district_folder(tmp_path, "place", *rows)
    labels = "dimension,member,zh,en,complete\ntown,t01,城关镇,Chengguan,yes\ntown,t02,东桥镇,Dongqiao,yes\n"
    (folder / "dimensions.csv").write_text(labels, encoding="utf-8")
    shown = CliRunner().invoke(main, ["check", str(folder), "--figures-only"]).stdout
    assert "到位资金（城关镇） 2 亿元" in shown
    assert "t01" not in shown
    [finding] = json.loads(
        CliRunner().invoke(main, ["check", str(folder), "--figures-only", "--json"]).stdout
    )["findings"]
    assert "(Dongqiao)" in finding["en"]
