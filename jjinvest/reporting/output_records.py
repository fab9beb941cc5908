"""Records of what a notebook published, read from its outputs.

There is one for each call of a method of :class:`jjinvest.reporting.report.Report`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

MIME = "application/vnd.jjinvest+json"


def records(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Collect the records of an executed notebook, in order."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [dict(output.data[MIME]) for output in outputs if "data" in output and MIME in output.data]


def provenance_file(language: str) -> str:
    """Name of the page with the provenance of each number of a run."""
    return f"provenance.{language}.html"


def page_file(notebook: str, language: str, suffix: str = "html") -> str:
    """Name of the file a notebook is published as.

    Examples
    --------
    >>> page_file("00_overview", "zh")
    '00_overview.zh.html'
    """
    return f"{notebook}.{language}.{suffix}"
