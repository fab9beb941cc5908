#!/usr/bin/env bash
# ssb-vaskify 0.0.5 (editing of statistics, Statistics Norway): thousand_error finds figures reported in the wrong unit by
# the step from the period before, and with impute=True divides them by 1000. The step back down is found too: the right
# figure of the quarter after the error becomes a thousandth, and so does a figure that was reported too small.
# Guess before the run: 12, 12, 13, 14 for 12, 12000, 13, 14, and 12 for the figure reported as 0.012.
# Seen:  12 12000 13 14 -> 12 12 0.013 14; 12 0.012 13 14 -> 12 0.000012 0.013 14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ssb-vaskify==0.0.5 pandas==2.3.3 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
import pandas
from vaskify import Detect

QUARTERS = ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]


def edited(amounts):
    frame = pandas.DataFrame({"firm": "A", "quarter": QUARTERS, "amount": amounts})
    frame["amount"] = frame["amount"].astype(float)
    answer = Detect(frame, id_nr="firm").thousand_error("amount", "quarter", impute=True, impute_var="edited")
    return answer["edited"].round(9).tolist()


reported = [12, 12000, 13, 14], [12, 0.012, 13, 14]
seen = [edited(amounts) for amounts in reported]
for before, after in zip(reported, seen):
    print(*before, "->", *(f"{value:.6f}".rstrip("0").rstrip(".") for value in after))
assert seen == [[12, 12, 0.013, 14], [12, 0.000012, 0.013, 14]], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" | paste -sd ';' | sed 's/;/; /'
