"""Numbers of a text: digits and numerals, lists, classes of size, and what is no figure."""
