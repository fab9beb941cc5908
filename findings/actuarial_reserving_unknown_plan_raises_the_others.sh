#!/usr/bin/env bash
# actuarial-reserving 0.1.0, Cape Cod method: four cohorts with the same payments, each planned at 200, 90 % of the plan in the
# end. If one plan is unknown (NaN), what that cohort was paid still counts above the line and its plan not below it: the
# ratio becomes 1.26, and the other cohorts get 192 and 212 where they had 180. The total of what is to come rises from 120
# to 153 although a cohort is left out of it (its own is NaN). A plan without a row is refused, an empty one is not.
# Guess before the run: NaN for that cohort only, the ratio of the others unchanged.
# Seen:  known 0.9 [180.0, 180.0, 180.0, 180.0] 120.0; one unknown 1.256 [180.0, nan, 191.9, 211.6] 153.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check actuarial-reserving==0.1.0 pandas==3.0.6 \
    numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import pandas
from reserving import CapeCod, Triangle

years = [2020, 2021, 2022, 2023]
paid = {1: [100] * 4, 2: [150, 150, 150, None], 3: [170, 170, None, None], 4: [180, None, None, None]}
triangle = Triangle(pandas.DataFrame(paid, index=years))
seen = {}
for name, plan in (("known", [200.0] * 4), ("one unknown", [200.0, None, 200.0, 200.0])):
    fit = CapeCod(triangle, pandas.Series(plan, index=years, dtype=float)).fit()
    ultimates = fit.ultimates().round(1).tolist()
    seen[name] = f"{round(fit.elr(), 3)} {ultimates} {round(fit.total_ibnr(), 1)}"
print("; ".join(f"{name} {values}" for name, values in seen.items()))
assert seen == {
    "known": "0.9 [180.0, 180.0, 180.0, 180.0] 120.0",
    "one unknown": "1.256 [180.0, nan, 191.9, 211.6] 153.5",
}, seen
PY
"$folder/venv/bin/python" "$folder/seen.py"
