"""Meaning of header cells, units and choices: spellings of the package and of a district."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.text_files import read_text
from jjinvest.ledger.fields import BY_NAME, CHOICES
from jjinvest.ledger.vocabulary.district_place import home_of_district
from jjinvest.ledger.vocabulary.own_words import FILE as OWN_WORDS
from jjinvest.ledger.vocabulary.own_words import OwnWords, load_words
from jjinvest.ledger.vocabulary.places import Home

PACKAGED_SPELLINGS = Path(__file__).with_name("headers.yaml")
UNIT_SPELLINGS = {"亿元": "亿元", "亿": "亿元", "万元": "万元", "万": "万元", "元": "元"}
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_UNIT = re.compile(r"(?:人民币)?(亿元|万元|亿|万|元)(?:人民币)?")
_FOREIGN = re.compile(r"[亿万千百]*(?:美元|美金|欧元|港元|港币|日元|英镑|新台币|外币)|usd|eur|hkd|jpy|\$")
_MIN_SIMILARITY = 60  # of 100; a less similar known header is not suggested for an unknown one


@dataclass(frozen=True)
class HeaderMeaning:
    """Field and unit of money that a header cell names.

    `unit` is 亿元, 万元 or 元; empty where none is named; as written where it is not a unit of 元. `listed`
    is False where only a pattern matched.
    """

    field: str
    unit: str
    listed: bool = True


@dataclass(frozen=True)
class Spellings:
    """Fields by normalised header, keys of choices by normalised text, the district's own place and words."""

    headers: dict[str, str]
    ignored: frozenset[str]
    values: dict[str, dict[str, str]]
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    home: Home | None = None
    own_words: OwnWords = dataclasses.field(default_factory=dict)

    def with_words(self, words: OwnWords) -> Spellings:
        """Return the spellings with a district's own words for choices added."""
        own = {
            name: {
                **self.own_words.get(name, {}),
                **{normalise(word): key for word, key in words.get(name, {}).items()},
            }
            for name in self.values
        }
        values = {name: {**keys, **own[name]} for name, keys in self.values.items()}
        return replace(self, values=values, own_words=own)

    def header(self, text: str) -> HeaderMeaning | None:
        """Return the meaning of a header cell, or None where it is unknown."""
        normalised = normalise(text)
        bare = normalise(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))
        candidates = dict.fromkeys(
            (normalised, bare, re.sub(r"[/,:-]?(亿元|万元|元)$|[/,:-]单位$", "", bare))
        )
        for candidate in candidates:
            if candidate in self.headers:
                return HeaderMeaning(self.headers[candidate], unit_in(text))
        for candidate in candidates:
            alike = {field for pattern, field in self.patterns if pattern.fullmatch(candidate)}
            if len(alike) == 1:
                return HeaderMeaning(alike.pop(), unit_in(text), listed=False)
        return None

    def is_ignored(self, text: str) -> bool:
        """Whether a column is known to hold nothing about the project, such as a row number."""
        return normalise(text) in self.ignored

    def nearest(self, text: str) -> str:
        """Return the field whose spelling is most similar to an unknown header, or an empty text."""
        match = process.extractOne(normalise(text), list(self.headers), score_cutoff=_MIN_SIMILARITY)
        return self.headers[match[0]] if match else ""


def normalise(text: str) -> str:
    """Remove what does not count in a header or a choice: width, case, spaces and _ * : signs.

    Examples
    --------
    >>> normalise(" 协议金额（万元）*")
    '协议金额(万元)'
    """
    return re.sub(r"[\s_*:'\u200b\ufeff]", "", unicodedata.normalize("NFKC", text).lower())


