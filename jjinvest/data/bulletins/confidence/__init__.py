"""What makes a reading doubtful, and what that does to its confidence."""
