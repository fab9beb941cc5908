"""The text twin of each notebook is what a review reads: it has every cell, and a check compares them."""

from __future__ import annotations

import importlib.util
import shutil

import nbformat
import pytest

from tests.fixtures.runs import ROOT

spec = importlib.util.spec_from_file_location("notebook_pairs", ROOT / "scripts/notebook_pairs.py")
pairs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pairs)
NOTEBOOKS = [path for folder in pairs.FOLDERS for path in sorted(folder.glob("*.ipynb"))]


def test_each_notebook_is_its_twin():
    assert NOTEBOOKS
    assert {path.parent for path in NOTEBOOKS} == set(pairs.FOLDERS)
    assert [name for folder in pairs.FOLDERS for name in pairs.differing(folder)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_comes_back_from_its_twin(path):
    before, again = nbformat.read(path, as_version=4), pairs.from_text(path)
    nbformat.validate(again)
    assert [(c.id, c.cell_type, c.source, c.metadata.get("tags", [])) for c in again.cells] == [
        (c.id, c.cell_type, c.source, c.metadata.get("tags", [])) for c in before.cells
    ]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "review").mkdir()
    path = NOTEBOOKS[0]
    shutil.copy(path, tmp_path / path.name)
    shutil.copy(pairs.twin(path), tmp_path / "review" / f"{path.stem}.py")
    return tmp_path


@pytest.mark.parametrize("change", ["source", "tags", "order"])
def test_a_notebook_that_was_changed_alone_is_named(folder, change):
    assert pairs.differing(folder) == []
    path = next(folder.glob("*.ipynb"))
    notebook = nbformat.read(path, as_version=4)
    if change == "source":
        notebook.cells[-1].source += "  # more"
    elif change == "tags":
        notebook.cells[-1].metadata["tags"] = ["zh"]
    else:
        notebook.cells.reverse()
    nbformat.write(notebook, path)
    assert pairs.differing(folder) == [path.name]


def test_a_twin_without_a_notebook_is_named_and_one_that_is_missing(folder):
    path = next(folder.glob("*.ipynb"))
    pairs.twin(path).rename(folder / "review" / "99_other.py")
    assert pairs.differing(folder) == [path.name, "99_other.py"]
