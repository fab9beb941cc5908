"""The numbers of one district, period and as-of date as an analyst uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

import pandas as pd

from jjinvest.analysis.by_facts import OF_TARGETS, known_facts, measure_by
from jjinvest.analysis.by_ledger import (
    LEDGER_MEASURES,
    SIGNING_YEAR,
    known_measures,
    ledger_measure_by,
)
from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.forecasts import Forecast, choose_forecast, forecasts_ahead
from jjinvest.analysis.known_later import known_later
from jjinvest.analysis.ledger_facts import ledger_fact
from jjinvest.analysis.ledger_statistics import ROWS_ANSWER, STATISTICS
from jjinvest.analysis.measures import measures_frame
from jjinvest.analysis.number_table import NumberTable, column_labels, headed, number_table
from jjinvest.analysis.page_tables import NEEDS_LEDGER, TEXT_COLUMNS, Build, page_tables, why_no_rows
from jjinvest.analysis.progress import progress
from jjinvest.analysis.question import Known, Overlap, Question, asked_period, asked_where
from jjinvest.analysis.scenario_table import Changes, ScenarioTable, check_changes, scenario_table
from jjinvest.analysis.table_names import TableNames
from jjinvest.analysis.tidy import facts_frame, figures_frame, ledger_frame, payments_frame, targets_frame
from jjinvest.analysis.time_axis import ALL
from jjinvest.analysis.traced import TracedFact
from jjinvest.analysis.where import LEVEL, check_where
from jjinvest.core.access import TIERS, highest
from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.ledger.hazards import STAGE_DATES
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.fields import BY_NAME, field_label
from jjinvest.ledger.findings import format_yuan
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.provenance import Tracer
from jjinvest.reporting.register import Register
from jjinvest.reporting.report import Report
from jjinvest.reporting.what_if import what_if
from jjinvest.results.fact_index import LEDGER
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.analysis.controls import ScenarioControls

Source = Literal["ledger", "figures"]
Frame = TypeVar("Frame", bound=pd.DataFrame)
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
    """

    how: str
    everything: Callable[[], Workspace]
    at_tier: Callable[[str], Analysis]
    when: str = ""
    notes: tuple[str, ...] = ()


