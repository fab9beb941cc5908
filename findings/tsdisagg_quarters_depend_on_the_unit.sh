#!/usr/bin/env bash
# tsdisagg 1.3.2, method chow-lin: annual amounts are spread over quarters along an indicator. The search for the
# autocorrelation begins at a variance of 0.8 in whatever unit the amounts have: with the same amounts in 亿元 it ends at 0,
# in 万元 at 1, both "success", and one quarter is 64.34 or 60.92. The likelihood, the same in both units but for a constant,
# is highest at 0.
# Guess before the run: the same quarters, times 10,000.
# Seen:  亿元 rho 0.00 2016Q1 64.34; 万元 rho 1.00 2016Q1 60.92; highest likelihood at 0.00 and 0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check tsdisagg==1.3.2 pandas==2.3.3 numpy==2.3.5 \
    scipy==1.16.3
cat > "$folder/seen.py" <<'PY'
import numpy
import pandas
from tsdisagg import disaggregate_series

INDICATOR = [59, 49, 51, 49, 48, 48, 40, 40, 37, 50, 52, 51, 50, 48, 44, 43, 46, 45, 50, 49, 50, 57, 59, 58, 58, 60, 69, 68]
INDICATOR = numpy.array([*INDICATOR, 67, 72, 69, 68], dtype=float)
YEARS = numpy.array([322.6, 281.6, 303.7, 304.2, 277.8, 341.0, 376.0, 387.5])
SUMS = numpy.kron(numpy.eye(len(YEARS)), numpy.ones(4))


def spread(unit):
    years = frame("YS", amount=YEARS * unit)
    columns = frame("QS", constant=numpy.ones(len(INDICATOR)), indicator=INDICATOR)
    quarters, fit = disaggregate_series(years, columns, method="chow-lin", verbose=False, return_optim_res=True)
    assert fit.success
    return fit.x[0], numpy.asarray(quarters).ravel()[8] / unit


def frame(step, **columns):
    count = len(next(iter(columns.values())))
    return pandas.DataFrame(columns, index=pandas.date_range("2014-01-01", periods=count, freq=step))


def likelihood(rho, unit):
    far = numpy.abs(numpy.subtract.outer(range(len(INDICATOR)), range(len(INDICATOR))))
    inside = SUMS @ rho**far @ SUMS.T
    design = SUMS @ numpy.column_stack([numpy.ones(len(INDICATOR)), INDICATOR])
    weight = numpy.linalg.inv(inside)
    beta = numpy.linalg.solve(design.T @ weight @ design, design.T @ weight @ (YEARS * unit))
    rest = YEARS * unit - design @ beta
    return -len(YEARS) / 2 * numpy.log(rest @ weight @ rest) - numpy.linalg.slogdet(inside)[1] / 2


grid = numpy.linspace(0.0001, 0.9999, 1000)
units = {"亿元": 1.0, "万元": 1e4}
seen = {name: spread(unit) for name, unit in units.items()}
best = [grid[numpy.argmax([likelihood(rho, unit) for rho in grid])] for unit in units.values()]
found = "; ".join(f"{name} rho {rho:.2f} 2016Q1 {amount:.2f}" for name, (rho, amount) in seen.items())
print(f"{found}; highest likelihood at {best[0]:.2f} and {best[1]:.2f}")
assert [f"{rho:.2f} {amount:.2f}" for rho, amount in seen.values()] == ["0.00 64.34", "1.00 60.92"], seen
assert max(best) < 0.01, best
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
