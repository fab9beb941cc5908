"""Notices of correction: 到位资金应为24.9亿元，其中市外资金19.6亿元；原通报为25.5亿元和20.2亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jjinvest.data.bulletins.clauses.reading import LOW, Candidate
from jjinvest.data.bulletins.clauses.restated import FORMER
from jjinvest.data.bulletins.confidence.doubts import DOUBT, OF_DOUBTFUL
from jjinvest.data.bulletins.text.statements import Statements

_NOTICE = re.compile(r"更正|勘误|订正|误(?:写|刊|作|为|报)|有误|原(?:通报|公布|发布|公告|文|稿|数据?)")
_SHOULD_BE = re.compile(
    r"(?:应(?:当|该)?)?(?:更正|订正|修正|修改|改正|调整|修订|核定|核实)后?(?:为|是)|应(?:当|该)?(?:为|是)"
)


def should_be_words(text: str) -> Iterator[tuple[int, int]]:
    """Spans of 应为 and the like in a notice of correction; in any other text they are no result.

    Examples
    --------
    >>> list(should_be_words("更正：到位资金应为24.9亿元"))
    [(7, 9)]
    >>> list(should_be_words("按序时进度，到位资金应为24.9亿元"))
    []
    """
    if _NOTICE.search(text) is not None:
        yield from (found.span() for found in _SHOULD_BE.finditer(text))


def correct_together(rows: Sequence[Candidate], made: Statements) -> None:
    """Trust the numbers of a sentence that corrects together or not at all; give the former ones their names.

    A total that is left at its withdrawn value beside a part that is corrected would be worse than neither.
    """
    spans = list(should_be_words(made.text))
    for sentence in made.sentences:
        said = [row for row in rows if sentence.start <= row.start < sentence.end]
        new = [row for row in said if FORMER not in row.extra]
        former = [row for row in said if FORMER in row.extra]
        if not former and not any(sentence.start <= start < sentence.end for start, _ in spans):
            continue
        if len(former) == len(new):  # 应为甲，其中乙；原通报为丙和丁
            for before, after in zip(former, new, strict=True):
                if before.reading.unit == after.reading.unit:
                    of = {name: getattr(after.reading, name) for name in ("period", "metric", "where")}
                    before.readings = [replace(before.reading, **of)]
        if any(row.confidence == LOW or DOUBT in row.extra for row in new):
            for row in new:
                row.extra.setdefault(DOUBT, OF_DOUBTFUL)
