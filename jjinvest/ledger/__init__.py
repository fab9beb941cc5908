"""Project ledger (招商项目台账): read, validate and store a clerk's workbook, and explain changes.

Amounts are integers of 元. A text is never an amount, and a blank is never zero.
"""
