"""Workbooks for clerks: the template and the annotated workbook."""
