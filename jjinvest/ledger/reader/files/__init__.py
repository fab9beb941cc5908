"""The file of a workbook: its format, its cells as they are stored, and what its XML says beside them."""
