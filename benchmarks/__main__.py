"""Run every benchmark: `make bench`; `python -m benchmarks NAME` runs one."""

import sys

from benchmarks import (
    bounds,
    context,
    engine,
    forecast_m3,
    forecast_table,
    forecast_tuning,
    landing,
    ledger_recall,
    ledger_size,
    ledger_year,
    lumpy_series,
    reconciler,
    scaling,
    trials,
)

BENCHMARKS = {
    "bounds": bounds.main,
    "context": context.main,
    "engine": engine.main,
    "forecast_m3": forecast_m3.main,
    "forecast_table": forecast_table.main,
    "landing": landing.main,
    "ledger_recall": ledger_recall.main,
    "ledger_size": ledger_size.main,
    "ledger_year": ledger_year.main,
    "reconciler": reconciler.main,
    "scaling": scaling.main,
}
ON_REQUEST = {
    "forecast_cross_fitted": forecast_tuning.cross_fitted,
    "forecast_lumpy": lumpy_series.main,
    "forecast_record": forecast_m3.record,
    "forecast_tuning": forecast_tuning.main,
    "trials": trials.main,
}
"""Only by name: minutes long, and all but the first two write tables into the package."""

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        (BENCHMARKS | ON_REQUEST)[name]()
