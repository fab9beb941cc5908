"""Judge rows: every row is accepted, accepted with a remark, or sent back for correction at a named cell."""
