"""`explain` reads the prepared results of a run, and says the same without them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.results import prepared
from tests.fixtures.project import PERIOD, Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("explain") / "project")
    project.notebook(
        "00_first",
        "from jjinvest.reporting import tables",
        "from jjinvest.reporting.report import Report",
        "report = Report.open(district=district, period=period, as_of=as_of, language=language, seed=seed, "
        "assumptions=assumptions)",
    )
    assert project.run().code == 0
    return project


def explain(project: Project, name: str, *options: str):
    return CliRunner().invoke(main, ["explain", name, "--root", str(project.root), *options])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "name", ["2023h1.agreed_amount", "now.agreed_amount", "now.projects_signed", "none.x"]
)
def test_prepared_and_computed_say_the_same(project, name, language, monkeypatch):
    options = ("--period", PERIOD, "--lang", language)
    known = explain(project, name, *options)
    monkeypatch.setenv(prepared.SWITCH, "off")
    computed = explain(project, name, *options)
    assert (known.exit_code, known.output) == (computed.exit_code, computed.output)
    assert (known.exit_code == 0) == (name != "none.x")


def test_a_changed_figure_is_explained_anew(project, tmp_path):
    path = project.root / "data" / "jiangjin" / "figures.csv"
    before = path.read_text(encoding="utf-8")
    first = explain(project, "2023h1.agreed_amount", "--period", PERIOD).output
    try:
        path.write_text(before + "\n", encoding="utf-8")
        second = explain(project, "2023h1.agreed_amount", "--period", PERIOD).output
    finally:
        path.write_text(before, encoding="utf-8")
    assert first != second


def test_it_searches_from_the_latest_quarter(project: Project):
    assert "2023h1.agreed_amount" in explain(project, "2023h1.agreed_amount").output


def test_a_run_with_a_changed_notebook_leaves_the_prepared_results(project: Project):
    folder = project.root / "outputs" / ".cache" / "jiangjin" / PERIOD / "results"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    project.notebook("10_second", "1 + 1")
    assert project.run().code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    computed = json.loads(next(iter(before.values())).partition(b"\n")[0])["computed"]
    assert computed
    assert project.run(force="*").code == 0
    names = {path.name for path in Path(folder).iterdir()}
    of_several = {path.name for kind in ("register", "bounds") for path in folder.glob(f"*.{kind}")}
    assert names - of_several == set(before)
