#!/usr/bin/env bash
# chainladder 0.10.1 (pandas 3.1.1): cohorts that paid nothing in their first year. A zero in a triangle becomes "not
# known": the cohort is left out of the volume-weighted factor although its second year stands beside it, so the factor
# is 3.0 where the published formula (sum of the second ages over sum of the first, Mack 1993) gives 3.5; and a cohort
# whose latest value is 0 has no ultimate at all and is missing from the total. No warning.
# Guess before the run: 3.5, as by hand; an ultimate of 0 for the second cohort.
# Seen:  factor 3.0, by hand 3.5   ultimate of the cohort at zero: nan
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check chainladder==0.10.1 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import chainladder as cl
import pandas as pd


def triangle(cumulative: dict[int, list[float]]) -> cl.Triangle:
    rows = [
        (pd.Timestamp(f"{origin}-12-31"), pd.Timestamp(f"{origin + age}-12-31"), value)
        for origin, values in cumulative.items()
        for age, value in enumerate(values)
    ]
    table = pd.DataFrame(rows, columns=["signed", "paid_by", "funds"])
    return cl.Triangle(table, origin="signed", development="paid_by", columns="funds", cumulative=True)


first = triangle({2019: [0.0, 10, 30, 35], 2020: [12.0, 42, 52], 2021: [8.0, 18], 2022: [9.0]})
factor = float(cl.Development().fit(first).ldf_.values.ravel()[0])
by_hand = (10 + 42 + 18) / (0 + 12 + 8)
latest = triangle({2019: [5.0, 10, 30, 30], 2020: [12.0, 42, 42], 2021: [8.0, 18], 2022: [0.0]})
ultimate = float(cl.Chainladder().fit(latest).ultimate_.values.ravel()[-1])
print(f"factor {factor}, by hand {by_hand}   ultimate of the cohort at zero: {ultimate}")
assert (factor, by_hand) == (3.0, 3.5), factor
assert ultimate != ultimate, ultimate
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
