"""Cells of plain Python are read as IPython reads them, in less time; all others as ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell

from jjinvest.pipeline.execution.plain_cells import is_plain, read_plain_cells_once

CELLS = (
    "total = 1\ntotal",
    "# a comment\nd.table(\n    'sectors'\n)",
    "for x in [1,\n    2]:\n    print(x)",
    "text = '''\n, no command\n'''",
    "  indented = 1\n  indented",
    ">>> prompted = 1\n>>> prompted",
    "f'{0.5:.1%}'",
    "5 % 3",
    "%matplotlib inline",
    "found = %who_ls",
    "%%capture\n1",
    "!ls",
    "files = !ls",
    "len?",
    "len??",
    ", print a b",
    "; print a b",
    "/print 1",
    "if True:\n    ,print a\n",
    "await something()",
    "async with a as b:\n    pass",
    "[x async for x in y]",
    "async def later():\n    await something()",
    "awaited = 1",
    "return 1",
    "1 +",
    "text = 'unfinished",
    "",
)


@pytest.fixture(scope="module")
def shells() -> Iterator[tuple[InteractiveShell, InteractiveShell]]:
    """A shell as IPython makes it, and one that reads plain cells once."""
    usual, ours = InteractiveShell(), InteractiveShell()
    read_plain_cells_once(ours)
    yield usual, ours
    for shell in (usual, ours):
        shell.history_manager.end_session()


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_ipython_reads_it(shells, cell: str):
    usual, ours = shells
    read = []
    for shell in (usual, ours):
        try:
            transformed = shell.transform_cell(cell)
        except SyntaxError as error:
            read.append(str(error))
            continue
        read.append((transformed, shell.should_run_async(cell, transformed_cell=transformed)))
    assert read[0] == read[1]


def test_a_plain_cell_is_not_tokenised_and_one_of_own_transformers_is(shells, monkeypatch):
    _, ours = shells
    seen = []
    tokenise = TransformerManager.do_one_token_transform
    monkeypatch.setattr(
        TransformerManager,
        "do_one_token_transform",
        lambda self, lines: seen.append(lines) or tokenise(self, lines),
    )
    ours.transform_cell("total = 1")
    assert seen == []
    ours.transform_cell("5 % 3")
    assert len(seen) == 1
    transformers = ours.input_transformer_manager.token_transformers
    monkeypatch.setattr(ours.input_transformer_manager, "token_transformers", transformers[:1])
    ours.transform_cell("total = 1")
    assert len(seen) == 2


def test_half_of_the_cells_here_are_plain():
    plain = [cell for cell in CELLS if is_plain(cell.splitlines(keepends=True))]
    assert len(CELLS) / 2 <= len(plain) < len(CELLS)
