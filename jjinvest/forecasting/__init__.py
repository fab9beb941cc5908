"""Forecasts of a year that is not over: methods, their distributions, evaluation and attribution; pure functions."""
