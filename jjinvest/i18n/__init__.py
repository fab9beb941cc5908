"""Languages: message catalogs, number and unit formats."""
