"""Pages, facts, tables, workbooks and archives from executed notebooks."""
