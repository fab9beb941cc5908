"""What the reader of a bulletin holds while it reads: the state between clauses, a number with its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jjinvest.data.bulletins.clauses.reading import Candidate, Pairs
from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.scopes.parts import Parts
from jjinvest.data.bulletins.text.statements import Clause, Sentence, Statements
from jjinvest.data.bulletins.text.tokens import DOWN, UP, Token


@dataclass
class State:
    """What a clause takes over from the clauses before it."""

    parts: Parts = field(default_factory=Parts)
    money: MetricWord | None = None
    count: MetricWord | None = None
    last: Candidate | None = None
    levels: list[Candidate] = field(default_factory=list)
    goal: Candidate | None = None
    aim: bool = False
    project: Pairs = ()
    row: list[MetricWord] = field(default_factory=list)
    """Metrics of the amounts of the part in hand, in order."""
    pattern: tuple[MetricWord, ...] = ()
    """The same of the part before: 市内60个、协议投资43亿元、到位6亿元；市外10个、21亿元、2亿元."""
    in_clause: list[Candidate] = field(default_factory=list)
    """Rows of the clause before."""
    listed: list[Candidate] = field(default_factory=list)
    goals: list[Candidate] = field(default_factory=list)
    carried: bool = False
    before_bracket: list[tuple[Candidate | None, MetricWord | None, MetricWord | None]] = field(
        default_factory=list
    )


@dataclass(frozen=True)
class Around:
    """A number with the words around it, as the role rules see them.

    Attributes
    ----------
    pre, post
        Text of the clause before the number (after the last number) and after it.
    wide
        Text of the sentence before the number, after the last number.
    """

    index: int
    number: Number
    pre: str
    post: str
    wide: str
    pre_tokens: Sequence[Token]
    wide_tokens: Sequence[Token]
    post_tokens: Sequence[Token]
    start: int
    clause: Clause


def around_number(
    made: Statements, sentence: Sentence, clause: Clause, index: int, floor: int, following: int
) -> Around:
    """Return a number with the words that belong to it; in a list with 分别, those before the list.

    Parameters
    ----------
    index
        Place of the number among those of the text.
    floor, following
        End of the value before it in the clause, or where the clause begins, and begin of the next value.
    """
    text, number, each = made.text, made.numbers[index], made.each.get(index)
    start, stop = floor, number.start
    if each is not None:
        start, stop = each[0].head, made.numbers[each[0].first].start
    wide_start = _wide_start(made, sentence, index, start)
    begin = max(start, clause.start) if each is None else start
    pre, pre_tokens = text[begin:stop], made.tokens_in(begin, stop)
    if each is not None and each[1] > 0:  # 分别下降8.5%、增长2.1%
        between = made.numbers[index - 1].end
        own = [t for t in made.tokens_in(between, number.start) if t.kinds & {UP, DOWN}]
        if own or re.search(r"超|高于|低于|快于|慢于|落后|欠", text[between : number.start]):
            pre, pre_tokens = pre + text[between : number.start], [*pre_tokens, *own]
    return Around(
        index,
        number,
        pre,
        text[number.end : following],
        text[wide_start:stop],
        pre_tokens,
        made.tokens_in(wide_start, stop),
        made.tokens_in(number.end, following),
        max(start, clause.start),
        clause,
    )


def _wide_start(made: Statements, sentence: Sentence, index: int, start: int) -> int:
    """Begin of the words that a number may take its metric from: after the last number before it."""
    for before in range(index - 1, max(-1, index - 8), -1):
        if made.numbers[before].end <= sentence.start:
            break
        names_or_classes = (made.named, made.classes, made.inside, made.projects)
        if any(before in each for each in names_or_classes) or not made.numbers[before].unit:
            continue
        return max(sentence.start, made.numbers[before].end)
    return min(start, sentence.start)
