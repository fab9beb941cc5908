#!/usr/bin/env bash
# forecast-evaluation 0.1.13 (Bank of England, scoring of forecasts): published levels of quarters that grow by 2 % each. If
# the figure of 2020Q3 was never published and has no row, growth is made from row to row: 2020Q4 grew "by period" by
# 4.04 %, and "year on year" the four quarters 2020Q4 to 2021Q3 grew by 10.41 %, over five quarters, where every year has
# 8.24 %. There is no word on it; a row with an empty value is refused. Errors are then measured against these.
# Guess before the run: the growth of those quarters is left out, as a quarter it needs is unknown.
# Seen:  whole pop [2.0, 2.0] yoy [8.24, 8.24, 8.24, 8.24, 8.24]; absent pop [4.04, 2.0] yoy [10.41, 10.41, 10.41, 10.41, 8.24]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check forecast-evaluation==0.1.13 pandas==2.3.3 \
    numpy==2.4.6 pandera==0.35.0
cat > "$folder/seen.py" <<'PY'
import forecast_evaluation
import numpy
import pandas

quarters = pandas.DataFrame(
    {
        "date": pandas.date_range("2018-03-31", periods=16, freq="QE"),
        "value": 100 * 1.02 ** numpy.arange(16),
        "variable": "investment",
        "vintage_date": pandas.Timestamp("2022-03-31"),
        "frequency": "Q",
    }
)
seen = {}
for name, published in (("whole", quarters), ("absent", quarters.drop(index=10))):
    figures = forecast_evaluation.ForecastData(outturns_data=published).outturns
    growth = {}
    for metric, last in (("pop", "2021-03-31"), ("yoy", "2021-12-31")):
        values = figures[figures["metric"] == metric].set_index("date")["value"]
        growth[metric] = (100 * values.loc["2020-12-31":last]).round(2).tolist()
    seen[name] = f"pop {growth['pop']} yoy {growth['yoy']}"
print("; ".join(f"{name} {values}" for name, values in seen.items()))
assert seen == {
    "whole": "pop [2.0, 2.0] yoy [8.24, 8.24, 8.24, 8.24, 8.24]",
    "absent": "pop [4.04, 2.0] yoy [10.41, 10.41, 10.41, 10.41, 8.24]",
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
