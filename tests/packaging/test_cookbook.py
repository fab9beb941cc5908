"""Every block of the cookbook runs, is short, and gives something."""

from __future__ import annotations

import ast
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from tests.fixtures.runs import ROOT

TEXT = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
NO_VALUE = "report.show"
MOST_LINES = 5


def last_value(source: str, names: dict) -> object:
    """Run a block as a cell; return the value of its last expression."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cookbook", "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), "cookbook", "eval"), names)


@pytest.fixture(scope="module")
def names():
    before, names = mpl.get_backend(), {}
    mpl.use("Agg")
    last_value(BLOCKS[0], names)
    yield names
    plt.close("all")
    mpl.use(before)


def test_there_are_thirty_wishes_in_order():
    assert re.findall(r"^(\d+)\\\. ", TEXT, re.MULTILINE) == [str(n) for n in range(1, 31)]
    assert len(BLOCKS) == 31


# seaborn 0.13.2 gives matplotlib 3.11 an argument that it deprecates
@pytest.mark.filterwarnings("ignore:vert. bool was deprecated")
def test_every_block_runs_and_gives_something(names):
    for number, block in enumerate(BLOCKS[1:], start=1):
        assert len(block.splitlines()) <= MOST_LINES, number
        value = last_value(block, names)
        plt.close("all")
        if NO_VALUE in block:
            continue
        assert value is not None, number
        if isinstance(value, (pd.DataFrame, pd.Series)):
            assert len(value), number
            assert value.notna().to_numpy().any(), number
