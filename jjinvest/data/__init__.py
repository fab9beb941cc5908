"""Read and validate a district's folder: typed tables, releases, ledger snapshot; every figure has a date."""
