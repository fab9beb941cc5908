#!/usr/bin/env bash
# nbparameterise 1.0.0 (gives a notebook other parameters). A parameter whose value in the notebook is None, as for a target
# that is usually not set, is none of its parameters: the figure given for it is dropped without a word, and the notebook
# runs without a target. With the default 100 the same call sets 120. papermill writes the figure below the cell in both
# cases.
# Guess before the run: target = 120, or an error that there is no such parameter.
# Seen:  default None -> parameters period, target = None; default 100 -> parameters period target, target = 120
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbparameterise==1.0.0 nbformat==5.11.1
cat > "$folder/seen.py" <<'PY'
from nbformat.v4 import new_code_cell, new_notebook
from nbparameterise import extract_parameters, parameter_values, replace_definitions


def given(default):
    notebook = new_notebook(cells=[new_code_cell(f'period = "2023Q4"\ntarget = {default}')])
    parameters = extract_parameters(notebook)
    changed = replace_definitions(notebook, parameter_values(parameters, target=120))
    return f"parameters {' '.join(p.name for p in parameters)}", changed.cells[0].source.splitlines()[-1]


seen = {default: given(default) for default in (None, 100)}
print("; ".join(f"default {default} -> {', '.join(answer)}" for default, answer in seen.items()))
assert seen[None] == ("parameters period", "target = None"), seen
assert seen[100] == ("parameters period target", "target = 120"), seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
