"""Reconciliation of published figures: identities, discrepancies, corrections, revisions."""
