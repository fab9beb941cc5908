"""A new notebook passes the rules for notebooks and runs; the start page lists notebooks and runs."""

from __future__ import annotations

import ast
import json

import nbformat
import pytest
from click.testing import CliRunner

import jjinvest as jj
from jjinvest.cli.main import main
from jjinvest.cli.notebook_template import shown_of
from jjinvest.cli.start_page import start_page
from jjinvest.pipeline.execution import engine
from jjinvest.pipeline.planning.parameters import NotebookParameters, cell_defaults
from tests.fixtures.district_folders import district_folder
from tests.fixtures.runs import ROOT, run, take_over


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / "notebooks").mkdir(parents=True)
    for name in ("data", "params", "requirements"):
        (root / name).symlink_to(ROOT / name)
    (root / "outputs").mkdir()
    return root


def new(root, *arguments):
    return CliRunner().invoke(main, ["new-notebook", *arguments, "--root", str(root)])


def test_a_new_notebook_follows_the_rules_and_runs(project, published):
    assert new(project, "my_page").exit_code == 0
    path = project / "notebooks" / "drafts" / "my_page.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# ")
    assert "parameters" in notebook.cells[1].metadata["tags"]
    assert set(cell_defaults(path)) == set(NotebookParameters.model_fields)
    assert len(notebook.cells) <= 25
    for cell in notebook.cells:
        assert not cell.get("outputs")
        if cell.cell_type == "code":
            assert not [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.FunctionDef)]
    assert "../notebooks/drafts/my_page.ipynb" in start_page(project)
    path.rename(project / "notebooks" / "70_my_page.ipynb")
    take_over(project, published("2023Q4"))
    assert run(project, "2023Q4", languages=("zh",)).code == engine.OK
    published = project / "outputs" / "jiangjin" / "2023Q4"
    facts = {fact["id"] for fact in json.loads((published / "facts.json").read_text(encoding="utf-8"))}
    assert len([fact for fact in facts if fact.startswith("2023.analyst.")]) >= 3
    assert "70_my_page" in (published / "run.json").read_text(encoding="utf-8")
    page = start_page(project)
    assert "../notebooks/70_my_page.ipynb" in page
    assert "jiangjin/2023Q4/index.html" in page


def test_it_never_writes_over_a_notebook_nor_outside_the_folder(project):
    assert new(project, "mine").exit_code == 0
    before = (project / "notebooks" / "drafts" / "mine.ipynb").read_bytes()
    for arguments, expected in (
        (("mine",), "already"),
        (("../mine",), "not a name"),
        (("我的",), "not a name"),
        (("other", "--period", "2022Q9"), "not a period"),
        (("other", "--district", "nowhere"), "no such district"),
    ):
        ended = new(project, *arguments)
        assert ended.exit_code == 2
        assert expected in ended.output
    assert (project / "notebooks" / "drafts" / "mine.ipynb").read_bytes() == before
    assert [p.name for p in (project / "notebooks").rglob("*.ipynb")] == ["mine.ipynb"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("2023,agreed_amount,,,,,9,亿元", "2023,projects_signed,,,,,5,个"), ("agreed_amount", "")),
        (
            (
                "2023,projects_signed,,,,,5,个",
                "2023,projects_signed,park=east,,,,2,个",
                "2023,projects_signed,park=west,,,,3,个",
            ),
            ("projects_signed", "park"),
        ),
        (("2023,funds_in_place,,,,,3,亿元",), ("funds_in_place", "")),
        (
            (
                "2023,agreed_amount,,,,,9,亿元",
                "2023,agreed_amount,sector=secondary,,,,4,亿元",
                "2023,agreed_amount,sector=tertiary,,,,5,亿元",
            ),
            ("agreed_amount", "sector"),
        ),
    ],
)
def test_a_draft_shows_what_the_district_has(tmp_path, rows, expected):
    folder = district_folder(tmp_path / "data", "zone", *rows)
    shown = shown_of(folder, "2023Q4")
    assert (shown.metric, shown.by) == expected
    d = jj.open("zone", "2023Q4", root=tmp_path)
    own = eval(shown.call, {"d": d})
    assert len(own) == (2 if shown.by else 1)
    assert not shown.by or shown.by in own


def test_without_runs_the_start_page_shows_how_to_make_one(project):
    assert "jjinvest run 2023Q4" in start_page(project)
    assert "## " in start_page(ROOT)
    assert "../notebooks/00_overview.ipynb" in start_page(ROOT)
