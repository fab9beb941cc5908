#!/usr/bin/env bash
# wquantiles 0.6 and weightedstats 0.4.1: the weighted median of amounts of contracts, a weight is a count of projects. Three
# projects of 1 and one of 100: three quarters of them are 1, and wquantiles says 25.75, weightedstats 1, as do the four
# amounts written out. Five of 10, one each of 20, 30, 1000: 15 and 10. It draws a line from a group to the next, however
# heavy the group is; with the amounts written out it is right itself.
# Guess before the run: 1 and 10 from both.
# Seen:  [1, 100] wquantiles 25.75, weightedstats 1, written out 1.0; [10, 20, 30, 1000] 15.0, 10, 10.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check wquantiles==0.6 weightedstats==0.4.1
cat > "$folder/seen.py" <<'PY'
import numpy as np
import weightedstats
import wquantiles

seen = []
for amounts, counts in (([1, 100], [3, 1]), ([10, 20, 30, 1000], [5, 1, 1, 1])):
    written = np.repeat(amounts, counts).astype(float)
    seen.append(
        (
            float(wquantiles.median(np.array(amounts, float), np.array(counts, float))),
            weightedstats.weighted_median(amounts, weights=counts),
            float(wquantiles.median(written, np.ones(len(written)))),
        )
    )
    print("{}: wquantiles {}, weightedstats {}, written out {}".format(amounts, *seen[-1]))
assert seen == [(25.75, 1, 1.0), (15.0, 10, 10.0)], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
