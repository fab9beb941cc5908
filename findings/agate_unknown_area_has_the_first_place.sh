#!/usr/bin/env bash
# agate 1.14.2 (tables for journalists, below csvkit): ranked from the largest amount down, the area whose amount is not known has place
# 1, those with 100, 9 and 7 have places 2, 3 and 4. Ranked from the smallest up it is last: what is not known is larger than all.
# In a table by area and year an amount that is not known and a year without a row are both 0. rank() of pandas 3.1.1 leaves the
# unknown area without a place and the others in theirs.
# Guess before the run: no place, or the last in both directions; nothing in the table.
# Seen:  down east 3, west 1, north 2, south 4; up east 2, west 4, north 3, south 1; pandas down east 2, west nan, north 1,
#        south 3; west 2022 unknown 0, 2023 without a row 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile agate==1.14.2 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import agate
import pandas

NUMBER, TEXT = agate.Number(), agate.Text()
AMOUNTS = {"east": 9, "west": None, "north": 100, "south": 7}
areas = agate.Table(list(AMOUNTS.items()), ["area", "amount"], [TEXT, NUMBER])
rows = [("east", "2022", 5), ("east", "2023", 9), ("west", "2022", None), ("north", "2022", 80), ("north", "2023", 100)]
years = agate.Table(rows, ["area", "year", "amount"], [TEXT, TEXT, NUMBER])


def places(down: bool) -> str:
    """Return the place of each area."""
    ranked = areas.compute([("place", agate.Rank("amount", reverse=down))])
    return ", ".join(f"{row['area']} {row['place']}" for row in ranked.rows)


west = next(row for row in years.pivot("area", "year", agate.Sum("amount")).rows if row["area"] == "west")
known = pandas.Series(AMOUNTS, dtype=float).rank(ascending=False)
seen = (
    f"down {places(True)}; up {places(False)}; "
    f"pandas down {', '.join(f'{area} {place:g}' for area, place in known.items())}; "
    f"west 2022 unknown {west['2022']}, 2023 without a row {west['2023']}"
)
print(seen)
assert seen == (
    "down east 3, west 1, north 2, south 4; up east 2, west 4, north 3, south 1; "
    "pandas down east 2, west nan, north 1, south 3; west 2022 unknown 0, 2023 without a row 0"
), seen
PY
venv/bin/python -W ignore seen.py
