#!/usr/bin/env bash
# actuarialpy 0.46.3 (reserving): payments in a list, one row a payment, as ledgers have them. The projects of March were paid
# nothing in April, so there is no row for it. The triangle leaves the cell empty, and the age of a cohort is the age of its
# last payment: at the end of April those of March count as new, like those of April (factor 1.8, 180 in all), and the pair
# is left out of the average, so that April is too high as well. With a row of 0 for that month the total is 640, not 720.
# make_completion_triangle takes no date of valuation. reservingmodels 0.1.0 uses the same triangle.
# Guess before the run: a row of 0 changes nothing, as the other rows show that April is over.
# Seen:  no row 720.0: age 0, 180.0; a row of 0 640.0: age 1, 120.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check actuarialpy==0.46.3 pandas==3.0.6 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import pandas
from actuarialpy.reserving import ChainLadder, make_completion_triangle

paid = {"2023-01": [100, 50, 20, 10], "2023-02": [100, 50, 20], "2023-03": [100], "2023-04": [100]}
rows = [
    (start, str(pandas.Period(start) + age), amount)
    for start, amounts in paid.items()
    for age, amount in enumerate(amounts)
]


def seen(payments):
    table = pandas.DataFrame(payments, columns=["start", "month", "amount"])
    triangle = make_completion_triangle(table, origin_col="start", valuation_col="month", amount_col="amount")
    cohorts = ChainLadder.fit(triangle).project(triangle)
    march = cohorts.loc["2023-03"]
    return round(cohorts["ultimate"].sum(), 6), int(march["latest_development"]), round(march["ultimate"], 6)


without, with_zero = seen(rows), seen([*rows, ("2023-03", "2023-04", 0)])
for name, (total, age, ultimate) in (("no row", without), ("a row of 0", with_zero)):
    print(f"{name} {total}: age {age}, {ultimate}")
assert without == (720.0, 0, 180.0), without
assert with_zero == (640.0, 1, 120.0), with_zero
PY
"$folder/venv/bin/python" "$folder/seen.py"
