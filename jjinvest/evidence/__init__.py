"""What the printed figures are worth: recomputed, compared, classed, dated."""

from jjinvest.evidence.against_ledger import against_ledger
from jjinvest.evidence.reconcile import reconcile, summary
from jjinvest.evidence.vintages import revisions, vintages

__all__ = ["against_ledger", "reconcile", "revisions", "summary", "vintages"]
