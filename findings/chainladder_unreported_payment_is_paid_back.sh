#!/usr/bin/env bash
# chainladder 0.10.1: a cumulative triangle in which the cohort of 2021 has not reported 2022 (an empty cell). As
# increments it has paid everything back: cum_to_incr() gives −120 for 2022, and the calendar year 2022 adds up to 42
# where the other cohorts alone paid 162. The ultimate total is 612, silently without that cohort; with the cell it was 828.
# Guess before the run: the increment is unknown (NaN), and so is the total; or the last cell stands for both.
# Seen:  increments [120.0, -120.0]; year 2022 42.0; ultimate 612.0; with the cell [120.0, 60.0] 222.0 828.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check chainladder==0.10.1 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import chainladder as cl
import pandas as pd

paid = {2019: [100, 150, 170, 180], 2020: [110, 165, 187], 2021: [120, 180], 2022: [130]}
rows = [
    (f"{origin}-01-01", f"{origin + age}-12-31", float(amount))
    for origin, amounts in paid.items()
    for age, amount in enumerate(amounts)
]
whole = pd.DataFrame(rows, columns=["origin", "valued", "paid"])
gap = whole[~((whole.origin == "2021-01-01") & (whole.valued == "2022-12-31"))]


def measured(frame):
    triangle = cl.Triangle(frame, origin="origin", development="valued", columns="paid", cumulative=True)
    increments = triangle.cum_to_incr()
    cohort = [float(amount) for amount in increments.to_frame().loc["2021-01-01"].iloc[:2]]
    year = increments.dev_to_val().sum("origin").to_frame().to_numpy().ravel()[-1]
    return cohort, round(float(year), 6), round(float(cl.Chainladder().fit(triangle).ultimate_.sum()), 6)


seen = measured(gap), measured(whole)
print("increments {}; year 2022 {}; ultimate {}; with the cell {} {} {}".format(*seen[0], *seen[1]))
assert seen == (([120.0, -120.0], 42.0, 612.0), ([120.0, 60.0], 222.0, 828.0)), seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
