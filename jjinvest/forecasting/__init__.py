"""Forecasts of a year that is not over: methods, distributions, evaluation, attribution; pure functions."""
