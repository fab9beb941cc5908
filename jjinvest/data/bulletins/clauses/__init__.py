"""Readings from clause to clause: the state of the reader, goals, corrections, authorities, and rows."""
