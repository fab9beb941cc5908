#!/usr/bin/env bash
# statsmodels 0.15.0: three comparisons of methods with p-values of 0.01, 0.02 and 0.04, corrected for their number by multipletests. By
# Holm, Benjamini-Hochberg and Hommel all three differ at 5 %. With a fourth that could not be made, a p-value that is not a number, one
# is left by Holm, two by Benjamini-Hochberg, none by Hommel; all corrected values of the last two are not numbers, beside two
# verdicts of "differs". Nothing is raised. Left out by hand, the three are as before.
# Guess before the run: three as before and no verdict on the fourth, or an error (as of false_discovery_control of scipy).
# Seen:  holm 3 (0.03 0.04 0.04), with 1 (0.04 0.06 0.08 nan); fdr_bh 3 (0.03 0.03 0.04), with 2 (nan nan nan nan);
#        hommel 3 (0.03 0.04 0.04), with 0 (nan nan nan nan)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile statsmodels==0.15.0 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import math

from statsmodels.stats.multitest import multipletests

KNOWN = [0.01, 0.02, 0.04]
METHODS = ("holm", "fdr_bh", "hommel")


def verdicts(method: str, values: list[float]) -> str:
    """Return how many comparisons differ, and the corrected p-values."""
    differ, corrected, *_ = multipletests(values, method=method)
    return f"{int(differ.sum())} ({' '.join(f'{value:g}' for value in corrected)})"


def line(method: str) -> str:
    """Return the verdicts on three comparisons, without and with a fourth that could not be made."""
    return f"{method} {verdicts(method, KNOWN)}, with {verdicts(method, [*KNOWN, math.nan])}"


seen = "; ".join(map(line, METHODS))
print(seen)
assert seen == (
    "holm 3 (0.03 0.04 0.04), with 1 (0.04 0.06 0.08 nan); "
    "fdr_bh 3 (0.03 0.03 0.04), with 2 (nan nan nan nan); "
    "hommel 3 (0.03 0.04 0.04), with 0 (nan nan nan nan)"
), seen
PY
venv/bin/python -W ignore seen.py
