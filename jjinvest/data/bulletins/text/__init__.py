"""The text of a bulletin made ready: title, byline, sections, sentences, and the words of the rules."""
