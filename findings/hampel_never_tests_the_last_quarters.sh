#!/usr/bin/env bash
# hampel 1.0.2 (pandas 3.1.1), the Hampel filter for outliers. The window is centred and not cut at the ends: the first and
# last two values of a series are never an outlier with the default window of 5 (three with 7), whatever they are. A typing error of
# ten times in the latest quarter, the one to be published, passes; the same in the middle is found. No warning.
# Guess before the run: found in every place, with shorter windows at the ends.
# Seen:  window 5: not found at 0, 1, 10, 11 of 12; window 7: not found at 0, 1, 2, 9, 10, 11
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check hampel==1.0.2 pandas==3.1.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import pandas as pd
from hampel import hampel

quarters = [100.0, 104, 98, 101, 103, 99, 102, 100, 97, 103, 101, 99]
missed = {}
for window in (5, 7):
    missed[window] = []
    for place in range(len(quarters)):
        series = pd.Series(quarters)
        series[place] *= 10
        if place not in hampel(series, window_size=window).outlier_indices:
            missed[window].append(place)
    print(f"window {window}: not found at {missed[window]} of {len(quarters)}", end="; ")
print()
assert missed == {5: [0, 1, 10, 11], 7: [0, 1, 2, 9, 10, 11]}, missed
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
