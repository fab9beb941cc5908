#!/usr/bin/env bash
# benfordslaw 2.1.1: first digits of 1,150 amounts, 150 of them 9,000万元 (just under a limit for approval). In
# 万元 the digit 9 stands out (p near 0). The same amounts in 亿元 are judged without every amount below 1: they are left out
# without a word, only 493 are counted, the 150 are gone and nothing is found. First digits do not depend on the unit.
# Guess before the run: the same digits and verdict in both units.
# Seen:  万元: N 1150, nines 15.7 %, significant True   亿元: N 493, nines 3.2 %, significant False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check benfordslaw==2.1.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy as np
from benfordslaw import benfordslaw

natural = np.round(10 ** np.random.default_rng(1).uniform(2, 6, 1000))
amounts = np.concatenate([natural, np.full(150, 9000.0)])
seen = {}
for unit, values in (("万元", amounts), ("亿元", amounts / 10_000)):
    result = benfordslaw(verbose=0).fit(values)
    nines = round(float(result["percentage_emp"][8][1]), 1)
    seen[unit] = (int(result["N"]), nines, bool(result["P_significant"]))
    print(f"{unit}: N {seen[unit][0]}, nines {nines} %, significant {seen[unit][2]}", end="   ")
print()
assert seen == {"万元": (1150, 15.7, True), "亿元": (493, 3.2, False)}, seen
PY
MPLBACKEND=Agg "$folder/venv/bin/python" -W ignore "$folder/seen.py"
