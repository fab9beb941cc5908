"""Synthetic districts with known truth: projects and payments, published figures, workbooks, clerks' errors.

`simulate` draws projects and payments from `parameters`; `ledgers` derives the ledger of any month; `publish` prints
half year and year; `workbook` types ledgers as clerks do and `errors` adds their errors; `command` writes it all.
Nothing here describes a real place, and everything written carries a mark that says so.
"""
