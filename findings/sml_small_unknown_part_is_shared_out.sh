#!/usr/bin/env bash
# sml-small 1.3.2 (editing methods of a national statistics office): a total of 100, the total expected is 100 too, and of the
# three parts 60 and 30 are known. The part that was not reported counts as 0: the total, which was right, is "corrected" to
# 90, or on request the parts are scaled to 66.7 and 33.3, which shares out the unknown 10; both are marked as corrections.
# And with a threshold of a tenth, parts of 95 for a total of 100 are corrected, parts of -95 for -100 never are.
# Guess before the run: a mark for a person to look at, and nothing changed; the same for a balance below zero.
# Seen:  unknown part: total 90 (T), parts 66.7 nan 33.3 (C); tenth: 95 (T), below zero -100 (M)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sml-small==1.3.2 pandas==2.3.3 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import math

from sml_small.editing import totals_and_components

UNKNOWN = math.nan
parts = [60, UNKNOWN, 30]
total = totals_and_components("A", 100, parts, True, predictive=100, absolute_difference_threshold=20)
scaled = totals_and_components("A", 100, parts, False, predictive=100, absolute_difference_threshold=20)
above = totals_and_components("A", 100, [60, 35], True, predictive=96, percentage_difference_threshold=0.1)
below = totals_and_components("A", -100, [-60, -35], True, predictive=-96, percentage_difference_threshold=0.1)
shown = " ".join(f"{float(part):.3g}" for part in scaled.final_components)
print(
    f"unknown part: total {total.final_total} ({total.tcc_marker}), parts {shown} ({scaled.tcc_marker});",
    f"tenth: {above.final_total} ({above.tcc_marker}), below zero {below.final_total} ({below.tcc_marker})",
)
assert (total.final_total, total.tcc_marker) == ("90", "T"), total
assert (shown, scaled.tcc_marker) == ("66.7 nan 33.3", "C"), scaled
assert (above.final_total, above.tcc_marker, below.final_total, below.tcc_marker) == ("95", "T", "-100", "M"), below
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" 2> "$folder/log" | tail -1
