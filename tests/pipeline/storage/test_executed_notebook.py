"""An executed notebook is read as nbformat reads it, without importing its schemas."""

from __future__ import annotations

import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from jjinvest.pipeline.storage.executed_notebook import read_executed
from jjinvest.pipeline.storage.notebook_text import notebook_text


def notebook() -> nbformat.NotebookNode:
    """A notebook with every kind of cell and output, and what only nbformat takes away."""
    bundle = {
        "text/plain": "one\ntwo",
        "text/html": "<p>\n</p>",
        "image/svg+xml": "<svg>\n</svg>",
        "image/png": "aGVsbG8=",
        "application/json": ["one", "two"],
        "application/vnd.jjinvest+json": {"facts": ["one"], "title": "T"},
    }
    outputs = [
        new_output("stream", name="stdout", text="one\ntwo\n"),
        new_output("display_data", data=bundle, metadata={"a": 1}),
        new_output("execute_result", data={"text/plain": "招商引资\n"}, execution_count=2),
        new_output("error", ename="E", evalue="v", traceback=["one", "two"]),
    ]
    picture = {"picture.png": {"image/png": "aGVsbG8=", "text/plain": "a\nb"}}
    return new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python"}, "orig_nbformat": 4},
        cells=[
            new_markdown_cell("# 标题\n\ntext", attachments=picture),
            new_code_cell("a = 1\na", outputs=outputs, execution_count=2, metadata={"trusted": True}),
            new_raw_cell(""),
        ],
    )


def test_it_is_what_nbformat_reads():
    for text in (notebook_text(notebook()), nbformat.writes(notebook())):
        assert read_executed(text) == nbformat.reads(text, as_version=4)


def test_what_makes_pages_imports_no_schemas():
    code = (
        "import sys, jjinvest.pipeline.publishing.build; "
        "print(sorted({'nbformat', 'jsonschema', 'fastjsonschema'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
