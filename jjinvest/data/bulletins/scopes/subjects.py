"""Whether the words before a number name what it measures, or point back to words before them."""

from __future__ import annotations

import re
from functools import lru_cache

from jjinvest.data.bulletins.text.tokens import (
    AIM,
    AMONG,
    AUTHORITY,
    BEHIND,
    DOWN,
    EACH,
    FLAT,
    LEAD,
    NOTHING,
    RANK,
    SAME,
    SHARE,
    TARGET,
    UP,
    WHOLE,
    tokens,
)

_LETTER = re.compile(r"\w")
_POINTS_BACK = frozenset(
    {AMONG, EACH, UP, DOWN, SHARE, TARGET, RANK, AIM, LEAD, BEHIND, WHOLE, FLAT, SAME, AUTHORITY, NOTHING}
)
_FILLING = re.compile(
    r"[#%\s+-]|(?:19|20)?#?年[度初末底]?|全年|本年|今年|当年|去年|上年|同期|[上下]半年|前?[一二三四#]季度|#?[—-]?#月份?|底|止|"
    r"合计|共计|总计|累计|同比|环比|完成|实现|达到?|超额|下达|确定|计划|任务|目标|比[例重]|占|较|比|与|相比|分别|位次|排名|名次|前移|后移|上升|下降|"
    r"序时|进度|时间|个?百分点|亿元|万元|亿|万|元|倍|个|名|位|第|区县|县区|区|县|市|州|省|全|的|了|为|是|在|中|其|已|均|约|超|近|率|由|从"
)


@lru_cache(maxsize=4096)
def has_subject(words: str) -> bool:
    """Whether a wording names what it measures; 同比增长#% takes it from the words before.

    Examples
    --------
    >>> has_subject("新增税源#亿元"), has_subject("到位资金#亿元"), has_subject("完成年度目标任务#亿元")
    (True, True, False)
    """
    rest = list(words)
    for token in tokens(words):
        if token.metric is not None and token.metric.weight:
            return True
        if token.metric is None and token.member is None and token.kinds & _POINTS_BACK:
            rest[token.start : token.end] = " " * (token.end - token.start)
    return len(_LETTER.findall(_FILLING.sub("", "".join(rest)))) > 1
