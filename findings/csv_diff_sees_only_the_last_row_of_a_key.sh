#!/usr/bin/env bash
# csv-diff 1.2 compares two editions of a table by a key. The key given is the area, and each area has a row for 2022 and one
# for 2023, of which nothing is said. Only the last row of each area is compared: the figure of 2022 went from 108.8 to 118.8 and
# a row was added for 2021, and the answer is that nothing changed, in Python as on the command line. Were the rows in
# another order, it would be a change of the whole row. Compared by whole rows (without --key), both changes are shown.
# Guess before the run: a refusal, as the key is no key; or both changes.
# Seen:  by area 0 changed 0 added 0 removed; in another order 1 changed 0 added 0 removed; whole rows 2 added 1 removed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check csv-diff==1.2
printf 'area,year,amount\nA,2022,108.8\nA,2023,12.5\nB,2022,59.3\nB,2023,61.0\n' > first.csv
printf 'area,year,amount\nA,2021,99.1\nA,2022,118.8\nA,2023,12.5\nB,2022,59.3\nB,2023,61.0\n' > second.csv
printf 'area,year,amount\nA,2023,12.5\nA,2022,118.8\nA,2021,99.1\nB,2022,59.3\nB,2023,61.0\n' > other.csv
cat > seen.py <<'PY'
import json
import subprocess


def compared(edition: str, *key: str) -> dict[str, int]:
    command = ["venv/bin/csv-diff", "first.csv", edition, *key, "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {kind: len(answer[kind]) for kind in ("changed", "added", "removed")}


by_area, other = compared("second.csv", "--key=area"), compared("other.csv", "--key=area")
whole = compared("second.csv")
shown = [" ".join(f"{count} {kind}" for kind, count in answer.items()) for answer in (by_area, other)]
print(f"by area {shown[0]}; in another order {shown[1]}; whole rows {whole['added']} added {whole['removed']} removed")
assert by_area == {"changed": 0, "added": 0, "removed": 0}, by_area
assert other == {"changed": 1, "added": 0, "removed": 0}, other
assert whole == {"changed": 0, "added": 2, "removed": 1}, whole
PY
venv/bin/python seen.py
