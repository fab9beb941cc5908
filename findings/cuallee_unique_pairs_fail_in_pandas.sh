#!/usr/bin/env bash
# cuallee 0.15.4 on pandas 3.1.1 and polars 1.44.2: is_composite_key(("area", "year")) on four rows, each pair once. Polars
# passes it with no violations; pandas fails the same rows with two: it takes the mean of the columns' own distinct values,
# so that it passes only where every column alone is unique. With one pair twice polars has 2 violations, pandas 1.5.
# Guess before the run: both pass the first, both name one or two rows of the second.
# Seen:  once: pandas (2.0, 'FAIL'), polars (0.0, 'PASS'); twice: pandas (1.5, 'FAIL'), polars (2.0, 'FAIL')
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  cuallee==0.15.4 pandas==3.1.1 polars==1.44.2
cat > "$folder/seen.py" <<'PY'
import pandas as pd
import polars as pl
from cuallee import Check, CheckLevel


def verdict(frame):
    check = Check(CheckLevel.WARNING, "key")
    check.is_composite_key(("area", "year"))
    report = check.validate(frame)
    return float(report["violations"][0]), report["status"][0]


once = {"area": ["a", "a", "b", "b"], "year": [2023, 2024, 2023, 2024]}
twice = {"area": ["a", "a", "b"], "year": [2023, 2023, 2023]}
cases = ("once", once), ("twice", twice)
seen = {name: (verdict(pd.DataFrame(rows)), verdict(pl.DataFrame(rows))) for name, rows in cases}
print("; ".join(f"{name}: pandas {first}, polars {second}" for name, (first, second) in seen.items()))
assert seen == {
    "once": ((2.0, "FAIL"), (0.0, "PASS")),
    "twice": ((1.5, "FAIL"), (2.0, "FAIL")),
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
