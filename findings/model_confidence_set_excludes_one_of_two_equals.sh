#!/usr/bin/env bash
# model-confidence-set 0.1.3 (Hansen, Lunde and Nason): which forecasting methods can no longer be distinguished from the best one?
# Where two methods have the same errors in every quarter, one of them is excluded with a p-value of 0, as the difference
# is divided by a spread of 0. Where one error of the second method is unknown, the set is the third method alone, whose
# mean error is twice the best; the best is excluded with p = 0. There is a message on a division, and none on the second.
# Guess before the run: two equal methods stay or go together; an unknown error is refused, or its quarter left out.
# Seen:  all known: best, near best; equal: copy, p of best 0.0; one unknown: worse, p of best 0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check model-confidence-set==0.1.3 numpy==2.3.5 \
    pandas==2.3.3 numba==0.65.1
cat > "$folder/seen.py" <<'PY'
import numpy as np
import pandas as pd
from model_confidence_set import ModelConfidenceSet

quarters = np.random.default_rng(0).normal(size=(40, 4))
errors = pd.DataFrame(np.abs(quarters) + [0, 0.05, 0.6, 0.9], columns=["best", "near best", "worse", "worst"])


def confidence_set(table):
    np.random.seed(1)
    found = ModelConfidenceSet(table, n_boot=1000, alpha=0.1).results()
    return sorted(found.index[found["status"] == "included"]), float(found.loc["best", "pvalues"])


equal = errors[["best", "worse"]].assign(copy=errors["best"])[["best", "copy", "worse"]]
unknown = errors.copy()
unknown.loc[3, "near best"] = np.nan
seen = {"all known": confidence_set(errors), "equal": confidence_set(equal), "one unknown": confidence_set(unknown)}
print("; ".join(f"{name}: {', '.join(kept)}, p of best {p}" for name, (kept, p) in seen.items()))
assert errors["worse"].mean() > 2 * errors["best"].mean()
assert seen["all known"] == (["best", "near best"], 1.0), seen
assert seen["equal"] == (["copy"], 0.0), seen
assert seen["one unknown"] == (["worse"], 0.0), seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
