"""The calls with which a notebook publishes: header, section, answers, text, table, figure, end.

Each call displays HTML and, beside it, a record of the facts and data shown (MIME type
``application/vnd.jjinvest+json``); the run collects the records into `facts.json` and `tables/`. A notebook
therefore publishes the same in JupyterLab, by papermill and by a run. The tier of a call
(:mod:`jjinvest.core.access`) is the highest of its own and those of its numbers; a run leaves out what is
above its own tier.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from jjinvest.core.access import TIERS, allows, highest
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import Fact
from jjinvest.core.once import once_each
from jjinvest.core.project import find_root
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.reporting.charts.kept_svg import chart_svg
from jjinvest.reporting.context import Context
from jjinvest.reporting.footnotes import Footnotes, page_footnotes
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.output_records import MIME, page_file
from jjinvest.reporting.own_blocks import publish_own
from jjinvest.reporting.reasons import holds
from jjinvest.reporting.rehearsal import rehearsed_results
from jjinvest.reporting.table_data import WITHHELD, cleared, file_name, plain_table
from jjinvest.reporting.tables.cells import FactName, Term, named
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.reporting.words_of import words_of
from jjinvest.results import handover
from jjinvest.results.prepared import ResultsRequest, open_results
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@once_each
def _citations(results: Results) -> Mapping[str, tuple[str, str]]:
    """Source and place of each figure; the pages of one district cite the same."""
    found = {
        row["figure_id"]: (row["source"], row["quote"])
        for view in results.available_views
        for row in view.figures[["figure_id", "source", "quote"]].to_dict("records")
    }
    found |= {row.figure_id: (row.source, row.note) for row in results.workspace.unpublished}
    if (ledger := results.workspace.ledger) is not None:
        found[ledger.source] = (ledger.source, "")
    return found


class Report:
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

    citations: dict[str, tuple[str, str]]

    def __init__(self, results: Results, words: Vocabulary) -> None:
        self.results = results
        self.context = Context(results, words)
        self._begin(words)
        self.citations = dict(_citations(results))

    def _begin(self, words: Vocabulary) -> None:
        """Begin a page on which nothing is published yet."""
        self.words = words
        self.citations = {}
        self._section, self._pending = "", ""
        self._width, self._panel_head = "", ""
        self._footnotes: Footnotes | None = None
        self._note_renderer = Renderer(words, {})
        self._empty_sections, self._caveats_shown = list[str](), set[str]()
        self._absent = dict[str, str]()

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

    def renderer(self) -> Renderer:
        """Return a writer of cells and sentences; what it has written is shown by :meth:`block`."""
        return Renderer(self.words, self.citations, footnotes=self._footnotes)

    def use_footnotes(self) -> None:
        """From now on mark published numbers and what numbers are subject to; :meth:`notes` lists both."""
        self._note_renderer = Renderer(self.words, self.citations)
        self._footnotes = page_footnotes(self.results, self.words, self._caveat, self._note_renderer.escaped)

    def notes(self) -> None:
        """Publish the notes marked so far."""
        listed = "" if self._footnotes is None else self._footnotes.list()
        if listed:
            self._show(listed, self._note_renderer)

    def _caveat(self, key: str) -> str:
        return self.written(self._note_renderer, f"caveat.{key}")

    def block(self, html: str, renderer: Renderer, *, tier: str = "public", **record: object) -> None:
        """Publish HTML whose numbers a renderer has written."""
        self._show(html, renderer, tier=tier, **record)

    def _show(self, html: str, renderer: Renderer, *, tier: str = "public", **record: object) -> None:
        self._heading()
        if self._panel_head:
            html = f'<section class="panel {self._width}">{self._panel_head}{html}</section>'
            self._panel_head = ""
        self._display(html, renderer, tier=tier, **record)

    def _never_seen(self, tier: str) -> bool:
        """Whether a run would leave out what is of a level: thousands of rows need not be written for that.

        Whoever opens the notebook sees it.
        """
        return handover.is_held(self.results) and not allows(self.results.workspace.tier, tier)

    def _display(self, html: str, renderer: Renderer, *, tier: str = "public", **record: object) -> None:
        facts = {fact.id: self._dated(fact) for fact in renderer.shown}
        caveats = [
            c
            for c in dict.fromkeys(fact.caveat for fact in facts.values())
            if c and c not in self._caveats_shown and self._footnotes is None
        ]
        self._caveats_shown.update(caveats)
        if caveats:
            notes = self.renderer()
            items = "".join(
                f"<li>{notes.sentence(self.words.message(f'caveat.{c}'), self._values(f'caveat.{c}'))}</li>"
                for c in caveats
            )
            html += f'<ul class="caveats">{items}</ul>'
            facts |= {fact.id: self._dated(fact) for fact in notes.shown}
        payload = {
            "tier": highest([tier, self._least_tier, *(fact.tier for fact in facts.values())]),
            "facts": [asdict(fact) for fact in facts.values()],
            **record,
        }
        if rehearsed_results() is not None:
            return
        self._emit({"text/html": html, "text/plain": plain(html), MIME: payload})

    def _emit(self, bundle: dict[str, object]) -> None:
        """Show what a call published in the notebook, with its record."""
        from IPython.display import display

        display(bundle, raw=True)

    @property
    def _least_tier(self) -> str:
        """Level of all that a page shows: with unpublished targets nothing is for the public."""
        return UNPUBLISHED_TIER if self.results.workspace.unpublished else TIERS[0]

    @property
    def _readers(self) -> str:
        """Access level of the readers of this report."""
        return self.results.workspace.tier

    def _dated(self, fact: Fact) -> Fact:
        day = self.results.workspace.as_of_date
        return fact if fact.as_of or day is None else replace(fact, as_of=day.isoformat())

    def _values(
        self, key: str, given: Mapping[str, Fact | Term | str] | None = None
    ) -> dict[str, Fact | str]:
        """Value of each placeholder of a message: what is given for it, a fact, or a word of the context."""
        names = (match.group(1) for match in PLACEHOLDER.finditer(self.words.message(key)))
        known = given or {}
        return {
            name: self._cell(known[name])
            if name in known
            else self.results[name]
            if "." in name
            else self.context.word(name)
            for name in names
        }

    def _cell(self, cell: Fact | FactName | Term | str) -> Fact | str:
        """Value of a placeholder: a number, or a word of the page's language."""
        return cell if isinstance(cell, Fact | str) else named(cell, self.words) or ""

    def known(self, key: str) -> bool:
        """Whether every number of a message is known and what else it states is so."""
        if not holds(key, self.results):
            return False
        names = [match.group(1) for match in PLACEHOLDER.finditer(self.words.message(key))]
        return all("." not in name or self.results.get(name) is not None for name in names)

    def _may_state(self, key: str, tier: str) -> bool:
        """Whether the readers of this report may see every number of a message published at a tier."""
        names = [match.group(1) for match in PLACEHOLDER.finditer(self.words.message(key))]
        return self._may_be_seen((self.results.get(name) for name in names if "." in name), tier)

    def _may_be_seen(self, content: Iterable[object], tier: str = "public") -> bool:
        """Whether the readers of this report may see every number among this content."""
        at = highest([tier, self._readers])
        return all(allows(at, cell.tier) for cell in content if isinstance(cell, Fact))

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

    def written(
        self, renderer: Renderer, key: str, given: Mapping[str, Fact | Term | str] | None = None
    ) -> str:
        """Message of a key as HTML; the renderer remembers its numbers."""
        return renderer.sentence(self.words.message(key), self._values(key, given))

    def link(self, renderer: Renderer, key: str, notebook: str) -> str:
        """Write a message as a link to the page of another notebook."""
        target = page_file(notebook, self.words.language)
        return f'<span class="more"><a href="{escape(target)}">{self.written(renderer, key)}</a></span>'

    def section(self, key: str, *, width: str = "") -> None:
        """Open a section; the heading is emitted with the first content, to avoid empty sections.

        Parameters
        ----------
        width
            ``third`` or ``half`` of the page: the heading and the one output that follows stand beside those
            of other sections; ``third last`` and ``half last`` end a row.
        """
        self._leave_section()
        self._pending, self._width = key, width

    def absent(self, section: str, key: str) -> None:
        """Open a section that says in one line why it has no content; a check names it as left out."""
        self.section(section)
        renderer = self.renderer()
        html = self.written(renderer, key)
        self._show(f'<p class="empty">{html}</p>', renderer)
        self._absent[section] = plain(html)

    def _leave_section(self) -> None:
        if self._pending and self._pending not in self._empty_sections:
            self._empty_sections.append(self._pending)

    def _heading(self) -> None:
        key, self._pending = self._pending, ""
        if not key:
            return
        renderer = self.renderer()
        title = self.written(renderer, f"section.{key}")
        self._section, self._caveats_shown = plain(title), set()
        head = f'<h2 id="{escape(key)}">{title}</h2>'
        if self._width:
            self._panel_head = head
        else:
            self._display(head, renderer, section=key)

    def end(self) -> None:
        """Close a page: name the sections for which nothing was published by the as-of date."""
        self._leave_section()
        if self._empty_sections:
            titles = [self.written(self.renderer(), f"section.{k}") for k in self._empty_sections]
            separator, stop = ("；", "。") if self.words.language == "zh" else ("; ", ".")
            self._pending = ""
            lead = escape(self.words.message("empty_sections"))
            self._show(
                f'<p class="empty">{lead}{separator.join(titles)}{stop}</p>',
                self.renderer(),
                left_out=list(self._empty_sections),
            )

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Key and title of each section that was opened and has no content, with the reason if stated."""
        for key in (*self._empty_sections, *self._absent):
            title = plain(self.written(self.renderer(), f"section.{key}"))
            colon = "：" if self.words.language == "zh" else ": "
            yield key, f"{title}{colon}{self._absent[key]}" if key in self._absent else title

    def _joined(self, renderer: Renderer, several: list[Sentence]) -> str:
        space = "" if self.words.language == "zh" else " "
        return space.join(self.sentence(renderer, each) for each in several)

    def sentence(self, renderer: Renderer, sentence: Sentence) -> str:
        """Message of a sentence as HTML, filled with its own values and those of the context."""
        own = {name: self._cell(cell) for name, cell in sentence.content.items()}
        template = self.words.message(sentence.key)
        names = (match.group(1) for match in PLACEHOLDER.finditer(template))
        others = {name: self.context.word(name) for name in names if name not in own}
        return renderer.sentence(template, own | others)

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
    ) -> None:
        """Publish a table under the caption ``table.<name>``; an empty one only where that is a result.

        Columns and rows above `tier` are left out, numbers above it and above the report's readers withheld.
        `scope` is the dimension, or several joined by ``;``, that a caption calls ``{dimension}``. A `folded`
        one shows its caption until the reader opens it. `bars` names a column of percentages that are drawn
        as bars too.
        """
        frame = cleared(frame, tier, self._readers)
        if frame.empty:
            self._empty(name)
            return
        self._heading()
        if self._never_seen(tier):
            return
        renderer = self.renderer()
        given: dict[str, Fact | str] = {"dimension": self.context.dimension(scope)} if scope else {}
        caption = plain(self.written(renderer, f"table.{name}", given))
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
        if drawable.empty:
            self._all_withheld(name, frame, tier, scope)
            return
        drawable = frame if draws_withheld else drawable
        frame = frame if behind is None else cleared(behind, tier, self._readers)
        renderer = self.renderer()
        given: dict[str, Fact | str] = {"dimension": self.context.dimension(scope)} if scope else {}
        message = self._title(renderer, name, given) if title is None else self.sentence(renderer, title)
        alt = plain(self.written(renderer, f"alt.{name}", given))
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

    def _all_withheld(self, name: str, frame: pd.DataFrame, tier: str, scope: str) -> None:
        """Publish the table of a chart of which every row is withheld from the readers."""
        renderer = self.renderer()
        given: dict[str, Fact | str] = {"dimension": self.context.dimension(scope)} if scope else {}
        caption = plain(self._title(renderer, name, given))
        html = renderer.table(frame, caption)
        self._show(html, renderer, tier=tier, table=self.data_of(file_name(name, scope), caption, frame))

    def _title(self, renderer: Renderer, name: str, given: Mapping[str, Fact | str]) -> str:
        key = f"figure.{name}"
        stated = self.words.has(key) and self.known(key) and self._may_state(key, "public")
        return self.written(renderer, key if stated else f"{key}.plain", given)

    def _empty(self, name: str) -> None:
        """State that a table has no rows where that is a result; otherwise :meth:`end` names the section."""
        key = f"empty.{name}"
        if self.words.has(key):
            renderer = self.renderer()
            self._show(f'<p class="empty">{self.written(renderer, key)}</p>', renderer)

    def data_of(self, name: str, caption: str, frame: pd.DataFrame) -> dict[str, object]:
        """Return the table as plain data for `tables/`: numbers as numbers, words in the page's language."""
        known, unrecorded = f"sheet.{name}", self.renderer()
        sheet = self.words.message(known) if self.words.has(known) else caption
        return {"name": name, "sheet": sheet, "caption": caption, **plain_table(frame, unrecorded)}
