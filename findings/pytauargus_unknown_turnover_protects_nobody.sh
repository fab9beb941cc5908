#!/usr/bin/env bash
# pytauargus 0.6.0 (disclosure control of tables). Its documents say that None is a missing value; the table counts it as a
# turnover of 0 by one more firm. With three firms required, a cell with two known figures is safe and shows their sum, from
# which each firm sees the other's; a cell of three firms that did not report shows 0, and the totals above are short, with
# nothing to show it. Without the row of the firm that did not report, the same cell is suppressed.
# Guess before the run: two figures are too few, and three unknown ones are no 0.
# Seen:  one of three unknown 20.0 safe, all unknown 0.0 safe, row left out x; totals 270.0 250.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pytauargus==0.6.0
cat > "$folder/seen.py" <<'PY'
import sys

from pytauargus import protect

KNOWN = [30.0, 35.0, 35.0], [20.0, 20.0, 20.0], [30.0, 30.0, 30.0]
CELLS = ("north", "trade"), ("south", "industry"), ("south", "trade"), ("north", "industry")


def cell(turnovers, place):
    figures = [*KNOWN, turnovers]
    rows = [(*CELLS[k], value) for k, values in enumerate(figures) for value in values]
    columns = {name: [row[k] for row in rows] for k, name in enumerate(("area", "branch", "turnover"))}
    table = protect(
        columns, ["area", "branch"], response="turnover", safety_rules="FREQ(3,20)", suppress="OPT(1)", workdir=place
    ).tables[0]
    frame = table.dataframe()
    records = frame if isinstance(frame, list) else frame.to_dict("records")
    keys = [(record["area"], record["branch"]) for record in records]
    shown = dict(zip(keys, table.safe()))
    return shown["north", "industry"], shown["Total", "Total"]


reported = [None, 10.0, 10.0], [None, None, None], [10.0, 10.0]
seen = [cell(values, f"{sys.argv[1]}/{k}") for k, values in enumerate(reported)]
print(
    f"one of three unknown {seen[0][0]} safe, all unknown {seen[1][0]} safe, row left out {seen[2][0]};",
    f"totals {seen[0][1]} {seen[1][1]}",
)
assert seen[:2] == [(20.0, 270.0), (0.0, 250.0)], seen
assert seen[2][0] == "x", seen
PY
cd "$folder"
venv/bin/python -W ignore seen.py "$folder"
