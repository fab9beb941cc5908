"""The part of the whole that a clause speaks of: how it is taken over, narrowed by 其中, and left again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.clauses.reading import Pairs

_TOPIC = re.compile(r"(?:方面|上|看|中|领域|类|项目|专班|园区|产业|产业链|情况|来说|而言|成效|成果|：)$")
_HEADING = re.compile(r"按|从.*看|^分.*[看分]$|方面$|中$|划分|构成|来看|分布")


class Parts:
    """Stack of wholes, and the part in hand.

    A clause that names a part of a dimension that the whole already has leaves that whole: after
    新签项目71个，其中一产4个 the words 结转项目 leave 新签, while 二产 stays within it.
    """

    def __init__(self) -> None:
        self._base: Pairs = ()
        self._wholes: list[Pairs] = [()]
        self.where: Pairs = ()
        self.entered_here = False
        self._bracket: list[tuple[list[Pairs], Pairs]] = []

    def new_sentence(self, goes_on: bool) -> bool:
        """Begin a sentence; True if it starts from the whole."""
        self._bracket.clear()
        self.entered_here = False
        if goes_on:
            return False
        self._wholes, self.where = [self._base], self._base
        return True

    def leave(self, base: Pairs) -> None:
        """Begin a section of the text, which is about one part, or about the whole."""
        self._base = base
        self._wholes, self.where = [base], base

    def new_clause(self, mark: str, among: bool, goes_on: bool = False) -> None:
        """Begin a clause after a mark; `among` if it begins with 其中, `goes_on` if it names nothing."""
        self.entered_here = False
        for letter in mark:
            if letter == "（":
                self._bracket.append((list(self._wholes), self.where))
            elif letter == "）" and self._bracket:
                self._wholes, self.where = self._bracket.pop()
        if mark.startswith("；") and not among and not goes_on:
            self.where = self._wholes[-1]

    @property
    def whole(self) -> Pairs:
        """The whole that the part in hand is a part of."""
        return self._wholes[-1]

    def back_to(self, where: Pairs) -> None:
        """Take up a whole again that was counted before: 112个项目中开工53个."""
        self._wholes, self.where = [self._base, where], where

    def descend(self) -> None:
        """After 其中: what follows are parts of what was in hand."""
        if self._wholes[-1] != self.where or len(self._wholes) == 1:
            self._wholes.append(self.where)

    def enter(self, members: Sequence[tuple[str, str] | None]) -> None:
        """Take parts named in the clause."""
        named = [member for member in members if member is not None]
        dimensions = {dimension for dimension, _ in named}
        while len(self._wholes) > 1 and dimensions & {d for d, _ in self._wholes[-1]}:
            self._wholes.pop()
        kept = self._wholes[-1]
        self.where = (*(pair for pair in kept if pair[0] not in dimensions), *named)
        self.entered_here = True

    def stay(self, whole: bool) -> None:
        """A clause without a part: it keeps the one in hand, unless it names the whole."""
        if whole:
            self._wholes, self.where = [self._base], self._base

    @staticmethod
    def is_heading(clause: str) -> bool:
        """Whether a clause without numbers opens a list of parts of what it names."""
        return _HEADING.search(clause) is not None

    @staticmethod
    def is_topic(clause: str) -> bool:
        """Whether a clause without numbers only says what the next ones speak of."""
        return len(clause) <= 14 or _TOPIC.search(clause) is not None or "专班" in clause
