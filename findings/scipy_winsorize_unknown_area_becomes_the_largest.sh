#!/usr/bin/env bash
# scipy 1.17.1: twelve areas, eleven with an amount from 1 to 90 and one that did not report. winsorize is to set the upper
# tenth, one area, to the next largest amount, so that the one of 90 does not rule the mean. The area that did not report
# counts as the largest: it is given 90 and the outlier stays, so that it is there twice. With nan_policy="omit" the area stays
# unknown, but it still takes the place of the one to be limited: nothing is. Of the eleven areas alone, 90 becomes 10.
# Guess before the run: unknown for the area that did not report, 10 for the outlier; or all unknown.
# Seen:  as set up 10, 90, 90 mean 19.58; omitted 10, 90, nan mean 13.18; eleven areas 10, 10 mean 5.91
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy
from scipy.stats.mstats import winsorize


def ends(amounts: numpy.ma.MaskedArray) -> str:
    """Return the amounts from the tenth area on."""
    return ", ".join(f"{amount:g}" for amount in amounts.data[9:])


areas = numpy.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 90, numpy.nan])
limited = winsorize(areas, limits=(0, 0.1))
omitted = winsorize(areas, limits=(0, 0.1), nan_policy="omit")
reported = winsorize(areas[:-1], limits=(0, 0.1))
print(
    f"as set up {ends(limited)} mean {limited.mean():.2f}; omitted {ends(omitted)} mean {numpy.nanmean(omitted.data):.2f};",
    f"eleven areas {ends(reported)} mean {reported.mean():.2f}",
)
assert ends(limited) == "10, 90, 90" and round(float(limited.mean()), 2) == 19.58, limited
assert ends(omitted) == "10, 90, nan" and not numpy.ma.getmaskarray(omitted).any(), omitted
assert ends(reported) == "10, 10" and round(float(reported.mean()), 2) == 5.91, reported
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
