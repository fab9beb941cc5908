#!/usr/bin/env bash
# ipfn 1.4.4 (iterative proportional fitting: the inside of a table from its published totals). An area with no entry in
# the seed but a total of 10 stays at 0, and another area is 106 instead of 100; row totals of 30 against column totals of
# 29 leave each row 3 % off. Both return converged = 1, because the error has stopped changing: the last error in the
# returned list is 1.0 (100 %) and 0.033, for a rate of 1e-6. The flag is 0 only when the rounds are used up.
# Guess before the run: converged 0, or an error, when a total is not met.
# Seen:  no entry: converged 1, rows [0.0, 106.0, 64.0] for [10, 100, 60], error 1.0   unequal: converged 1, ... 0.033
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ipfn==1.4.4 pandas==3.1.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy as np
from ipfn.ipfn import ipfn

seen = {}
for name, seed, rows, columns in (
    ("no entry", [[0, 0, 0], [40, 30, 20], [10, 20, 30]], [10, 100, 60], [50, 60, 60]),
    ("unequal", [[1, 1], [1, 1]], [10, 20], [15, 14]),
):
    totals = [np.array(rows, dtype=float), np.array(columns, dtype=float)]
    fit = ipfn(np.array(seed, dtype=float), totals, [[0], [1]], convergence_rate=1e-6, verbose=2)
    table, converged, errors = fit.iteration()
    seen[name] = (int(converged), table.sum(axis=1).round(2).tolist(), round(float(errors["conv"].iloc[-1]), 3))
    print(f"{name}: converged {seen[name][0]}, rows {seen[name][1]} for {rows}, error {seen[name][2]}")
assert seen == {
    "no entry": (1, [0.0, 106.0, 64.0], 1.0),
    "unequal": (1, [9.67, 19.33], 0.033),
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
