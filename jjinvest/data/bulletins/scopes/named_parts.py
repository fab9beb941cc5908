"""Parts that a text names before a number: members of dimensions, names in a list under a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import Pairs
from jjinvest.data.bulletins.clauses.reading_state import Around, State
from jjinvest.data.bulletins.clauses.restated import is_former
from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.roles.sentences import member_name, members_after
from jjinvest.data.bulletins.roles.words import FIXED
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.scopes.projects import cleaned, is_generic
from jjinvest.data.bulletins.text.statements import Clause, Sentence, Statements
from jjinvest.data.bulletins.text.tokens import BARE_PARKS, FOLLOWED, MEMBER, METRIC, Token

if TYPE_CHECKING:
    pass

_ITEM = re.compile(
    r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．][\s　]*"
    r"(?P<name>[^，。；：（）\n]{2,30}?(?:项目|基地|产业园|工厂|电站|生产线|综合体))(?=[。：（，])"
)
_HEADING = re.compile(
    r"\s*[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]\s*(?P<name>[\u3400-\u9fff]{2,10})"
)
_BY_ENDING = (
    (("园", "园区", "开发区", "经开区", "高新区", "保税区", "新城"), "park"),
    (("镇", "乡", "街道"), "town"),
    (("专班",), "task_force"),
    (("县", "旗", "区", "市"), "place"),
)
"""Dimension of a part that is a heading, by the end of its name."""
_KINDS_OF_PARTS = frozenset(
    (
        "园区",
        "镇街",
        "街镇",
        "乡镇",
        "镇",
        "街道",
        "专班",
        "县区",
        "区县",
        "开发区",
        "工业园区",
        "产业园区",
        "部门",
    )
)
_OF_HEADING = ("park", "town", "place", "task_force", "department", "chain", "industry")
_SEVERAL = re.compile(r"项目(?:共|有|已|达)*\d+个|\d+余?个")
_INTO = re.compile(r"(?:^|、)(?:其中[，：]?)?(?!其中)([\u3400-\u9fff]{2,5})投资$")
_IN_A_GROUP = re.compile(r"参加|参展|参会|赴|外出|前往|到|开展|拜访|招商|考察|走访")
_VISITED = re.compile(r"(?:在|赴|到(?!位)|前往|走进)[^，。；资项投]{0,20}$")
_AND = re.compile(r"(?:资金|项目|企业|产业)?(?:、|和|与|及|以及)")
_EVERYTHING = ({"out_of_city", "in_city"}, {"new", "carried_over"}, {"domestic", "abroad"})
_NO_PART = re.compile(
    r"是|上年|去年|同期|按|对照|对比|完成|实现|达到|占|超|同比|较|比|累计|预计|增|下降|分别|其中|为|已|签|引|另|全部|合计"
)


def _is_short_name(member: str, own: str) -> bool:
    """Whether a name of a park is the short one of another: 经开区 of 某某经济技术开发区."""
    if member == "园区" or own.endswith(member):
        return True
    letters = iter(own)
    return member in BARE_PARKS and all(letter in letters for letter in member)


_TIME_NAME = re.compile(r"[季年]度|半年|月份?$|当月|累计|合计")
"""Names that are a time or a sum, no part."""
_REST = re.compile(r"其[他它余](?:的|各)?(?:产业|行业|领域|类|方面|地区)?")


class NamedParts:
    """The part of a reader that finds named parts."""

    made: Statements
    text: str
    own_places: frozenset[str]
    own_members: frozenset[tuple[str, str]]
    state: State
    under_heading: bool
    part_before: Pairs
    list_dimension: str

    def _named_item(self, clause: Clause, start: int, number: Number) -> list[tuple[str, str]]:
        """The name before a number in a list under a heading: 分领域看：新一代信息技术29个."""
        if not self.under_heading or start > clause.start or number.form == "ordinal":
            return []
        name = self.text[clause.start : number.start].removesuffix("项目").removesuffix("领域")
        tokens = self.made.tokens_in(clause.start, number.start)
        if not re.fullmatch(r"[\u3400-\u9fffA-Za-z]{3,14}", name) or _NO_PART.match(name):
            return []
        if _TIME_NAME.search(name) is not None:
            return []
        if any(not t.kinds <= {METRIC, MEMBER} or (t.metric and t.metric.weight) for t in tokens):
            return []
        if any(t.member is not None and t.member[0] in (*FIXED, "region", "ownership") for t in tokens):
            return []
        if len(tokens) == 1 and len(tokens[0].word) >= len(name):
            return []
        industry = self.list_dimension == "industry" or any(t.member is not None for t in tokens)
        return [("industry" if industry else "part", member_name(name))]

    def _numbered_item(self, sentence: Sentence) -> Pairs:
        """The project that a numbered paragraph is about: 1.某某加工项目。总投资8亿元，占地90亩."""
        found = _ITEM.match(self.text, sentence.start)
        if found is None or is_generic(found["name"]) or FOLLOWED.search(found["name"]):
            return ()
        end = self.text.find("\n", found.end())
        if _SEVERAL.search(self.text, found.end(), end if end >= 0 else len(self.text)):
            return ()  # （三）重点督办项目。签约项目16个: a heading of several projects
        return (("project", member_name(cleaned(found["name"]))),)

    def _listed_part(self, clause: Clause, start: int, number: Number) -> list[tuple[str, str]]:
        """A part that no rule knows, in a list of parts: ；其他乡镇引进项目5个."""
        goes_on = start > clause.start and self.text[start] == "、" and self.state.parts.entered_here
        opens = start <= clause.start and clause.mark.startswith(("；", "："))
        opens = opens or (start <= clause.start and _REST.match(self.text, start) is not None)
        if not self.list_dimension or not (goes_on or opens):
            return []
        start = start + 1 if goes_on else clause.start
        tokens = self.made.tokens_in(start, number.start)
        end = tokens[0].start if tokens else number.start
        name = self.text[start:end].removesuffix("项目").strip("的共新已累计")
        if _REST.fullmatch(name) is not None:
            name = "其他"  # 电子信息19个、装备制造8个、其他6个
        elif _TIME_NAME.search(name) is not None:
            return []  # 分季度看，一季度18亿元，二季度22亿元
        elif (
            _NO_PART.match(name) or not re.fullmatch(r"[\u3400-\u9fffA-Za-z]{2,10}", name) or is_generic(name)
        ):
            return []
        if is_former(name):
            return []
        dimension = self.list_dimension
        return [("part" if dimension in FIXED else dimension, member_name(name))]

    def _numbered_part(self, sentence: Sentence) -> Pairs:
        """The part that a numbered paragraph is about, as in 1.经开区。引进45个项目."""
        found = _HEADING.fullmatch(self.text, sentence.start, sentence.end)
        if found is not None and found["name"] in _KINDS_OF_PARTS:
            return ()  # （二）园区。高新区签约28个: several of them
        if found is None or self.text[sentence.end : sentence.end + 2].strip("。") in ("", "\n"):
            return ()
        named = [t for t in self.made.tokens_in(found.start("name"), found.end("name")) if t.member]
        if len(named) == 1 and named[0].member is not None and named[0].end == found.end("name"):
            dimension, member = named[0].member
            plain = dimension in _OF_HEADING and (dimension, member) not in self.own_members
            return ((dimension, member),) if plain else ()
        ended = next((d for suffixes, d in _BY_ENDING if found["name"].endswith(suffixes)), "")
        if ended and (ended, found["name"]) not in self.own_members and found["name"] not in self.own_places:
            return ((ended, found["name"]),)
        if not self.part_before or _NO_PART.search(found["name"]) or is_generic(found["name"]):
            return ()
        return ((self.part_before[0][0], member_name(found["name"])),)

    def _is_gloss(self, clause: Clause, inside: Sequence[Token]) -> bool:
        """Whether a bracket only names the part that the words around it speak of: 产业（工业）到位资金."""
        named = [token for token in inside if token.member is not None]
        before = self.made.tokens_in(max(0, clause.start - 12), clause.start)
        outer = {token.member[0] for token in before if token.member is not None}
        if before and before[-1].member is not None and before[-1].end == clause.start - 1:
            return False  # 装备制造专班（工业）签约52个: the part is named before the bracket
        if any(token.member[0] in outer for token in named if token.member is not None):
            return False  # 市外（内资）
        bracketed = self.text[clause.start : clause.end]
        return (
            len(named) == 1
            and named[0].word == bracketed
            and self.text[clause.end + 1 : clause.end + 2] not in ("，", "。", "；", "、", "\n", "")
        )

    def _invested_in(self, pre: str, words: Sequence[Token], number: Number) -> list[tuple[str, str]]:
        """What a part of an investment goes into: 房地产开发投资86亿元，其中住宅投资64亿元."""
        found = _INTO.search(pre)
        whole = self.state.money
        kind = RULES.kind(number.unit)
        bare = bool(words) and words[-1].word == "投资"
        if (
            found is None
            or not bare
            or whole is None
            or not whole.metric.endswith("_investment")
            or kind != "money"
        ):
            return []
        return [] if _NO_PART.match(found[1]) or is_generic(found[1]) else [("part", found[1])]

    def _members(self, start: int, end: int, around: Around | None) -> list[tuple[str, str]]:
        """Parts named in a span, those of one dimension joined; what a share is a share of does not count."""
        made = self.made
        found: dict[str, list[str]] = {}
        words: dict[str, list[str]] = {}
        text = self.text[start:end]
        cut = re.search(r"占(?!地|比|用)", text)
        limit = start + cut.start() if cut is not None else end
        tokens = [t for t in made.tokens_in(start, limit) if t.member is not None]
        if around is not None and not tokens and RULES.kind(around.number.unit) in ("count", "money", ""):
            tokens = members_after(around)
        money = around is not None and RULES.kind(around.number.unit) == "money"
        for token in tokens:
            assert token.member is not None
            dimension, member = token.member
            if not self._counts(token, dimension, member, start, limit, money):
                continue
            names = found.setdefault(dimension, [])
            if member not in names:
                names.append(member)
                words.setdefault(dimension, []).append(token.word)
        result = []
        for dimension, names in found.items():
            if self._joined(tokens, dimension):
                if set(names) not in _EVERYTHING:  # together they are everything
                    result.append(("part", member_name("、".join(words[dimension]))))
                continue
            if dimension in ("sector", "origin", "cohort", "size", "size_in_currency"):
                narrow = [name for name in names if name not in ("domestic", "abroad")]
                result.append((dimension, (narrow or names)[-1]))
            else:
                result.append((dimension, member_name("、".join(names[-4:]))))
        if found.get("task_force") and found.get("industry"):
            result = [pair for pair in result if pair[0] != "industry"]
        return result

    def _joined(self, tokens: Sequence[Token], dimension: str) -> bool:
        """Whether the last two parts of a fixed dimension are named as one: 市外及市内资金."""
        of_it = [t for t in tokens if t.member is not None and t.member[0] == dimension]
        if dimension not in ("sector", "origin", "cohort") or len(of_it) < 2:
            return False
        one, other = of_it[-2:]
        return one.member != other.member and _AND.fullmatch(self.text[one.end : other.start]) is not None

    def _counts(self, token: Token, dimension: str, member: str, start: int, end: int, money: bool) -> bool:
        """Whether a word names a part of what is counted, not the place or aim of an activity."""
        after = self.text[token.end : token.end + 6]
        before = self.text[max(start, token.start - 6) : token.start]
        if (dimension, member) in self.own_members:
            return False
        if dimension == "place":
            return member not in self.own_places
        if token.word.endswith("组团") and _IN_A_GROUP.match(after):
            return False  # 先后组团参加西洽会: a verb, no part of a town
        own_park = [own for own_dimension, own in self.own_members if own_dimension == "park"]
        if dimension == "park" and any(_is_short_name(member, own) for own in own_park):
            return False  # 柳湾新区……，新区签约项目7个: the short name of the place itself
        if dimension == "region" and _VISITED.search(self.text[start : token.start]):
            return False
        if dimension == "region":
            return (
                re.search(r"来自|从|其中|[，、；：]$|^$|与|和|及|赴$|往$", before) is not None
                and re.match(r"市|省|委|政府|代表|领事", after) is None
            ) or re.match(r"地区|企业|项目|客商|资金|投资|引进|到位|占|、|签约", after) is not None
        if token.metric is not None:  # 外资, 工业投资: a part only beside another metric
            others = [
                t for t in self.made.tokens_in(token.end, end + 1) if t.metric is not None and t.metric.weight
            ]
            return bool(others) or not money
        if dimension == "investor":
            return re.match(r"(?:企业)?(?:投资)?(?:的)?项目|企业|来|投资|[，、：]?\d|$", after) is not None
        return True
