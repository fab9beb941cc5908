"""Results opened for an analyst: period, as-of day, language, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.core.errors import ParameterError
from jjinvest.core.light_imports import WhenUsed
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.reporting import report as reports
    from jjinvest.reporting import words_of
    from jjinvest.reporting.report import Report
else:
    reports = WhenUsed("jjinvest.reporting.report")
    words_of = WhenUsed("jjinvest.reporting.words_of")

COMPUTED, PREPARED = "computed", "prepared"
"""Whether results are computed when they are asked for, or were read from a run that had computed them."""
HOW = {COMPUTED: "随用随算 computed when asked for", PREPARED: "取自已算好的运行 read prepared, from a run"}


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
    asked
        Period that was asked for, where it names no quarter.
    again
        Opens the same analysis in another process; None of results that are in memory alone.
    """

    how: str
    everything: Callable[[], Workspace]
    at_tier: Callable[[str], Opened]
    when: str = ""
    notes: tuple[str, ...] = ()
    asked: str = ""
    again: Callable[[], Opened] | None = None


class Opened:
    """Results of one district, period and as-of date, opened for an analyst.

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

    def __reduce__(self) -> tuple[Callable[[], Opened], tuple[()]]:
        """Let another process (multiprocessing, joblib) open the same analysis: its results are not sent."""
        if self._origin.again is None:
            raise ParameterError(
                "不能送到别的进程 not to be pickled: 结果只在本进程的内存里 results in memory alone\n"
                "处理 remedy: 在那个进程里打开 open it there: jj.open(…)；数据表可以送 frames do pickle"
            )
        return self._origin.again, ()

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
        return words_of.words_of(self.results, self.language)

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
        return reports.Report.of_results(self.results, chosen)
