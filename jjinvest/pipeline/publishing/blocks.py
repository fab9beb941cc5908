"""What a page shows of an executed notebook, in order: text, code, outputs.

A text cell is the method of the section that is published next. Readers see it on the pages of method and
checks, below the heading of that section; the reviewer's page has it where it stands in the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jjinvest.pipeline.publishing.nbconvert_parts import markdown2html_mistune
from jjinvest.pipeline.storage.executed_notebook import NotebookNode
from jjinvest.reporting.output_records import MIME

_HEADING = re.compile(r"<h\d[^>]*>(.*?)</h\d>", re.DOTALL)
_TITLE = re.compile(r"^# .*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A piece of a page: ``method``, ``code``, ``html``, ``stream`` or ``error``."""

    kind: str
    text: str


def reader_blocks(notebook: NotebookNode, *, with_method: bool) -> Iterator[Block]:
    """Yield what readers see: what was published and, if asked for, the method below each heading.

    What a cell shows by other means (the frame in its last line) is for those who work in the notebook.
    """
    pending, fresh = list[str](), False
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and with_method:
            pending = [*pending, cell.source] if fresh else [cell.source]
        fresh = cell.cell_type == "markdown"
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(MIME)
            block = None if record is None else _shown(output)
            if block is None:
                continue
            yield block
            if "section" in record:
                yield from (Block("method", method_html(text, headings=False)) for text in pending)
                pending = []


def review_blocks(notebook: NotebookNode) -> Iterator[Block]:
    """Yield everything in the order of the notebook: texts, code, outputs."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield Block("method", method_html(cell.source, headings=True))
        elif cell.cell_type == "code":
            yield Block("code", cell.source)
            yield from filter(None, map(_shown, cell.outputs))


def _shown(output: NotebookNode) -> Block | None:
    data: dict[str, Any] = output.get("data", {})
    if output.output_type in ("display_data", "execute_result"):
        return Block("html", data["text/html"]) if data.get("text/html") else None
    if output.output_type == "stream":
        return Block("stream", output.text)
    return Block("error", "\n".join(output.traceback)) if output.output_type == "error" else None


def method_html(source: str, *, headings: bool) -> str:
    """Return a text cell as HTML; its headings become plain lines or, where the page has its own, nothing.

    The title of the notebook is left out: it is that of the page.

    Examples
    --------
    >>> method_html("## Sizes\\n\\nCounts by *size*.", headings=False)
    '<p>Counts by <em>size</em>.</p>'
    """
    html = str(markdown2html_mistune(_TITLE.sub("", source)))
    html = _HEADING.sub(r'<p class="method-head">\1</p>' if headings else "", html)
    return re.sub(r'<a class="anchor-link".*?</a>', "", html).strip()
