"""Read a workbook: sheets, layout, headers, cells and rows."""
