#!/usr/bin/env bash
# nbclient 0.11.0 (runs notebooks unattended) with jupyter_client 8.10.0 and ipywidgets 8.1.9. A cell that prints into an
# output widget takes milliseconds. nbclient keeps the widget's state by sending on the channel on which it waits for the
# answer, and an answer that came meanwhile is not looked at before the limit of the cell has run out: some cells in a
# hundred take exactly the limit, then the notebook goes on as if nothing had been, and an unattended run with a limit of an
# hour is an hour late. Cells without the widget do not wait. Which cell it is differs from run to run, so that up to
# 400 are tried.
# Guess before the run: no cell takes longer than a second with the widget either.
# Seen:  longest with the widget 4.0 s, without 0.0 s (the limit is 4 s)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbclient==0.11.0 jupyter_client==8.10.0 \
    ipykernel==7.4.0 ipywidgets==8.1.9 nbformat==5.11.1 pyzmq==27.3.0 tornado==6.6.1 traitlets==5.16.1
cat > "$folder/seen.py" <<'PY'
import contextlib
import time

import nbformat
from nbclient import NotebookClient

LIMIT = 4


class Seen(Exception):
    """A cell took the limit."""


def longest(cells, enough):
    """Return how long the longest of the cells took, the first left out, at the latest when one took enough seconds."""
    codes = [nbformat.v4.new_code_cell(code) for code in cells]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(cells=codes, metadata={"kernelspec": kernel})
    begun, took = {}, []

    def begin(cell_index, **_):
        begun[cell_index] = time.monotonic()

    def end(cell_index, **_):
        if cell_index:
            took.append(time.monotonic() - begun[cell_index])
            if took[-1] >= enough:
                raise Seen

    client = NotebookClient(notebook, timeout=LIMIT, on_cell_execute=begin, on_cell_executed=end)
    with contextlib.suppress(Seen):
        client.execute()
    return max(took)


widget = ["import ipywidgets\nout = ipywidgets.Output()"]
widget += ["with out:\n    print(1)\nout.clear_output()"] * 400
plain = ["import ipywidgets"] + ["print(1)"] * 60
with_widget, without = longest(widget, LIMIT - 0.1), longest(plain, LIMIT - 0.1)
print(f"longest with the widget {with_widget:.1f} s, without {without:.1f} s")
assert LIMIT - 0.1 <= with_widget < LIMIT + 1, with_widget
assert without < LIMIT / 2, without
PY
cd "$folder"
HOME="$folder" venv/bin/python -W ignore seen.py 2> errors.log || { cat errors.log; exit 1; }
