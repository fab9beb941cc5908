"""A year in progress: year-end projection by Bühlmann credibility."""
