"""The tables of a workbook: which sheets hold them, where each begins, and what lies beside them."""
