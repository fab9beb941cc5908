"""Footnotes of a page: a mark at each number, and at the end its source with title, date and words.

A note is one passage of one source, or one condition that a number is subject to; numbers from the same
passage share its mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jjinvest.core.facts import Fact
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.results.results import Results

_LINES = re.compile(r"[（(]?\s*第\s*[\d–—、,，-]+\s*行\s*[)）]?")
_WORDS = re.compile(r"[，。；：、]|\d")


def passage(quote: str) -> str:
    """Words or place of a passage, without line numbers of a file that the reader does not have.

    Examples
    --------
    >>> passage("导语（第199–207行）"), passage("第13行"), passage("签约项目 70 个")
    ('导语', '', '签约项目 70 个')
    """
    return _LINES.sub("", quote).strip()


def is_quoted(text: str) -> bool:
    """Whether a passage is words of the text rather than the name of one of its parts."""
    return _WORDS.search(text) is not None


@dataclass
class Footnotes:
    """Notes of one page in the order in which they are first marked.

    Parameters
    ----------
    passages
        Note of each figure id: its text as HTML.
    condition
        Note of a caveat: its text as HTML, by key.
    """

    passages: Mapping[str, str]
    condition: Callable[[str], str]
    _numbers: dict[str, int] = field(default_factory=dict)

    def marks(self, fact: Fact) -> str:
        """Marks of a number as HTML: its source if it states one passage, and what it is subject to."""
        stated = fact.evidence in ("published", "target") or len(fact.sources) == 1
        texts = [self.passages[i] for i in fact.sources[:1] if stated and i in self.passages]
        if fact.caveat:
            texts.append(self.condition(fact.caveat))
        numbers = [self._numbers.setdefault(text, len(self._numbers) + 1) for text in dict.fromkeys(texts)]
        links = "".join(f'<a href="#note-{number}">{number}</a>' for number in numbers)
        return f'<sup class="mark">{links}</sup>' if links else ""

    def list(self) -> str:
        """All notes marked so far as an HTML list; empty without any."""
        items = "".join(f'<li id="note-{number}">{text}</li>' for text, number in self._numbers.items())
        return f'<ol class="notes">{items}</ol>' if items else ""


def page_footnotes(
    results: Results, words: Vocabulary, condition: Callable[[str], str], escaped: Callable[[str], str]
) -> Footnotes:
    """Return the notes of a page: of every published figure its source with title, date and words.

    Parameters
    ----------
    condition
        What a number is subject to, as HTML, by caveat.
    escaped
        Writes text as HTML.
    """
    workspace = results.workspace
    sources = {row["source"]: row for row in workspace.sources.to_dict("records")}
    labels = workspace.labels
    places = dict(zip(labels["zh"], labels[words.language], strict=True))
    notes: dict[str, str] = {}
    for view in results.available_views:
        for row in view.figures[["figure_id", "source", "quote"]].to_dict("records"):
            text = passage(row["quote"])
            source = sources.get(row["source"])
            if source is None:  # the ledger
                notes[row["figure_id"]] = words.label(row["source"])
            else:
                notes[row["figure_id"]] = _cited(source, text, places.get(text, text), words)
    for target in workspace.unpublished:
        notes[target.figure_id] = words.label(UNPUBLISHED)
    if workspace.ledger is not None:
        notes[workspace.ledger.source] = words.label(workspace.ledger.source)
    cited = {figure: f'<span class="cited">{escaped(note)}</span>' for figure, note in notes.items()}
    return Footnotes(cited, condition)


def _cited(source: Mapping[str, Any], text: str, place: str, words: Vocabulary) -> str:
    """Title, date, and the words quoted or the name of their place."""
    day = source["published"]
    title = words.message("footnote.title").replace(
        "{title}", source["title"] or words.label(source["source"])
    )
    dated = words.message("footnote.dated" if isinstance(day, date) else "footnote.undated")
    if isinstance(day, date):
        dated = dated.replace("{day}", words.day(day))
    if not text:
        return title + dated
    key = "footnote.quote" if is_quoted(text) and "“" not in text else "footnote.place"
    return title + dated + words.message(key).replace("{text}", place)
