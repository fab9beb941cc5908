"""Published and ledger figures of a district's investment promotion: loaded, computed, reconciled, looked ahead."""

__version__ = "0.1.0"
