"""Stages from the words of clerks, by the table stages.csv.

A word for the time before the building starts (未开工, 前期) does not say whether there is an agreement; its
key is :data:`NOT_STARTED`, and the signing date of the row decides.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from jjinvest.ledger.vocabulary.meanings import UNKNOWN, Meanings

NOT_STARTED = "not_started"
_BEFORE = re.compile(r"^(?:目前|现阶段|现|当前|项目|处于|已经|正在)+")
_AFTER = re.compile(r"(?:阶段|状态|项目|之中|中)+$")
_SIGNED_ONLY = re.compile(
    r"已?签(?:约|订协议|订合同|协议)?后?(?:待|未|尚未|拟|暂未)(?:开?建设?|开工|动工|落地|启动|供地|入库|注册|实施|履约)"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NOT_YET = re.compile(r"拟|计划|预计|即将|待|未|尚|暂停|停工|停建|缓建|搁置")


@cache
def _table() -> dict[str, str]:
    with Path(__file__).with_name("stages.csv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["stage"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=10_000)
def stage_meanings(text: str) -> Meanings:
    """Return the stages that a text may mean.

    Examples
    --------
    >>> [stage_meanings(text).only for text in ("主体施工中", "试生产", "签约（未开工）", "前期阶段", "停工")]
    ['started', 'in_production', 'signed', 'not_started', None]
    """
    whole = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    inside = [each for each in _BRACKETS.findall(whole) if each]
    found = _word(_BRACKETS.sub("", whole))
    for each in inside:
        meaning = _word(each)
        if meaning.only == NOT_STARTED and found.only in ("signed", NOT_STARTED):
            continue
        if not meaning.readings and _NOT_YET.search(each):
            return UNKNOWN
        found |= meaning
    return found


def is_open(text: str) -> bool:
    """Whether a remark in brackets says that the stage is not reached or halted: 开工（拟）, 在建（停工）."""
    whole = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return any(_NOT_YET.search(each) and not _word(each).readings for each in _BRACKETS.findall(whole))


def _word(text: str) -> Meanings:
    table = _table()
    bare = _BEFORE.sub("", text)
    for each in (text, bare, _AFTER.sub("", bare)):
        if each in table:
            return Meanings({table[each]: text})
    return Meanings({"signed": text}) if _SIGNED_ONLY.fullmatch(bare) else UNKNOWN
