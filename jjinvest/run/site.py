"""The pages, facts and tables of a run, made from its executed notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from jjinvest.records import records
from jjinvest.run.export import export_page
from jjinvest.run.files import json_bytes
from jjinvest.run.plan import Page
from jjinvest.run.publish import merge_facts, write_tables


def build(work: Path, pages: Sequence[Page]) -> None:
    """Export every executed notebook in `work`, and write index.html, facts.json and tables/ beside them.

    Raises
    ------
    JJInvestError
        If two pages showed different numbers under one id.
    """
    notebooks = {page: nbformat.read(work / page.file("ipynb"), as_version=4) for page in pages}
    found = {page: records(notebook) for page, notebook in notebooks.items()}
    titles = {
        (page.notebook, page.language): next(
            (str(r["title"]) for r in found[page] if "title" in r), page.notebook
        )
        for page in pages
    }
    for page in pages:
        for review in (False, True):
            html = export_page(notebooks[page], page, pages, titles, review=review)
            (work / page.file("review.html" if review else "html")).write_text(html, encoding="utf-8")
    merged = merge_facts([record for page in pages for record in found[page]])
    (work / "facts.json").write_bytes(json_bytes(merged))
    tables = {
        language: [r["table"] for p in pages if p.language == language for r in found[p] if "table" in r]
        for language in dict.fromkeys(page.language for page in pages)
    }
    write_tables(work / "tables", tables)
    first = pages[0]
    listed = {
        str(t["name"]): {"file": f"{t['name']}.{first.language}.csv", "caption": str(t["caption"])}
        for t in tables[first.language]
    }
    index = export_page(notebooks[first], first, pages, titles, review=False, tables=list(listed.values()))
    (work / "index.html").write_text(index, encoding="utf-8")
