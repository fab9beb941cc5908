#!/usr/bin/env bash
# statsmodels 0.15.0: the median of 12, 15, 18 and 21 projects by DescrStatsW is 16, and 16.5 where the same counts are given as
# decimals. Of 1, 3, 10 and 100 the quartiles are 2, 6 and 55. Its rule is that between two values the middle is taken; the
# result is kept in the type of the counts, which drops the half. The mean of the same object is 16.5, also for whole numbers.
# Weights change nothing: of 1 and 2, each 50 times, the median is 1. statistics.median is the definition.
# Guess before the run: 16.5 both times.
# Seen:  counts 16, as decimals 16.5 (definition 16.5, mean 16.5); 2 6 55 and 2 6.5 55; 1 and 2 fifty times each 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    statsmodels==0.15.0 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import statistics

import numpy
from statsmodels.stats.weightstats import DescrStatsW

COUNTS, SKEWED = [12, 15, 18, 21], [1, 3, 10, 100]


def quantiles(values: list[float], shares: list[float], weights: list[int] | None = None) -> str:
    """Return quantiles in one line."""
    found = DescrStatsW(numpy.array(values), weights=weights).quantile(shares, return_pandas=False)
    return " ".join(f"{value:g}" for value in found)


def decimals(values: list[int]) -> list[float]:
    """Return the same numbers as decimals."""
    return [float(value) for value in values]


quarters = [0.25, 0.5, 0.75]
seen = (
    f"counts {quantiles(COUNTS, [0.5])}, as decimals {quantiles(decimals(COUNTS), [0.5])} "
    f"(definition {statistics.median(COUNTS)}, mean {DescrStatsW(COUNTS).mean}); "
    f"{quantiles(SKEWED, quarters)} and {quantiles(decimals(SKEWED), quarters)}; "
    f"1 and 2 fifty times each {quantiles([1, 2], [0.5], [50, 50])}"
)
print(seen)
assert seen == (
    "counts 16, as decimals 16.5 (definition 16.5, mean 16.5); 2 6 55 and 2 6.5 55; 1 and 2 fifty times each 1"
), seen
PY
venv/bin/python -W ignore seen.py
