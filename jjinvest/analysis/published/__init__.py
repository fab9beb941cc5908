"""Measures from published figures: parts, what these leave of the whole, and what came later."""
