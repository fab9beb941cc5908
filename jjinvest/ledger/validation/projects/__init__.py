"""Rows that are of one project: duplicates, corrections, phases, and the same project in several sheets."""
