#!/usr/bin/env bash
# papermill 2.7.0, -p NAME VALUE on the command line: what Python's int() or float() accepts is not passed on as text. The
# period 2023_10 is the number 202310, the fourth quarter as 2023E4 is 20230000.0, an area code 0601 is 601, a full-width
# １２ is 12, and a place called Nan is "not a number", which compares equal to nothing. The notebook's parameter is text.
# -r passes the text. --prepare-only writes the cell without running it, so that no kernel is needed here.
# Guess before the run: whole numbers become numbers, all other texts stay as typed.
# Seen:  -p 202310 20230000.0 601 12 float('nan') "2023Q4"; -r "2023_10" "2023E4" "0601" "\uff11\uff12" "Nan" "2023Q4"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check papermill==2.7.0 nbformat==5.10.4
cat > "$folder/seen.py" <<'PY'
import ast
import subprocess
import sys

import nbformat

folder = sys.argv[1]
draft = nbformat.v4.new_code_cell('value = "2023Q4"', metadata={"tags": ["parameters"]})
kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
notebook = nbformat.v4.new_notebook(cells=[draft], metadata={"kernelspec": kernel})
nbformat.write(notebook, f"{folder}/draft.ipynb")
texts = ["2023_10", "2023E4", "0601", "１２", "Nan", "2023Q4"]
seen = {}
for option in ("-p", "-r"):
    seen[option] = []
    for text in texts:
        papermill = [sys.executable, "-m", "papermill", "--prepare-only", f"{folder}/draft.ipynb", f"{folder}/ready.ipynb"]
        subprocess.run([*papermill, option, "value", text], check=True, capture_output=True)
        cells = nbformat.read(f"{folder}/ready.ipynb", 4).cells
        cell = next(cell for cell in cells if "injected-parameters" in cell.metadata.tags)
        seen[option].append(cell.source.splitlines()[-1].removeprefix("value = "))
print("; ".join(f"{option} {' '.join(values)}" for option, values in seen.items()))
assert seen["-p"] == ["202310", "20230000.0", "601", "12", "float('nan')", '"2023Q4"'], seen
assert [ast.literal_eval(text) for text in seen["-r"]] == texts, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder"
