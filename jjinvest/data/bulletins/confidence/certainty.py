"""What makes a reading doubtful: words that no rule knows, a part from far off, a forecast, an event.

The rules of reading take from a clause the words that they know and pass over the others. The number may
then be of something narrower, of another time, or of another measure. So a reading is certain only where
every word between its subject and its number is known; else the review names the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jjinvest.data.bulletins.clauses.corrections import should_be_words
from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.confidence.doubts import (
    AFTER_PARTS,
    ANOTHER_TIME,
    DEFINITION,
    DOUBT,
    FORECAST,
    FROM_FAR,
    LEFT_SIZE,
    LISTED,
    ODD_NAME,
    OF_COHORT,
    OF_DOUBTFUL,
    OF_EVENT,
    OTHER_TIME,
    PERHAPS,
    TWO_MEASURES,
    UNKNOWN_WORDS,
    UNREAD_BESIDE,
)
from jjinvest.data.bulletins.confidence.size_doubts import SizeDoubts
from jjinvest.data.bulletins.periods.headed_times import PlannedTimes
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.scopes.cohort_sets import names_cohort, opens_set, unnamed_set
from jjinvest.data.bulletins.text.statements import Clause, Sentence, Statements

_LONGEST = 80
"""Characters of the longest word or name that is known."""
_HAN = re.compile(r"[\u3400-\u9fffA-Za-z]+")
_FILLING = re.compile(
    "|".join(
        (
            *RULES.words["filling_patterns"],
            *(re.escape(word) for word in sorted(RULES.words["filling"], key=len, reverse=True)),
        )
    )
)
_ODD_NAME = re.compile(
    r"(?:19|20)\d{2}年|包括|不含|记者|昨日|获悉|预计|仍|通过|人士|实施|投入|上报|投资|书记|[镇区县市]长|主任|领导|[季年]度|月份?|半年|^[共已各该我本从另]|[为有上的是达中里]$"
)
_CUT_FROM_TEXT = (
    "park",
    "town",
    "place",
    "chain",
    "task_force",
    "department",
    "industry",
    "part",
    "ownership",
)
"""Dimensions whose members may be cut from the text by their suffix or their place in a list."""
_LISTED_NAMES = frozenset(
    (*RULES.words["regions"], *RULES.words["industries"], *(member.member for member in RULES.members))
)
_IGNORED = re.compile(
    "|".join(re.escape(word) for word in sorted(RULES.words["ignored"], key=len, reverse=True))
)
_LIST_BEFORE = re.compile(r"[\u3400-\u9fff][、和与及]$")
_LIST_AFTER = re.compile(r"[、和与及][\u3400-\u9fff]{2}")
_FORECAST = re.compile(
    r"预计|预期|有望|将(?:会|达|实|完|到|突|超)|拟|需(?:要)?(?:完成|实现|达)"
    r"|(?<!计)计划(?!总?投资|的|完成率)(?:新|开|签|引|实|到)"
)
_EVENT = re.compile(
    r"[\u3400-\u9fff“”]{0,16}(?:(?:推介|招商|洽谈|博览|展览|交易|对接|投洽|西洽|进博|广交|高交|厂商|农博)(?:会|节)"
    r"|[西东厦渝高进广智农茶]博会|(?:签约|开工|推介|竣工)(?:仪式|活动|大会))(?:上|期间|中|现场)?"
)
"""An event whose numbers are not those of the whole work."""
_AHEAD = ("projects_in_negotiation", "capacity")
"""Measures of what is planned."""
_DEFINES = re.compile(
    r"[^，。；\d]{0,4}[\[（\d\]）①-⑳]{0,4}[、.]?“?[\u3400-\u9fff]{2,14}”?(?:是|均|特)?指(?!标|导|出|数|南|挥|定)"
)
_EVENTS = ("promotion_events", "events_held")
_OF_EVENTS = (
    "projects_signed",
    "agreed_amount",
    "contract_amount",
    "intended_amount",
    "companies_introduced",
)
"""What events bring, of all of which it is only a part."""
_PRAISE = re.compile(r"产业类?|优质|优势|等")
"""Words that may be said of all projects, 新引进产业类项目132个, or of some of them."""
_HEARD = re.compile(r"获悉|了解到|通报|透露|介绍")


class Certainty(SizeDoubts):
    """Finds doubts about the rows of one bulletin."""

    def __init__(self, made: Statements, own_names: Sequence[str]) -> None:
        self.made = made
        self.text = made.text
        self._plans = PlannedTimes(made.text, made.times)
        self._counted: list[Candidate] = []
        self._levels: list[Candidate] = []
        self._own = [name for name in own_names if name]
        self._sentences = made.sentences
        self._starts = [sentence.start for sentence in made.sentences]
        self._known = sorted(self._spans())
        self._known_starts = [start for start, _ in self._known]

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Spans of the words that some rule knows."""
        made = self.made
        yield from ((token.start, token.end) for token in made.tokens)
        yield from ((mention.start, mention.end) for mention in made.times)
        yield from ((number.start, number.end) for number in made.numbers)
        yield from ((project.start, project.end) for project in made.projects.values())
        yield from (found.span() for found in _IGNORED.finditer(self.text))
        yield from should_be_words(self.text)

    def unknown(self, start: int, stop: int) -> list[str]:
        """Words of a span that no rule knows.

        Returns
        -------
        list of str
            In the order of the text; empty where every word is known or only fills.
        """
        letters = list(self.text[start:stop])
        for first, last in self._known[bisect_left(self._known_starts, start - _LONGEST) :]:
            if first >= stop:
                break
            for at in range(max(first, start), min(last, stop)):
                letters[at - start] = " "
        words = "".join(letters)
        for name in self._own:
            words = words.replace(name, " ")
        return [run for run in _HAN.findall(words) if _HAN.search(_FILLING.sub(" ", run))]

    def clause_of(self, position: int) -> tuple[Sentence, Clause] | None:
        """The sentence and clause of a place in the text."""
        at = bisect_right(self._starts, position) - 1
        if at < 0:
            return None
        sentence = self._sentences[at]
        for clause in sentence.clauses:
            if clause.start <= position < clause.end:
                return sentence, clause
        return None

    def examine(self, rows: Sequence[Candidate]) -> None:
        """Note for each row what makes it doubtful, if anything does."""
        read = {index for row in rows for index in row.numbers}
        last: tuple[Sentence, str] | None = None
        before: Candidate | None = None
        within = False
        for row in rows:
            if row.numbers and self._defines(self.made.numbers[row.numbers[0]].start):
                row.extra[DOUBT] = DEFINITION
                continue
            if not row.numbers or row.numbers[0] in self.made.projects or row.reading.version == "restated":
                continue
            place = self.clause_of(self.made.numbers[row.numbers[0]].start)
            if place is None:
                continue
            sentence, clause = place
            within = within and last is not None and last[0] is sentence
            spans = self._words_before(row.numbers[0], sentence, clause)
            doubt = self._own_doubt(row, before, read, sentence, clause, spans)
            self._count(row, sentence)
            before = row
            own = any(self._names_part(*span) for span in spans) and self._names_all(row, spans)
            inside = within and not names_cohort(row)
            ends = own or clause.mark[:1] in ("；", "）") or self._counts_anew(row, spans)
            if last is not None and (last[0] is not sentence or (ends and not inside)):
                last = None
            if not doubt and last is not None:
                doubt = last[1]
            if doubt:
                row.extra[DOUBT] = doubt
                last = sentence, OF_DOUBTFUL
                within = within or (doubt != OF_DOUBTFUL and opens_set(self.text, row))

    def _defines(self, position: int) -> bool:
        """Whether a number stands in the definition of a term: [2]省外资金指……5000万元及以上."""
        place = self.clause_of(position)
        return place is not None and _DEFINES.match(self.text, place[0].start, position) is not None

    def _count(self, row: Candidate, sentence: Sentence) -> None:
        """Keep the counts of one measure that follow each other in a sentence without any other number."""
        if row.reading.statistic == "level":
            self._levels = [*self._levels[-1:], row]
        last = self._counted[-1] if self._counted else None
        counts = RULES.kind(row.reading.unit) == "count" and row.reading.statistic == "level"
        goes_on = (
            last is not None
            and last.start >= sentence.start
            and last.reading.metric == row.reading.metric
            and "；" not in self.text[last.end : row.end]
        )
        self._counted = [*(self._counted if goes_on else []), row] if counts else []

    def _counts_anew(self, row: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether a count has a measure of its own: what was doubtful before it does not reach it."""
        if RULES.kind(row.reading.unit) != "count":
            return False
        tokens = self.made.tokens_in(*spans[-1])
        return any(token.metric is not None and token.metric.weight > 1 for token in tokens)

    def _words_before(self, index: int, sentence: Sentence, clause: Clause) -> list[tuple[int, int]]:
        """Spans of the words that a number may take its meaning from; a bracket among them is passed over."""
        made = self.made
        each = made.each.get(index)
        if each is not None:
            return [(each[0].head, made.numbers[each[0].first].start)]
        start = clause.start
        for before in range(index - 1, -1, -1):
            other = made.numbers[before]
            if other.end <= clause.start:
                break
            if before not in made.named and before not in made.classes:
                return [(other.end, made.numbers[index].start)]
        spans = [(start, made.numbers[index].start)]
        if clause.mark == "）":
            clauses = sentence.clauses
            at = clauses.index(clause)
            while at > 0 and "（" not in clauses[at].mark:
                at -= 1
            outer = clauses[at - 1] if at > 0 else None
            if outer is not None and not any(
                outer.start <= n.start < outer.end for i, n in enumerate(made.numbers) if i not in made.named
            ):
                spans.insert(0, (outer.start, outer.end))
        return spans

    def _words_after(self, index: int, clause: Clause) -> tuple[int, int]:
        made = self.made
        start = made.numbers[index].end
        following = index + 1
        if following < len(made.numbers) and made.numbers[following].start < clause.end:
            return start, start
        return start, max(start, clause.end)

    def _names_part(self, start: int, stop: int) -> bool:
        return any(
            token.member is not None or "whole" in token.kinds for token in self.made.tokens_in(start, stop)
        )

    def _names_all(self, row: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether every part of a row is named in its own words, so that none is from a doubtful row."""
        named = {
            token.member[0]
            for span in spans
            for token in self.made.tokens_in(*span)
            if token.member is not None
        }
        return all(dimension in named for dimension, _ in row.reading.where)

    def _own_doubt(
        self,
        row: Candidate,
        before: Candidate | None,
        read: set[int],
        sentence: Sentence,
        clause: Clause,
        spans: Sequence[tuple[int, int]],
    ) -> str:
        index = row.numbers[0]
        reading = row.reading
        stop = spans[-1][1]
        to_come = reading.statistic in ("target", "completion")
        to_come = to_come or reading.metric.startswith(("expected_", "intended_"))
        to_come = to_come or reading.metric in _AHEAD
        to_come = to_come or any(dimension == "project" for dimension, _ in reading.where)
        if not to_come and _FORECAST.search(self.text, sentence.start, stop):
            return FORECAST
        for dimension, member in reading.where:
            if dimension in _CUT_FROM_TEXT and member not in _LISTED_NAMES and _ODD_NAME.search(member):
                return ODD_NAME.format(words=member)
        if index and index - 1 not in read and self._stands_in(index - 1, clause):
            return UNREAD_BESIDE.format(words=self.made.numbers[index - 1].words)
        if index not in self.made.each and self._drops_part(row, spans):
            return LISTED
        if (found := ANOTHER_TIME.search(self.text, sentence.start, stop)) is not None:
            return OTHER_TIME.format(words=found[0])
        if when := self._plans.unsaid(sentence.start, stop):
            return OTHER_TIME.format(words=when)
        if unnamed_set(self.text, sentence.start, row):
            return OF_COHORT
        if self._beside_size(index) or self._keeps_size(row, spans):
            return LEFT_SIZE
        if any(self._two_measures(row, span) for span in (spans[-1], self._words_after(index, clause))):
            return TWO_MEASURES
        if before is not None and self._from_far(
            row, before, sentence, [*spans, self._words_after(index, clause)]
        ):
            return FROM_FAR.format(words="、".join(member for _, member in row.reading.where))
        if self._after_parts(row, before, spans) or self._after_listed(row, before, clause):
            return AFTER_PARTS
        if self._leaves_size(row, before, sentence, spans):
            return LEFT_SIZE
        event = _EVENT.search(self.text, sentence.start, stop)
        if event is not None and not _HEARD.search(self.text, event.end(), stop):
            return "" if len(reading.period) == 10 else OF_EVENT
        if self._after_events(row, before, sentence):
            return OF_EVENT
        words = [word for span in spans for word in self.unknown(*span)]
        words += self.unknown(*self._words_after(index, clause))
        if words and not any(_HAN.search(_FILLING.sub("", _PRAISE.sub("", word))) for word in words):
            row.extra[PERHAPS] = UNKNOWN_WORDS.format(words="、".join(words[:3]))
            return ""
        return UNKNOWN_WORDS.format(words="、".join(words[:3])) if words else ""

    def _stands_in(self, index: int, clause: Clause) -> bool:
        made = self.made
        number = made.numbers[index]
        return number.start >= clause.start and index not in made.named and index not in made.classes

    def _two_measures(self, row: Candidate, span: tuple[int, int]) -> bool:
        """Whether the measure of a count stands right beside another one: 新签约履约项目."""
        found = [
            token
            for token in self.made.tokens_in(*span)
            if token.metric is not None and token.metric.kind == "project" and token.metric.weight
        ]
        return any(
            one.metric is not None
            and other.metric is not None
            and one.metric.metric != other.metric.metric
            and other.start - one.end <= 1
            and row.reading.metric in (one.metric.metric, other.metric.metric)
            for one, other in pairwise(found)
        )

    def _from_far(
        self, row: Candidate, before: Candidate, sentence: Sentence, spans: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether a count that begins a sentence has its part from the sentence before."""
        if before.start >= sentence.start or RULES.kind(row.reading.unit) != "count":
            return False
        if row.reading.statistic != "level" or sentence.opens or self.text.startswith("其中", sentence.start):
            return False
        tokens = [token for span in spans for token in self.made.tokens_in(*span)]
        own = {token.member for token in tokens}
        kept = [pair for pair in row.reading.where if pair not in own and pair in before.reading.where]
        measured = any(token.metric is not None and token.metric.weight for token in tokens)
        return bool(kept) and not own & set(row.reading.where) and measured

    def _after_parts(
        self, row: Candidate, before: Candidate | None, spans: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether an amount follows counts of parts: 续建项目85个、新建项目54个，到位资金162亿元."""
        parts = self._counted if before is not None else []
        if len(parts) < 2 or parts[-1] is not before or row.reading.statistic != "level":
            return False
        one, other = (dict(each.reading.where) for each in parts[-2:])
        differing = {name for name in one.keys() & other.keys() if one[name] != other[name]}
        kept = dict(row.reading.where)
        inherited = {name for name in differing if kept.get(name) == other[name]}
        own = any(token.member in row.reading.where for span in spans for token in self.made.tokens_in(*span))
        return bool(inherited) and not own and row.reading.metric != parts[-1].reading.metric

    def _after_listed(self, row: Candidate, before: Candidate | None, clause: Clause) -> bool:
        """Whether a growth or target follows parts in one clause: 其中市外45亿元、境外3亿元，同比增长10%."""
        of_amount = row.reading.statistic in ("growth", "target", "completion", "pace_gap")
        if before is None or not of_amount or before.start >= clause.start or len(self._levels) < 2:
            return False
        one, other = self._levels[-2:]
        joined = other is before and "、" in self.text[one.end : other.start]
        joined = joined and not re.search(r"[，；。\n]", self.text[one.end : other.start])
        parts = [dict(each.reading.where) for each in (one, other)]
        differing = [name for name in parts[0].keys() & parts[1].keys() if parts[0][name] != parts[1][name]]
        same = one.reading.metric == other.reading.metric and row.numbers[0] not in self.made.each
        return joined and same and any((name, parts[1][name]) in row.reading.where for name in differing)

    @staticmethod
    def _after_events(row: Candidate, before: Candidate | None, sentence: Sentence) -> bool:
        """Whether a count or amount goes on from a count of events: 举办推介会26场，集中签约418个."""
        of_events = before is not None and before.reading.metric in _EVENTS and before.start >= sentence.start
        return of_events and row.reading.metric in _OF_EVENTS and row.reading.statistic != "target"

    def _drops_part(self, row: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the part taken is one of a list, the others left out: 新建、续建项目."""
        for span in spans:
            for token in self.made.tokens_in(*span):
                if token.member is None or token.member not in row.reading.where:
                    continue
                before, after = self.text[span[0] : token.start], self.text[token.end : span[1]]
                if _LIST_BEFORE.search(before) or _LIST_AFTER.match(after):
                    return True
        return False
