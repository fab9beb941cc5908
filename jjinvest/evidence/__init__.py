"""What the printed figures are worth: recomputed, compared, classed, dated."""

from jjinvest.evidence.reconcile import reconcile, summary
from jjinvest.evidence.vintages import revisions, vintages

__all__ = ["reconcile", "revisions", "summary", "vintages"]