def unit_in(text: str) -> str:
    """Return the unit of money that a header or title names: in brackets, after 单位, or at its end.

    Examples
    --------
    >>> unit_in("协议金额（万元）"), unit_in("金额单位：亿元"), unit_in("项目名称")
    ('万元', '亿元', '')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())
    foreign = _FOREIGN.search(plain)
    if foreign:
        return foreign.group()
    for part in (*(b[1:-1] for b in _BRACKETS.findall(plain)), *re.findall(r"单位[:]?(.*)", plain)):
        for piece in re.split(r"[,、;/:]|单位", part):
            if match := _UNIT.fullmatch(_BRACKETS.sub("", piece).strip("()")):
                return UNIT_SPELLINGS[match.group(1)]
    at_end = re.search(r"(亿元|万元|(?<=[额资位金/])元)$", plain)
    return UNIT_SPELLINGS[at_end.group(1)] if at_end else ""


def load_spellings(district: Path | None = None) -> Spellings:
    """Read the package's spellings, and a district's: headers.yaml, its place, the words of its answers.

    Raises
    ------
    DataError
        If a file is not of its form, names an unknown column or place, or gives one spelling to two columns.
    """
    if district is None:
        return _packaged()
    own = district / "headers.yaml"
    spellings = _load(own) if own.exists() else _packaged()
    words = load_words(district / "private" / OWN_WORDS, choices_of(spellings))
    return replace(spellings.with_words(words), home=home_of_district(district))


def choices_of(spellings: Spellings) -> dict[str, frozenset[str]]:
    """Return the keys of the choices by field."""
    return {name: frozenset(keys.values()) for name, keys in spellings.values.items()}


@cache
def _packaged() -> Spellings:
    return _load(None)


def _load(own: Path | None) -> Spellings:
    headers: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {name: {} for name in CHOICES}
    ignored: set[str] = set()
    patterns: list[tuple[re.Pattern[str], str]] = []
    for path in (PACKAGED_SPELLINGS, *([own] if own else [])):
        content = _content(path)
        for field, spellings in content.get("headers", {}).items():
            if field not in BY_NAME:
                raise _fault(path, f"headers: {field}", f"列名之一 one of: {', '.join(BY_NAME)}")
            for spelling in spellings:
                _assign(path, headers, str(spelling), field)
        patterns += _patterns(path, content.get("patterns", {}))
        for name, choices in content.get("values", {}).items():
            if name not in CHOICES:
                raise _fault(path, f"values: {name}", f"选项列之一 one of: {', '.join(CHOICES)}")
            for key, wordings in choices.items():
                if path != PACKAGED_SPELLINGS and key not in values[name].values():
                    known = ", ".join(sorted(set(values[name].values())))
                    raise _fault(path, f"values: {name}: {key}", f"选项之一 one of: {known}")
                for spelling in wordings:
                    _assign(path, values[name], str(spelling), str(key))
        ignored |= {normalise(str(text)) for text in content.get("ignored", [])}
    return Spellings(headers, frozenset(ignored), values, tuple(patterns))


def _patterns(path: Path, content: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    patterns = []
    for field, pattern in content.items():
        if field not in BY_NAME:
            raise _fault(path, f"patterns: {field}", f"列名之一 one of: {', '.join(BY_NAME)}")
        try:
            patterns.append((re.compile(str(pattern)), field))
        except re.error as error:
            raise _fault(path, f"patterns: {field}: {error}", "正则表达式 a regular expression") from None
    return patterns


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(read_text(path)[0]) or {}
        parts = [content.get("headers", {}), content.get("values", {})]
        lists = [*parts[0].values(), *(s for choices in parts[1].values() for s in choices.values())]
        known = {"headers", "values", "ignored", "patterns"}
        if (
            set(content) <= known
            and all(isinstance(s, list) for s in lists)
            and isinstance(content.get("patterns", {}), dict)
        ):
            return dict(content)
    except (yaml.YAMLError, AttributeError):
        pass
    raise _fault(
        path,
        "不合格式 not of the form",
        "headers、values、ignored、patterns 几部分，写法见软件自带的 headers.yaml",
    )


def _assign(path: Path, taken: dict[str, str], spelling: str, meaning: str) -> None:
    if taken.setdefault(normalise(spelling), meaning) != meaning:
        raise _fault(path, spelling, f"只属于一项；已属于 belongs to one only: {taken[normalise(spelling)]}")


def _fault(path: Path, content: str, expected: str) -> DataError:
    return DataError(
        [Problem(path.as_posix(), None, None, content, expected, "改正该文件 correct this file")]
    )
