"""Data quality: published figures reconciled, bounded, reconstructed; pure functions."""
