"""Validate rows: accepted, accepted with a remark, or rejected at a named cell."""
