"""Run every benchmark: `make bench`; `python -m benchmarks NAME …` runs those named."""

import sys

from benchmarks import (
    annual_total,
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
    forecast_collections,
    forecast_m3,
    forecast_table,
    forecast_tuning,
    growth_backtest,
    large_district,
    ledger_months,
    ledger_process,
    ledger_reading,
    ledger_recall,
    ledger_size,
    ledger_year,
    loan_statements,
    lumpy_series,
    page_paint,
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
    "forecast_collections": forecast_collections.main,
    "forecast_m3": forecast_m3.main,
    "forecast_table": forecast_table.main,
    "growth_backtest": growth_backtest.main,
    "large_district": large_district.main,
    "ledger_months": ledger_months.main,
    "ledger_recall": ledger_recall.main,
    "ledger_reading": ledger_reading.main,
    "ledger_size": ledger_size.main,
    "ledger_year": ledger_year.main,
    "page_paint": page_paint.main,
    "scaling": scaling.main,
}
ON_REQUEST = {
    "annual_total": annual_total.main,
    "backtest": backtest.main,
    "engine_speed_small": engine_speed.small,
    "faults": faults.main,
    "forecast_lumpy": lumpy_series.main,
    "forecast_record": forecast_m3.write_series_scores,
    "forecast_tuning": forecast_tuning.main,
    "ledger_process": ledger_process.main,
    "loan_statements": loan_statements.main,
}
"""Benchmarks that run only by name: they take minutes.

`backtest`, `annual_total`, `forecast_record` and `forecast_tuning` write tables of the package.
"""

if __name__ == "__main__":
    named = [name for name in sys.argv[1:] if name in BENCHMARKS | ON_REQUEST]
    for name in named or BENCHMARKS:
        (BENCHMARKS | ON_REQUEST)[name]()
