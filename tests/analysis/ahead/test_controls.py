"""Sliders: what is chosen, what is shown, and that neither the package nor a page needs them."""

from __future__ import annotations

import subprocess
import sys

import ipywidgets
import nbformat
import pytest

from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.publishing.blocks import reader_blocks, review_blocks
from tests.fixtures.analyses import sample_results


@pytest.fixture(scope="module")
def analysis(made_once):
    return analysis_of(made_once("analysis-both", lambda _: sample_results()), "en")


def test_the_table_follows_the_sliders(analysis):
    controls = analysis.controls()
    assert controls.changes == {}
    assert (controls.table["change"] == 0).all()
    controls.growth.value = 0.2
    controls.payment_speed.value = 1.1
    name = controls.postponed.options[0][1]
    controls.postponed.value = (name,)
    assert controls.changes == {"growth": 0.2, "payment_speed": 1.1, "postponed": [name]}
    expected = analysis.what_if(growth=0.2, payment_speed=1.1, postponed=[name])
    assert controls.table["after"].tolist() == expected["after"].tolist()
    assert (controls.table["change"] != 0).any()


def test_a_project_that_is_cancelled_is_not_postponed_too(analysis):
    controls = analysis.controls()
    name = controls.postponed.options[0][1]
    controls.postponed.value, controls.cancelled.value = (name,), (name,)
    assert controls.changes == {"cancelled": [name]}


def test_the_package_is_imported_without_widgets():
    code = "import sys, jjinvest.analysis.opening; print('ipywidgets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_the_library_the_remedy_is_named(analysis, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delitem(sys.modules, "jjinvest.analysis.ahead.controls", raising=False)
    with pytest.raises(ParameterError, match="pip install"):
        analysis.controls()


def test_a_page_shows_nothing_of_a_widget():
    data = ipywidgets.IntSlider()._repr_mimebundle_()
    assert any("widget-view" in kind for kind in data)
    cell = nbformat.v4.new_code_cell("d.controls()")
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert list(reader_blocks(notebook, with_method=True)) == []
    assert [block.kind for block in review_blocks(notebook)] == ["code"]
