"""Words that name the cohort of projects: those signed in the year, and those carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jjinvest.data.bulletins.text.statements import Statements
from jjinvest.data.bulletins.text.tokens import MEMBER, Token

_NEW = ("新签约", "新签订", "新签", "新引进", "新招引", "新建")


def name_cohorts(made: Statements) -> None:
    """Where a text counts carried-over projects, what it calls newly signed is the new cohort."""
    _add_new_projects(made)
    of_this_year = _add_of_this_year(made)
    found = _first_contrast(made)
    if found is None or any(found[0] <= start < found[1] for start in of_this_year):
        return  # 新签约项目215个，……其中当年新签约项目到位……: the text itself says which are the cohort
    start, end = found
    made.tokens = [
        replace(token, kinds=token.kinds | {MEMBER}, member=("cohort", "new"))
        if token.word in _NEW
        and (start <= token.start < end or (end <= token.start and _is_topic(made, token)))
        else token
        for token in made.tokens
    ]


def _add_new_projects(made: Statements) -> None:
    """Take 新项目 for the new cohort beside 续建项目 in its sentence: 新项目到位5亿元，续建项目到位8亿元."""
    named = list[re.Match[str]]()
    for found in _NEW_PROJECTS.finditer(made.text):
        start = max(made.text.rfind(mark, 0, found.start()) for mark in "。\n") + 1
        ends = [at for at in (made.text.find(mark, found.end()) for mark in "。\n") if at >= 0]
        if _CARRIED.search(made.text, start, min(ends, default=len(made.text))):
            named.append(found)
    _add(made, named)


def _add_of_this_year(made: Statements) -> list[int]:
    """Take 当年新签约项目 for the new cohort where what became of them is counted: 当年新签约项目开工97个."""
    found = list(_OF_THIS_YEAR.finditer(made.text))
    _add(made, found)
    return [each.start() for each in found]


def _add(made: Statements, found: Sequence[re.Match[str]]) -> None:
    """Add words as members of the new cohort, in their places."""
    named = [Token(*each.span(), each[0], frozenset((MEMBER,)), member=("cohort", "new")) for each in found]
    made.tokens = sorted([*made.tokens, *named], key=lambda each: each.start)
    made.starts = [each.start for each in made.tokens]


_OF_THIS_YEAR = re.compile(
    r"(?:当年度?|本年度?|今年|当期|本期|年内)(?:新?签约|新签订?|新?引进|新?招引|新?落户)的?(?:招商(?:引资)?)?(?:项目|合同)"
    r"(?=(?:中|里)?[，：]?(?:已|实际|累计|共|有|实现|完成)*"
    r"(?:开工|动工|投产|竣工|建成|到位|到资|落地|达产|入库|履约|完成投资|资金))"
)
_NEW_PROJECTS = re.compile(r"新(?:建)?项目(?=实际到位|到位|完成|资金)")
_CARRIED = re.compile(r"续建|结转|(?:往年度?|历年|以往年度|以前年度)新?签约")


def _is_topic(made: Statements, token: Token) -> bool:
    """Whether words after the contrast only say what is divided next: 新签约项目按来源分."""
    return re.match(r"项目(?:中|按|从|分|里|来看)", made.text[token.end : token.end + 6]) is not None


def _first_contrast(made: Statements) -> tuple[int, int] | None:
    """Span of the text in which newly signed projects are a cohort beside carried-over ones.

    It is the first paragraph that has both.
    """
    carried, new, begin = False, False, 0
    starts = iter([*(s.start for s in made.sentences if s.opens), len(made.text) + 1])
    following = next(starts)
    for token in made.tokens:
        while token.start >= following:
            carried, new, begin = False, False, following
            following = next(starts)
        carried = carried or token.member == ("cohort", "carried_over")
        new = new or token.word in _NEW
        if carried and new:
            return begin, following
    return None
