"""Measures from the rows of a ledger: by what, in which statistic, and the rows behind them."""
