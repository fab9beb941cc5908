"""Simulated ledgers that satisfy every published figure, and their summary."""
