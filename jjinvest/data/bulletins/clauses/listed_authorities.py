"""Whose targets the percentages of one list are of: 分别完成省、市、区目标任务的111.4%、102.8%、95.5%."""

from __future__ import annotations

import re

_LEVEL = "[省市州区县旗](?:级|定|里|委|政府)?"
_SHORT = re.compile(
    rf"(?<![全我本该各])(?P<list>{_LEVEL}(?:(?:、|和|与|及|以及){_LEVEL})+)"
    r"(?:[两三]级)?(?:年初)?(?:下达|确定|分解|考核)?(?:的|年度|全年|总)*(?:目标|任务|计划)"
)
_AUTHORITIES = {
    "省": "province",
    "市": "municipality",
    "州": "prefecture",
    "区": "district",
    "县": "district",
    "旗": "district",
}


def short_authorities(words: str, count: int) -> tuple[str, ...]:
    """Authorities that share one word for their targets.

    Parameters
    ----------
    words
        What stands before the numbers of a list, from the head of the list on.
    count
        Number of percentages in the list.

    Returns
    -------
    tuple of str
        One a percentage, in their order; empty where the words name another number of authorities.
    """
    for clause in reversed(re.split(r"[，。；：\n]", words)):
        found = _SHORT.search(clause)
        if found is not None:
            named = tuple(_AUTHORITIES[letter] for letter in found["list"] if letter in _AUTHORITIES)
            return named if len(named) == count and len(set(named)) == count else ()
    return ()
