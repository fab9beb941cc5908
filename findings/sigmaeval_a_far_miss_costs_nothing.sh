#!/usr/bin/env bash
# sigmaeval 0.1.0, crps_quantile: scores quantile forecasts, "0 indicates a perfect forecast". Quantiles of 99, 100 and 101
# score the same 1.06 whether 110 comes or 100,000, as what lies beyond the outer quantiles is not counted; a cautious
# forecast that has the figure inside, 90 to 130, scores worse, 5.2. A quarter without a figure is left out of the sum and
# stays in the number of quarters, so that an unknown one halves the score. normalization=False, in the unit of the figures.
# Guess before the run: a miss costs about its distance, 10 and 99,900; an unknown quarter is left out, 5.2 as alone.
# Seen:  99-101 for 110: 1.06, for 100000: 1.06; 90-130 for 110: 5.2; the same and a quarter unknown: 2.6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sigmaeval==0.1.0 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy as np
from sigmaeval.sigmaeval import crps_quantile

LEVELS = np.array([0.1, 0.5, 0.9])


def score(quantiles, *figures):
    forecasts = np.array([quantiles] * len(figures), dtype=float).T
    return round(float(crps_quantile(forecasts, LEVELS, np.array(figures, dtype=float), normalization=False)), 6)


sure, cautious = (99, 100, 101), (90, 110, 130)
seen = score(sure, 110), score(sure, 100_000), score(cautious, 110), score(cautious, 110, np.nan)
print("99-101 for 110: {}, for 100000: {}; 90-130 for 110: {}; the same and a quarter unknown: {}".format(*seen))
assert seen[0] == seen[1] < 2 and seen[2] > seen[0], seen
assert seen[3] == seen[2] / 2, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
