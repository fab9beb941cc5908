#!/usr/bin/env bash
# chainladder 0.10.1, BornhuetterFerguson and CapeCod: amounts still to come from a plan (sample_weight) by cohort. For the
# cohort of 2020 no plan is known (NaN). It gets nothing more: the ultimate is its last cell, 187, as with a plan of 0, where
# chain ladder says 198, and the total is 799.22 instead of 810.33. CapeCod drops it alike, Benktander of the same family
# says 197.97 after three rounds. No warning.
# Guess before the run: NaN for that cohort and for the total, or an error.
# Seen:  known 198.11 810.33; unknown 187.0 799.22; plan 0 187.0 799.22; CapeCod 187.0; Benktander 197.97
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check chainladder==0.10.1 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import chainladder as cl
import numpy as np
import pandas as pd

paid = {2019: [100, 150, 170, 180], 2020: [110, 165, 187], 2021: [120, 180], 2022: [130]}
rows = [
    (f"{origin}-01-01", f"{origin + age}-12-31", float(amount))
    for origin, amounts in paid.items()
    for age, amount in enumerate(amounts)
]
frame = pd.DataFrame(rows, columns=["origin", "valued", "paid"])
triangle = cl.Triangle(frame, origin="origin", development="valued", columns="paid", cumulative=True)


def ultimate(method, plan):
    plans = triangle.latest_diagonal.copy()
    plans.values = np.array([100.0, plan, 100.0, 100.0]).reshape(plans.shape)
    amounts = method.fit(triangle, sample_weight=plans).ultimate_
    return round(float(amounts.to_frame().to_numpy().ravel()[1]), 2), round(float(amounts.sum()), 2)


expected = cl.BornhuetterFerguson(apriori=2.0)
known, unknown, zero = (ultimate(expected, plan) for plan in (100.0, np.nan, 0.0))
others = ultimate(cl.CapeCod(), np.nan)[0], ultimate(cl.Benktander(apriori=2.0, n_iters=3), np.nan)[0]
print("known {} {}; unknown {} {}; plan 0 {} {}; CapeCod {}; Benktander {}".format(*known, *unknown, *zero, *others))
assert (known, unknown, zero) == ((198.11, 810.33), (187.0, 799.22), (187.0, 799.22)), (known, unknown, zero)
assert others == (187.0, 197.97), others
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
