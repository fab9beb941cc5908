"""Foundation: quantities with their definition (口径), facts, periods, access levels, errors, assumptions; no I/O."""
