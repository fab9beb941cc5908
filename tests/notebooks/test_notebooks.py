"""Notebooks show the analysis: no outputs, short cells, a parameters cell that matches what a run injects."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.planning.parameters import NotebookParameters, cell_defaults
from jjinvest.reporting.pages import menu

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
ANALYSES = (
    "00_overview",
    "10_annual_figures",
    "20_structure",
    "30_funds_in_place",
    "40_pipeline",
    "50_targets_forecast",
    "60_data_quality",
    "70_forecast_method",
)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_there_is_one_for_each_page_of_the_menu():
    pages = {path.stem.split("_", 1)[1] for path in NOTEBOOKS}
    assert menu.menu_of(sorted(pages)).further == ()
    assert len(pages) >= 7


def test_no_outputs_and_no_execution_counts(notebook):
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_ids_of_cells_are_unique(path):
    ids = [
        cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]  # as they are written
    assert len(ids) == len(set(ids))


def test_title_first_then_one_parameters_cell(notebook):
    first, *_ = notebook.cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == [cell for cell in notebook.cells if cell.cell_type == "code"][:1]


@pytest.mark.parametrize("name", ANALYSES)
def test_each_section_explains_its_method_in_both_languages(name):
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    texts = [cell for cell in cells if cell.cell_type == "markdown"]
    assert len(texts) >= 8
    languages = [cell.metadata["tags"] for cell in texts]
    assert languages == [["zh"], ["en"]] * (len(texts) // 2)
    headings = {line for cell in texts for line in cell.source.splitlines() if line.startswith("#")}
    assert len(headings) == len(texts)


@pytest.mark.parametrize("name", ANALYSES)
def test_the_numbers_of_an_analysis_are_computed_again_and_its_page_is_built_by_the_package(name):
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    tree = ast.parse("\n".join(cell.source for cell in cells if cell.cell_type == "code"))
    assert sum(isinstance(node, ast.Assert) for node in ast.walk(tree)) >= 3
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    of_report = {
        call.attr
        for call in calls
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "report"
    }
    assert {"header"} <= of_report <= {"header", "end"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_cell_has_the_names_and_types_of_the_model(path):
    values = cell_defaults(path)
    assert set(values) == set(NotebookParameters.model_fields)
    NotebookParameters.model_validate(values, strict=False)


def test_cells_are_short(notebook):
    assert len(notebook.cells) <= 60
    assert max(len(cell.source.splitlines()) for cell in notebook.cells) <= 25


@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_every_notebook_ran_in_both_languages(published, period):
    run = json.loads((published(period) / "run.json").read_text(encoding="utf-8"))
    assert run["status"] == "ok"
    done = {
        (n["notebook"], n["language"])
        for n in run["notebooks"]
        if n["status"] == "ok" and {cell["status"] for cell in n["cells"]} == {"ok"}
    }
    assert done == {(p.stem, language) for p in NOTEBOOKS for language in ("zh", "en")}
