"""Read a workbook: sheets, layout, headers, cells and rows as they stand in the file."""
