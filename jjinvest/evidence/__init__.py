"""What the printed figures are worth: recomputed, compared, bounded."""

from jjinvest.evidence.reconcile import reconcile, summary

__all__ = ["reconcile", "summary"]
