#!/usr/bin/env bash
# Pyfrontier 1.1.1 with PuLP 3.3.2: efficiency of five districts from two inputs and one output (data envelopment
# analysis). Scores compare ratios, at most 1, so that the unit of the amounts cannot matter, and EnvelopDEA keeps to that.
# MultipleDEA hands the amounts to the solver unscaled, whose tolerances are absolute: in yuan instead of 100 million yuan
# all five are fully efficient. No error; other data gives scores up to 3.7.
# Guess before the run: the same five scores in every unit.
# Seen:  1: 1.0 1.0 0.7028 0.7333 0.9242; 1e8: 1.0 1.0 1.0 1.0 1.0; EnvelopDEA 1e8: 1.0 1.0 0.7028 0.7333 0.9242
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check Pyfrontier==1.1.1 pulp==3.3.2
cat > "$folder/seen.py" <<'PY'
import sys

import numpy as np
from Pyfrontier.frontier_model import EnvelopDEA, MultipleDEA

spent = np.array([[12.0, 30.0], [20.0, 18.0], [35.0, 40.0], [28.0, 15.0], [44.0, 33.0]])
gained = np.array([[40.0], [36.0], [50.0], [22.0], [61.0]])


def scores(model, unit):
    fitted = model(frontier="CRS", orient="in")
    fitted.fit(spent * unit, gained * unit)
    return [round(float(district.score), 4) for district in fitted.result]


seen = {"1": scores(MultipleDEA, 1), "1e8": scores(MultipleDEA, 1e8), "EnvelopDEA 1e8": scores(EnvelopDEA, 1e8)}
print("; ".join(f"{name}: {' '.join(map(str, values))}" for name, values in seen.items()), file=sys.stderr)
assert seen["1"] == seen["EnvelopDEA 1e8"] == [1.0, 1.0, 0.7028, 0.7333, 0.9242], seen
assert seen["1e8"] == [1.0] * 5, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" > "$folder/solver.log"
