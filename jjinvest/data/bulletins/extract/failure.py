"""The one error of the extraction; :func:`read_document` adds the name of the file."""

from __future__ import annotations


class UnreadableDocumentError(Exception):
    """A file holds no text that can be read: what was found, what was expected, and the remedy."""

    def __init__(self, found: str, expected: str, remedy: str) -> None:
        super().__init__(found)
        self.parts = (found, expected, remedy)
