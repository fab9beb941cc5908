"""What the reader of a bulletin holds while it reads: the state between clauses, a number with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jjinvest.data.bulletins.numbers import Number
from jjinvest.data.bulletins.parts import Parts
from jjinvest.data.bulletins.reading import Candidate, Pairs
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.statements import Clause
from jjinvest.data.bulletins.tokens import Token


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
    adjacent_before: str
