"""Synthetic districts with known truth, for trials, tests and benchmarks; everything written is marked as synthetic."""
