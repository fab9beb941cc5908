"""A text made ready for reading: paragraphs, sentences, clauses, size classes, named projects, lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from jjinvest.data.bulletins.clauses.listed_authorities import short_authorities
from jjinvest.data.bulletins.clauses.restated import is_restated
from jjinvest.data.bulletins.periods.listed_periods import listed_periods
from jjinvest.data.bulletins.periods.times import OUTLOOK, TimeMention, time_mentions
from jjinvest.data.bulletins.quantities.named_numbers import find_names
from jjinvest.data.bulletins.quantities.numbers import Number, numbers
from jjinvest.data.bulletins.quantities.size_classes import find_size_classes
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.scopes.projects import Project, named_project
from jjinvest.data.bulletins.text.tokens import EACH, MEMBER, METRIC, WHOLE, Token, tokens

SENTENCE_END = re.compile(r"[。！？\n]+[”’」）]*|…+")
_CLAUSE_END = re.compile(r"[，；：（）①-⑳]|——")
_JOINED = re.compile(r"^(?:项目|企业|类|产业|地区|资金|等)?(?:、|和|与|及|以及)?(?:项目|企业)?$")
_NEXT_NAME = re.compile(r"、[\u3400-\u9fff]{2,8}")
"""Between two of 泽东区1.52、经开区1.206、江口县0.418亿美元, whose unit stands at the end."""
_SHORT_SECTORS = re.compile(
    r"第?[一二三](?:产业?)?(?:、第?[一二三](?:产业?)?)*(?:、|和)第?[一二三](?:次产业|产业|产)|一二三(?:次产业|产业|产)"
)
_BETWEEN = re.compile(
    r"^(?:(?:、|和|与|及|以及|，和|、和)(?:同比)?(?:增长|下降|减少|增加|上升|提高|回落|降低)?-?"
    r"|、(?:超|高于|低于|快于|慢于|落后|超前|欠)[^，。；、\d]{2,6}|，|；)$"
)


@dataclass(frozen=True)
class Clause:
    """Part of a sentence up to a comma, semicolon, colon or bracket; `mark` stands before it."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True)
