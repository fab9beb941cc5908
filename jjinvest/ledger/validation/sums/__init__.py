"""Sums beside the projects: rows with and without a label, and sheets that sum up."""
