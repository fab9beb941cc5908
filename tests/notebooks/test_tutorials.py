"""The tutorials run to their end where an analyst opens them, and publish what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.publishing.blocks import reader_blocks
from jjinvest.reporting.output_records import records
from tests.fixtures.plain_papermill import executed_by_papermill
from tests.fixtures.runs import ROOT

FOLDER = ROOT / "docs" / "tutorials"
TUTORIALS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


@pytest.fixture
def executed(request, tmp_path, published):
    """A tutorial executed in its folder of a project whose analyst has published the year."""
    folder = published("2023Q4").parents[2] / "docs" / "tutorials"
    folder.mkdir(parents=True, exist_ok=True)
    source = shutil.copy(FOLDER / f"{request.param}.ipynb", folder)
    return executed_by_papermill(Path(source), tmp_path / "executed.ipynb", folder)


@pytest.mark.parametrize("executed", TUTORIALS, indirect=True)
def test_a_tutorial_runs_and_publishes_what_it_says(executed):
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    says = any("report.show" in cell.source for cell in code)
    own = [fact for record in records(executed) for fact in record["facts"] if fact["evidence"] == "analyst"]
    assert bool(own) == says
    if says:
        page = "".join(block.text for block in reader_blocks(executed, with_method=False))
        assert "分析员自算" in page
        assert page.count("<img") == 1


def test_tutorials_are_without_outputs():
    assert len(TUTORIALS) == 3
    for name in TUTORIALS:
        cells = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells
        assert not any(cell.get("outputs") for cell in cells)
