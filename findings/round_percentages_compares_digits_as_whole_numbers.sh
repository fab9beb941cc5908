#!/usr/bin/env bash
# round-percentages 1.0 and largest-remainder 0.1.0 both round shares so that they still add up to 100, and both name the
# largest remainder as their method. round-percentages compares what stands behind the point as whole numbers: .25 (25)
# is larger than .5 (5). Of 10.5, 20.25 and 69.25 it makes 10, 21, 69, and a share of 0.6 gives its place to one of 39.27.
# With the same number of decimals in all shares, or unrounded floats of equal length, it is right, as in its example.
# Guess before the run: the same from both, 11 20 69 and 1 39 60.
# Seen:  round-percentages [10, 21, 69] [0, 40, 60]; largest-remainder [11, 20, 69] [1, 39, 60]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check round-percentages==1.0 largest-remainder==0.1.0
cat > "$folder/seen.py" <<'PY'
import round_percentages
from largest_remainder import LargestRemainder

shares = ([10.5, 20.25, 69.25], [0.6, 39.27, 60.13])
first = [list(round_percentages(values)) for values in shares]
second = [LargestRemainder.round(values) for values in shares]
print("round-percentages", *first, "largest-remainder", *second)
assert first == [[10, 21, 69], [0, 40, 60]], first
assert second == [[11, 20, 69], [1, 39, 60]], second
PY
"$folder/venv/bin/python" "$folder/seen.py"
