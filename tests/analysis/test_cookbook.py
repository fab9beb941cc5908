"""Each answer of docs/cookbook.md runs on its own and gives something."""

from __future__ import annotations

import ast
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from tests.fixtures.runs import ROOT

TEXT = (ROOT / "docs/cookbook.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, flags=re.M | re.S)
SETUP, ANSWERS = BLOCKS[0], BLOCKS[1:]
WRITES = re.compile(r'save_page\(|ExcelWriter\(|to_(csv|excel)\("')
NUMBERS = [int(number) for number in re.findall(r"^(\d+)\. ", TEXT, flags=re.M)]


@pytest.fixture(scope="module")
def opened(results_at_hand):
    with pytest.MonkeyPatch.context() as patch, plt.rc_context(), results_at_hand():
        patch.chdir(ROOT)
        names: dict[str, object] = {}
        exec(SETUP, names)
        yield names
    plt.close("all")


def run(code: str, names: dict[str, object]) -> object:
    """Run a block and return the value of its last expression."""
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), "cookbook", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cookbook", "eval"), names)


def test_every_question_has_one_short_answer():
    assert list(range(1, len(ANSWERS) + 1)) == NUMBERS
    assert len(NUMBERS) >= 30
    assert max(len(answer.splitlines()) for answer in ANSWERS) <= 5


@pytest.mark.parametrize("number", NUMBERS)
def test_an_answer_runs(opened, number, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path if WRITES.search(ANSWERS[number - 1]) else ROOT)
    with plt.rc_context():
        answer = run(ANSWERS[number - 1], dict(opened))
    plt.close("all")
    assert answer is not None
    for part in answer if isinstance(answer, tuple) else (answer,):
        if isinstance(part, pd.DataFrame | pd.Series):
            assert len(part)
            assert part.notna().to_numpy().any()
        elif isinstance(part, float):
            assert part == part
