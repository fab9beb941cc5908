"""Run every benchmark: `make bench`; `python -m benchmarks NAME` runs one."""

import sys

from benchmarks import bounds, engine, reconciler, scaling

BENCHMARKS = {
    "bounds": bounds.main,
    "engine": engine.main,
    "reconciler": reconciler.main,
    "scaling": scaling.main,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
