"""Times that a text speaks of: its own year, headings, lists and the periods of sentences."""
