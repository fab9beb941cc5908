"""Scores, backtests and benchmark records of the methods."""
