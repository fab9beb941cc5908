"""Benchmarks and their generators."""
