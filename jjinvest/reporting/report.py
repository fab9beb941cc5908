"""The calls with which a notebook publishes: header, section, answers, text, table, figure, end.

Each call displays HTML and, beside it, a record of the facts and data shown (MIME type
``application/vnd.jjinvest+json``); the run collects the records into `facts.json` and `tables/`. A notebook
therefore publishes the same in JupyterLab, by papermill and by a run. The tier of a call
(:mod:`jjinvest.core.access`) is the highest of its own and those of its numbers; a run leaves out what is
above its own tier.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pandas as pd

from jjinvest.core.access import TIERS
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import Fact
from jjinvest.core.project import find_root
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.kept_svg import chart_svg
from jjinvest.reporting.column_numbers import frame_decimals
from jjinvest.reporting.html import plain
from jjinvest.reporting.own_blocks import publish_own
from jjinvest.reporting.page_blocks import PageBlocks
from jjinvest.reporting.reasons import holds
from jjinvest.reporting.rehearsal import rehearsed_results
from jjinvest.reporting.table_data import WITHHELD, cleared, file_name, only_withheld, plain_table
from jjinvest.reporting.tables.cells import Term
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.reporting.words_of import words_of
from jjinvest.results import handover
from jjinvest.results.prepared import ResultsRequest, open_results
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Report(PageBlocks):
    """One report of one district, period, as-of date and language.

    A notebook opens one with :meth:`open`, and publishes with the other methods in the order of the page.
    Texts are message keys of the catalogs; a number in a text is the placeholder of a fact id, so that it is
    never typed.

    Examples
    --------
    In a notebook::

        report = Report.open(district="jiangjin", period="2023Q4", as_of="2024-03-31", language="zh", seed=1)
        report.header("overview")
        report.section("completion")
        report.figure("completion", charts.completion, tables.completion(report.results))
        report.end()
    """

    leaves_out: ClassVar[bool] = True
    """Whether a page is published at a level above which its content is left out."""

    @classmethod
    def open(
        cls,
        *,
        district: str,
        period: str,
        as_of: str,
        language: str,
        seed: int,
        assumptions: Mapping[str, Any] | None = None,
        tier: str = TIERS[0],
        root: str | Path | None = None,
    ) -> Report:
        """Load a district as of a date and prepare its results.

        Within a run the results are those that the run computed already (:mod:`jjinvest.results.handover`).

        Parameters
        ----------
        period
            Quarter of the run, such as 2023Q4.
        as_of
            Last day on which a figure may have become known, such as 2024-03-31.
        language
            ``zh`` or ``en``.
        assumptions
            Assumptions that differ from their defaults, by name.
        tier
            Access level of the reader; at `public` no unpublished target is read.
        root
            Project folder; by default the one around the working directory.

        Raises
        ------
        DataError
            If the data files break their contract.
        ParameterError
            If nothing was known by that day.
        """
        rehearsed = rehearsed_results()
        if rehearsed is not None:
            labels = {str(k): str(name) for k, name in rehearsed.workspace.labels[language].items()}
            labels[UNPUBLISHED] = Vocabulary(language, {}).message("source.unpublished")
            return cls(rehearsed, Vocabulary(language, labels))
        base = find_root() if root is None else Path(root)
        day, assumed = date.fromisoformat(as_of), Assumptions(**dict(assumptions or {}))
        results = handover.find_results(base, district, day, period, seed, assumed, tier)
        if results is None:
            results = open_results(ResultsRequest(base, district, period, day, seed, assumed, tier)).results
        return cls.of_results(results, language)

    @classmethod
    def of_results(cls, results: Results, language: str) -> Self:
        """Return a report of results; a source without a label is cited by its title."""
        return cls(results, words_of(results, language))

    def header(self, page: str = "", *, title: str = "") -> None:
        """Open a page: title, district, period, as-of date, 口径 and the state of the data.

        Parameters
        ----------
        page
            Name of a page of the package, which has its title in both languages.
        title
            Title of a page of one's own.
        """
        renderer = self.renderer()
        title = renderer.escaped(title) if title else self.written(renderer, f"page.{page}.title")
        kicker = self.written(renderer, "head.scope")
        ledger, day = self.results.workspace.ledger, self.results.workspace.as_of_date
        seen = "" if ledger is None else ".ledger"
        if ledger is not None and day is not None and ledger.imported_on > day:
            seen = ".ledger_later"
        details = (
            ("period", ""),
            ("as_of", seen),
            *self.context.wording,
            ("state", f".{self.context.state}"),
        )
        about = "".join(
            f"<div><dt>{self.written(renderer, f'head.{key}.name')}</dt>"
            f"<dd>{self.written(renderer, f'head.{key}{detail}')}</dd></div>"
            for key, detail in details
        )
        running = plain(self.written(renderer, "head.running"))
        marks = "".join(
            f'<p class="tier-mark">{self.written(renderer, f"head.{mark}")}</p>'
            for mark, holds_here in (
                ("synthetic", self.results.workspace.profile.synthetic),
                ("unpublished", bool(self.results.workspace.unpublished)),
            )
            if holds_here
        )
        self._show(
            f'<header class="page-head">{marks}<p class="kicker">{kicker}</p><h1>{title}</h1>'
            f'<dl class="meta">{about}</dl></header>',
            renderer,
            title=plain(title),
            running=running,
        )

    def first(self, *keys: str, sentences: list[Sentence], lead: bool = False) -> None:
        """Publish the first message whose numbers may be stated and whose reasons hold; else sentences.

        Parameters
        ----------
        sentences
            Published as one paragraph where no message of `keys` may be, without those that state a number
            which is not for the readers; none publish nothing.
        lead
            Whether the paragraph opens the page.
        """
        key = next((key for key in keys if self.known(key) and self._may_state(key, "public")), None)
        stated = [each for each in sentences if self._may_be_seen(each.content.values())]
        if key is not None:
            self.text(key)
        elif stated:
            renderer = self.renderer()
            html = self._joined(renderer, stated)
            self._show(f'<p class="{"lead" if lead else "text"}">{html}</p>', renderer)

    def text(
        self,
        key: str,
        *,
        otherwise: str | tuple[str, ...] | None = None,
        tier: str = "public",
        given: Mapping[str, Fact | Term] | None = None,
    ) -> None:
        """Publish a message.

        Parameters
        ----------
        given
            Numbers and terms for placeholders that name no fact by its id.
        otherwise
            Messages to publish instead where a number of `key` is missing or not for the readers: the first
            one whose numbers are all known; the empty text publishes nothing.

        Raises
        ------
        UnknownFactError
            If a number is missing and there is no `otherwise`.
        """
        others = (otherwise,) if isinstance(otherwise, str) else otherwise
        if others and not (self.known(key) and self._may_state(key, tier)):
            if others[0]:
                self.text(others[0], otherwise=others[1:], tier=tier)
            return
        if not holds(key, self.results):
            return
        renderer = self.renderer()
        kind = "lead" if ".lead" in key else "text"
        self._show(f'<p class="{kind}">{self.written(renderer, key, given)}</p>', renderer, tier=tier)

    def nothing(self, key: str) -> None:
        """Publish why a page has no content: a run builds no page for it, and says so in its list."""
        renderer = self.renderer()
        html = self.written(renderer, key)
        self._show(f'<p class="lead">{html}</p>', renderer, reason=plain(html))

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        tier: str = "public",
        scope: str = "",
        folded: bool = False,
        bars: str = "",
        called: str = "",
    ) -> None:
        """Publish a table under the caption ``table.<name>``; an empty one only where that is a result.

        Columns and rows above `tier` are left out, numbers above it and above the report's readers withheld.
        `scope` is the dimension, or several joined by ``;``, that a caption calls ``{dimension}``. A `folded`
        one shows its caption until the reader opens it. `bars` names a column of percentages that are drawn
        as bars too. `called` is the message of another caption.
        """
        frame = cleared(frame, tier, self._readers)
        if frame.empty:
            self._empty(name)
            return
        self._heading()
        if self._never_seen(tier):
            return
        renderer = self.renderer()
        caption = plain(self.written(renderer, called or f"table.{name}", self._given(scope)))
        if only_withheld(frame):
            self._say_withheld(renderer, caption, tier)
            return
        hidden = folded or bool(self._panel_head) or caption == self._section
        html = renderer.table(frame, caption, caption_hidden=hidden, bars=bars)
        if folded:
            summary = self.words.message("fold.open") if caption == self._section else caption
            html = f'<details class="fold"><summary>{renderer.escaped(summary)}</summary>{html}</details>'
        self._show(html, renderer, tier=tier, table=self.data_of(file_name(name, scope), caption, frame))

    def figure(
        self,
        name: str,
        draw: Callable[..., Figure],
        frame: pd.DataFrame,
        *,
        tier: str = "public",
        scope: str = "",
        title: Sentence | None = None,
        behind: pd.DataFrame | None = None,
        draws_withheld: bool = False,
        least_rows: int = 1,
        **options: object,
    ) -> None:
        """Publish a chart of `frame` with its message, alternative text and its data as a table on demand.

        Parameters
        ----------
        title
            What the chart shows, in words. Without one it is the message ``figure.<name>`` or, where a number
            of it is missing, ``figure.<name>.plain``, which has none.
        scope
            Dimension that a title calls ``{dimension}``.
        behind
            Table behind the chart, if it is not `frame` itself: it has the numbers drawn and further ones.
        least_rows
            Rows below which the table is published in its place: one bar shows no more than its row.
        options
            Passed to the chart function; facts among them are listed with the data.

        Notes
        -----
        What is above `tier` is left out as in a table; a row of which a number is withheld is not drawn,
        unless the chart names it as such (`draws_withheld`).
        """
        frame = cleared(frame, tier, self._readers)
        drawable = frame[~frame.map(lambda cell: cell is WITHHELD).any(axis=1)]
        if frame.empty:
            self._empty(name)
            return
        if self._never_seen(tier):
            self._heading()
            return
        drawable = frame if draws_withheld and not drawable.empty else drawable
        drawable = drawable.map(self._as_published)
        frame = frame if behind is None or drawable.empty else cleared(behind, tier, self._readers)
        if len(drawable) < least_rows:
            self._as_table(name, frame, tier, scope, title)
            return
        renderer = self.renderer()
        renderer.decimals = frame_decimals(drawable, self.words)
        message = self._message(renderer, name, scope, title)
        alt = plain(self.written(renderer, f"alt.{name}", self._given(scope)))
        rehearsal = rehearsed_results() is not None
        image = "" if rehearsal else base64.b64encode(chart_svg(draw, drawable, self.words, options)).decode()
        behind_it = self.words.message("data_behind")
        text = plain(message)
        table = renderer.table(frame, text, caption_hidden=True, label=f"{text} · {behind_it}")
        drawn = [fact for fact in options.values() if isinstance(fact, Fact)]
        listed = "".join(f"<li>{renderer.named(fact)}</li>" for fact in drawn)
        lines = f'<ul class="drawn">{listed}</ul>' if drawn else ""
        html = (
            f"<figure><figcaption>{message}</figcaption>"
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(text)}">'
            f'<img src="data:image/svg+xml;base64,{image}" alt="{escape(alt)}"></div>'
            f"<details><summary>{escape(behind_it)}</summary>{table}{lines}</details></figure>"
        )
        self._show(html, renderer, tier=tier, table=self.data_of(file_name(name, scope), text, frame))

    def show(
        self, content: object, *, title: str, note: str = "", tier: str | None = None, alt: str = ""
    ) -> None:
        """Publish an analyst's own frame, chart or text, marked as the analyst's.

        Parameters
        ----------
        content
            A DataFrame or Series of plain values, a matplotlib Figure or Axes, a seaborn grid, or Markdown.
            Units of a frame's numbers are read from ``attrs["units"]`` (by column) or ``attrs["unit"]``;
            frames of :func:`jjinvest.open` have them, and are shown with heads in words
            (``.with_heads()``).
        title
            Title of the block and, of a frame, name of its download.
        note
            Markdown below it: what was done, and on what.
        tier
            Least access level that sees it. By default that of the frame (``attrs["tier"]``), not below that
            of the report. Content that has none may hold anything: with a ledger it is internal.
        alt
            Text in place of a chart; made from the title and the axes if not given.

        Raises
        ------
        ParameterError
            If the content is of another kind, the frame too large, or the level below that of the frame.

        Examples
        --------
        In a notebook::

            monthly = d.frame("agreed_amount", by="month")
            report.show(monthly, title="Agreed amount by month", note="By the month of signing.")
            report.show(monthly.plot.bar(x="month", y="value"), title="Agreed amount by month")
        """
        publish_own(self, content, title=title, note=note, tier=tier, alt=alt)

    def _as_published(self, cell: object) -> object:
        """Cell of a chart: an amount of another currency in the unit in which it is published."""
        if isinstance(cell, Fact) and cell.unit != "亿元":
            return self.words.as_published(cell)
        return cell

    def _as_table(
        self, name: str, frame: pd.DataFrame, tier: str, scope: str, title: Sentence | None
    ) -> None:
        """Publish the table of a chart that has nothing to draw, or a single row, under the chart's title."""
        renderer = self.renderer()
        caption = plain(self._message(renderer, name, scope, title))
        if only_withheld(frame):
            self._say_withheld(renderer, caption, tier)
            return
        html = renderer.table(frame, caption)
        self._show(html, renderer, tier=tier, table=self.data_of(file_name(name, scope), caption, frame))

    def data_of(self, name: str, caption: str, frame: pd.DataFrame) -> dict[str, object]:
        """Return the table as plain data for `tables/`: numbers as numbers, words in the page's language."""
        known, unrecorded = f"sheet.{name}", self.renderer()
        sheet = self.words.message(known) if self.words.has(known) else caption
        of_page = f"sheet.{name.partition('_')[0]}_of"  # the overview and page 20 have tables of one caption
        if not self.words.has(known) and self.words.has(of_page):
            sheet = self.words.message(of_page).replace("{caption}", caption)
        return {"name": name, "sheet": sheet, "caption": caption, **plain_table(frame, unrecorded)}
