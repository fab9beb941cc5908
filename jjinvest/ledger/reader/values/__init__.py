"""Values of cells and rows: amounts, dates, choices and texts."""
