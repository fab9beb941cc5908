"""Run every benchmark: `make bench`; `python -m benchmarks NAME` runs one."""

import sys

from benchmarks import bounds, engine, ledger_year, reconciler

BENCHMARKS = {
    "bounds": bounds.main,
    "engine": engine.main,
    "ledger_year": ledger_year.main,
    "reconciler": reconciler.main,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
