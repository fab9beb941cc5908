"""The project ledger (招商项目台账): from a clerk's workbook to checked rows, a store and explained changes.

Amounts are integers of 元 throughout; a text is never an amount, a blank never a zero.
"""
