"""Run every benchmark: `make bench`."""

from benchmarks import reconciler

reconciler.main()
