"""Foundation without I/O: quantities and definitions (口径), facts, periods, access tiers, errors."""
