"""The labels of the rows of a table as parts: a row has a name, though no rule knows it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from jjinvest.data.bulletins.clauses.reading import LOW, Candidate
from jjinvest.data.bulletins.roles.sentences import member_name
from jjinvest.data.bulletins.roles.words import FIXED
from jjinvest.data.bulletins.text.normalise import Text
from jjinvest.data.bulletins.text.statements import Statements
from jjinvest.data.bulletins.text.tokens import MEMBER, METRIC, Token

_BY_HEADER = (
    (re.compile(r"区县|县区|县[（(]?市|市州|州市|地市|市[（(]?县|^[县区市州旗]$|[县区市州]名"), "place"),
    (re.compile(r"乡镇|镇街|街镇|镇乡|街道"), "town"),
    (re.compile(r"园区|片区|开发区"), "park"),
    (re.compile(r"产业链"), "chain"),
    (re.compile(r"专班"), "task_force"),
    (re.compile(r"部门|单位|[局委办]"), "department"),
    (re.compile(r"产业|行业|领域"), "industry"),
    (re.compile(r"国别|国家|来源地|省[份市]|区域"), "region"),
)
"""Header of the labels -> dimension of the parts that they name."""
_BY_ENDING = (
    (re.compile(r"园区?$|开发区$|经开区$|高新区$|保税区$|新城$|片区?$"), "park"),
    (re.compile(r"镇$|乡$|街道$"), "town"),
    (re.compile(r"[县区市州旗盟]$"), "place"),
    (re.compile(r"[局委办]$|中心$|公司$|集团$"), "department"),
    (re.compile(r"业$"), "industry"),
)
_OF_MEASURES = re.compile(r"指\s*标|内\s*容|项\s*目|统计")
"""Headers of labels that name measures, or projects, which have rules of their own."""
_MEASURE = re.compile(r"(?:率|额|量|数|值|收入|产值|面积|税收|资金|投资|增长|增速|增幅|比重|占比|[个家])$")
_NO_PART = re.compile(
    r"[合总小共]\s*计|平均|^全|^其中|^本[月期年季]|累计|[上去]年|同期|\d{4}年|月份?$|季度$|半年$"
)


RANK_OF_ROW = "表里的名次，由表中别的数排出 the rank of a row, which other columns give"


def name_row_labels(made: Statements, text: Text) -> None:
    """Make parts of the labels of table rows that no rule knows, or of which it knows only a piece."""
    found: list[Token] = []
    for number, block in enumerate(text.document.blocks):
        if not block.subject or _NO_PART.search(block.name) or _OF_MEASURES.search(block.kind):
            continue
        start, stop = bisect_left(text.blocks, number), bisect_right(text.blocks, number)
        spans = list(_spans(text, block.text, block.subject, start, stop))
        if not spans or not _measured(made, spans[0][1], stop):
            continue
        known = [_known(made, span) for span in spans]
        if all(known):
            continue
        member = next(filter(None, known), None) or _member(made, spans[0], block.name, block.kind)
        if member is not None:
            found += [
                Token(*span, made.text[slice(*span)], frozenset((MEMBER,)), member=member) for span in spans
            ]
            _take_numbers(made, spans, block.name)
    if found:
        covered = [(token.start, token.end) for token in found]
        starts = [start for start, _ in covered]
        kept = [token for token in made.tokens if not _lies_in(token, starts, covered)]
        made.tokens = sorted([*kept, *found], key=lambda token: token.start)
        made.starts = [token.start for token in made.tokens]


def _spans(text: Text, words: str, subject: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where the subject of a row stands in the text: at its begin and after each comma."""
    at = {offset: start + place for place, offset in enumerate(text.offsets[start:stop])}
    for found in re.finditer(rf"(?:^|(?<=，)){re.escape(subject)}", words):
        first, last = at.get(found.start()), at.get(found.end() - 1)
        if first is not None and last is not None:
            yield first, last + 1


def _measured(made: Statements, start: int, stop: int) -> bool:
    """Whether the headers name what is measured; else the label does."""
    return any(token.metric is not None and token.metric.weight for token in made.tokens_in(start, stop))


def _known(made: Statements, span: tuple[int, int]) -> tuple[str, str] | None:
    """The part that the rules see in a whole label: some see it before certain words only."""
    inside = made.tokens_in(*span)
    return next((token.member for token in inside if (token.start, token.end) == span), None)


def _member(made: Statements, span: tuple[int, int], name: str, kind: str) -> tuple[str, str] | None:
    """The part that a label names; None where its words are known, or name no part."""
    start, stop = span
    inside = made.tokens_in(start, stop)
    by_header = next((dimension for pattern, dimension in _BY_HEADER if pattern.search(kind)), "")
    for token in inside:
        if token.kinds - {MEMBER, METRIC} or (token.metric is not None and token.metric.weight > 1):
            return None
        if token.member is not None and token.member[0] in FIXED and not by_header:
            return None
    has_numbers = any(
        index for index, number in enumerate(made.numbers) if start <= number.start < stop and number.unit
    )
    if has_numbers and not by_header:
        return None
    if not by_header and _MEASURE.search(name):
        return None
    dimension = by_header or next((d for pattern, d in _BY_ENDING if pattern.search(name)), "part")
    return (dimension, member_name(name)) if re.search(r"[\u3400-\u9fff]", name) else None


def _take_numbers(made: Statements, spans: Sequence[tuple[int, int]], name: str) -> None:
    """A number in a label, 招商1组, is part of a name."""
    starts = [number.start for number in made.numbers]
    for start, stop in spans:
        for index in range(bisect_left(starts, start), bisect_left(starts, stop)):
            made.named[index] = name


def _lies_in(token: Token, starts: Sequence[int], spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(starts, token.start) - 1
    return at >= 0 and token.start < spans[at][1]


def doubt_ranks_of_rows(rows: Sequence[Candidate], text: Text) -> None:
    """Leave the ranks in the rows of a table open: its other columns give them, no figure needs them."""
    for row in rows:
        if row.reading.statistic == "rank" or row.reading.metric == "rank":
            number, _, _ = text.source(row.start, row.end)
            if text.document.blocks[number].headers:
                row.confidence = LOW
                row.note = row.note or RANK_OF_ROW
