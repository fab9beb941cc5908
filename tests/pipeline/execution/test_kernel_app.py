"""What the kernel of a run sends is what an ordinary kernel sends: all of it, each output in its cell."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

from jjinvest.pipeline.execution.notebook import NotebookTask, execute

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked where a server is"
)
THREADS = """
import sys, threading
def say(number):
    for line in range(200):
        sys.stdout.write(f"{number}-{line} ")
threads = [threading.Thread(target=say, args=(number,)) for number in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
FORKED = """
import os, sys
child = os.fork()
if child == 0:
    print("from the fork", flush=True)
    os._exit(0)
os.waitpid(child, 0)
print("after it")
"""
CELLS = {
    "printed": "print('one'); print('two', end='')",
    "many_lines": "for line in range(3000): print(line)",
    "both_streams": "import sys; print('out'); print('err', file=sys.stderr); print('more')",
    "between": "print('before'); display({'text/plain': 'shown'}, raw=True); print('after'); 1",
    "later": "import time; print('at once'); time.sleep(0.5); print('later')",
    "updated": "place = display(1, display_id=True); place.update(2)",
    "awaited": "import asyncio; await asyncio.sleep(0.01); print('awaited')",
    "asked": "try:\n    input()\nexcept Exception as error:\n    print(type(error).__name__)",
    "threads": THREADS,
    "raised": "1 / 0",
}


def _outputs(folder: Path, cell: str, *, warm: bool) -> list[tuple[str, str]]:
    """Kind and text of each output of a cell, after one that has an output of its own."""
    folder.mkdir(parents=True)
    source, scratch = folder / "source.ipynb", folder / "scratch"
    written = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
        cells=[nbformat.v4.new_code_cell("print('first')"), nbformat.v4.new_code_cell(cell)],
    )
    nbformat.write(written, source)
    executed = folder / "executed.ipynb"
    execute(NotebookTask(source, executed, scratch, {}, folder, 60, 60, 4096, warm=warm))
    first, second = (
        each
        for each in nbformat.read(executed, as_version=4).cells
        if each.source in ("print('first')", cell)
    )
    assert [output.text for output in first.outputs] == ["first\n"]
    return [_content(output) for output in second.outputs]


def _content(output: nbformat.NotebookNode) -> tuple[str, str]:
    if output.output_type == "stream":
        return output.name, output.text
    if output.output_type == "error":
        return "error", f"{output.ename}: {output.evalue}"
    return output.output_type, output.data["text/plain"]


@linux
@pytest.mark.parametrize("name", CELLS)
def test_each_output_is_that_of_an_ordinary_kernel(tmp_path, name):
    forked = _outputs(tmp_path / "forked", CELLS[name], warm=True)
    ordinary = _outputs(tmp_path / "ordinary", CELLS[name], warm=False)
    if name == "threads":  # which say their lines in any order
        forked, ordinary = (
            [sorted("".join(text for _, text in each).split())] for each in (forked, ordinary)
        )
        assert len(forked[0]) == 800
    assert forked == ordinary
    assert forked


@linux
def test_a_cell_may_fork_a_process_that_prints(tmp_path):
    outputs = dict(_outputs(tmp_path / "forked", FORKED, warm=True))
    assert "after it" in outputs["stdout"]


@linux
def test_no_output_of_thousands_is_lost(tmp_path):
    cell = "for _ in range(4000): display({'text/plain': 'x' * 500}, raw=True)"
    assert len(_outputs(tmp_path / "forked", cell, warm=True)) == 4000
