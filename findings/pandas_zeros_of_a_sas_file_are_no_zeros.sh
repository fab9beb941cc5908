#!/usr/bin/env bash
# pandas 3.1.1: a SAS transport file (.xpt), in which statistical offices hand out tables, with the amounts of four areas, two
# of them 0. read_sas reads each 0 as 5.4e-79. It is shown as 0.0 beside other amounts, but no area "has nothing": counting
# zeros gives 0, and growth from nothing, which must be left out, is 2.2e+81 %. pyreadstat 1.3.7 reads the same file's zeros.
# Guess before the run: 0, 12.5, 0 and 8, two areas with nothing; a format of whole bytes has an exact 0.
# Seen:  0 is 5.4e-79 in pandas, 0 areas with nothing, growth from 0 to 12 2.2e+81 %; pyreadstat 2 areas with nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pandas==3.1.1 pyreadstat==1.3.7 numpy==2.4.6
cat > seen.py <<'PY'
import pandas as pd
import pyreadstat

areas = pd.DataFrame({"area": ["A", "B", "C", "D"], "before": [0.0, 12.5, 0.0, 8.0], "now": [12.0, 13.0, 3.0, 0.0]})
pyreadstat.write_xport(areas, "areas.xpt", file_format_version=5)
read = pd.read_sas("areas.xpt")
by_pyreadstat, _ = pyreadstat.read_xport("areas.xpt")
growth = (read["now"][0] / read["before"][0] - 1) * 100
nothing, nothing_there = int((read["before"] == 0).sum()), int((by_pyreadstat["before"] == 0).sum())
print(
    f"0 is {read['before'][0]:.1e} in pandas, {nothing} areas with nothing, growth from 0 to 12 {growth:.1e} %;",
    f"pyreadstat {nothing_there} areas with nothing",
)
assert f"{read['before'][0]:.1e}" == "5.4e-79" and nothing == 0, read
assert f"{growth:.1e}" == "2.2e+81", growth
assert nothing_there == 2 and by_pyreadstat["before"].tolist() == [0, 12.5, 0, 8], by_pyreadstat
PY
venv/bin/python -W ignore seen.py
