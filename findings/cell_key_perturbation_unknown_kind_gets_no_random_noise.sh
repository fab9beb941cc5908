#!/usr/bin/env bash
# cell-key-perturbation 3.1.0 (disclosure control of a statistics office): counts get a noise that hangs on the random
# keys of the records in a cell, here -2 to 2. A hundred areas have 12 projects of a known kind and 12 without a kind. The
# key of a cell is summed over the records without the cells of unknown kind, and then set to 0 for them: all hundred get the
# same noise, so that equal counts stay equal and who knows one cell knows the others. With "unknown" written as a kind, their
# noise is as random as that of the rest. The hint that is printed speaks of missing values, not of the noise.
# Guess before the run: five different counts for both; a key for each cell that is counted.
# Seen:  known kind 10 11 12 13 14, no kind 10; written as a kind 10 11 12 13 14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    cell-key-perturbation==3.1.0 pandas==2.3.3 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import contextlib
import io
import itertools

import numpy
import pandas as pd
from cell_key_perturbation.create_perturbed_table import create_perturbed_table

AREAS, PROJECTS = 100, 12
noise = pd.DataFrame(itertools.product(range(1, 751), range(256)), columns=["pcv", "ckey"])
noise["pvalue"] = noise["ckey"] % 5 - 2
rows = [(f"{area:03}", kind) for area in range(AREAS) for kind in ["industry"] * PROJECTS + [None] * PROJECTS]
projects = pd.DataFrame(rows, columns=["area", "kind"])
projects["key"] = numpy.random.default_rng(1).integers(0, 256, len(projects))


def counts(table: pd.DataFrame, known: bool) -> str:
    """Return the different counts published for cells whose true count is 12."""
    with contextlib.redirect_stdout(io.StringIO()):
        published = create_perturbed_table(table, noise, ["area"], ["kind"], "key", threshold=0)
    cells = published[(published["kind"] == "industry") == known]
    assert len(cells) == AREAS and set(cells["pre_sdc_count"]) == {PROJECTS}, cells
    return " ".join(map(str, sorted(set(cells["count"]))))


known, unknown = counts(projects, known=True), counts(projects, known=False)
written = counts(projects.fillna({"kind": "unknown"}), known=False)
print(f"known kind {known}, no kind {unknown}; written as a kind {written}")
assert known == written == "10 11 12 13 14", (known, written)
assert unknown == "10", unknown
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
