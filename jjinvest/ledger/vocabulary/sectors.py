"""Sectors from the names of GB/T 4754—2017 and from usual words, by the rule of three sectors of 2018.

A name or word is looked up in sectors.csv; a longer text may end in one of its endings (…制造, …旅游).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jjinvest.ledger.vocabulary.meanings import UNKNOWN, Meanings

_CODE = re.compile(r"(?:[a-t][0-9]{0,4}|[0-9]{2,4})(?=[^0-9a-z])")
_CODE_ALONE = re.compile(r"([a-t])([0-9]{2})?[0-9]{0,2}")
_KIND = re.compile(r"(?:产业链?|行业|领域|项目|门类|大类|类|业)+$")
_JOINT = re.compile(r"[\s、,，·.\-—]|[和及与](?!$)")
_LIST = re.compile(r"[、,，;；/+和及与]")
MIN_WORD = 2
"""Letters of a word that may stand beside another one."""
MAX_WORDS = 80
"""Letters of two words side by side, and more; the longest name of the standard has 17."""
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"第?([一二三123])产业?")
_OF_ORDINAL = {"一": "primary", "二": "secondary", "三": "tertiary"} | {
    "1": "primary",
    "2": "secondary",
    "3": "tertiary",
}


@dataclass(frozen=True)
class _SectorTable:
    by_word: dict[str, tuple[str, str]]  # sector and the word as listed
    usual: dict[str, tuple[str, str]]
    by_code: dict[str, tuple[str, str]]
    endings: dict[str, tuple[str, str]]


@cache
def _table() -> _SectorTable:
    by_word: dict[str, tuple[str, str]] = {}
    by_code: dict[str, tuple[str, str]] = {}
    usual: dict[str, tuple[str, str]] = {}
    endings: dict[str, tuple[str, str]] = {}
    with Path(__file__).with_name("sectors.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            meaning = row["sector"], row["word"]
            if row["match"] != "name":
                (endings if row["match"] == "ending" else usual)[row["word"]] = meaning
                continue
            by_word[_joined(row["word"])] = meaning
            if row["gb_t_4754"]:
                by_code[row["gb_t_4754"].lower()] = meaning
    for word, meaning in list(by_word.items()):
        by_word.setdefault(_KIND.sub("", word) or word, meaning)
    return _SectorTable(by_word, usual, by_code, endings)


def _joined(text: str) -> str:
    return _JOINT.sub("", text)


@lru_cache(maxsize=10_000)
def sector_of(text: str) -> Meanings:
    """Return the sectors that a text may mean.

    Examples
    --------
    >>> [sector_of(text).only for text in ("制造业", "C36汽车制造业", "文旅康养", "现代农业", "第二产业")]
    ['secondary', 'secondary', 'tertiary', 'primary', 'secondary']
    >>> sorted(sector_of("工业、旅游").readings)
    ['secondary', 'tertiary']
    """
    whole = unicodedata.normalize("NFKC", text).strip().lower()
    inside = [each for each in _BRACKETS.findall(whole) if each]
    bare = _BRACKETS.sub("", whole)
    found = _words(bare)
    for each in inside:
        found |= _words(each)
    return found


def _words(text: str) -> Meanings:
    """Meanings of a text as a whole, else of each of its parts, else of its end."""
    listed = _listed(text)
    if listed.readings:
        return listed
    parts = [part for part in _LIST.split(text) if part.strip()]
    found = [_listed(part) if _listed(part).readings else _ending(part) for part in parts]
    if len(parts) < 2 or not all(each.readings for each in found):
        ended = _ending(text)
        return ended if ended.readings else _side_by_side(_word(text))
    joined = found[0]
    for each in found[1:]:
        joined |= each
    return joined


def _side_by_side(word: str) -> Meanings:
    """Meaning of two listed words without a sign between them, where both are of one sector: 轻工纺织."""
    bare = _KIND.sub("", word)
    if len(bare) > MAX_WORDS:  # each place is tried: a cell of 10,000 letters took seconds
        return UNKNOWN
    for place in range(MIN_WORD, len(bare) - MIN_WORD + 1):
        first, second = _listed(bare[:place]), _listed(bare[place:])
        if first.only is not None and first.only == second.only:
            return Meanings({first.only: bare}, usual=True)
    return UNKNOWN


def _listed(text: str) -> Meanings:
    """Meaning of a word, a code or an ordinal of the table."""
    table = _table()
    alone = _CODE_ALONE.fullmatch(text.strip())
    if alone is not None:
        code = f"{alone[1]}{alone[2] or ''}"
        return Meanings(dict([table.by_code[code]])) if code in table.by_code else UNKNOWN
    word = _word(text)
    ordinal = _ORDINAL.match(word)
    if ordinal is not None:
        rest = _KIND.sub("", word[ordinal.end() :])
        own = Meanings({_OF_ORDINAL[ordinal[1]]: ordinal[0]})
        behind = _words(rest) if rest else own
        return own | behind if behind.readings else UNKNOWN  # 三产融合 is no third sector
    for each in (word, _KIND.sub("", word)):
        if each in table.by_word:
            return Meanings(dict([table.by_word[each]]))
        if each in table.usual:
            return Meanings(dict([table.usual[each]]), usual=True)
    return UNKNOWN


def _ending(text: str) -> Meanings:
    table = _table()
    for each in (_word(text), _KIND.sub("", _word(text))):
        ends = [ending for ending in table.endings if each.endswith(ending)]
        if ends:
            return Meanings(dict([table.endings[max(ends, key=len)]]))
    return UNKNOWN


def _word(text: str) -> str:
    return _joined(_CODE.sub("", text.strip(), count=1))
