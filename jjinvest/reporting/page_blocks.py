"""What a report is made of: sections, messages with their numbers, and blocks displayed with their record.

:class:`jjinvest.reporting.report.Report` adds the calls of a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from jjinvest.core.access import TIERS, allows, highest
from jjinvest.core.facts import Fact, as_record
from jjinvest.core.once import once_each
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.reporting.context import Context
from jjinvest.reporting.footnotes import Footnotes, page_footnotes
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.names_in_text import name_in_text
from jjinvest.reporting.output_records import MIME, page_file
from jjinvest.reporting.reasons import holds
from jjinvest.reporting.rehearsal import rehearsed_results
from jjinvest.reporting.tables.cells import FactName, Period, Term, named
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.results import handover
from jjinvest.results.results import Results

_FIRST_LETTER = re.compile(r"^((?:<[^>]*>)*)([a-z])")
"""First letter of a text in HTML, behind the tags before it."""
_CAPITAL = re.compile(r"^((?:<[^>]*>)*)([A-Z])(?=[a-z]|\s)")
"""Capital with which a title in HTML begins; one of a name in capitals stays."""


class PageBlocks:
    """The page of a report as it grows: its open section, its notes, and what has been displayed."""

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
        self._source: Sentence | None = None
        self._panel_shown = list[Fact]()
        self._footnotes: Footnotes | None = None
        self._note_renderer = Renderer(words, {})
        self._empty_sections, self._caveats_shown = list[str](), set[str]()
        self._absent = dict[str, str]()

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
            renderer.shown.extend(self._panel_shown)
            self._panel_head, self._panel_shown = "", []
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
            "facts": [as_record(fact) for fact in facts.values()],
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

    def _cell(self, cell: Fact | FactName | Period | Term | str) -> Fact | str:
        """Value of a placeholder: a number, or a word of the page's language."""
        if isinstance(cell, FactName):
            return name_in_text(cell.id, self.words, with_period=cell.with_period)
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

    def written(
        self, renderer: Renderer, key: str, given: Mapping[str, Fact | Term | str] | None = None
    ) -> str:
        """Message of a key as HTML; the renderer remembers its numbers."""
        return renderer.sentence(self.words.message(key), self._values(key, given))

    def link(self, renderer: Renderer, key: str, notebook: str) -> str:
        """Write a message as a link to the page of another notebook."""
        target = page_file(notebook, self.words.language)
        return f'<span class="more"><a href="{escape(target)}">{self.written(renderer, key)}</a></span>'

    def _say_withheld(self, renderer: Renderer, caption: str, tier: str) -> None:
        """State that no number of a table is for the readers, in place of a table without numbers."""
        html = self.written(renderer, "all_withheld", {"title": caption})
        self._show(f'<p class="empty">{html}</p>', renderer, tier=tier)

    def _message(self, renderer: Renderer, name: str, scope: str, title: Sentence | None) -> str:
        """What a chart shows, in words: its title, else the message of its name that may be stated."""
        if title is not None:
            return self.opened(self.sentence(renderer, title))
        key = f"figure.{name}"
        stated = self.words.has(key) and self.known(key) and self._may_state(key, "public")
        return self.opened(self.written(renderer, key if stated else f"{key}.plain", self._given(scope)))

    def _given(self, scope: str) -> dict[str, Fact | str]:
        return {"dimension": self.context.dimension(scope)} if scope else {}

    def _empty(self, name: str) -> None:
        """State that a table has no rows where that is a result; otherwise :meth:`end` names the section."""
        key = f"empty.{name}"
        if self.words.has(key):
            renderer = self.renderer()
            self._show(f'<p class="empty">{self.written(renderer, key)}</p>', renderer)

    def section(self, key: str, *, width: str = "", source: Sentence | None = None) -> None:
        """Open a section; the heading is emitted with the first content, to avoid empty sections.

        Parameters
        ----------
        width
            ``third`` or ``half`` of the page: the heading and the one output that follows stand beside those
            of other sections; ``third last`` and ``half last`` end a row.
        source
            Beside the heading: where the numbers are from, if that is not where those of the page are from.
        """
        self._leave_section()
        self._pending, self._width, self._source = key, width, source

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
        source = "" if self._source is None else f" <small>{self.sentence(renderer, self._source)}</small>"
        head = f'<h2 id="{escape(key)}">{title}{source}</h2>'
        if self._width:
            self._panel_head, self._panel_shown = head, list(renderer.shown)
        else:
            self._display(head, renderer, section=key)

    def end(self) -> None:
        """Close a page: name the sections for which nothing was published by the as-of date."""
        self._leave_section()
        if self._empty_sections:
            titles = [self._name_left_out(key) for key in self._empty_sections]
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
            title = plain(self._name_left_out(key))
            colon = "：" if self.words.language == "zh" else ": "
            yield key, f"{title}{colon}{self._absent[key]}" if key in self._absent else title

    def _name_left_out(self, key: str) -> str:
        """Name of a section as one that is left out: of which measure, where the page has some of another."""
        own = f"section.{key}.absent"
        title = self.written(self.renderer(), own if self.words.has(own) else f"section.{key}")
        if self.words.language != "en":
            return title
        return _CAPITAL.sub(lambda found: found.group(1) + found.group(2).lower(), title, count=1)

    def _joined(self, renderer: Renderer, several: list[Sentence]) -> str:
        space = "" if self.words.language == "zh" else " "
        return space.join(self.opened(self.sentence(renderer, each)) for each in several)

    def opened(self, html: str) -> str:
        """Begin a sentence with a capital, in English; a name of the data may be written small."""
        if self.words.language != "en":
            return html
        return _FIRST_LETTER.sub(lambda found: found.group(1) + found.group(2).upper(), html, count=1)

    def sentence(self, renderer: Renderer, sentence: Sentence) -> str:
        """Message of a sentence as HTML, filled with its own values and those of the context."""
        own = {name: self._cell(cell) for name, cell in sentence.content.items()}
        template = self.words.message(sentence.key)
        names = (match.group(1) for match in PLACEHOLDER.finditer(template))
        others = {name: self.context.word(name) for name in names if name not in own}
        return renderer.sentence(template, own | others)


@once_each
def _citations(results: Results) -> dict[str, tuple[str, str]]:
    """Source of each figure, and its words there."""
    cited = {
        figure: (source, quote)
        for view in results.available_views
        for figure, source, quote in zip(
            *(view.figures[name].tolist() for name in ("figure_id", "source", "quote")), strict=True
        )
    }
    cited |= {row.figure_id: (row.source, row.note) for row in results.workspace.unpublished}
    if (ledger := results.workspace.ledger) is not None:
        cited[ledger.source] = (ledger.source, "")
    return cited
