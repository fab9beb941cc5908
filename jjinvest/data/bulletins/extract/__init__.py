"""Text of a bulletin from a file (txt, html, docx, pdf with a text layer), block by block, with its place."""

from __future__ import annotations

from jjinvest.data.bulletins.extract.read import read_document, read_pasted_bytes, read_pasted_text

__all__ = ["read_document", "read_pasted_bytes", "read_pasted_text"]
