"""Whether a number is of the size class named beside or before it, which its words often leave open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.statements import Sentence, Statements

_SIZE_AFTER = re.compile(r"(?:的)?项目\d+个|(?:、|或|和)\d[\d.]*[^，。；、\d]{1,4}(?:以上|以下|级)")


class SizeDoubts:
    """The part of the search for doubts that concerns size classes."""

    made: Statements
    text: str

    def _beside_size(self, index: int) -> bool:
        """Whether a number stands in the words of a size: 80亿元项目1个, 50亿元或5亿美元以上项目2个."""
        numbers, text = self.made.numbers, self.text
        money_before = (
            index > 0
            and RULES.kind(numbers[index - 1].unit) == "money"
            and index - 1 not in self.made.classes
        )
        if money_before and text[numbers[index - 1].end : numbers[index].start] in ("项目", "的项目"):
            return True
        after = text[numbers[index].end :][:20]
        money = RULES.kind(numbers[index].unit) == "money"
        return money and _SIZE_AFTER.match(after) is not None

    def _keeps_size(self, row: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether a count of projects with a measure of its own has its size class from words before it.

        新开工亿元以上项目7个，新竣工项目9个: of any size, or of 亿元以上.
        """
        sizes = [pair for pair in row.reading.where if pair[0] == "size"]
        if (
            not sizes
            or row.reading.statistic not in ("level", "target")
            or RULES.kind(row.reading.unit) != "count"
        ):
            return False
        start, stop = spans[-1]
        tokens = self.made.tokens_in(start, stop)
        own = any(token.member == sizes[0] for token in tokens)
        measured = any(token.metric is not None and token.metric.weight for token in tokens)
        return not own and measured and "项目" in self.text[start:stop]

    def _leaves_size(
        self, row: Candidate, before: Candidate | None, sentence: Sentence, spans: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether an amount that names another part may still be of the size class before it.

        亿元以上项目412个，实际到位省外资金486亿元: of those projects, or of all.
        """
        if before is None or before.start < sentence.start or row.reading.statistic != "level":
            return False
        had = {dimension for dimension, _ in before.reading.where}
        has = {dimension for dimension, _ in row.reading.where}
        opens = re.match(r"[，、]?(?:其中|[；。])", self.text[spans[0][0] - 1 : spans[0][0] + 3]) is not None
        return "size" in had - has and bool(has) and RULES.kind(row.reading.unit) == "money" and not opens
