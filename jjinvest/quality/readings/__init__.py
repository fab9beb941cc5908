"""Readings of a bulletin, decided by arithmetic."""
