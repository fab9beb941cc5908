#!/usr/bin/env bash
# statsmodels 0.15.0: the "root mean squared percentage error" (rmspe) of forecasts that are all 10 % off is 1, neither 0.1 nor 10; of
# one that is 100 % off it is 10. The mean of squares is multiplied by a hundred before the root is taken, which makes ten of it.
# Of the same figures as whole numbers it is 0, whatever the forecasts are: relative errors are kept in the type of the figures.
# Guess before the run: 10, or 0.1 as from other libraries; the same for whole numbers.
# Seen:  forecasts 10 % off 1, for 0.1 or 10; 100 % off 10; the same as whole numbers 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile statsmodels==0.15.0 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import math

import numpy
from statsmodels.tools.eval_measures import rmspe

ACTUAL, FORECAST = [100, 100, 100, 100], [110, 90, 110, 90]


def definition(actual: list[int], forecast: list[int]) -> float:
    """Return the root of the mean squared relative error."""
    errors = [(a - f) / a for a, f in zip(actual, forecast, strict=True)]
    return math.sqrt(sum(error**2 for error in errors) / len(errors))


def measured(kind: type, zeros: float = math.nan) -> str:
    """Return the error where the figures are of a kind of number."""
    return f"{rmspe(numpy.array(ACTUAL, kind), numpy.array(FORECAST, kind), zeros=zeros):g}"


large = rmspe(numpy.array([100.0]), numpy.array([200.0]))
right = definition(ACTUAL, FORECAST)
seen = (
    f"forecasts 10 % off {measured(float)}, for {right:g} or {100 * right:g}; 100 % off {large:g}; "
    f"the same as whole numbers {measured(int, zeros=0)}"
)
print(seen)
assert seen == "forecasts 10 % off 1, for 0.1 or 10; 100 % off 10; the same as whole numbers 0", seen
PY
venv/bin/python -W ignore seen.py
