"""What people read: tables, charts and pages from results, and where each number comes from."""
