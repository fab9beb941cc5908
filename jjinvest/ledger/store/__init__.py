"""Store of imports, the effective import of a report, and changes between two imports."""
