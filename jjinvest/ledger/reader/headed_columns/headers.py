"""Meaning of header cells, units and choices: spellings of the package and of a district."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.data.text_files import read_text
from jjinvest.ledger.fields import BY_NAME, CHOICES
from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit
from jjinvest.ledger.vocabulary.district_place import home_of_district
from jjinvest.ledger.vocabulary.own_words import FILE as OWN_WORDS
from jjinvest.ledger.vocabulary.own_words import OwnWords, load_words
from jjinvest.ledger.vocabulary.places import Home

PACKAGED_SPELLINGS = Path(__file__).resolve().parents[1] / "headers.yaml"
_NOT_COUNTED = re.compile(r"[\s_*:'\u200b\ufeff]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_UNIT_AT_END = re.compile(
    r"(?:[/,:-]|单位)*((?:人民币|rmb)?(?:[十百千]?[万亿]|千)(?:美元|美金|欧元|港元|港币|日元|元)|"
    r"(?<=[额资位金/:-])(?:美元|欧元|港元|日元|元)|[/:,-][十百千]?[万亿])(?:人民币)?$"
)
_FOREIGN = re.compile(
    r"[亿万千百]*(?:美元|美金|欧元|港元|港币|日元|英镑|新台币|外币)|(?<![a-z])(?:usd|eur|hkd|jpy|gbp)(?![a-z])|\$"
)
_OTHER_COLUMN = re.compile(
    r"计划|预计|预期|拟|目标|上年|去年|往年|上月|上期|同期|以前年度|其中|变更前|调整前|^原(?!币)|力争|约定|合同规定|应[开投竣签到]"
)
"""What makes a column of amounts or dates another one where it stands in brackets or above the header."""
_NO_AMOUNT = re.compile(
    r"%|‰|任务|占比|比例|比率|百分比|增长|增幅|增速|同比|环比|每亩|亩均|每年|年均|人均|剩余|未到位|尚未|缺口|结转"
    r"|^(?:个|家|户|宗|项|次|亩|人|名|天|月|年|台|套|公顷|平方米|㎡)(?:数)?$"
)
"""What makes a column of amounts something else there."""
_OF_SPAN = re.compile(r"^(?:20[0-9]{2}年)?(?:[本当上]|第?[一二三四1-4])季度?$|^[上下]半年$|旬$|周$")
_DATED = re.compile(r"截[至止]|20[0-9]{2}年|[0-9]{1,2}月")
_FUNDS_OF_MONTH = re.compile(
    r"((?:20[0-9]{2}年)?(?:1[0-2]|0?[1-9])月)份?(?:当月)?(?:新增|实际|完成)*(?:资金到位|到位|到资|(?:现汇)?进资)(?:资金|总?额|金额|数)*"
)
_PAID = r"(?:新增|实际|完成|已)*(?:资金)?(?:到位|到资|到账|(?:现汇)?进资)(?:资金|总?额|金额|数)*"
_FUNDS_OF_YEAR = re.compile(
    rf"(?:(20[0-9]{{2}}年)度?)?(?:0?1月?[-至到~—―](1[0-2]|0?[1-9])月份?)?(?:(?:全年)?累计)?{_PAID}(?:累计)?"
)
"""2023年到位资金, 2023年1-10月到位, 1-10月到位: funds of that year, or of its first months."""
_ENDS_OF_SPANS = {"上半年": "1-6月", "前三季度": "1-9月", "前3季度": "1-9月"}
_FUNDS_UNTIL = re.compile(
    rf"截[至止]到?(20[0-9]{{2}}年)(?:(1[0-2]|0?[1-9])月份?|年)?[底末]?(?:[0-9]{{1,2}}日)?(?:历年|项目)?(?:累计){_PAID}"
)
OF_ORIGIN = re.compile(
    "(?:省外境内|国内省外|省外|市外|县外|区外|域外|境内)(?=.*(?:到位|到资|到账|进资))"
    "|(?<=到位|到资|到账|进资)(?:省外境内|国内省外|省外|市外|县外|区外|域外|境内)(?=资金|内资)"
)
"""Where the funds of a ledger come from, in the header of its only column of funds."""
_OF_WHICH = re.compile("^其中[:,]?")
"""A part of funds to date that its header names: 其中：本年到位."""
_PER = re.compile(r"/(?:每)?(?:亩|年|人|月|平方米|平米|㎡|m2|户|家|个|项|公顷)")
_LISTS = ("ignored", "unit_columns", "stage_or_note", "origin_if")
FIRMS = (
    "企业名称",
    "公司名称",
    "投资企业名称",
    "外资企业名称",
    "外商投资企业名称",
    "外商投资企业",
    "项目公司名称",
)
"""Headers that name the projects of a list of foreign-invested firms, where no column does."""
_MIN_SIMILARITY = 60  # of 100; a less similar known header is not suggested for an unknown one


@dataclass(frozen=True)
class HeaderMeaning:
    """Field and unit of money that a header cell names.

    `unit` is as written (万元, 百万元, 万美元); empty where none is named; two units joined by / where it
    names two. `listed` is False where only a pattern matched, and `rank` is the place in the list, from 0 (a
    district's own spellings below 0). `dated` is a date or month in brackets that the column is about.
    """

    field: str
    unit: str
    listed: bool = True
    rank: int = 0
    dated: str = ""


@dataclass(frozen=True)
class Spellings:
    """Fields by normalised header, keys of choices by normalised text, the district's own place and words."""

    headers: dict[str, str]
    ignored: frozenset[str]
    values: dict[str, dict[str, str]]
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)
    row_numbers: frozenset[str] = frozenset()
    unit_columns: frozenset[str] = frozenset()
    stage_or_note: frozenset[str] = frozenset()
    origin_if: frozenset[str] = frozenset()
    home: Home | None = None
    own_words: OwnWords = field(default_factory=dict)
    choices_read: dict[tuple[str, str], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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

    def with_firms_as_projects(self) -> Spellings:
        """Return the spellings under which a column of firms names the projects."""
        return replace(self, headers={**self.headers, **dict.fromkeys(FIRMS, "project_name")})

    def header(self, text: str) -> HeaderMeaning | None:
        """Return the meaning of a header cell, or None where it is unknown or ignored.

        Brackets count: a unit is the column's, 计划, 上年, % and the like make amounts and dates another
        column, and 到位资金（本年累计） is 本年累计到位资金.
        """
        plain = unicodedata.normalize("NFKC", text)
        whole, bare = normalise(plain), normalise(_BRACKETS.sub("", plain))
        shorter = normalise(_UNIT_AT_END.sub("", re.sub(r"[\s]", "", bare)))
        if {whole, bare, shorter} & self.ignored:
            return None
        unit = unit_in(text)
        if whole in self.headers:
            return HeaderMeaning(self.headers[whole], unit, rank=self.ranks.get(whole, 0))
        inside = [b[1:-1] for b in _BRACKETS.findall(plain)]
        words = [normalise(_without_unit(each)) for each in inside]
        joined = [word + part for word in words if word for part in (bare, shorter)]
        joined += [part + word for word in words if word for part in (bare, shorter)]
        if of_month := _FUNDS_OF_MONTH.fullmatch(bare) or _FUNDS_OF_MONTH.fullmatch(shorter):
            if any(_is_other(each, "amount") for each in inside):
                return None
            return HeaderMeaning("funds_month", unit, listed=False, rank=1000, dated=of_month[1])
        if dated_funds := _dated_funds(bare, unit) or _dated_funds(shorter, unit):
            return dated_funds
        meaning = self._listed(dict.fromkeys(joined), unit)
        if meaning is None and OF_ORIGIN.search(bare) and not _OF_WHICH.match(bare):
            whole_funds = self.header(OF_ORIGIN.sub("", plain.strip(), count=1))
            if whole_funds is not None and whole_funds.field.startswith("funds_"):
                return replace(
                    whole_funds, listed=False, rank=1000
                )  # 省外到位资金: the only funds of a ledger
            return None
        if meaning is None and _OF_WHICH.match(bare):
            part = self.header(_OF_WHICH.sub("", plain.strip()))
            return part if part is not None and part.field in ("funds_ytd", "funds_month") else None
        if meaning is None:
            meaning = self._listed(dict.fromkeys((bare, shorter)), unit)
            if meaning is None or any(_is_other(each, BY_NAME[meaning.field].kind) for each in inside):
                return None
        elif not meaning.listed:
            alone = self._listed(dict.fromkeys((bare, shorter)), unit)
            meaning = alone if alone is not None and alone.field == meaning.field else meaning
        dated = "".join(word for word in words if _DATED.search(word))
        return replace(meaning, dated=dated)

    def _listed(self, candidates: Iterable[str], unit: str) -> HeaderMeaning | None:
        for candidate in candidates:
            if candidate in self.headers:
                return HeaderMeaning(self.headers[candidate], unit, rank=self.ranks.get(candidate, 0))
        for candidate in candidates:
            alike = {name for pattern, name in self.patterns if pattern.fullmatch(candidate)}
            if len(alike) == 1:
                return HeaderMeaning(alike.pop(), unit, listed=False, rank=1000)
        return None

    def is_ignored(self, text: str) -> bool:
        """Whether a column is known to hold nothing about the project, such as a row number."""
        bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
        return bool({normalise(text), normalise(bare), normalise(_UNIT_AT_END.sub("", bare))} & self.ignored)

    def is_row_number(self, text: str) -> bool:
        """Whether a column numbers the rows."""
        return normalise(text) in self.row_numbers

    def is_unit_column(self, text: str) -> bool:
        """Whether a column may hold the unit of the amounts of its row."""
        return normalise(text) in self.unit_columns

    def nearest(self, text: str) -> str:
        """Return the field whose spelling is most similar to an unknown header, or an empty text."""
        match = process.extractOne(normalise(text), list(self.headers), score_cutoff=_MIN_SIMILARITY)
        return self.headers[match[0]] if match else ""


def _dated_funds(header: str, unit: str) -> HeaderMeaning | None:
    """Meaning of funds whose header names their year, or the end of a year or month that they run to."""
    for words, months in _ENDS_OF_SPANS.items():
        header = header.replace(words, months)
    of_year = _FUNDS_OF_YEAR.fullmatch(header)
    if of_year is not None and any(of_year.groups()):
        dated = (of_year[1] or "") + (f"{of_year[2]}月" if of_year[2] else "")
        return HeaderMeaning("funds_ytd", unit, listed=False, rank=1000, dated=dated)
    if until := _FUNDS_UNTIL.fullmatch(header):
        dated = f"截至{until[1]}{until[2] or 12}月"
        return HeaderMeaning("funds_to_date", unit, listed=False, rank=1000, dated=dated)
    return None


@lru_cache(maxsize=1 << 16)
def normalise(text: str) -> str:
    """Remove what does not count in a header or a choice: width, case, spaces and _ * : signs.

    Examples
    --------
    >>> normalise(" 协议金额（万元）*")
    '协议金额(万元)'
    """
    return _NOT_COUNTED.sub("", unicodedata.normalize("NFKC", text).lower())


def _is_other(bracket: str, kind: str) -> bool:
    """Whether a bracket makes a column of this kind another one."""
    plain = normalise(bracket)
    if kind not in ("amount", "date"):
        return False
    of_amount = kind == "amount" and any(each.search(plain) for each in (_NO_AMOUNT, _PER, _OF_SPAN))
    return bool(of_amount or _OTHER_COLUMN.search(plain))


def makes_other_column(text: str) -> bool:
    """Whether a heading above a column, such as 计划时间, makes its amounts or dates another column.

    Examples
    --------
    >>> makes_other_column("计划时间"), makes_other_column("到位资金（万元）")
    (True, False)
    """
    return any(pattern.search(normalise(text)) for pattern in (_OTHER_COLUMN, _NO_AMOUNT))


def unit_in(text: str) -> str:
    """Return the unit of money that a header or title names: in brackets, after 单位, or at its end.

    Examples
    --------
    >>> unit_in("协议金额（万元）"), unit_in("金额单位：亿元"), unit_in("项目名称")
    ('万元', '亿元', '')
    >>> unit_in("总投资（百万元）"), unit_in("协议金额（亿美元/亿元）")
    ('百万元', '亿美元/亿元')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())
    found: dict[object, str] = {}
    for part in (*(b[1:-1] for b in _BRACKETS.findall(plain)), *re.findall(r"单位[:]?(.*)", plain)):
        if _PER.search(part):
            continue
        for piece in re.split(r"[,、;/:]|单位|或", part if "10,000" not in part else part.replace(",", "")):
            bare = _BRACKETS.sub("", piece).strip("()")
            if (unit := amount_unit(bare)) is not None:
                found.setdefault(unit, bare)
    if not found and (match := _UNIT_AT_END.search(_BRACKETS.sub("", plain))):
        bare = match[1].lstrip("/:,-")
        found = {amount_unit(bare): bare}
    foreign = _FOREIGN.search(plain)
    if foreign and not any(isinstance(unit, MoneyUnit) and unit.currency != CNY for unit in found):
        return foreign.group()
    return "/".join(found.values())


def _without_unit(text: str) -> str:
    """Text of a bracket without the unit in it."""
    pieces = re.split(r"[,、;]|单位[:]?", text)
    return "".join(piece for piece in pieces if amount_unit(piece) is None and not amount_units(piece))


def amount_units(text: str) -> list[str]:
    """Return the units of a text such as 亿美元/亿元; none where a part is not a unit."""
    pieces = [piece for piece in text.split("/") if piece]
    return pieces if pieces and all(amount_unit(piece) is not None for piece in pieces) else []


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
    patterns: list[tuple[re.Pattern[str], str]] = []
    ranks: dict[str, int] = {}
    lists: dict[str, set[str]] = {name: set() for name in _LISTS}
    row_numbers: frozenset[str] = frozenset()
    for path in (PACKAGED_SPELLINGS, *([own] if own else [])):
        content = _content(path)
        for name, spellings in content.get("headers", {}).items():
            if name not in BY_NAME:
                raise _fault(path, f"headers: {name}", f"列名之一 one of: {', '.join(BY_NAME)}")
            for place, spelling in enumerate(spellings):
                _assign(path, headers, str(spelling), name)
                rank = place if path == PACKAGED_SPELLINGS else -1
                ranks[normalise(str(spelling))] = min(rank, ranks.get(normalise(str(spelling)), rank))
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
        for name, texts in lists.items():
            texts |= {normalise(str(text)) for text in content.get(name, [])}
        if path == PACKAGED_SPELLINGS:
            row_numbers = frozenset(lists["ignored"])
    return Spellings(
        headers,
        frozenset(lists["ignored"]),
        values,
        tuple(patterns),
        ranks,
        row_numbers,
        frozenset(lists["unit_columns"]),
        frozenset(lists["stage_or_note"]),
        frozenset(lists["origin_if"]),
    )


def _patterns(path: Path, content: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    patterns = []
    for name, pattern in content.items():
        if name not in BY_NAME:
            raise _fault(path, f"patterns: {name}", f"列名之一 one of: {', '.join(BY_NAME)}")
        try:
            patterns.append((re.compile(str(pattern)), name))
        except re.error as error:
            raise _fault(path, f"patterns: {name}: {error}", "正则表达式 a regular expression") from None
    return patterns


def _content(path: Path) -> dict[str, Any]:
    try:
        content = load_yaml(read_text(path)[0]) or {}
        parts = [content.get("headers", {}), content.get("values", {})]
        lists = [*parts[0].values(), *(s for choices in parts[1].values() for s in choices.values())]
        known = {"headers", "values", "patterns", *_LISTS}
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
