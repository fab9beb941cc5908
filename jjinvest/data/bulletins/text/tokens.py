"""Words of the rules in a text: metrics, parts, statistics, targets; each with its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from jjinvest.data.bulletins.rules import RULES, TOWN_SUFFIXES, MetricWord

AMONG, EACH, UP, DOWN, SHARE, TARGET, RANK, AIM, LEAD, BEHIND, WHOLE, TALKS, FLAT, SAME = (
    "among",
    "each",
    "growth_up",
    "growth_down",
    "share",
    "target",
    "rank",
    "aim",
    "lead_pace",
    "behind_pace",
    "whole",
    "in_talks",
    "flat",
    "same_base",
)
METRIC, MEMBER, AUTHORITY, NOTHING = "metric", "member", "authority", "ignored"
_LISTED = (AMONG, EACH, UP, DOWN, SHARE, TARGET, RANK, AIM, LEAD, BEHIND, WHOLE, TALKS, FLAT, SAME)


@dataclass(frozen=True)
class Token:
    """A word of the rules; it may have several meanings, such as 外资: a metric and a part."""

    start: int
    end: int
    word: str
    kinds: frozenset[str]
    metric: MetricWord | None = None
    member: tuple[str, str] | None = None
    authority: str = ""


@dataclass
class _Entry:
    kinds: set[str] = field(default_factory=set)
    metric: MetricWord | None = None
    member: tuple[str, str] | None = None
    authority: str = ""


def _lexicon() -> dict[str, _Entry]:
    words: dict[str, _Entry] = defaultdict(_Entry)
    for kind in _LISTED:
        for word in RULES.words[kind]:
            words[word].kinds.add(kind)
    for metric in RULES.metrics:
        words[metric.word].kinds.add(METRIC)
        words[metric.word].metric = metric
    for member in RULES.members:
        words[member.word].kinds.add(MEMBER)
        words[member.word].member = (member.dimension, member.member)
    for name in RULES.words["regions"]:
        words[name].kinds.add(MEMBER)
        words[name].member = ("region", name)
    for name in RULES.words["industries"]:
        words[name].kinds.add(MEMBER)
        words[name].member = ("industry", name)
    for word, authority in RULES.words["authority"].items():
        words[word].kinds.add(AUTHORITY)
        words[word].authority = authority
    for word in RULES.words["ignored"]:
        words[word].kinds.add(NOTHING)
    return dict(words)


_WORDS = _lexicon()
_OUTSIDE_FUNDS = MetricWord("资金", "funds_in_place", "money")
_INLAND_FUNDS = MetricWord("内资", "funds_in_place", "money", "", 2)
_BROUGHT_IN = re.compile(r"(?:利用|引进|使用|吸引|吸收|到位|到账|招引)[省市县州区国境内外]{0,4}$")
_FROM_OUTSIDE = re.compile(r"[外内际]$|[省市州县区境]外(?:项目|产业|工业|企业|客商)$")
_HELD_BACK = {
    word: len(prefix)
    for kind in (AIM, TALKS)
    for word in RULES.words[kind]
    for prefix in ("计划", "预计", "拟")
    if word.startswith(prefix) and word != prefix and kind == AIM
}
"""Words whose verb has a meaning of its own: 计划引进 is an aim, and 引进 says of what."""
_LENGTHS: dict[str, list[int]] = {
    first: sorted({len(word) for word in _WORDS if word[0] == first}, reverse=True)
    for first in {word[0] for word in _WORDS}
}
_SUFFIXES = sorted(RULES.words["suffixes"], key=len, reverse=True)
_HAN = "\u3400-\u9fff"
_NAMED = re.compile(rf"(?P<name>[{_HAN}A-Za-z]{{2,24}}?)(?P<suffix>{'|'.join(_SUFFIXES)})")
_TOWN = re.compile(rf"(?P<name>[{_HAN}]{{1,4}})(?P<suffix>{'|'.join(TOWN_SUFFIXES)})(?=[{_HAN}、，和\d：]|$)")
_DISTRICT = re.compile(
    rf"(?P<name>[{_HAN}]{{1,5}}?)(?P<suffix>[区县旗])(?=[、，和：\d引签到完实新]|分别|项目)"
)
_CITY = re.compile(
    rf"(?:^|(?<=[\n，、；：。]))(?P<name>[{_HAN}]{{2,4}})(?P<suffix>[市州盟])"
    r"(?=到位|签约|引进|新引|新签|实际|完成|实现|协议|项目|同比|占|、|\d)",
    re.MULTILINE,
)
_INDUSTRY = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2,11}业"
    r"(?=到位|签约|引进|实际|使用|利用|项目|完成|投资|分别|协议|合同|总投资|亿元以[上下]|、|\d)"
)
_NO_INDUSTRY = re.compile(
    r"(?:企|就|产|作|行|专|工|农)业$|围绕|聚焦|引进|签约|开工|竣工|投产|落地|在谈|其中|重点|投向|用于|来自|流向|第[一二三]$|主导|特色|优势|支柱|传统|战略|未来|^[一二三四五六七八九十两]|^(?:新兴|新|已|共|各|全|本|从|按|在|对)"
)
_DEPARTMENT = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2,9}(?:局|委|办|公司|集团)(?=到位|完成|签约|引进|新签|实际|实现|、|和|分别)"
)
_NO_DEPARTMENT = re.compile(r"^(?:完成|实现|超额|对照|按照?)|[国省市州区县旗]委$|党委$")
BARE_PARKS = ("经开区", "高新区", "开发区", "保税区", "工业园区", "产业园区", "工业园", "新区", "园区")
_BARE_PARK = re.compile(
    rf"(?<![\u3400-\u9fff])(?:{'|'.join(BARE_PARKS)})(?=[，、和与：实完签引到新协共招开有投，]|分别|\d)"
)
_INVESTORS = re.compile(r"(?:世界|中国|全球|全国|国内|民营企业|民企|行业)?\d+强(?:企业)?")
FOLLOWED = re.compile(
    r"(?P<name>(?:[国省市州区县]级?|[国省市州区县][委政]府?|领导)?(?:督办|督导|督查|挂牌|包联|包抓|联系|重点调度|重点推进|挂图作战))"
    r"(?:的)?(?:招商(?:引资)?|签约|开工|重点|重大|在建|产业)*项目"
)
"""Projects that an office follows more closely: a part, never all projects."""
_CUT = re.compile(
    r"^.*(?:的|在|为|与|由|向|对|于|是|有|各|等|其中|主要|全区|全市|全县|目前|围绕|聚焦|通过|成立了|成立|依托|打造|"
    r"推进|发展|形成|构建|建设|入驻|落户|落地|引进|签约|会同|支持|助力|促进|推动|做强|完善|我区|我市|我县|本区|积极|"
    r"深化|按照|参加|分别|以及|排名|位居|位列|名列|以|个|家|和|及|到|下)"
)
_NOT_NAMES = frozenset(
    (
        "各",
        "该",
        "产业",
        "招商",
        "专项",
        "重点",
        "工业",
        "产业招商",
        "工作",
        "各专项",
        "全区",
        "本",
        "我",
        "市",
        "辖",
        "地",
    )
)


def tokens(text: str) -> list[Token]:
    """Find the words of the rules, longest first, and named parts by their suffix; none overlap."""
    found = _parts(text)
    taken = [(token.start, token.end) for token in found]
    result: list[Token] = []
    at, index, length = 0, 0, len(text)
    while at < length:
        if index < len(taken) and taken[index][0] <= at:
            result.append(found[index])
            at = max(at, taken[index][1])
            index += 1
            continue
        limit = taken[index][0] if index < len(taken) else length
        for size in _LENGTHS.get(text[at], ()):
            word = text[at : at + size]
            if at + size <= limit and word in _WORDS:
                entry = _WORDS[word]
                metric = entry.metric
                if word == "资金" and _FROM_OUTSIDE.search(text[max(0, at - 6) : at]) is not None:
                    metric = _OUTSIDE_FUNDS  # 利用省外资金: what came in from there
                elif word == "内资" and _BROUGHT_IN.search(text[max(0, at - 10) : at]) is not None:
                    metric = _INLAND_FUNDS  # 利用市外内资: never 外资, which may stand before it
                if NOTHING not in entry.kinds:
                    result.append(
                        Token(
                            at,
                            at + size,
                            word,
                            frozenset(entry.kinds),
                            metric,
                            entry.member,
                            entry.authority,
                        )
                    )
                at += _HELD_BACK.get(word, size)
                break
        else:
            at += 1
    result.extend(found[index:])
    return list(_with_their_nouns(result))


_AMOUNT_WORDS = frozenset(("金额", "总金额", "资金", "投资规模"))
"""Words that say no more than that the measure named right before them is an amount: 合同利用外资|金额."""


def _with_their_nouns(found: Sequence[Token]) -> Iterator[Token]:
    """Join the word for an amount to the measure that it stands behind."""
    held: Token | None = None
    for token in found:
        measure = held.metric if held is not None else None
        goes_on = held is not None and held.end == token.start and token.word in _AMOUNT_WORDS
        if (
            held is not None
            and goes_on
            and measure is not None
            and measure.kind == "money"
            and measure.weight > 1
        ):
            held = replace(held, end=token.end, word=held.word + token.word)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


def _parts(text: str) -> list[Token]:
    """Parts whose name is not in a table: task forces, chains, parks, towns."""
    found: list[Token] = []
    for match in _NAMED.finditer(text):
        name = _CUT.sub("", match["name"])
        dimension = RULES.words["suffixes"][match["suffix"]]
        if (
            len(name) < 2
            or (name in _NOT_NAMES and (dimension != "task_force" or name != "工业"))
            or re.search(r"[亿万]级?$", name)
            or re.match(r"[一二三四五六七八九十两\d]+[大个条类]|各|多|重点|主导|特色|优势", name)
        ):
            continue
        if name in _WORDS and _WORDS[name].member is None:
            continue
        start = match.end() - len(match["suffix"]) - len(name)
        member = name if dimension in ("task_force", "chain") else name + match["suffix"]
        found.append(_part(start, match.end(), text, dimension, member))
    for pattern, dimension in ((_TOWN, "town"), (_DISTRICT, "place"), (_CITY, "place")):
        for match in pattern.finditer(text):
            name = _CUT.sub("", match["name"]) if len(match["name"]) > 2 else match["name"]
            if (
                len(name) < 2 - (dimension == "town" or name in "东西南北")
                or name + match["suffix"] in _WORDS
                or re.search(r"[我本该各全下达]", name)
                or (match["suffix"] == "区" and name[-1] in "城市地片园小社山")
                or (match["suffix"] == "乡" and name[-1] in "返回下家城老故他同还")
                or "书记" in name
            ):
                continue
            if match["suffix"] == "区" and name[-1] in "全我该辖本各开新高经":
                continue
            start = match.end() - 1 - len(name) if len(match["suffix"]) == 1 else match.end() - 2 - len(name)
            found.append(_part(start, match.end(), text, dimension, name + match["suffix"]))
    for match in _INDUSTRY.finditer(text):
        name = match[0].removesuffix("产业") if len(match[0]) > 3 else match[0]
        if match[0] not in _WORDS and not _NO_INDUSTRY.search(name):
            found.append(_part(match.start(), match.end(), text, "industry", name))
    for match in _DEPARTMENT.finditer(text):
        if _NO_DEPARTMENT.search(match[0]):
            continue
        found.append(_part(match.start(), match.end(), text, "department", match[0]))
    for match in _BARE_PARK.finditer(text):
        found.append(_part(match.start(), match.end(), text, "park", match[0]))
    for match in FOLLOWED.finditer(text):
        found.append(_part(match.start(), match.end("name"), text, "part", match["name"]))
    for match in _INVESTORS.finditer(text):
        found.append(_part(match.start(), match.end(), text, "investor", match[0].removesuffix("企业")))
    return without_overlap(found)


def _part(start: int, end: int, text: str, dimension: str, member: str) -> Token:
    return Token(start, end, text[start:end], frozenset((MEMBER,)), member=(dimension, member))


def without_overlap(found: Sequence[Token]) -> list[Token]:
    """Of overlapping tokens keep the one that begins first, of these the longest."""
    result: list[Token] = []
    for token in sorted(found, key=lambda t: (t.start, -t.end)):
        if not result or token.start >= result[-1].end:
            result.append(token)
    return result
