"""Bulletins as offices publish them: text, web page, Word and PDF, read into proposed figures."""
