"""Run every benchmark: `make bench`; `python -m benchmarks NAME …` runs those named."""

import sys
from itertools import takewhile

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
    total_factors,
    ultimates,
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
    "total_factors": total_factors.main,
    "ultimates": ultimates.main,
}
"""Benchmarks that run only by name: they take minutes.

`backtest`, `annual_total`, `forecast_record`, `forecast_tuning` and `total_factors` write tables of the
package.
"""


def main(arguments: list[str]) -> int:
    """Run the benchmarks named before the first option, or all but those on request."""
    every = BENCHMARKS | ON_REQUEST
    names = list(takewhile(lambda argument: not argument.startswith("-"), arguments))
    unknown = [name for name in names if name not in every]
    if unknown or (not names and {"-h", "--help"} & set(arguments)):
        listed = f"benchmarks: {', '.join(BENCHMARKS)}\nonly by name: {', '.join(ON_REQUEST)}"
        print(f"no such benchmark: {', '.join(unknown)}\n{listed}" if unknown else listed)
        return 2 if unknown else 0
    for name in names or BENCHMARKS:
        every[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
