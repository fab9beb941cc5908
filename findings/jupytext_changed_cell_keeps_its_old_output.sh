#!/usr/bin/env bash
# jupytext 1.19.6 (notebooks as plain scripts): the script of a notebook that was run is changed, and the pair is brought together
# by --sync, or by --update, which "preserves the output cells". The rate was 2 and is 3 now, and the line that set the total to
# 108 is deleted. Both cells keep their outputs and the numbers of their execution: 216 below rate = 3, and 108 where the total
# is 100. The script itself prints 100 and 300. Where the text of a cell is not found, cells are matched by their place.
# Guess before the run: outputs stay below cells that are the same, changed cells have none.
# Seen:  --sync [1] total = 100; [2] print(total) 108; [3] rate = 3 216; --update the same; the script prints 100 300
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    jupytext==1.19.6 nbclient==0.11.0 ipykernel==7.1.0 nbformat==5.10.4
cat > seen.py <<'PY'
import subprocess
import sys
from pathlib import Path

import jupytext
from nbclient import NotebookClient

BEFORE = "# %%\ntotal = 100\n\n# %%\ntotal = 108\nprint(total)\n\n# %%\nrate = 2\nprint(total * rate)\n"
TOOL = Path(sys.executable).with_name("jupytext")
before = jupytext.reads(BEFORE, fmt="py:percent")
before.metadata["jupytext"] = {"formats": "ipynb,py:percent"}
NotebookClient(before, kernel_name="python3").execute()


def brought_together(name: str, *options: str) -> str:
    """Return number, first line and output of each cell of a notebook that was run before its script was changed."""
    script, twin = Path(f"{name}.py"), Path(f"{name}.ipynb")
    jupytext.write(before, twin)
    jupytext.write(before, script, fmt="py:percent")
    script.write_text(script.read_text().replace("total = 108\n", "").replace("rate = 2", "rate = 3"))
    subprocess.run([TOOL, "--quiet", *options, script], check=True)
    cells = []
    for cell in jupytext.read(twin).cells:
        printed = "".join(f" {output.text.strip()}" for output in cell.outputs)
        cells.append(f"[{cell.execution_count}] {cell.source.splitlines()[0]}{printed}")
    return "; ".join(cells)


synced, updated = brought_together("synced", "--sync"), brought_together("updated", "--update", "--to", "ipynb")
script = subprocess.run([sys.executable, "synced.py"], check=True, capture_output=True, text=True).stdout.split()
print(f"--sync {synced}; --update {'the same' if updated == synced else updated}; the script prints {' '.join(script)}")
assert synced == updated == "[1] total = 100; [2] print(total) 108; [3] rate = 3 216", (synced, updated)
assert script == ["100", "300"], script
PY
venv/bin/python -W ignore seen.py
