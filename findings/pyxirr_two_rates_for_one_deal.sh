#!/usr/bin/env bash
# pyxirr 0.10.8: the internal rate of return of three yearly flows with two changes of sign, −100, 230, −132, which has two
# roots, 10 and 20 percent. irr gives 20, xirr of the same flows on 1 January of three years 10; for the other side of the
# deal (all signs turned) irr gives 10. Each is handed over as the rate, without a word of the other.
# Guess before the run: an error or None, or one and the same root from all three.
# Seen:  irr 0.2; xirr 0.1; irr of the other side 0.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pyxirr==0.10.8
cat > "$folder/seen.py" <<'PY'
from datetime import date

import pyxirr

flows = [-100.0, 230.0, -132.0]
dates = [date(year, 1, 1) for year in (2021, 2022, 2023)]
rates = pyxirr.irr(flows), pyxirr.xirr(dates, flows), pyxirr.irr([-flow for flow in flows])
seen = [round(rate, 6) for rate in rates]
print("irr {}; xirr {}; irr of the other side {}".format(*seen))
assert seen == [0.2, 0.1, 0.1], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
