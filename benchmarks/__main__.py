"""Run every benchmark: `make bench`; `python -m benchmarks NAME …` runs those named."""

import sys

from benchmarks import (
    backtest,
    bounds,
    bulletin_extraction,
    bulletin_reading,
    check_times,
    credibility,
    engine,
    engine_speed,
    faults,
    figure_checks,
    forecast_m3,
    forecast_table,
    forecast_tuning,
    growth_backtest,
    ledger_months,
    ledger_reading,
    ledger_recall,
    ledger_size,
    ledger_year,
    loan_statements,
    lumpy_series,
    scaling,
)

BENCHMARKS = {
    "bounds": bounds.main,
    "check_times": check_times.main,
    "bulletin_extraction": bulletin_extraction.main,
    "bulletin_reading": bulletin_reading.main,
    "credibility": credibility.main,
    "engine": engine.main,
    "engine_speed": engine_speed.main,
    "figure_checks": figure_checks.main,
    "forecast_m3": forecast_m3.main,
    "forecast_table": forecast_table.main,
    "growth_backtest": growth_backtest.main,
    "ledger_months": ledger_months.main,
    "ledger_recall": ledger_recall.main,
    "ledger_reading": ledger_reading.main,
    "ledger_size": ledger_size.main,
    "ledger_year": ledger_year.main,
    "scaling": scaling.main,
}
ON_REQUEST = {
    "backtest": backtest.main,
    "faults": faults.main,
    "forecast_cross_fitted": forecast_tuning.cross_fitted,
    "forecast_lumpy": lumpy_series.main,
    "forecast_record": forecast_m3.write_series_scores,
    "forecast_tuning": forecast_tuning.main,
    "loan_statements": loan_statements.main,
}
"""Benchmarks that run only by name: they take minutes.

All but `faults`, `forecast_cross_fitted`, `forecast_lumpy` and `loan_statements` write tables of the package.
"""

if __name__ == "__main__":
    named = [name for name in sys.argv[1:] if name in BENCHMARKS | ON_REQUEST]
    for name in named or BENCHMARKS:
        (BENCHMARKS | ON_REQUEST)[name]()
