"""What a cell puts out is limited cell by cell, and what is beyond the limit is said and left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.execution import cell_outputs
from jjinvest.pipeline.execution.cell_outputs import CellOutputs, TooMuchOutputError

TEXT = {"name": "stdout", "text": "x" * 600_000}
ERROR = {"ename": "ValueError", "evalue": "x" * 600_000, "traceback": []}


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CellOutputs]:
    monkeypatch.setattr(cell_outputs, "MOST_OUTPUT_MB", 1)
    new = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell("1"), new.new_code_cell("2")])
    outputs = CellOutputs(notebook, tmp_path / "j")
    yield outputs
    assert outputs._journal is not None
    outputs._journal.close()


def test_many_outputs_add_up_to_too_much(outputs: CellOutputs, tmp_path: Path):
    outputs.begin(0, "a", 1)
    outputs.add("a", "stream", TEXT)
    assert not outputs.too_much
    for _ in range(2):  # also after the cell has met the error once
        with pytest.raises(TooMuchOutputError, match="MB"):
            outputs.add("a", "stream", TEXT)
    outputs.close(0.1, failed=False)
    assert outputs.too_much
    assert outputs.nb.cells[0].outputs[0].text == TEXT["text"]
    assert (tmp_path / "j").stat().st_size < 1 << 20


def test_what_other_cells_put_out_does_not_count_for_a_cell(outputs: CellOutputs):
    for place, request in enumerate("ab"):
        outputs.begin(place, request, place + 1)
        outputs.add(request, "stream", TEXT)
        outputs.add("of a cell that has ended", "stream", TEXT)
        outputs.close(0.1, failed=False)
    assert not outputs.too_much
    assert [len(cell.outputs) for cell in outputs.nb.cells] == [1, 1]


def test_what_a_cell_raises_is_always_shown(outputs: CellOutputs):
    outputs.begin(0, "a", 1)
    outputs.add("a", "stream", TEXT)
    outputs.add("a", "error", ERROR)
    outputs.close(0.1, failed=True)
    assert [output.output_type for output in outputs.nb.cells[0].outputs] == ["stream", "error"]
    assert not outputs.too_much
