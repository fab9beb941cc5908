"""Made-up ledgers that satisfy every published figure, and their summary."""
