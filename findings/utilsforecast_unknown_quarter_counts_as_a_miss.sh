#!/usr/bin/env bash
# utilsforecast 0.2.17 (pandas 3.1.1): scores of forecasts where the last quarter has no actual figure yet. mae leaves the
# quarter out; coverage and calibration count it as not covered and not below, so that an interval that held in all
# three known quarters "covers 75 %". Where a forecast is missing, nd still divides by the actual figures of all quarters:
# 9 / 150 instead of 9 / 90. No warning.
# Expected: all scores over the quarters with both: 3.0, 1.0, 1.0 and 0.1.
# Seen:  mae 3.0  coverage 0.75  calibration 0.75  nd with a forecast missing 0.06
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check utilsforecast==0.2.17 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import pandas as pd
from utilsforecast.losses import calibration, coverage, mae, nd

nan = float("nan")
table = pd.DataFrame(
    {
        "unique_id": ["funds"] * 4,
        "ds": [1, 2, 3, 4],
        "y": [20.0, 30.0, 40.0, nan],
        "model": [22.0, 33.0, 44.0, 55.0],
        "model-lo-80": [15.0, 25.0, 35.0, 45.0],
        "model-hi-80": [25.0, 36.0, 48.0, 60.0],
    }
)
unforecast = table.assign(y=[20.0, 30.0, 40.0, 60.0], model=[22.0, 33.0, 44.0, nan])
seen = {
    "mae": mae(table, ["model"])["model"][0],
    "coverage": coverage(table, ["model"], level=80)["model"][0],
    "calibration": calibration(table, {"model": "model-hi-80"})["model"][0],
    "nd with a forecast missing": nd(unforecast, ["model"])["model"][0],
}
print("  ".join(f"{name} {value}" for name, value in seen.items()))
assert [float(value) for value in seen.values()] == [3.0, 0.75, 0.75, 0.06], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
