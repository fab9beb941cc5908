"""What an analyst works with: one object with the numbers of a district as plain frames."""
