#!/usr/bin/env bash
# forecopy 0.1.1 (reconciliation of forecasts by the authors of FoReco) makes forecasts of parts and total add up. It
# calculates in single precision, whatever comes in: of a district's total of 108.8 billion yuan and three parts, the
# reconciled total is 2,902 yuan below the exact one, and the parts add up to 2,048 yuan more than the total. There is no
# word on it, and a sum that is taken in single precision too looks right.
# Guess before the run: parts and total agree to a fraction of a fen, as numpy's 64-bit numbers came in.
# Seen:  float32 total 106599997440 exact 106600000342 parts - total 2048
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check forecopy==0.1.1 jax==0.10.2 jaxlib==0.10.2 \
    numpy==2.4.6 scipy==1.17.1
cat > "$folder/seen.py" <<'PY'
import forecopy
import numpy as np

base = np.array([[108_800_000_000.0, 50_000_000_123.0, 30_000_000_456.0, 20_000_000_789.0]])
district = forecopy.cstools(agg_mat=np.array([[1, 1, 1]]))
reconciled = np.asarray(forecopy.csrec(base=base, params=district, comb="ols"))
gap = base[0, 0] - base[0, 1:].sum()
exact = base[0, 0] - gap / 4
total, *parts = reconciled[0].astype(float).tolist()
print(reconciled.dtype, f"total {total:.0f} exact {exact:.0f} parts - total {sum(parts) - total:.0f}")
assert reconciled.dtype == np.float32, reconciled.dtype
assert abs(total - exact) > 1000 and abs(sum(parts) - total) > 1000, (reconciled, exact)
PY
JAX_PLATFORMS=cpu "$folder/venv/bin/python" -W ignore "$folder/seen.py"
