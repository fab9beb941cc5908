"""Frames of plain numbers: columns, heads, parts, spans of time, and what is asked of them."""
