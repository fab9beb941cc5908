#!/usr/bin/env bash
# lifelines 0.30.3 (pandas 2.3.3): datetimes_to_durations, the package's way from two dates (signed, started) to a time. A
# month is 30.436875 days and a year 365.2425, cut down: 1 February to 1 March is 0 months, 1 January to the next 11
# months and 0 years, two years 23 months or, with the leap day late in them, 24. Starts on an anniversary come a step
# early in the survival curve, and one a month after signing is at time 0.
# Guess before the run: 1 and 12 months; so 24, 24 and 1 year.
# Seen:  2023-02-01..2023-03-01: 0; 2023-01-01..2024-01-01: 11; 2022-01-01..2024-01-01: 23; ... 24; years: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check lifelines==0.30.3 pandas==2.3.3 \
    numpy==2.4.6 scipy==1.17.1
cat > "$folder/seen.py" <<'PY'
from lifelines.utils import datetimes_to_durations

signed = ["2023-02-01", "2023-01-01", "2022-01-01", "2023-01-01"]
started = ["2023-03-01", "2024-01-01", "2024-01-01", "2025-01-01"]
months, observed = datetimes_to_durations(signed, started, freq="M")
years, _ = datetimes_to_durations(signed[1:2], started[1:2], freq="Y")
seen = [int(value) for value in months]
print("; ".join(f"{a}..{b}: {m}" for a, b, m in zip(signed, started, seen)) + f"; years: {int(years[0])}")
assert observed.all()
assert (seen, int(years[0])) == ([0, 11, 23, 24], 0), (seen, years)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
