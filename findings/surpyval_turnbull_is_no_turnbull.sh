#!/usr/bin/env bash
# surpyval 0.25 (survival analysis): four projects were finished in the first, second, third and fourth quarter after they
# were signed, one each; the day is not known, so each is an interval. Turnbull's estimate is a quarter of them in each
# interval and none left after the fourth. Turnbull.fit by default multiplies exp(-d/r) instead: 12.5 % are unfinished
# for ever, the median is 3 quarters for 2, and the mean 2.68 quarters, more than 2.5, which is all intervals at their
# ends. turnbull_estimator="Kaplan-Meier" gives 0 left, 2 and 2.5; nothing in the result says that the other is not it.
# Guess before the run: 0.75, 0.5, 0.25, 0 and a median of 2 by default.
# Seen:  default [1.0, 0.7788, 0.558, 0.3385, 0.1245], 3.0, 2.6753; Kaplan-Meier [1.0, 0.75, 0.5, 0.25, 0.0], 2.0, 2.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check surpyval==0.25 numpy==2.4.6 pandas==3.0.6
cat > "$folder/seen.py" <<'PY'
import numpy
from surpyval import Turnbull

quarters = numpy.array([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0], [3.0, 4.0]])
seen = {}
for name, choice in (("default", {}), ("Kaplan-Meier", {"turnbull_estimator": "Kaplan-Meier"})):
    fit = Turnbull.fit(x=quarters, **choice)
    left = fit.R.round(4).tolist()
    seen[name] = f"{left}, {float(fit.median)}, {round(float(fit.mean()), 4)}"
print("; ".join(f"{name} {values}" for name, values in seen.items()))
assert seen == {
    "default": "[1.0, 0.7788, 0.558, 0.3385, 0.1245], 3.0, 2.6753",
    "Kaplan-Meier": "[1.0, 0.75, 0.5, 0.25, 0.0], 2.0, 2.5",
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