class Analysis:
    """The numbers of one district, period and as-of date, as plain frames.

    Opened with ``jj.open`` or ``jj.load_sample``. Everything is computed when it is asked for.

    ====================================== =============================================================
    ``d.figures``, ``d.facts``             published figures; every number, computed ones included
    ``d.frame("agreed_amount", "sector")`` a measure by dimension or month, in one unit
    ``d.ledger``, ``d.payments``           projects and payments of the ledger
    ``d.ledger_rows("signed_on", …)``      some columns of them; so too ``d.payment_rows``
    ``d.notes``                            what the check of the ledger remarked, rows left out, later dates
    ``d.targets``, ``d.checks``            targets of years; published against computed
    ``d.table("sectors")``, ``d.tables``   a table of a page as numbers; the names of all
    ``d.fact("2023.agreed_amount")``       where a number comes from
    ``d.forecast("agreed_amount")``        samples, quantiles, chances, chart
    ``d.what_if(growth=0.1)``              before and after; several: ``d.scenarios({...})``
    ``d.controls()``                       the same with sliders, in JupyterLab
    ``d.report()``                         publishes pages: ``.show(frame, title=...)``
    ``d.save_page("page.html", {...})``    a page of one's own as one HTML file
    ``d.results``                          the numbers by id: ``d.results["now.agreed_amount"]``
    ====================================== =============================================================

    Parameters
    ----------
    results
        Results of the district.
    language
        Language of names: ``zh`` or ``en``.
    origin
        Where it comes from.

    Examples
    --------
    >>> import jjinvest as jj
    >>> d = jj.open("jiangjin", "2023Q4", language="en")
    >>> print(d.frame("agreed_amount", by="sector")["value"].sum())
    1088.0
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

    @cached_property
    def figures(self) -> NumberTable:
        """Published figures, one number a row (:func:`jjinvest.analysis.tidy.figures_frame`).

        The value is in the published unit, amounts also in 元 (`value_yuan`); `published` is the day of the
        source. A part has one column a dimension, missing where the number is of the whole.

        Examples
        --------
        >>> import jjinvest as jj
        >>> d = jj.open("jiangjin", "2023Q4")
        >>> amounts = d.figures[(d.figures["period"] == "2023") & (d.figures["metric"] == "agreed_amount")]
        >>> print(amounts.loc[amounts["sector"].notna(), "value"].sum())
        1088.0
        """
        workspace = self.results.workspace
        return headed(figures_frame(workspace.figures, workspace.sources), self.words)

    @cached_property
    def facts(self) -> NumberTable:
        """Every number as a row: period, metric, part, statistic, value, low, high, unit, evidence, source.

        Numbers that take seconds (bounds, reconstructed ledgers) are in the tables of the pages; see
        :meth:`table`.
        """
        with self._progress():
            facts = [fact for view in self.results.available_views for fact in view.facts.values()]
        return self._marked(headed(facts_frame(facts, self.results, self.words), self.words))

    @cached_property
    def targets(self) -> NumberTable:
        """Targets of years, published or implied by a completion, one a row."""
        return self._marked(headed(targets_frame(self.results.workspace.targets), self.words))

    @cached_property
    def checks(self) -> NumberTable:
        """Published against computed, one check a row, with the difference and the verdict."""
        return self.table("checks")

    @property
    def ledger(self) -> NumberTable:
        """Projects of the ledger, one a row: days as datetimes, amounts in 亿元, names in words.

        Leads, projects in talks and terminated ones are rows too: ``d.ledger[d.ledger["signed"]]`` has those
        with a day of signing. The rows stand on :attr:`ledger_day`.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return self._ledger_frame.copy(deep=False)  # what is changed is copied then

    @cached_property
    def _ledger_frame(self) -> NumberTable:
        return self._noted(headed(ledger_frame(self._state(), self.words), self.words, self._fields))

    def ledger_rows(self, *columns: str) -> NumberTable:
        """Return :attr:`ledger` with these columns alone: of a large ledger the others take much memory.

        Examples
        --------
        >>> import jjinvest as jj
        >>> jj.load_sample().ledger_rows("signed_on", "funds_ytd").columns.to_list()
        ['signed_on', 'funds_ytd']

        Raises
        ------
        ParameterError
            If the district has no ledger of the period, or the ledger has no such column.
        """
        return self._chosen(ledger_frame(self._state(), self.words, columns), columns, ledger_frame)

    def payment_rows(self, *columns: str) -> NumberTable:
        """Return :attr:`payments` with these columns alone: of a large ledger the others take much memory.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period, or the payments have no such column.
        """
        return self._chosen(payments_frame(self._state(), self.words, columns), columns, payments_frame)

    def _chosen(
        self, rows: pd.DataFrame, columns: Sequence[str], frame_of: Callable[..., pd.DataFrame]
    ) -> NumberTable:
        """Rows of a ledger with the columns in the order asked for."""
        for name in columns:
            if name not in rows:
                known = list(map(str, frame_of(self._state(), self.words)))
                raise wrong_choice("列", "column", name, known)
        return self._noted(headed(rows[list(columns)], self.words, self._fields))

    @property
    def _fields(self) -> dict[str, str]:
        """Heads of the columns of a ledger."""
        return {name: field_label(name, self.language) for name in BY_NAME}

    @property
    def ledger_day(self) -> pd.Timestamp:
        """Day up to which the ledger is complete; durations to date are counted to it, not to :attr:`as_of`.

        A timestamp, from which the days of the ledger can be subtracted.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return pd.Timestamp(self._state().stands_on)

    @cached_property
    def payments(self) -> NumberTable:
        """Funds by project and month in 亿元, with the project's sector, origin and day of signing.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return self._noted(headed(payments_frame(self._state(), self.words), self.words, self._fields))

    def _state(self) -> LedgerState:
        state = self.results.workspace.ledger
        if state is None:
            raise ParameterError(
                f"{self.results.workspace.district} {self.results.run_period} 没有台账 has no ledger\n"
                "可用 choices: d.figures, d.facts, d.frame(…); jjinvest ledger import FILE"
            )
        return state

    @cached_property
    def _known(self) -> list[Known]:
        return known_facts(self.results)

    @cached_property
    def metrics(self) -> NumberTable:
        """Measures that :meth:`frame` offers, one measure and source a row.

        Columns: metric, name, source, by (dimensions), spans (``year``, ``month`` … with a number), periods,
        statistics, unit.
        """
        return headed(measures_frame(self._known, self.results.workspace.ledger, self.words), self.words)

    def frame(
        self,
        metric: str,
        by: str | Sequence[str] | None = None,
        *,
        period: str | int | None = None,
        where: str | Mapping[str, str] | None = None,
        statistic: str = LEVEL,
        unit: str = "",
        source: Source | None = None,
        overlap: Overlap = "error",
        remainder: bool | None = None,
        labels: bool | str = True,
    ) -> NumberTable:
        """Return a measure by dimension, or by span of time, as plain numbers in one unit.

        Where the published parts do not cover the whole, a row 其余 makes the sum the total; it is marked in
        the column ``remainder``. Named projects are ranked, so ``by="project"`` leaves it out unless
        ``remainder=True``; ``attrs["rest"]`` has its value.

        Parameters
        ----------
        metric
            Such as ``agreed_amount`` or ``projects_signed``; :attr:`metrics` has them all.
        by
            Dimensions (``sector``, ``origin``, ``size``, ``project`` …), spans of time (``year``, ``half``,
            ``quarter``, ``month``), or several of them.
        period
            Period such as 2023 or 2023H1; ``all`` for everything the ledger holds. By default the one
            reported, or all if `by` names years. Published numbers of several periods are not added: ``all``
            is then for ``by="year"`` or ``by="period"``, which give one period a row.
        where
            Part of the whole, such as ``{"origin": "out_of_city"}`` or ``"origin=out_of_city"``. 市外项目
            (``out_of_city``) always includes 境外; the rows of a ledger are 市外境内 and 境外 beside 市内.
        statistic
            ``level``, or another number about the measure: ``share``, ``growth``, ``average``,
            ``completion`` … (:attr:`metrics`). A share is in %, of the numbers of the same span of time; a
            growth in % on the same span of the year before; an average the amount of one project.
        unit
            Unit of the values, such as ``万元``; by default 亿元 for amounts.
        source
            ``ledger`` or ``figures``; by default the ledger if there is one that has the measure, for levels,
            shares, averages and growth alike. ``attrs["source"]`` says which.
        overlap
            Whether parts that overlap are an error, or kept as they are (``keep``).
        remainder
            Whether the row of what the parts leave of the whole is shown; by default all but ``by="project"``
            have it.
        labels
            Whether parts are named in words; else by their codes. ``zh`` or ``en`` names them in that
            language. ``.with_heads()`` gives the columns heads in words, as for a CSV file.

        Returns
        -------
        NumberTable
            A DataFrame with a column for each of `by` (``period`` without one), ``value``, ``unit`` and
            ``evidence``; of published numbers also ``low``, ``high`` and ``relation``, of a ledger
            ``projects``. A value that is not known is missing; a month of a ledger without a project is 0.

        Raises
        ------
        ParameterError
            If there is no such metric, dimension, period or part, or no number of it is known; the choices
            are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> d = jj.open("jiangjin", "2023Q4", language="en")
        >>> d.frame("agreed_amount", by="sector")[["sector", "value"]]
                     sector  value
        0    Primary sector    6.4
        1  Secondary sector  896.6
        2   Tertiary sector  185.0
        """
        names = (by,) if isinstance(by, str) else tuple(by or ())
        wanted = period or (ALL if {"year", SIGNING_YEAR} & set(names) else self.period)
        wanted = wanted if wanted == ALL else asked_period(wanted)
        asked = Question(metric, names, wanted, asked_where(where), statistic, unit, overlap, remainder)
        check_where(asked.where)
        words = self.report(labels).words if isinstance(labels, str) else self.words
        if self._uses_ledger(asked, source):
            frame = self._noted(ledger_measure_by(self._state(), asked, words, labels=bool(labels)))
        else:
            with self._explaining(asked):
                frame = measure_by(self._known, asked, words, labels=bool(labels))
        frame.attrs["labels"], frame._words = column_labels(frame, metric, words), words
        without_unit = [
            name for name in names if frame[name].dtype == "Int64"
        ]  # years, and months beside them
        frame.attrs["units"] = dict.fromkeys(without_unit, "") | frame.attrs["units"]
        self._marked(frame)
        if getattr(frame, "_behind", None) is None:
            facts = frame._facts["value"].values()
            self._framed_facts.update({str(f.id).casefold(): self.fact(f) for f in facts})
        return frame

    @contextmanager
    def _explaining(self, asked: Question) -> Iterator[None]:
        """Add to an error what would answer: a later figure, another fact, the rows of the ledger."""
        try:
            yield
        except ParameterError as error:
            said = self._no_target(asked) or str(error)
            lines = [said, self._known_later(asked), self._bounded(asked)]
            if self.results.workspace.ledger is not None and asked.statistic not in STATISTICS:
                lines.append(ROWS_ANSWER)
            raise ParameterError("\n".join(filter(None, lines))) from None

    def _no_target(self, asked: Question) -> str:
        """Say that a measure has no target, where it is asked how far that is reached."""
        measured = any(each.metric == asked.metric for each in self._known)
        targets = self.results.workspace.targets
        aimed = asked.metric in set(targets["metric"])
        if asked.statistic not in OF_TARGETS or aimed or not measured:
            return ""
        aims = ", ".join(dict.fromkeys(targets["metric"])) or "—"
        return f"没有已知目标 no target known: {asked.metric}\n可用 choices: d.targets（{aims}）"

    def _known_later(self, asked: Question | None = None) -> str:
        return known_later(self._origin.everything().figures, self.as_of, asked)

    def _bounded(self, asked: Question) -> str:
        """Fact of the whole in the period asked for that no frame has, because only its bounds are known."""
        if asked.by or asked.where or asked.period == ALL:
            return ""
        statistic = "" if asked.statistic == LEVEL else asked.statistic
        fact = self.results.get(FactId.of(asked.period, asked.metric, statistic))
        return "" if fact is None else f'另有 there is: d.fact("{fact.id}")（{fact.evidence}）'

    def _uses_ledger(self, asked: Question, source: Source | None) -> bool:
        if source not in (None, "ledger", "figures"):
            raise wrong_choice("来源", "source", source, ["ledger", "figures"])
        if source is not None:
            return source == LEDGER and self._state() is not None
        state = self.results.workspace.ledger
        if state is None or asked.metric not in LEDGER_MEASURES or asked.statistic not in STATISTICS:
            return False
        published = any(each.metric == asked.metric for each in self._known)
        return asked.metric in known_measures(state) or not published

    @cached_property
    def tables(self) -> TableNames:
        """Names of the tables that :meth:`table` offers; see its ``.titles`` and ``.columns()``."""
        return TableNames(self._page_tables, self.words, self.table)

    @cached_property
    def _page_tables(self) -> Mapping[str, Build]:
        return page_tables(self.results)

    def table(self, name: str) -> NumberTable:
        """Return a table of a page as numbers (:class:`~jjinvest.analysis.number_table.NumberTable`).

        A table for which there are no data has no rows; ``attrs["empty"]`` says why. ``attrs["notes"]``
        says what to know of its numbers; ``attrs["units"]`` has the unit of each column,
        ``attrs["labels"]`` its head on the page; ``.fact(row, column)`` the fact behind a number.

        Parameters
        ----------
        name
            One of :attr:`tables`.

        Raises
        ------
        ParameterError
            If there is no such table; the choices are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> sectors = jj.open("jiangjin", "2023Q4", language="en").table("sectors")
        >>> print(sectors["amount"].sum(), sectors.attrs["units"]["amount"])
        1088.0 亿元
        >>> sectors.fact("Secondary sector", "amount").id
        '2023.agreed_amount.secondary'
        """
        if name not in self._page_tables:
            raise wrong_choice("表", "table", name, self.tables)
        with self._progress():
            built = self._page_tables[name](self.results)
            table = number_table(built, self._renderer)
        table.attrs["tier"] = highest([table.attrs["tier"], built.attrs.get("tier", TIERS[0])])
        table._words = self.words
        if self.words.has(f"analysis.note.{name}"):
            table.attrs["notes"] = self.words.message(f"analysis.note.{name}").replace(
                "{period}", self.words.period(self.period)
            )
        if name in NEEDS_LEDGER and not table.empty:
            self._noted(table)
        if table.empty:
            numbers = {column: "float64" for column in map(str, table) if column not in TEXT_COLUMNS}
            table = table.astype(numbers)
            table.attrs["empty"] = why_no_rows(name, self.results, self.words, self._known_later())
        return self._marked(table)

    @property
    def notes(self) -> list[str]:
        """What to know of the ledger: rows left out with their amount, remarks of its check, later dates.

        The frames that rest on the ledger have them in ``attrs["notes"]``, and below them on a page too.
        """
        state = self.results.workspace.ledger
        if state is None:
            return []
        notes = list(self._origin.notes)
        days = state.projects[[name for name in STAGE_DATES if name in state.projects]]
        if later := int((days > pd.Timestamp(state.stands_on)).any(axis=1).sum()):
            message = self.words.message("analysis.note.dates_later").replace("{number}", str(later))
            notes.insert(0, message.replace("{day}", state.stands_on.isoformat()))
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
        workspace = self.results.workspace
        frame.attrs["district"] = {
            "district": workspace.district,
            "name": dict(workspace.profile.name),
            "synthetic": workspace.profile.synthetic,
        }
        if isinstance(frame, NumberTable):
            frame._trace = self.fact
        return frame

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self.words, self.report().citations, links=False)

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

    @property
    def forecasts(self) -> list[str]:
        """Measures of the year ahead that :meth:`forecast` offers."""
        return list(forecasts_ahead(self.results))

    def forecast(
        self, measure: str = "agreed_amount", *, method: str | None = None, by: str | None = None
    ) -> Forecast:
        """Return the forecast of a measure of the year ahead: samples, quantiles, chances, chart.

        Parameters
        ----------
        measure
            One of :attr:`forecasts`.
        method
            Name of one method; by default the forecast that the page shows.
        by
            ``year``: the total of the year ahead is forecast, and no part of it.

        Raises
        ------
        ParameterError
            If the measure is not forecast, the method cannot answer, or a part of the year or of the total is
            asked for; the choices are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> forecast = jj.open("jiangjin", "2023Q4").forecast("agreed_amount")
        >>> forecast.year, forecast.target, 0.3 < forecast.p_reach() < 0.9
        (2024, 1000.0, True)
        """
        if by not in (None, "year"):
            raise ParameterError(
                f"只预测全年总量，不分 only the total of a year is forecast, not by {by!r}\n"
                f"可用 choices: by='year'；已有的数 numbers to date: d.frame({measure!r}, by={by!r})"
            )
        with self._progress():
            return choose_forecast(self.results, self.words, measure, method)

    def what_if(self, **changes: Unpack[Changes]) -> ScenarioTable:
        """Return this year and the next before and after a change, one number a row, in units.

        Parameters
        ----------
        growth : float
            Change of the number of new projects, a share: 0.1 is 10 % more.
        conversion : float
            Chance in [0, 1] that a project in talks signs.
        payment_speed : float
            Factor on the funds to come of the year ahead: 1.2 is 20 % more.
        postponed, cancelled : str or list of str
            Projects by the names or codes of ``d.ledger``, or by published name.

        Raises
        ------
        ParameterError
            If there is no such change; the choices are listed.
        """
        return self.scenarios({self.words.message("what_if.title").rstrip("：: "): changes})

    def scenarios(self, scenarios: Mapping[str, Mapping[str, Any]]) -> ScenarioTable:
        """Return several changes in one frame: ``{"cautious": {"growth": -0.1}, "bold": {"growth": 0.1}}``.

        Raises
        ------
        ParameterError
            If there is no such change; the choices are listed.
        """
        return self._marked(scenario_table(self._scenario_effects(scenarios), self.words))

    def controls(self) -> ScenarioControls:
        """Return sliders for :meth:`what_if` in JupyterLab, with the effects below them.

        ``controls.table`` is the frame shown, ``controls.changes`` what was chosen. For drafts and tutorials:
        a published page shows nothing of them.

        Raises
        ------
        ParameterError
            If ipywidgets is not installed.
        """
        try:
            from jjinvest.analysis.controls import ScenarioControls, movable_projects
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "ipywidgets":
                raise
            raise ParameterError(
                "没有安装 ipywidgets ipywidgets is not installed\n"
                '处理 remedy: make lab，或 or pip install "jjinvest[lab]"；'
                "不用控件 without it: d.what_if(growth=0.1)"
            ) from None
        expected = self.results.get("next.agreed_amount.pipeline.expected")
        simulated = self.results.outlook.ledger_year is not None
        assumed = self.results.assumptions.pipeline_probability if expected or simulated else None
        projects = movable_projects(self.results, self.words)
        return ScenarioControls(self.what_if, self.words, projects, assumed)

    def _scenario_effects(self, scenarios: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, Any]]:
        for name, changes in scenarios.items():
            check_changes(changes)
            yield name, what_if(self.results, language=self.language, **changes)

    def save_page(
        self,
        path: str | Path,
        blocks: Mapping[str, object],
        *,
        title: str,
        language: str | None = None,
        tier: str | None = None,
    ) -> Path:
        """Write a page of one's own to one HTML file, with the guarantees of the published pages.

        Nothing in it runs or loads anything, charts have a text, numbers are marked as the analyst's, and the
        access level stands at its head. A block is what :meth:`report` shows: a frame, a chart, or Markdown.

        Parameters
        ----------
        path
            File to write, such as ``page.html``.
        blocks
            Content by its title, in order.
        title
            Title of the page.
        language
            Language of its head; by default that of the analysis.
        tier
            Access level of its readers; by default the lowest that may see all of it.

        Raises
        ------
        ParameterError
            If the file is no HTML, a content cannot be published, or is for a higher level than `tier`.

        Examples
        --------
        In a notebook::

            sectors = d.frame("agreed_amount", by="sector")
            chart = sectors.plot.barh(x="sector", y="value")
            d.save_page("page.html", {"By sector": sectors, "Chart": chart}, title="Sectors of 2023")
        """
        from jjinvest.analysis.saved_page import PageReport, save_page

        report = PageReport.kept(self.results, self.language if language is None else language)
        return save_page(report, path, blocks, title=title, tier=tier)

    def _summary(self) -> list[tuple[str, str]]:
        """What there is, in pairs of label and text."""
        workspace, state = self.results.workspace, self.results.workspace.ledger
        profile = workspace.profile
        name = profile.name[self.language] + (" (synthetic 合成)" if profile.synthetic else "")
        pairs = [
            ("地区 district", name),
            ("期间 period", f"{self.words.period(self.period)} ({self.results.run_period})"),
            ("截至 as of", str(self.as_of)),
            ("公布数 d.figures", str(len(workspace.figures))),
            ("目标 d.targets", str(len(workspace.targets))),
        ]
        if state is not None:
            number = f"{len(state.projects)}, {state.stands_on}"
            pairs += [("台账 d.ledger", number), ("到位 d.payments", str(len(state.payments)))]
        pairs += [("提示 d.notes", note) for note in self.notes]
        pairs.append(("结果 results", f"{HOW[self._origin.how]} {self._origin.when}".rstrip()))
        return pairs

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {text}" for label, text in self._summary())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in self._summary()
        )
        return f"<table>{rows}</table>"
