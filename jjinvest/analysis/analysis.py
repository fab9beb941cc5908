"""The numbers of one district, period and as-of date as an analyst uses them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from jjinvest.analysis.analysis_base import COMPUTED, PREPARED
from jjinvest.analysis.data_frames import DataFrames
from jjinvest.analysis.measure_frames import MeasureFrames
from jjinvest.analysis.page_table_frames import PageTableFrames
from jjinvest.analysis.year_ahead import YearAhead

HOW = {COMPUTED: "随用随算 computed when asked for", PREPARED: "取自已算好的运行 read prepared, from a run"}


class Analysis(DataFrames, MeasureFrames, PageTableFrames, YearAhead):
    """The numbers of one district, period and as-of date, as plain frames.

    Opened with ``jj.open`` or ``jj.load_sample``. Everything is computed when it is asked for.

    ====================================== =============================================================
    ``d.figures``, ``d.facts``             published figures; every number, computed ones included
    ``d.frame("agreed_amount", "sector")`` a measure by dimension or month, in one unit
    ``d.ledger``, ``d.payments``           projects and payments of the ledger
    ``d.notes``                            rows of the ledger that were left out, unknown places
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
