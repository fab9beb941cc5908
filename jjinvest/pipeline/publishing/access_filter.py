"""Filter of an executed notebook: which outputs a run may publish, and which texts are in its language.

Pages, facts, tables and the published notebook are all made from what passes this filter. Only outputs with a
record of :mod:`jjinvest.reporting.report` have a known access level; any other output of a cell stays within
the bureau.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from jjinvest.core.access import TIERS, allows
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.pipeline.storage.executed_notebook import NotebookNode
from jjinvest.reporting.output_records import MIME


def publishable(notebook: NotebookNode, tier: str, language: str = "") -> NotebookNode:
    """Return a copy without the outputs above `tier` and without headings of sections that become empty.

    Of the text cells that are tagged with a language, those of `language` stay; without one, all do.
    """
    kept = copy(notebook)  # cells are copied, what they hold is not changed
    others = {each for each in LANGUAGES if language not in ("", each)}
    kept.cells = [copy(cell) for cell in kept.cells if not others & set(cell.metadata.get("tags", []))]
    for cell in kept.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _may_be_seen(output, tier)]
    _drop_empty_sections(kept)
    return kept


def _record(output: NotebookNode) -> dict[str, Any] | None:
    record = output.get("data", {}).get(MIME)
    return None if record is None else dict(record)


def _may_be_seen(output: NotebookNode, tier: str) -> bool:
    record = _record(output)
    return allows(tier, TIERS[-1] if record is None else str(record.get("tier", "public")))


def _drop_empty_sections(notebook: NotebookNode) -> None:
    """Drop a section's heading if the next record is another heading, or if there is none."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    recorded = [(cell, output) for cell in cells for output in cell.outputs if _record(output) is not None]
    headings = ["section" in (_record(output) or {}) for _, output in recorded]
    for n, (cell, output) in enumerate(recorded):
        if headings[n] and (n + 1 == len(recorded) or headings[n + 1]):
            cell.outputs = [other for other in cell.outputs if other is not output]
