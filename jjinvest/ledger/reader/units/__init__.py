"""Units and currencies of amounts: in titles, headers, columns, formats, notes and rows."""
