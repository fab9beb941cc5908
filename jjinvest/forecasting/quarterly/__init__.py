"""Quarterly series of any length: structural model, theta, calibrated intervals."""
