#!/usr/bin/env bash
# actuarialpy 0.46.3, seasonal factors and trends: five years of quarters with factors 0.7, 1.1, 0.9, 1.3 and growth of 2 % a
# quarter. If one second quarter is unknown (NaN) it is summed to 0 before anything else: the factor of all second
# quarters falls to 0.83, the others rise. Without its row, that quarter is left out and the factors are right. In a
# trend of months taken as quarters, one unknown month is 0 in its quarter: -2.2 % a year where growth is 12 %.
# Guess before the run: an unknown quarter or month is left out, or refused; the trend refuses a value that is not finite.
# Seen:  whole [0.701, 1.099, 0.899, 1.301]; no row the same; unknown [0.773, 0.828, 0.987, 1.412]; trend 0.12 and -0.022
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check actuarialpy==0.46.3 pandas==3.0.6 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy
import pandas
from actuarialpy.seasonality import seasonality_factors
from actuarialpy.trend import fit_trend

quarters = pandas.DataFrame(
    {
        "start": pandas.date_range("2019-01-01", periods=20, freq="QS"),
        "amount": 100 * numpy.tile([0.7, 1.1, 0.9, 1.3], 5) * 1.02 ** numpy.arange(20),
    }
)
unknown = quarters.copy()
unknown.loc[9, "amount"] = numpy.nan
seasons = {
    name: seasonality_factors(table, date_col="start", value_col="amount", freq="Q").round(3).tolist()
    for name, table in (("whole", quarters), ("no row", quarters.drop(index=9)), ("unknown", unknown))
}
months = pandas.DataFrame(
    {
        "start": pandas.date_range("2022-01-01", periods=24, freq="MS"),
        "amount": 100 * 1.12 ** (numpy.arange(24) / 12),
    }
)
gap = months.copy()
gap.loc[22, "amount"] = numpy.nan
trends = [
    round(fit_trend(table, date_col="start", value_col="amount", freq="Q").annual_trend, 3) for table in (months, gap)
]
print("; ".join(f"{name} {factors}" for name, factors in seasons.items()) + "; trend", *trends)
assert seasons["whole"] == seasons["no row"] == [0.701, 1.099, 0.899, 1.301], seasons
assert seasons["unknown"] == [0.773, 0.828, 0.987, 1.412], seasons
assert trends == [0.12, -0.022], trends
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
