"""What a bulletin itself is about: its own place, park or part, which narrow none of its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from jjinvest.data.bulletins.roles.words import FIXED
from jjinvest.data.bulletins.text.document import Document
from jjinvest.data.bulletins.text.normalise import Text
from jjinvest.data.bulletins.text.statements import Statements
from jjinvest.data.bulletins.text.tokens import BARE_PARKS, Token, tokens

_PLACE = re.compile(r"(?P<name>[\u3400-\u9fff]{2,3})[县区市州旗镇]")
_WIDER = re.compile(r"(?<![占居列在])全[县市州省]|[我本][县市州省]")


def in_tables(text: Text, document: Document) -> Callable[[Token], bool]:
    """Whether a token stands in a row of a table, whose labels are parts and never the place itself."""
    return lambda token: bool(document.blocks[text.source(token.start, token.end)[0]].headers)


def own_places(made: Statements, title: str, is_label: Callable[[Token], bool]) -> frozenset[str]:
    """The place that a bulletin is about: named in its title, else first in a sentence; or the only one."""
    places = [t for t in made.tokens if t.member is not None and t.member[0] == "place"]
    labels = {t.member[1] for t in places if t.member is not None and is_label(t)}
    found = [t.member[1] for t in places if t.member is not None and not is_label(t)]
    if not found:
        return frozenset()
    count = Counter(found)
    own = {name for name in count if name in title}
    others = max((count[name] for name in count if name != found[0]), default=0)
    if not own and (len(count) == 1 or count[found[0]] > max(1, others)):
        own = {found[0]} - labels  # a row of the table, of the place that the bulletin is about
    return frozenset(own)


def own_members(title: str) -> frozenset[tuple[str, str]]:
    """Parts that the title names: they are what the whole bulletin is about."""
    return frozenset(
        t.member
        for t in tokens(title)
        if t.member is not None
        and t.metric is None
        and t.member[0] not in FIXED  # 省外, 工业 are the scope of every number of the text, not its place
    )


def own_sector(title: str) -> tuple[str, str] | None:
    """The sector that a whole bulletin is about: 全区工业招商情况."""
    found = {
        t.member
        for t in tokens(title)
        if t.member is not None
        and t.member[0] == "sector"
        and t.metric is None
        and _OWN_TOPIC.match(title[t.end :])
    }
    return found.pop() if len(found) == 1 else None


def own_park(made: Statements) -> frozenset[tuple[str, str]]:
    """The park that a bulletin is about: the only one, named before any number and any wider whole."""
    parks = [t for t in made.tokens if t.member is not None and t.member[0] == "park"]
    named = {t.member for t in parks if t.member is not None and t.word not in BARE_PARKS}
    if parks and not named and _WIDER.search(made.text) is None and len({t.word for t in parks}) == 1:
        return frozenset(t.member for t in parks if t.member is not None)  # 园区实现……: its own bulletin
    if len(named) != 1 or not parks or parks[0].member not in named:
        return frozenset()
    first = min((number.start for number in made.numbers), default=len(made.text))
    wider = _WIDER.search(made.text)
    goes_on = sum(t.member in named or t.word in BARE_PARKS for t in parks) > 1
    if parks[0].start > first or not goes_on or (wider is not None and wider.start() < len(made.text)):
        return frozenset()
    return frozenset(member for member in named if member is not None)


def own_names(places: Iterable[str], members: Iterable[tuple[str, str]], title: str, text: str) -> list[str]:
    """Names of the place that a bulletin is about, in full and without the word for its kind."""
    names = [*places, *(member for _, member in members)]
    for found in _PLACE.finditer(text):
        if found["name"] in title:  # 青岭：……, and 青岭县 in the text
            names += [found[0], found["name"]]
    return sorted({*names, *(name[:-1] for name in names if len(name) > 2)}, key=len, reverse=True)


def source_place(text: str) -> str:
    """Place in the line that says who wrote a text: 来源：柳湾高新区招商局."""
    found = _SOURCE.search(text)
    return "" if found is None else found[1]


_SOURCE = re.compile(
    r"(?:来源|供稿|发布单位)[:：]\s*([\u3400-\u9fff]{2,16}?)(?:招商|投资|商务|管委|党工委|发展|经合)"
)
_OWN_TOPIC = re.compile(
    r"(?:领域|产业|类|方面)?(?:项目|企业)?(?:招商|引资|投资|资金|利用|到位|签约|引进|项目)"
)
"""What follows a part in a title that the whole bulletin is about: 全区工业招商情况, not 提前完成工业目标."""
