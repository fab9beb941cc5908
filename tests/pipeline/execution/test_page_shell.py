"""What a page holds is what an ordinary kernel sends to papermill: all of it, each output in its cell."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import papermill
import pytest

from jjinvest.pipeline.execution.notebook import execute
from jjinvest.pipeline.execution.page_task import NotebookTask
from tests.fixtures.plain_papermill import executed_by_papermill

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are forked where a server is"
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
WIDGET = """
import ipywidgets
out = ipywidgets.Output()
with out:
    print('within'); display({'text/plain': 'shown within'}, raw=True)
print('without')
"""
CELLS = {
    "printed": "print('one'); print('two', end='')",
    "many_lines": "for line in range(3000): print(line)",
    "both_streams": "import sys; print('out'); print('err', file=sys.stderr); print('more')",
    "between": "print('before'); display({'text/plain': 'shown'}, raw=True); print('after'); 1",
    "later": "import time; print('at once'); time.sleep(0.5); print('later')",
    "updated": "place = display(1, display_id=True); place.update(2)",
    "updated_by_another_cell": "place.update({'text/plain': '3'}, raw=True)",
    "cleared": "from IPython.display import clear_output; print('a'); clear_output(); print('b')",
    "cleared_later": "print('a'); clear_output(wait=True); print('b'); display(4); clear_output(wait=True)",
    "changed_after_it_was_shown": (
        "shown = {'text/plain': 'kept', 'application/json': [1]}; display(shown, raw=True); "
        "shown['application/json'].append(2)"
    ),
    "awaited": "import asyncio; await asyncio.sleep(0.01); print('awaited')",
    "task": "task = asyncio.create_task(asyncio.sleep(0, 'done'))",
    "task_awaited": "await task",
    "asked": "try:\n    input()\nexcept Exception as error:\n    print(type(error).__name__)",
    "magic": "%%capture kept\nprint('captured')",
    "of_a_magic": "kept.stdout, _ih[1]",
    "a_widgets_output": WIDGET,
    "of_a_widget": "len(out.outputs), out.outputs[0]['text']",
    "figure": "import matplotlib.pyplot as plt; lines = plt.plot([1, 2])",
    "threads": THREADS,
    "module": "__name__, sys.modules['__main__'] is sys.modules[say.__module__]",
    "closed_stream": "import sys; sys.stdout.close()",
    "of_a_closed_stream": "print('x')",
}
MAY_RAISE = {"of_a_closed_stream"}
Outputs = dict[str, list[tuple[str, str]]]


def _write(path: Path, cells: dict[str, str]) -> Path:
    written = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    )
    written.cells = [
        nbformat.v4.new_code_cell(cell, metadata={"tags": ["raises-exception"] * (name in MAY_RAISE)})
        for name, cell in cells.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(written, path)
    return path


def _outputs(folder: Path, cells: dict[str, str], *, warm: bool) -> Outputs:
    """Outputs of each cell in the process of a page."""
    source, executed = _write(folder / "source.ipynb", cells), folder / "executed.ipynb"
    execute(NotebookTask(source, executed, folder / "scratch", {}, folder, 60, 60, 4096, warm=warm))
    return _by_cell(nbformat.read(executed, as_version=4), cells)


def _by_cell(notebook: nbformat.NotebookNode, cells: dict[str, str]) -> Outputs:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {name: _contents(cell.outputs) for name, cell in zip(cells, code, strict=True)}


def _contents(outputs: list[nbformat.NotebookNode]) -> list[tuple[str, str]]:
    """Kind and text of each output; what is printed first, each stream as one."""
    texts, others = dict[str, str](), []
    for output in outputs:
        if output.output_type == "stream":
            texts[output.name] = texts.get(output.name, "") + output.text
        elif output.output_type == "error":
            others.append(("error", f"{output.ename}: {output.evalue}"))
        else:
            shown = {kind: value for kind, value in output.data.items() if not kind.startswith("image")}
            others.append((output.output_type, str(shown if len(shown) > 1 else output.data["text/plain"])))
    return [*sorted(texts.items(), reverse=True), *others]


@pytest.fixture(scope="module")
def by_papermill(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("papermill")
    source = _write(folder / "source.ipynb", CELLS)
    with pytest.raises(papermill.PapermillExecutionError):  # it takes no cell that may raise
        executed_by_papermill(source, folder / "executed.ipynb", folder)
    executed = nbformat.read(folder / "executed.ipynb", as_version=4)
    return _by_cell(executed, CELLS)


@pytest.fixture(scope="module")
def of_a_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Outputs]:
    done = dict[bool, Outputs]()

    def outputs(warm: bool) -> Outputs:
        if warm not in done:
            done[warm] = _outputs(tmp_path_factory.mktemp("page"), CELLS, warm=warm)
        return done[warm]

    return outputs


def test_a_page_that_starts_by_itself_knows_the_folder_for_temporary_files(tmp_path, monkeypatch):
    # it would try to write there first, and leave its trial file if it is ended meanwhile
    (tmp_path / "given").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "given"))
    given = _outputs(tmp_path / "page", {"asked": "import tempfile; tempfile.gettempdir()"}, warm=False)
    assert given["asked"] == [("execute_result", repr(str(tmp_path / "given")))]


@linux
@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("name", CELLS)
def test_each_output_is_that_of_an_ordinary_kernel(by_papermill, of_a_page, name, warm):
    ours, usual = of_a_page(warm)[name], by_papermill[name]
    if name == "threads":  # which say their lines in any order
        ours, usual = ([sorted("".join(text for _, text in each).split())] for each in (ours, usual))
        assert len(ours[0]) == 800
    assert ours == usual


@linux
def test_a_cell_may_fork_a_process_that_prints(tmp_path):
    cells = {"forked": FORKED, "after": "print('next')", "returns": "forked = os.fork() == 0", "last": "1"}
    outputs = _outputs(tmp_path / "forked", cells, warm=True)
    assert outputs["forked"] == [("stdout", "after it\n")]
    assert outputs["after"] == [("stdout", "next\n")]
    assert outputs["last"] == [("execute_result", "1")]
    assert "from the fork" in (tmp_path / "forked" / "scratch" / "kernel.log").read_text(encoding="utf-8")


@linux
def test_no_output_of_thousands_is_lost(tmp_path):
    cell = "for _ in range(4000): display({'text/plain': 'x' * 500}, raw=True)"
    assert len(_outputs(tmp_path / "forked", {"wordy": cell}, warm=True)["wordy"]) == 4000


@linux
@pytest.mark.parametrize("ends", ["import os; os._exit(0)", "import time; time.sleep(60)"])
def test_what_a_cell_had_put_out_before_its_process_ended_is_kept(tmp_path, ends):
    source = _write(tmp_path / "source.ipynb", {"one": "print(1)", "two": f"print(2); display(3); {ends}"})
    executed = tmp_path / "executed.ipynb"
    ended = execute(NotebookTask(source, executed, tmp_path / "scratch", {}, tmp_path, 2, 60, 4096))
    assert ended.status == ("timeout" if "sleep" in ends else "kernel_died")
    assert ended.seconds < 40
    outputs = [cell.outputs for cell in nbformat.read(executed, as_version=4).cells]
    assert [_contents(each) for each in outputs] == [
        [("stdout", "1\n")],
        [("stdout", "2\n"), ("display_data", "3")],
    ]
