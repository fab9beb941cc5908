"""Numbers that a text states again: 由84亿元调整为83.1亿元, 原公布17.2亿元，现修订为17.1亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import LOW

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading import Candidate

_AGAIN = (
    r"(?:重新|再次|统一|最终|相应|据此|现)?(?:核减|核增|核定|核实|核准|核算|调整|调减|调增|调高|调低|修订|修正|更正|订正|改正|审定|认定)"
    r"(?:为|到|至|后为)(?:了)?"
)
_LOOKED_AGAIN = r"(?:核减|核增|核定|核实|核准|核算|调整|调减|调增|调高|修订|修正|更正|订正|审定)"
_AFTER = _LOOKED_AGAIN + r"后(?:的)?(?:数据|数值|数|值)?(?:为|是|：)?"
_TO = re.compile(rf"(?:{_AGAIN}|{_AFTER})$")
_FOLLOWS = re.compile(r"^(?:（[^）]*）)?(?:，|、)?" + _AGAIN)
_FORMER = re.compile(
    r"(?:(?:原|此前|先前|之前|前期|早先|曾)(?:先)?(?:已)?(?:公布|通报|发布|上报|报送|统计|公告)?(?:的)?(?:数据?|数值)?(?:为|是|的)?|初步(?:核算|统计)?数(?:为|是)?"
    rf"|{_LOOKED_AGAIN}前(?:的)?(?:数据|数值|数|值)?(?:为|是|：)?)$"
)
_REASON = re.compile(r"经[^，。；]{0,12}(?:核定|核实|审定|审核|修订|复核|核查)(?:后)?，[^，。；]*$")
FORMER = "former"
"""Mark of a row whose number the text itself replaces."""
_WHY = "原文改了这个数，这是改之前的数 the text replaces this number"


def is_restated(before: str) -> bool:
    """Whether the words before a number say that it replaces one.

    Examples
    --------
    >>> is_restated("调整为"), is_restated("现修订为"), is_restated("增加到")
    (True, True, False)
    """
    return _TO.search(before) is not None


def is_revised(before: str) -> bool:
    """Whether a number of an earlier time was looked at again: 经核定，上年同期到位资金为."""
    return is_restated(before) or _REASON.search(before) is not None


def is_replaced(before: str, after: str) -> bool:
    """Whether a number is the one that stood before: 由 it 调整为 another, 原公布 it.

    Examples
    --------
    >>> is_replaced("到位资金由", "调整为"), is_replaced("到位资金", "，增长")
    (True, False)
    """
    return _FOLLOWS.match(after) is not None or _FORMER.search(before) is not None


def is_former(words: str) -> bool:
    """Whether words end with those of a number that was published before: 原通报为.

    Examples
    --------
    >>> is_former("原通报为"), is_former("通报")
    (True, False)
    """
    return _FORMER.search(words) is not None


def goes_on_former(candidates: Sequence[Candidate], before: str) -> bool:
    """Whether a number is listed after one that the text replaces: 原通报为25.5亿元和20.2亿元."""
    return bool(candidates) and FORMER in candidates[-1].extra and before in ("和", "、", "及", "与", "以及")


def set_aside(candidate: Candidate) -> None:
    """Mark a row as the number before: it is shown, not proposed, and no sum is checked with it."""
    candidate.readings = [replace(reading, version="") for reading in candidate.readings]
    candidate.confidence = LOW
    candidate.extra[FORMER] = "yes"
    candidate.note = candidate.note or _WHY
