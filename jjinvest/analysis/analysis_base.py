"""What every part of an analysis needs: its results and words, and where a number comes from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import pandas as pd

from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.ledger_facts import ledger_fact
from jjinvest.analysis.number_table import NumberTable
from jjinvest.analysis.progress import progress
from jjinvest.analysis.traced import TracedFact
from jjinvest.core.access import TIERS, highest
from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.data.workspace import Workspace
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.findings import format_yuan
from jjinvest.reporting.provenance import Tracer
from jjinvest.reporting.register import Register
from jjinvest.reporting.report import Report
from jjinvest.results.results import Results

Frame = TypeVar("Frame", bound=pd.DataFrame)
COMPUTED, PREPARED = "computed", "prepared"
"""Whether results are computed when they are asked for, or were read from a run that had computed them."""


@dataclass(frozen=True)
class Origin:
    """Where an analysis comes from: how its results were got, the unfiltered data, and how to open it again.

    Parameters
    ----------
    how
        :data:`COMPUTED` or :data:`PREPARED`.
    everything
        Reads the district's data without an as-of filter, to name the figures that are left out.
    at_tier
        Opens the same analysis at another access level.
    when
        When prepared results were computed, where that is known.
    notes
        What to know of the ledger that its rows do not say.
    """

    how: str
    everything: Callable[[], Workspace]
    at_tier: Callable[[str], AnalysisBase]
    when: str = ""
    notes: tuple[str, ...] = ()


class AnalysisBase:
    """Results of a district in a language, and the trace of their numbers.

    Parameters
    ----------
    results
        Results of the district.
    language
        Language of names: ``zh`` or ``en``.
    origin
        Where it comes from.
    """

    def __init__(self, results: Results, language: str, origin: Origin) -> None:
        if language not in LANGUAGES:
            raise wrong_choice("语言", "language", language, LANGUAGES)
        self.results = results
        self.language = language
        self._origin = origin

    @property
    def period(self) -> str:
        """Period reported, such as 2023 or 2023H1."""
        return self.results.period

    @property
    def as_of(self) -> date | None:
        """Day after which nothing is known."""
        return self.results.workspace.as_of_date

    @property
    def prepared(self) -> bool:
        """Whether the results were read from a run that had computed them."""
        return self._origin.how == PREPARED

    @cached_property
    def words(self) -> Vocabulary:
        """Names and number formats of the language."""
        return self.report().words

    def _progress(self) -> AbstractContextManager[None]:
        """Say in an open notebook that numbers are computed, unless a run has prepared them."""
        return nullcontext() if self.prepared else progress(self.words)

    def report(self, language: str | None = None, tier: str | None = None) -> Report:
        """Return a report, which publishes pages of these results.

        Parameters
        ----------
        language
            Language of the page; by default that of the analysis.
        tier
            Access level of its reader; by default that of the analysis.
        """
        chosen = self.language if language is None else language
        if chosen not in LANGUAGES:
            raise wrong_choice("语言", "language", chosen, LANGUAGES)
        if tier not in (None, self.results.workspace.tier):
            return self._origin.at_tier(str(tier)).report(chosen)
        return Report.of_results(self.results, chosen)

    def _known_later(self, metric: str = "") -> str:
        """What became known after the as-of day, in words; empty where nothing did."""
        day, figures = self.as_of, self._origin.everything().figures
        figures = figures[figures["metric"] == metric] if metric else figures
        later = [] if day is None else [each for each in figures["available_from"] if each > day]
        if not later:
            return ""
        return (
            f"截至 as of {day}：{len(later)} 个公布数在其后 figures became known later, "
            f"{min(later)} – {max(later)}（as_of=…）"
        )

    def _state(self) -> LedgerState:
        state = self.results.workspace.ledger
        if state is None:
            raise ParameterError(
                f"{self.results.workspace.district} {self.results.run_period} 没有台账 has no ledger\n"
                "可用 choices: d.figures, d.facts, d.frame(…); jjinvest ledger import FILE"
            )
        return state

    @property
    def notes(self) -> list[str]:
        """What to know of the ledger: rows left out with their agreed amount, places of an unknown side.

        The frames that rest on the ledger have them in ``attrs["notes"]``, below them on a page too.
        """
        state = self.results.workspace.ledger
        if state is None:
            return []
        notes = list(self._origin.notes)
        if state.left_out:
            message = self.words.message("analysis.note.rows_left_out")
            amount = format_yuan(state.left_out_agreed_amount, self.language)
            notes.insert(0, message.replace("{number}", str(state.left_out)).replace("{agreed}", amount))
        return notes

    def _noted(self, frame: NumberTable) -> NumberTable:
        """Add what to know of the ledger to a frame that rests on it."""
        if notes := "\n".join(filter(None, (frame.attrs.get("notes"), *self.notes))):
            frame.attrs["notes"] = notes
        return frame

    def _marked(self, frame: Frame) -> Frame:
        """State the access level of a frame: with unpublished targets nothing is for the public."""
        least = UNPUBLISHED_TIER if self.results.workspace.unpublished else TIERS[0]
        frame.attrs["tier"] = highest([frame.attrs.get("tier", TIERS[0]), least])
        if isinstance(frame, NumberTable):
            frame._trace = self.fact
        return frame

    def fact(self, number: str | FactId | Fact | TracedFact) -> TracedFact:
        """Return a number with its provenance: definition, interval, figures used and left out.

        Parameters
        ----------
        number
            Id of the number, such as ``2023.agreed_amount`` or ``now.agreed_amount``, or the fact of a table.

        Raises
        ------
        UnknownFactError
            If there is no such number; the nearest ids are listed.
        """
        if isinstance(number, TracedFact):
            number = number.fact
        if not isinstance(number, Fact) and (framed := self._framed(str(number))) is not None:
            return framed
        fact = number if isinstance(number, Fact) else self.results[str(number)]
        day = self.as_of
        dated = fact if fact.as_of or day is None else replace(fact, as_of=day.isoformat())
        return TracedFact(dated, lambda each: self._tracer.trace(each))

    def _framed(self, number: str) -> TracedFact | None:
        """Return a number that only a frame has, by its id: one of this analysis, or of its ledger."""
        if self.results.get(number) is not None:
            return None
        state = self.results.workspace.ledger
        known = self._framed_facts.get(number.casefold())
        if known is not None:
            return known
        return None if state is None else ledger_fact(state, number, self.words)

    @cached_property
    def _framed_facts(self) -> dict[str, TracedFact]:
        """Computed numbers of published frames, such as a remainder, by id."""
        return {}

    @cached_property
    def _tracer(self) -> Tracer:
        return Tracer(Register.of(self._origin.everything(), self.results.run_period), self.words)
