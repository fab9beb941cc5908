"""The numbers of one district, period and as-of date as an analyst uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.year_ahead import YearAhead
from jjinvest.core.light_imports import WhenUsed

if TYPE_CHECKING:
    import pandas as pd

    from jjinvest.analysis import (
        district_frames,
        marks,
        measure_frames,
        named_tables,
        saved_page,
        summary,
        tracing,
    )
    from jjinvest.analysis.frames.number_table import NumberTable
    from jjinvest.analysis.frames.question import Overlap
    from jjinvest.analysis.frames.traced import TracedFact
    from jjinvest.analysis.tables.table_names import TableNames
    from jjinvest.core.fact_id import FactId
    from jjinvest.core.facts import Fact
else:
    district_frames = WhenUsed("jjinvest.analysis.district_frames")
    marks = WhenUsed("jjinvest.analysis.marks")
    measure_frames = WhenUsed("jjinvest.analysis.measure_frames")
    named_tables = WhenUsed("jjinvest.analysis.named_tables")
    saved_page = WhenUsed("jjinvest.analysis.saved_page")
    summary = WhenUsed("jjinvest.analysis.summary")
    tracing = WhenUsed("jjinvest.analysis.tracing")

Source = Literal["ledger", "figures"]


class Analysis(YearAhead):
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

    Examples
    --------
    >>> import jjinvest as jj
    >>> d = jj.open("jiangjin", "2023Q4", language="en")
    >>> print(d.frame("agreed_amount", by="sector")["value"].sum())
    1088.0
    """

    @cached_property
    def figures(self) -> NumberTable:
        """Published figures, one number a row (:func:`jjinvest.analysis.frames.tidy.figures_frame`).

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
        return district_frames.figures(self)

    @cached_property
    def facts(self) -> NumberTable:
        """Every number as a row: period, metric, part, statistic, value, low, high, unit, evidence, source.

        Numbers that take seconds (bounds, reconstructed ledgers) are in the tables of the pages; see
        :meth:`table`.
        """
        return district_frames.facts(self)

    @cached_property
    def targets(self) -> NumberTable:
        """Targets of years, published or implied by a completion, one a row; `value` is in `unit`.

        Examples
        --------
        >>> import jjinvest as jj
        >>> targets = jj.open("jiangjin", "2023Q4").targets.set_index("id")
        >>> print(targets.loc["2024.agreed_amount.target", "value"])
        1000.0
        """
        return district_frames.targets(self)

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

        Examples
        --------
        >>> import jjinvest as jj
        >>> d = jj.load_sample()
        >>> bool(d.ledger["signed"].sum() < len(d.ledger)), str(d.ledger_day.date())
        (True, '2023-12-31')
        """
        return self._ledger_frame.copy(deep=False)  # what is changed is copied then

    @cached_property
    def _ledger_frame(self) -> NumberTable:
        return district_frames.projects(self)

    def ledger_rows(self, *columns: str, with_gone: bool = False) -> NumberTable:
        """Return :attr:`ledger` with these columns alone: of a large ledger the others take much memory.

        Parameters
        ----------
        columns
            Names of the columns.
        with_gone
            Whether projects of years before that only earlier ledgers have follow, as those years count them.

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
        return district_frames.project_columns(self, columns, with_gone=with_gone)

    def payment_rows(self, *columns: str) -> NumberTable:
        """Return :attr:`payments` with these columns alone: of a large ledger the others take much memory.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period, or the payments have no such column.
        """
        return district_frames.payment_columns(self, columns)

    @property
    def ledger_day(self) -> pd.Timestamp:
        """Day up to which the ledger is complete; durations to date are counted to it, not to :attr:`as_of`.

        A timestamp, from which the days of the ledger can be subtracted.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return district_frames.ledger_day(self)

    @cached_property
    def payments(self) -> NumberTable:
        """Funds by project and month in 亿元, with the project's sector, origin and day of signing.

        Raises
        ------
        ParameterError
            If the district has no ledger of the period.
        """
        return district_frames.payments(self)

    @cached_property
    def metrics(self) -> NumberTable:
        """Measures that :meth:`frame` offers, one measure and source a row.

        Columns: metric, name, source, by (dimensions), spans (``year``, ``month`` … with a number), periods,
        statistics, unit.
        """
        return district_frames.measures(self)

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
            reported, or all if `by` names years or ``period``. Published numbers of several periods are not
            added: ``all`` is then for ``by="year"`` or ``by="period"``, which give one period a row.
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
        return measure_frames.measure_frame(
            self,
            metric,
            by,
            period=period,
            where=where,
            statistic=statistic,
            unit=unit,
            source=source,
            overlap=overlap,
            remainder=remainder,
            labels=labels,
        )

    @cached_property
    def tables(self) -> TableNames:
        """Names of the tables that :meth:`table` offers; see its ``.titles`` and ``.columns()``."""
        return named_tables.table_names(self)

    def table(self, name: str) -> NumberTable:
        """Return a table of a page as numbers (:class:`~jjinvest.analysis.frames.number_table.NumberTable`).

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
        return named_tables.named_table(self, name)

    @property
    def notes(self) -> list[str]:
        """What to know of the ledger: rows left out with their amount, remarks of its check, later dates.

        First of all that the report of the quarter is up to another month than the one asked for. The frames
        that rest on the ledger have the others in ``attrs["notes"]``, and below them on a page too.
        Of published shares of the period that do not sum to 100 it says so too; so do their frames.
        """
        return [*marks.other_period(self), *marks.ledger_notes(self), *district_frames.figure_notes(self)]

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

        Examples
        --------
        >>> import jjinvest as jj
        >>> average = jj.open("jiangjin", "2023Q4").fact("2023.agreed_amount.average")
        >>> round(average.value, 2), average.unit, average.sources
        (8.24, '亿元', ('2023.agreed_amount@jj2023', '2023.projects_signed@jj2023'))
        """
        return tracing.traced(self, number)

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

            d.save_page("page.html", {"By sector": d.frame("agreed_amount", by="sector")}, title="Sectors")
        """
        report = saved_page.PageReport.kept(self.results, self.language if language is None else language)
        return saved_page.save_page(report, path, blocks, title=title, tier=tier)

    def __repr__(self) -> str:
        return summary.as_text(self, self.notes)

    def _repr_html_(self) -> str:
        return summary.as_html(self, self.notes)
