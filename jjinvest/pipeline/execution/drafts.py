"""Drafts in a run: published where they are good, left out and named where they are not, never in the way."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from jjinvest.core.plain_text import first_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from jjinvest.pipeline.execution.outcomes import NotebookOutcome
    from jjinvest.pipeline.execution.run_state import RunState
    from jjinvest.pipeline.planning.plan import Page, RunPlan
    from jjinvest.pipeline.publishing.made_pages import MadePages

_FILES = ("ipynb", "html", "review.html")


def missing_draft(page: Page) -> NotebookOutcome:
    """Outcome of a draft that is listed in the parameters and is not in the folder."""
    from jjinvest.pipeline.execution.outcomes import NotebookOutcome

    return NotebookOutcome("invalid", f"没有这个草稿，或读不了 no such draft, or unreadable: {page.notebook}")


def build_with_drafts(run_state: RunState, made: MadePages) -> str:
    """Build the pages of a run without the drafts that failed; return which those are and why.

    If the pages cannot be built because of what a draft published, they are built without any.

    Raises
    ------
    JJInvestError
        If the pages cannot be built without drafts either.
    """
    from jjinvest.pipeline.execution.outcomes import NotebookOutcome
    from jjinvest.pipeline.publishing.build import build

    plan = run_state.plan
    drafts = [planned.page for planned in plan.pages if planned.page.draft]
    good = [page for page in drafts if page not in run_state.failures]
    _remove(plan, run_state.failures)
    try:
        build(plan.without(run_state.failures), made)
    except Exception as error:
        if not good:
            raise
        for page in good:
            run_state.outcomes[page] = NotebookOutcome("invalid", first_line(error))
        _remove(plan, good)
        shutil.rmtree(plan.work / "tables", ignore_errors=True)
        build(plan.without(drafts), made)
    return "\n".join(
        f"草稿未发布 draft not published: {page}: {outcome.status}: {outcome.error}"
        for page, outcome in run_state.failures.items()
    )


def _remove(plan: RunPlan, pages: Collection[Page]) -> None:
    for page in pages:
        for suffix in _FILES:
            (plan.work / page.file(suffix)).unlink(missing_ok=True)
