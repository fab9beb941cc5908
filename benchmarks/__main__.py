"""Run every benchmark: `make bench`; `python -m benchmarks NAME` runs one."""

import sys

from benchmarks import bounds, engine, landing, ledger_recall, reconciler

BENCHMARKS = {
    "bounds": bounds.main,
    "engine": engine.main,
    "landing": landing.main,
    "ledger_recall": ledger_recall.main,
    "reconciler": reconciler.main,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
