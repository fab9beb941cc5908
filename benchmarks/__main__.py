"""Run one benchmark by name, or all: `python -m benchmarks [NAME ...]`."""

import sys

from benchmarks import bounds, engine, landing, ledger_recall, ledger_year, reconciler

BENCHMARKS = {
    "bounds": bounds.main,
    "engine": engine.main,
    "landing": landing.main,
    "ledger_recall": ledger_recall.main,
    "ledger_year": ledger_year.main,
    "reconciler": reconciler.main,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
