"""Generic checks of published figures: every relation that follows from what the figures measure."""
