"""Imports kept by version, the one in effect for a report, and what changed between two."""
