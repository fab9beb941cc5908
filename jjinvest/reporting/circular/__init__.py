"""The circular of a period: a few paragraphs, one table and two charts from published facts."""
