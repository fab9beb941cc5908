#!/usr/bin/env bash
# statsmodels 0.15.0: robust centre (RLM, Huber, intercept only) of five projects, 1, 2, 3, 4 and 100 亿元. In 亿元 it is
# 3. The same amounts in 万元 and in 元 give another centre, near the mean that the large project pulls away: the fit
# ends after two steps and says that it converged, since the change is measured against residuals divided by their
# variance, which has the square of the unit. With conv="coefs" the centre is 3 in every unit.
# Guess before the run: the same centre in every unit, as with conv="coefs".
# Seen:  亿元: centre 3.0   万元: centre 13.55   元: centre 13.55   coefs: 3.0 3.0 3.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check statsmodels==0.15.0
cat > "$folder/seen.py" <<'PY'
import numpy as np
from statsmodels.robust.norms import HuberT
from statsmodels.robust.robust_linear_model import RLM

amounts = np.array([1.0, 2.0, 3.0, 4.0, 100.0])


def centre(scale, **options):
    fit = RLM(amounts * scale, np.ones((5, 1)), M=HuberT()).fit(**options)
    return round(float(fit.params[0]) / scale, 2)


units = {"亿元": 1.0, "万元": 1e4, "元": 1e8}
seen = {unit: centre(scale) for unit, scale in units.items()}
coefs = [centre(scale, conv="coefs") for scale in units.values()]
print("   ".join(f"{unit}: centre {value}" for unit, value in seen.items()), "  coefs:", *coefs)
assert coefs == [3.0, 3.0, 3.0], coefs
assert seen == {"亿元": 3.0, "万元": 13.55, "元": 13.55}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
