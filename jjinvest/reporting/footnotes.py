"""Footnotes of a page: a mark at each number, and at the end its source with title, date and words.

A note is one passage of one source, or one condition that a number is subject to; numbers from the same
passage share its mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jjinvest.core.facts import Fact
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.source_places import place_named
from jjinvest.reporting.tables.leaders import targets_once
from jjinvest.results.results import Results

_LINES = re.compile(r"[（(]?\s*第\s*[\d–—、,，-]+\s*行\s*[)）]?")
_CUT_OFF = re.compile(r"^(?:[.．]\d+)?(?:[%％]|[万亿]*元|个)?(?:的\d+(?:\.\d+)?[%％])?[，；、](?=.*\d)")
"""End of a number or its unit with which a passage begins that was cut by its length."""
_WORDS = re.compile(r"[，。；：、]|\d")
OWN_COUNTS = ("alert", "targets", "checks", "ledger_checks")
"""Metrics of what the program counts itself."""
MOST_PASSAGES = 4
"""Passages of one source that a note quotes at most: a bulletin has one for each of its numbers."""


def passage(quote: str) -> str:
    """Words or place of a passage, without line numbers of a file that the reader does not have.

    What is left of a number that the passage begins within is left out.

    Examples
    --------
    >>> passage("导语（第199–207行）"), passage("第13行"), passage("签约项目 70 个")
    ('导语', '', '签约项目 70 个')
    >>> passage(".4%，完成年度目标32亿元的42.2%"), passage("亿元以上项目14个，增加2个")
    ('完成年度目标32亿元的42.2%', '亿元以上项目14个，增加2个')
    """
    return _CUT_OFF.sub("", _LINES.sub("", quote).strip())


def is_quoted(text: str) -> bool:
    """Whether a passage is words of the text rather than the name of one of its parts."""
    return _WORDS.search(text) is not None


@dataclass(frozen=True)
class Passage:
    """Where a number stands: its source as HTML, and the words or the place of the passage as HTML."""

    source: str
    words: str = ""


@dataclass
class Footnotes:
    """Notes of one page in the order in which they are first marked.

    Parameters
    ----------
    passages
        Passage of each figure id.
    condition
        Note of a caveat: its text as HTML, by key.
    separator, further
        Between the passages of one source, and what ends them where there are more than are shown.
    same
        Further figure ids that state the number of a figure, such as an equal target of another authority.
    """

    passages: Mapping[str, Passage]
    condition: Callable[[str], str]
    separator: str = "；"
    further: str = ""
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _notes: dict[str, dict[str, None]] = field(default_factory=dict)

    def marks(self, fact: Fact) -> str:
        """Marks of a number as HTML: its source if it states one passage, and what it is subject to."""
        own = fact.id.metric in OWN_COUNTS  # no text says how many alerts there are
        stated = fact.evidence in ("published", "target") or (len(fact.sources) == 1 and not own)
        first = fact.sources[:1] if stated else ()
        ids = [figure for i in first for figure in (i, *self.same.get(i, ()))]
        known = [self.passages[i] for i in ids if i in self.passages]
        if fact.caveat:
            known.append(Passage(self.condition(fact.caveat)))
        numbers = dict.fromkeys(self._number(each) for each in known)
        links = "".join(f'<a href="#note-{number}">{number}</a>' for number in numbers)
        return f'<sup class="mark">{links}</sup>' if links else ""

    def _number(self, each: Passage) -> int:
        """Number of the note of a source; its passages are collected."""
        passages = self._notes.setdefault(each.source, {})
        if each.words:
            passages[each.words] = None
        return list(self._notes).index(each.source) + 1

    def list(self) -> str:
        """All notes marked so far as an HTML list; empty without any."""
        items = "".join(
            f'<li id="note-{number}">{source}{self._passages(tuple(passages))}</li>'
            for number, (source, passages) in enumerate(self._notes.items(), start=1)
        )
        return f'<ol class="notes">{items}</ol>' if items else ""

    def _passages(self, passages: Sequence[str]) -> str:
        """Passages of a source; of many the first, and how many there are: each number links to its own."""
        shown = self.separator.join(passages[:MOST_PASSAGES])
        more = len(passages) > MOST_PASSAGES
        return shown + self.further.replace("{number}", str(len(passages))) if more else shown


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
    sources: dict[str, Mapping[Any, Any]] = {
        row["source"]: row for row in workspace.sources.to_dict("records")
    }
    labels = workspace.labels
    places = dict(zip(labels["zh"], labels[words.language], strict=True))
    notes: dict[str, tuple[str, str]] = {}
    for view in results.available_views:
        for row in view.figures[["figure_id", "source", "quote"]].to_dict("records"):
            source = sources.get(row["source"])
            if source is None:  # the ledger
                notes[row["figure_id"]] = words.label(row["source"]), ""
            else:
                text = passage(row["quote"])
                notes[row["figure_id"]] = (
                    _cited(source, words),
                    _quoted(place_named(text, places, words), words),
                )
    for target in workspace.unpublished:
        notes[target.figure_id] = words.label(UNPUBLISHED), ""
    if workspace.ledger is not None:
        notes[workspace.ledger.source] = words.label(workspace.ledger.source), ""
    cited = {
        figure: Passage(*(f'<span class="cited">{escaped(text)}</span>' if text else "" for text in note))
        for figure, note in notes.items()
    }
    separator = "；" if words.language == "zh" else "; "
    return Footnotes(cited, condition, separator, words.message("footnote.further"), _same_targets(results))


def _same_targets(results: Results) -> dict[str, tuple[str, ...]]:
    """Figure ids of targets that set the number of another one."""
    found: dict[str, tuple[str, ...]] = {}
    for target, others in targets_once(results.workspace.targets):
        facts = (results.facts.get(each["target_id"]) for each in (target, *others))
        first, *further = [fact.sources[0] for fact in facts if fact is not None and fact.sources] or [""]
        found |= {first: tuple(further)} if further else {}
    return found


def _cited(source: Mapping[Any, Any], words: Vocabulary) -> str:
    """Title and date of a source."""
    name, day = source["title"] or words.label(source["source"]), source["published"]
    title = words.message("footnote.title").replace("{title}", name)
    if not isinstance(day, date):
        return title + words.message("footnote.undated")
    return title + words.message("footnote.dated").replace("{day}", words.day(day))


def _quoted(text: str, words: Vocabulary) -> str:
    """Words of a source in quotation marks, or the name of their place."""
    quoted = is_quoted(text) and "“" not in text
    return words.message("footnote.quote").replace("{text}", text) if quoted else text
