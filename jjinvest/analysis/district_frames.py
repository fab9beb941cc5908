"""Frames of a district: published figures, facts, targets, measures, projects and payments of a ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.number_table import NumberTable, headed
from jjinvest.analysis.frames.tidy import (
    facts_frame,
    figures_frame,
    ledger_frame,
    payments_frame,
    targets_frame,
)
from jjinvest.analysis.marks import marked, noted
from jjinvest.analysis.measures import measures_frame
from jjinvest.analysis.progress import shown_progress
from jjinvest.analysis.published.by_facts import known_facts
from jjinvest.analysis.published.share_sums import share_notes
from jjinvest.core.errors import ParameterError
from jjinvest.core.once import once_each
from jjinvest.ledger.fields import BY_NAME, field_label

if TYPE_CHECKING:
    from jjinvest.analysis.frames.question import Known
    from jjinvest.analysis.opened import Opened
    from jjinvest.data.ledger_snapshot import LedgerState


def figures(d: Opened) -> NumberTable:
    """Published figures, one number a row."""
    workspace = d.results.workspace
    return headed(figures_frame(workspace.figures, workspace.sources), d.words)


def facts(d: Opened) -> NumberTable:
    """Every number as a row, of the published view and the ledger's."""
    with shown_progress(d):
        found = [fact for view in d.results.available_views for fact in view.facts.values()]
    return marked(d, headed(facts_frame(found, d.results, d.words), d.words))


def targets(d: Opened) -> NumberTable:
    """Targets of years, published or implied by a completion, one a row."""
    return marked(d, headed(targets_frame(d.results.workspace.targets), d.words))


def measures(d: Opened) -> NumberTable:
    """Measures that can be asked for, one measure and source a row."""
    return headed(measures_frame(known(d), d.results.workspace.ledger, d.words), d.words)


@once_each
def known(d: Opened) -> list[Known]:
    """Facts with the part that each speaks of."""
    return known_facts(d.results)


def figure_notes(d: Opened) -> list[str]:
    """What to know of the published figures of the period: shares that do not sum to 100."""
    published = (each for each in known(d) if each.fact.evidence == "published")
    return share_notes((each for each in published if each.fact.period == d.period), d.words)


def projects(d: Opened) -> NumberTable:
    """Projects of the ledger, one a row."""
    return noted(d, headed(ledger_frame(ledger(d), d.words), d.words, _fields(d)))


def payments(d: Opened) -> NumberTable:
    """Funds by project and month, with the project's sector, origin and day of signing."""
    return noted(d, headed(payments_frame(ledger(d), d.words), d.words, _fields(d)))


def project_columns(d: Opened, columns: Sequence[str], *, with_gone: bool = False) -> NumberTable:
    """Some columns of the projects, also of those of years before that the ledger no longer has."""
    state = ledger(d).with_gone() if with_gone else ledger(d)
    return _chosen(d, ledger_frame(state, d.words, columns), columns, ledger_frame)


def payment_columns(d: Opened, columns: Sequence[str]) -> NumberTable:
    """Some columns of the payments."""
    return _chosen(d, payments_frame(ledger(d), d.words, columns), columns, payments_frame)


def ledger(d: Opened) -> LedgerState:
    """Return the ledger of the period.

    Raises
    ------
    ParameterError
        If there is none.
    """
    state = d.results.workspace.ledger
    if state is None:
        raise ParameterError(
            f"{d.results.workspace.district} {d.results.run_period} 没有台账 has no ledger\n"
            "可用 choices: d.figures, d.facts, d.frame(…); jjinvest ledger import FILE"
        )
    return state


def ledger_day(d: Opened) -> pd.Timestamp:
    """Day up to which the ledger is complete."""
    return pd.Timestamp(ledger(d).stands_on)


def _chosen(
    d: Opened, rows: pd.DataFrame, columns: Sequence[str], frame_of: Callable[..., pd.DataFrame]
) -> NumberTable:
    """Rows of a ledger with the columns in the order asked for."""
    for name in columns:
        if name not in rows:
            raise wrong_choice("列", "column", name, list(map(str, frame_of(ledger(d), d.words))))
    return noted(d, headed(rows[list(columns)], d.words, _fields(d)))


def _fields(d: Opened) -> dict[str, str]:
    """Heads of the columns of a ledger."""
    return {name: field_label(name, d.language) for name in BY_NAME}
