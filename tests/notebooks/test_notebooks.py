"""Notebooks stay thin: no outputs, no functions, one parameters cell that matches what a run injects."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.planning.parameters import NotebookParameters, cell_defaults

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_all_are_there():
    assert [p.stem for p in NOTEBOOKS] == [
        "00_overview",
        "10_annual_figures",
        "20_structure",
        "30_funds_in_place",
        "40_pipeline",
        "50_targets_forecast",
        "60_data_quality",
    ]


def test_no_outputs_and_no_execution_counts(notebook):
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_title_first_then_one_parameters_cell(notebook):
    first, second, *_ = notebook.cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == [second]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_cell_has_the_names_and_types_of_the_model(path):
    values = cell_defaults(path)
    assert set(values) == set(NotebookParameters.model_fields)
    NotebookParameters.model_validate(values, strict=False)


def test_cells_are_short_and_define_nothing(notebook):
    assert len(notebook.cells) <= 25
    for cell in notebook.cells:
        assert len(cell.source.splitlines()) <= 25
        if cell.cell_type == "code":
            assert not [
                n
                for n in ast.walk(ast.parse(cell.source))
                if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
            ]


@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_every_notebook_ran_in_both_languages(published, period):
    import json

    run = json.loads((published(period) / "run.json").read_text(encoding="utf-8"))
    assert run["status"] == "ok"
    done = {
        (n["notebook"], n["language"])
        for n in run["notebooks"]
        if n["status"] == "ok" and {cell["status"] for cell in n["cells"]} == {"ok"}
    }
    assert done == {(p.stem, language) for p in NOTEBOOKS for language in ("zh", "en")}