class Sentence:
    """One sentence with its clauses; `opens` at the beginning of a paragraph."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    opens: bool
    outlook: bool


@dataclass
class Each:
    """Numbers of a 分别 list: how many, where it begins, and what each number belongs to."""

    first: int
    count: int
    members: tuple[Token, ...] = ()
    metrics: tuple[Token, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    authorities: tuple[str, ...] = ()
    periods: tuple[TimeMention, ...] = ()
    head: int = 0


@dataclass
class Statements:
    """Everything that can be seen in a text before it is decided what a number measures."""

    text: str
    numbers: list[Number]
    times: list[TimeMention]
    tokens: list[Token]
    sentences: list[Sentence]
    named: dict[int, str] = field(default_factory=dict)
    """Index of a number that is part of a name -> the name."""
    classes: dict[int, Token] = field(default_factory=dict)
    """Index of a number that limits a size class -> the class as a part."""
    projects: dict[int, Project] = field(default_factory=dict)
    inside: dict[int, Project] = field(default_factory=dict)
    """Index of a number inside the name of a project -> the project."""
    each: dict[int, tuple[Each, int]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    unplanned: list[tuple[int, int]] = field(default_factory=list)
    """Begin and end of each table that is none of plans, whatever section it stands below."""

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """Tokens that lie within a span."""
        first = bisect_left(self.starts, start)
        result = []
        for index in range(first, len(self.tokens)):
            token = self.tokens[index]
            if token.start >= end:
                break
            if token.end <= end:
                result.append(token)
        return result


def statements(text: str) -> Statements:
    """Make a text ready."""
    times = time_mentions(text)
    found = [n for n in numbers(text) if not _inside(n.start, n.end, times)]
    inside = {at for n in found if "（" in text[n.start : n.end] for at in range(n.start, n.end)}
    made = Statements(text, found, times, [], list(_sentences(text, inside)))
    find_names(made)
    _share_units(made)
    find_size_classes(made)
    _find_projects(made)
    hidden = [(p.start, p.end) for p in made.projects.values()]
    hidden += [(n.start, n.end) for i, n in enumerate(made.numbers) if i not in made.named]
    taken = sorted(hidden)
    words = [t for t in tokens(text) if EACH in t.kinds or not _covered(t, taken)]
    made.tokens = sorted([*words, *made.classes.values()], key=lambda t: t.start)
    made.starts = [token.start for token in made.tokens]
    _find_lists(made)
    return made


def _inside(start: int, end: int, times: Sequence[TimeMention]) -> bool:
    index = bisect_left([t.start for t in times[:0]], start) if not times else _before(times, end)
    return any(t.start < end and start < t.end for t in times[max(0, index - 3) : index + 1])


def _before(times: Sequence[TimeMention], end: int) -> int:
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        if times[middle].start < end:
            low = middle + 1
        else:
            high = middle
    return low


def _covered(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    index = bisect_left(spans, (token.end, 0))
    return any(start < token.end and token.start < end for start, end in spans[max(0, index - 4) : index + 1])


def _sentences(text: str, inside: Set[int]) -> Iterator[Sentence]:
    at, opens, outlook = 0, True, False
    for match in [*SENTENCE_END.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        if end > at:
            outlook = (outlook and not opens) or OUTLOOK.search(text, at, end) is not None
            yield Sentence(at, end, tuple(_clauses(text, at, end, inside)), opens, outlook)
            opens = False
        if match is not None:
            opens = opens or "\n" in match[0]
            at = match.end()


def _clauses(text: str, start: int, end: int, inside: Set[int]) -> Iterator[Clause]:
    at, mark = start, ""
    for match in _CLAUSE_END.finditer(text, start, end):
        if match.start() in inside:  # 50亿元（含）至100亿元
            continue
        if match.start() > at:
            yield Clause(at, match.start(), mark)
            mark = match[0]
        else:
            mark = mark + match[0]
        at = match.end()
    if end > at:
        yield Clause(at, end, mark)


def _share_units(made: Statements) -> None:
    """Give numbers of a list without units the unit of its last number: 分别为5、95、32个."""
    for index in range(len(made.numbers) - 2, -1, -1):
        number, following = made.numbers[index], made.numbers[index + 1]
        points = number.unit == "个" and RULES.kind(following.unit) == "points"
        if (
            (number.unit and not points)
            or index in made.named
            or not following.unit
            or number.form != "plain"
        ):
            continue
        between = made.text[number.end : following.start]
        if re.fullmatch(r"、|和|与|及|，和|以及", between) or (
            _NEXT_NAME.fullmatch(between) and "." in number.digits
        ):
            made.numbers[index] = replace(number, unit=following.unit)


def _find_projects(made: Statements) -> None:
    clause_starts = [clause.start for sentence in made.sentences for clause in sentence.clauses]
    for index, number in enumerate(made.numbers):
        if RULES.kind(number.unit) != "money" or index in made.classes or number.level or index in made.named:
            continue
        position = bisect_left(clause_starts, number.start + 1) - 1
        clause = clause_starts[position] if position >= 0 else 0
        floor = made.numbers[index - 1].end if index else 0
        before = made.numbers[index - 1] if index else None
        if (
            before is not None
            and RULES.kind(before.unit) in ("output", "area")
            and index - 1 not in made.named
        ):
            head = re.search(
                r"(?:年产|建设|总?产能|占地|装机)[^，。；、]{0,4}$",
                made.text[max(0, before.start - 8) : before.start],
            )
            floor = before.start - len(head[0]) if head is not None else floor
        project = named_project(made.text, number, index, clause, floor)
        if project is None:
            continue
        made.projects[index] = project
        for other in (*range(index + 1, min(index + 4, len(made.numbers))), *range(max(0, index - 3), index)):
            if project.start <= made.numbers[other].start < project.end:
                made.inside[other] = project


def _find_lists(made: Statements) -> None:
    """Find what the numbers after 分别 belong to."""
    starts = [number.start for number in made.numbers]
    for token in made.tokens:
        if EACH not in token.kinds:
            continue
        first = bisect_left(starts, token.start)
        while first < len(made.numbers) and first in made.named:
            first += 1
        if first >= len(made.numbers) or starts[first] - token.end > 16:
            continue
        between = made.text[token.end : starts[first]]
        if re.search(r"[。；\n，]", between):
            continue
        last = first
        while (
            last + 1 < len(made.numbers)
            and last + 1 not in made.classes  # ……分别占63%、69%；50亿元以上项目2个
            and _BETWEEN.match(made.text[made.numbers[last].end : made.numbers[last + 1].start])
        ):
            last += 1
        count = last - first + 1
        if count < 2:
            continue
        head = _list_head(made, token.start, first)
        each = Each(first, count, head=head)
        _belongings(made, token, each)
        for position in range(count):
            made.each[first + position] = (each, position)
        _go_on(made, each, last + 1)
    _find_plain_lists(made)


def _find_plain_lists(made: Statements) -> None:
    """Find lists without 分别: as many parts, then as many numbers, 甲业、乙业引进项目58个、47个."""
    first = 0
    while first < len(made.numbers):
        last = first
        while last + 1 < len(made.numbers) and _goes_with(made, last):
            last += 1
        count = last - first + 1
        if count > 1 and first not in made.each and first not in made.named and first not in made.classes:
            start = made.numbers[first].start
            each = Each(first, count, head=_list_head(made, start, first))
            each.members = _run_of_members(made, each.head, start, count)
            if not each.members:
                each.periods = listed_periods(made.text, made.times, each.head, start, count)
            for position in range(count if each.members or each.periods else 0):
                made.each[first + position] = (each, position)
            if each.members:
                _go_on(made, each, last + 1)
        first = last + 1


def _goes_with(made: Statements, index: int) -> bool:
    """Whether a number and the next one are joined as in a list: 58个、47个."""
    one, other = made.numbers[index], made.numbers[index + 1]
    plain = one.unit == other.unit and bool(one.unit) and {one.form, other.form} == {"plain"}
    return plain and made.text[one.end : other.start] == "、"


def _run_of_members(made: Statements, head: int, stop: int, count: int) -> tuple[Token, ...]:
    """Exactly so many parts of one dimension, joined, in the clause before a list of numbers."""
    begin = max([head, *(made.text.rfind(mark, head, stop) + 1 for mark in "，；：（")])
    found = [t for t in made.tokens_in(begin, stop) if t.member is not None]
    joined = all(
        made.text[one.end : other.start] in ("、", "和", "与", "及") for one, other in pairwise(found)
    )
    same = len({t.member[0] for t in found if t.member is not None}) == 1
    return tuple(found) if len(found) == count and joined and same else ()


def _go_on(made: Statements, each: Each, index: int) -> None:
    """After A、B分别签约5个、4个 the words 协议引资20亿元、8亿元 are a list of the same parts."""
    bracket = made.text.startswith("）的", made.numbers[index - 1].end)
    while index + each.count <= len(made.numbers) and index not in made.each:
        between = made.text[made.numbers[index - 1].end : made.numbers[index].start]
        bracket = between.startswith("）的")  # 分别完成目标（80个、260亿元）的88.8%和90.5%
        again = is_restated(between)  # 分别由52个、84亿元调整为51个、83亿元
        if (
            re.search(r"[。；\n]|分别", between)
            or len(between) > 30
            or not (between.startswith("，") or bracket or again)
        ):
            return
        run = range(index, index + each.count)
        joined = all(
            _BETWEEN.match(made.text[made.numbers[i].end : made.numbers[i + 1].start]) for i in run[:-1]
        )
        if not joined or (not again and any(made.numbers[i].unit != made.numbers[index].unit for i in run)):
            return
        further = Each(index, each.count, head=each.head if bracket or again else made.numbers[index - 1].end)
        further.periods = each.periods
        if again:
            further = replace(each, first=index)
        for position, number in enumerate(run):
            made.each[number] = (further, position)
        index += each.count


def _list_head(made: Statements, start: int, first: int) -> int:
    floor = made.numbers[first - 1].end if first else 0
    for index in range(first - 1, -1, -1):
        if index not in made.named and index not in made.classes and made.numbers[index].form != "ordinal":
            floor = made.numbers[index].end
            break
    else:
        floor = 0
    end = 0
    for match in SENTENCE_END.finditer(made.text, max(0, start - 400), start):
        end = match.end()
    return max(floor, end)


def _short_sectors(made: Statements, token: Token, each: Each) -> tuple[Token, ...]:
    """The sectors of 第一、二、三产业……分别为, of which only the last is named in full."""
    found = _SHORT_SECTORS.search(made.text, each.head, token.start)
    numerals = re.findall("[一二三]", found[0]) if found is not None else []
    if found is None or len(numerals) != each.count:
        return ()
    for index, number in enumerate(made.numbers):
        if found.start() <= number.start < found.end():
            made.named[index] = found[0]
    names = {"一": "primary", "二": "secondary", "三": "tertiary"}
    return tuple(
        Token(found.start(), found.end(), found[0], frozenset((MEMBER,)), member=("sector", names[numeral]))
        for numeral in numerals
    )


def _belongings(made: Statements, token: Token, each: Each) -> None:
    if sectors := _short_sectors(made, token, each):
        each.members = sectors
        return
    inside = made.tokens_in(each.head, token.start)
    own = made.tokens_in(token.end, made.numbers[each.first].start)
    authorities = [t.authority for t in own if t.authority and WHOLE not in t.kinds]
    if len(authorities) == each.count:
        each.authorities = tuple(authorities)
        return
    each.authorities = short_authorities(made.text[each.head : made.numbers[each.first].start], each.count)
    if each.authorities:
        return
    if periods := listed_periods(made.text, made.times, each.head, token.start, each.count):
        each.periods = periods
        return
    for kind, name in ((MEMBER, "members"), (METRIC, "metrics")):
        run: list[Token] = []
        best: list[Token] = []
        for item in (t for t in inside if kind in t.kinds):
            joined = run and _JOINED.match(made.text[run[-1].end : item.start])
            run = [*run, item] if joined else [item]
            if len(run) >= each.count:
                best = run[-each.count :]
        if best and (kind == MEMBER or not each.members):
            setattr(each, name, tuple(best))
    if not each.members and not each.metrics:
        segments = re.split(r"[，；：（）]", made.text[each.head : token.start])
        tail = next((segment for segment in reversed(segments) if segment), "")
        pieces = [piece for piece in re.split(r"、|和|与|以及|及", tail) if piece]
        if len(pieces) == each.count and all(1 < len(piece) <= 16 for piece in pieces):
            each.names = tuple(_named_parts(pieces))


_VERBS = re.compile(r"新签约|签约|引进|到位|实际|利用|使用|完成|实现")


def _named_parts(pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names of a list that no rule knows, without the words that belong to the whole list."""
    cleaned = [
        re.sub(
            r"^(?:其中|全市|全区|全县|我区)|(?:等)?(?:[一二三四五六七八九两\d]+大)?(?:产业|领域|板块|行业|园区|地区)?(?:的?项目|资金)?(?:同比)?(?:增速|增幅|增长|降幅)?$",
            "",
            piece,
        )
        or piece
        for piece in (_VERBS.split(whole)[0] or whole for whole in pieces)
    ]
    known = set(RULES.words["industries"])
    industry = any(name in known for name in cleaned) or re.search(r"产业|领域|行业", pieces[-1]) is not None
    places = all(name[-1] in "区县市州镇乡" for name in cleaned)
    dimension = "place" if places else "industry" if industry else "part"
    for name in cleaned:
        yield dimension, name
