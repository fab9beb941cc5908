"""The project ledger (招商项目台账): from a clerk's workbook to checked rows, a store and explained changes.

Reading (`workbook`, `layout`, `cells`) says what stands in the file; `rules`, `flows`, `duplicates` judge it; `intake`
joins them into one result in which every row is accepted, accepted with a remark, or rejected at a named cell.
Amounts are integers of 元 throughout; a text is never an amount, a blank never a zero.
"""
