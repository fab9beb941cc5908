#!/usr/bin/env bash
# acro 1.0.2 (disclosure control of a national statistics project) with pandas 2.3.3: counts of projects by area and kind
# with margins. One cell of 2 is hidden because it is small, and the margins are taken from what is left: 74 projects
# instead of 76, the area's row 13 instead of 15, each marked "ok". A table by kind alone says 37 and 39, 76 in all: two
# tables of one release differ.
# Guess before the run: totals of all rows (76), a second cell hidden so that the first cannot be reckoned back.
# Seen:  by area and kind 35 39 74; by kind alone 37 39; rows 76
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check acro==1.0.2 pandas==2.3.3
cat > seen.py <<'PY'
import logging

import pandas as pd
from acro import ACRO

logging.disable(logging.CRITICAL)
rows = [("a", "x", 20), ("b", "x", 15), ("c", "x", 2), ("a", "y", 12), ("b", "y", 14), ("c", "y", 13)]
projects = pd.DataFrame([row[:2] for row in rows for _ in range(row[2])], columns=["area", "kind"])
session = ACRO(suppress=True)
both = session.crosstab(projects.area, projects.kind, margins=True)
total = [int(number) for number in both.loc["All"]]
kind = [int(number) for number in projects.kind.value_counts().sort_index()]
alone = session.crosstab(projects.kind, pd.Series(["all"] * len(projects), name="all"))
alone = [int(number) for number in alone["all"]]
print("by area and kind {} {} {}; by kind alone {} {}; rows {}".format(*total, *alone, len(projects)))
assert pd.isna(both.loc["c", "x"]), both
assert (total, alone, kind, len(projects)) == ([35, 39, 74], [37, 39], [37, 39], 76), both
PY
venv/bin/python -W ignore seen.py > seen.log 2> log || { cat seen.log log; exit 1; }
tail -1 seen.log
