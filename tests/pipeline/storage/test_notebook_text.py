"""The text of a notebook is the one that nbformat writes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from jjinvest.pipeline.storage.notebook_text import notebook_text

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").rglob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebooks_of_the_repository(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook_text(notebook) == nbformat.writes(notebook)


def test_every_kind_of_cell_and_output() -> None:
    picture = {
        "image/svg+xml": "<svg>\n</svg>",
        "image/png": "aGk=\n",
        "text/plain": "a\nb",
        "application/json": {},
    }
    outputs = [
        new_output("stream", name="stdout", text='一\n二 "quoted" \\ \x0b tail'),
        new_output("display_data", data=picture, metadata={"image/png": {"width": 1.5, "kept": True}}),
        new_output(
            "execute_result",
            data={"application/vnd.x+json": {"b": [1, -0.0, None, []], "a": "\ud800"}, "text/html": ""},
            execution_count=3,
        ),
        new_output("error", ename="E", evalue="", traceback=["one", "two\n"]),
    ]
    drawing = new_markdown_cell(
        "![](attachment:a.svg)", attachments={"a.svg": {"image/svg+xml": "<a>\n</a>"}}
    )
    notebook = new_notebook(
        cells=[new_code_cell("x = 1\nx", outputs=outputs), drawing, new_raw_cell(""), new_markdown_cell("")],
        metadata={"signature": "no", "orig_nbformat": 3, "language_info": {"name": "python"}},
    )
    notebook.cells[0].metadata = nbformat.from_dict({"trusted": True, "tags": ["b", "a"]})
    before = nbformat.from_dict(notebook)

    assert notebook_text(notebook) == nbformat.writes(notebook)
    assert notebook == before
