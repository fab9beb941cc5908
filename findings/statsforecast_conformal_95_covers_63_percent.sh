#!/usr/bin/env bash
# statsforecast 2.1.1: conformal intervals, as they are set up from two back-tested periods, for 300 areas whose yearly figure
# moves around 100 by chance. Conformal intervals are known for holding their level without an assumption; from two errors
# that is possible up to 2 in 3, so that an interval of 95 % must be unbounded or refused. It is given, is as wide as that
# of 80 %, and contains 63 % of the figures, 87 % from eight periods. The interval by the normal distribution contains 95 %.
# Guess before the run: 95 % or more, or a refusal.
# Seen:  two periods 80 % contains 0.59, 95 % contains 0.63; eight periods 95 % contains 0.87; normal 0.95
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    statsforecast==2.1.1 utilsforecast==0.2.17 pandas==2.3.3 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import numpy
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import HistoricAverage
from statsforecast.utils import ConformalIntervals

AREAS, YEARS = 300, 24
figures = numpy.random.default_rng(1).normal(100, 10, (AREAS, YEARS + 1))
known = pd.DataFrame(
    {
        "unique_id": numpy.repeat(numpy.arange(AREAS), YEARS),
        "ds": numpy.tile(numpy.arange(YEARS), AREAS),
        "y": figures[:, :YEARS].ravel(),
    }
)


def contained(intervals: ConformalIntervals | None, level: int) -> float:
    """Return the share of areas whose next figure is in the interval."""
    model = HistoricAverage(prediction_intervals=intervals, alias="mean")
    forecast = StatsForecast(models=[model], freq=1).forecast(df=known, h=1, level=[level])
    low, high = (forecast.sort_values("unique_id")[f"mean-{side}-{level}"].to_numpy() for side in ("lo", "hi"))
    return round(float(((low <= figures[:, YEARS]) & (figures[:, YEARS] <= high)).mean()), 2)


assert ConformalIntervals().n_windows == 2
two = [contained(ConformalIntervals(), level) for level in (80, 95)]
eight, normal = contained(ConformalIntervals(n_windows=8), 95), contained(None, 95)
print(
    f"two periods 80 % contains {two[0]:.2f}, 95 % contains {two[1]:.2f};",
    f"eight periods 95 % contains {eight:.2f}; normal {normal:.2f}",
)
assert (two, eight, normal) == ([0.59, 0.63], 0.87, 0.95), (two, eight, normal)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
