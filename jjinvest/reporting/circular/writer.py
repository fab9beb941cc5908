"""Sentences of a circular: messages filled with published facts; without all of its facts one is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.fact_styles import TURNED
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.i18n.plurals import choose_words
from jjinvest.i18n.relations import in_words
from jjinvest.reporting.circular.blocks import Number, Text
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.names_in_text import name_in_text
from jjinvest.reporting.verify_mark import mark_of

if TYPE_CHECKING:
    from jjinvest.quality.reconciliation.accused import AccusedFigure

_SPACES = re.compile(
    r"(?<=[\d%）\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff08\d+−≥≤>≈<])(?!(?<=\d) \d)"
)
"""Spaces between figures and Chinese words, which official documents do without."""

_IS_A_BOUND = re.compile("为(?=(?:超过|不足|不超过)\\d)")
"""A verb that a bound has in itself: 可能性不足1%, not 可能性为不足1%."""

Value = Fact | str


class Writer:
    """Writes sentences in one language and keeps the numbers of each.

    Parameters
    ----------
    context
        Words that messages may name beside facts, such as ``district``.
    days
        Day on which each figure was published, by its id, as far as its text states it.
    accused
        Figures that each contradiction accuses.
    """

    def __init__(
        self,
        facts: PublishedFacts,
        words: Vocabulary,
        context: Mapping[str, str],
        days: Mapping[str, date] | None = None,
        accused: Sequence[Sequence[AccusedFigure]] = (),
    ) -> None:
        self.facts = facts
        self.words = words
        self.context = context
        self.days = days or {}
        self.accused = accused

    def say(self, key: str, given: Mapping[str, Value] | None = None) -> Text | None:
        """Return a message with its numbers; None if one of them was not published."""
        template, known = self.words.message(key), {**self.context, **(given or {})}
        values: dict[str, Value] = {}
        for match in PLACEHOLDER.finditer(template):
            name = match.group(1)
            value = known.get(name) or (self.facts.get(name) if "." in name else None)
            if value is None:
                return None
            values[name] = value
        numbers: list[Number] = []

        def fill(match: re.Match[str]) -> str:
            value, style = values[match.group(1)], match.group(2) or ""
            if not isinstance(value, Fact):
                return value
            # a phrase may follow others, so that its first word has no capital here
            around = f"…{match.string[: match.start()]}", match.string[match.end() :]
            written = self.number(value, style, before=around[0], after=around[1])
            numbers.append(Number(value, written))
            return written

        def is_one(name: str) -> bool:
            value = values.get(name)
            return isinstance(value, Fact) and value.value == 1 and value.relation == "="

        written = self.spaced(PLACEHOLDER.sub(fill, choose_words(template, is_one)))
        return Text(written.replace("**", ""), tuple(numbers))

    def number(self, fact: Fact, style: str = "", *, before: str = "…", after: str = "") -> str:
        """Write a number; the style ``size`` leaves out its sign, which a word beside it states.

        A bound is said in words, by the text `before` and `after` it.
        """
        written = self.words.fact(unsigned(fact)) if style == "size" else self.words.fact(fact, style)
        written = self.spaced(written)
        written = in_words(written, self.words.language, before=before, after=after, spaced=False)
        return written + mark_of(fact, self.words)

    def cell(self, fact: Fact | None, style: str = "") -> Text:
        """Write a number as a cell of a table; a dash where there is none."""
        if fact is None:
            return Text("—")
        written = self.number(fact, style)
        return Text(written, (Number(fact, written),))

    def name(self, fact_id: FactId) -> str:
        """Name of what a fact is about, without its period."""
        return self.spaced(name_in_text(fact_id, self.words))

    def joined(self, texts: list[Text], mark: str, end: str = "") -> Text:
        """Several phrases as one text."""
        between = self.words.message(mark)
        numbers = tuple(number for text in texts for number in text.numbers)
        written = between.join(text.text for text in texts) + end
        if self.words.language == "en":
            written = written[:1].upper() + written[1:]
        return Text(written, numbers)

    def paragraph(self, sentences: list[Text]) -> Text:
        """Several sentences as one paragraph."""
        between = "" if self.words.language == "zh" else " "
        numbers = tuple(number for text in sentences for number in text.numbers)
        return Text(between.join(text.text for text in sentences), numbers)

    def spaced(self, text: str) -> str:
        """Text with the spaces of its language."""
        return _IS_A_BOUND.sub("", _SPACES.sub("", text)) if self.words.language == "zh" else text


def unsigned(fact: Fact) -> Fact:
    """Return a number without its sign; what bounds a fall from below bounds its size from above."""
    known = fact.high if fact.value is None else fact.value
    if known is None or known > 0 or (fact.value is not None and fact.value >= 0):
        return replace(fact, signed=False)
    low, high = (None if end is None else -end for end in (fact.high, fact.low))
    value = None if fact.value is None else -fact.value
    relation = TURNED.get(fact.relation, fact.relation)
    return replace(fact, value=value, low=low, high=high, relation=relation, signed=False)
