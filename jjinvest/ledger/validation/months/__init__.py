"""Months of funds: columns of months, sheets of months, payments with dates, and the month of the ledger."""
