"""Findings on a ledger as a whole: its columns, its sheets, its groups and what a report leaves out."""
