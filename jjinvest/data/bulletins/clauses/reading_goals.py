"""Whether a reader of a bulletin is among aims, estimates or talks, or begins to count anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.clauses.reading_state import Around, State
from jjinvest.data.bulletins.periods.frame import Frame
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.sections import Section
from jjinvest.data.bulletins.text.tokens import AIM, TALKS, Token

_STILL = re.compile(r"(?:拟|将|计划|预计|预期|再)[^，。；]{0,8}$")


class GoalCourse:
    """The part of a reader that parts what is aimed at from what is there."""

    frame: Frame
    section: Section | None
    state: State
    period: str
    outlook: bool
    explicit_time: bool
    part_named: bool
    sentence_start: int

    @property
    def is_over(self) -> bool:
        """Whether the period in hand was over: the part of the reader for periods knows."""
        raise NotImplementedError

    @property
    def is_ahead(self) -> bool:
        """Whether the period in hand is still to come: the part of the reader for periods knows."""
        raise NotImplementedError

    def _counts_projects(self, inside: Sequence[Token]) -> bool:
        """Whether a clause begins to count projects after amounts of one origin: 市外25亿元；签约30个."""
        last = self.state.last
        named = any(token.member is not None for token in inside)
        first = next((t.metric for t in inside if t.metric is not None and t.metric.weight), None)
        if last is None or named or first is None or first.kind != "project":
            return False
        of_origin = any(dimension == "origin" for dimension, _ in self.state.parts.where)
        counted = any(
            each.start >= self.sentence_start and RULES.kind(each.reading.unit) == "count"
            for each in self.state.levels
        )
        return of_origin and not counted

    def _note_goal_words(self, inside: Sequence[Token]) -> None:
        for token in inside:
            if token.authority and "whole" not in token.kinds:
                self.authority = token.authority

    def is_goal(self, around: Around) -> bool:
        """Whether a number is an aim by the words of its sentence: 力争, or an outlook on a later year."""
        if self.state.aim:
            return True
        if any(AIM in token.kinds and not self._estimated(token) for token in around.pre_tokens):
            return True
        later = self.frame.year is not None and self.period[:4] > str(self.frame.year)
        if later and not self.is_over and not (self.explicit_time and self.part_named):
            return True
        at_least = around.number.relation in (">=", ">") and around.number.unit != "%"
        if self.is_ahead and (at_least or _STILL.search(around.pre) is not None):
            self.state.aim = True
            return True
        return self.outlook and not any(TALKS in t.kinds for t in around.pre_tokens)

    def _estimated(self, token: Token) -> bool:
        """Whether 预计 speaks of the year that a text looks back on when it is all but over: 预计全年实现."""
        back = self.section is not None and not self.section.outlook and self.section.year is not None
        return back and token.word.startswith(("预计", "全年预计"))

    def in_talks(self, around: Around) -> bool:
        """Whether the clause speaks of projects that are not signed yet."""
        return any(TALKS in token.kinds for token in (*around.wide_tokens, *around.post_tokens))
