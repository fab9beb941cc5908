"""Published figures held against each other: identities, discrepancies, corrections, revisions."""
