"""Synthetic districts with known truth, for tests and benchmarks; every file is marked as synthetic."""
