"""The only way published figures get in: read a district's folder, check every table against its schema, date every figure."""
