"""The tables of the pages by name, as frames of plain numbers."""
