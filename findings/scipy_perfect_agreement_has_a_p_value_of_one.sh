#!/usr/bin/env bash
# scipy 1.17.1: investment and jobs of eight quarters rise together, so that their ranks agree perfectly. spearmanr has a
# correlation of 1 with a p-value of 0. A ninth quarter without jobs is left out by nan_policy="omit": the correlation is
# 1.0000000000000002 and the p-value 1, no sign of any connection; the same for ranks that are exactly opposite. So it is with 4 and 12
# quarters, not with 3, 5, 6, 7, 9, 10 or 11. kendalltau, with the ninth quarter left out in the same way, has 0.00005.
# Guess before the run: the quarter left out changes nothing.
# Seen:  8 quarters p 0, with one left out 1, opposite 1, kendalltau 0.00005; p of 1 for 4 8 12 of 3 to 12 quarters
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
cat > seen.py <<'PY'
import numpy as np
from scipy.stats import kendalltau, spearmanr


def quarters(known: int) -> tuple[np.ndarray, np.ndarray]:
    """Return investment and jobs that rise in every quarter, and a last quarter without jobs."""
    investment = np.arange(1.0, known + 2)
    jobs = investment**2
    jobs[-1] = np.nan
    return investment, jobs


def p_of(known: int) -> float:
    """Return the p-value of the quarters that are known."""
    return float(spearmanr(*quarters(known), nan_policy="omit").pvalue)


investment, jobs = quarters(8)
plain = float(spearmanr(investment[:-1], jobs[:-1]).pvalue)
opposite = float(spearmanr(investment, -jobs, nan_policy="omit").pvalue)
kendall = float(kendalltau(investment, jobs, nan_policy="omit").pvalue)
ones = [known for known in range(3, 13) if p_of(known) == 1]
seen = (
    f"8 quarters p {plain:g}, with one left out {p_of(8):g}, opposite {opposite:g}, kendalltau {kendall:.5f}; "
    f"p of 1 for {' '.join(map(str, ones))} of 3 to 12 quarters"
)
print(seen)
assert seen == (
    "8 quarters p 0, with one left out 1, opposite 1, kendalltau 0.00005; p of 1 for 4 8 12 of 3 to 12 quarters"
), seen
PY
venv/bin/python -W ignore seen.py
