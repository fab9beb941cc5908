#!/usr/bin/env bash
# scipy 1.17.1, milp (HiGHS): how much of a total can sixteen projects make up, if they fit below a limit? The solver says
# "Optimal", status 0, at 3,651,186 of at most 3,651,452 (万元). Sums taken one by one reach 3,651,438: 2.52 million yuan
# more. "Optimal" means within a relative gap of 1e-4, the default of mip_rel_gap, which its description does not give; on
# totals of this size that is hundreds of units. With mip_rel_gap=0 the maximum is found. A bound made so can be crossed.
# Guess before the run: of sixteen whole numbers "optimal" is the maximum.
# Seen:  limit 3651452 default 0 3651186 mip_rel_gap=0 0 3651438 every sum 3651438
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

amounts = np.random.default_rng(0).integers(5000, 900000, 16)
limit = int(amounts.sum()) // 2


def most(**options):
    found = milp(
        -amounts.astype(float),
        constraints=LinearConstraint(amounts[None].astype(float), ub=limit),
        integrality=np.ones(len(amounts)),
        bounds=Bounds(0, 1),
        options=options,
    )
    return found.status, round(-found.fun)


sums = {0}
for amount in amounts.tolist():
    sums |= {total + amount for total in sums}
every = max(total for total in sums if total <= limit)
seen = most(), most(mip_rel_gap=0)
print("limit", limit, "default", *seen[0], "mip_rel_gap=0", *seen[1], "every sum", every)
assert seen[0][0] == 0 and seen[0][1] < every - 100, seen
assert seen[1] == (0, every), (seen, every)
PY
"$folder/venv/bin/python" "$folder/seen.py" | grep -v '^HighsMip'
