"""Origins from places: divisions by the official lists of 2023 and 2026, countries, usual short names.

A place is looked up exactly, level by level; nothing is guessed. A name that several places bear keeps all of
them, and is answered only where all of them lie on the same side of the district's municipality.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jjinvest.core.origins import ABROAD, OUT_OF_CITY
from jjinvest.ledger.vocabulary.meanings import UNKNOWN, Meanings

IN_CITY = "in_municipality"
_MUNICIPALITIES = ("11", "12", "31", "50")  # directly under the central government
_CUSTOMS_AREAS = ("71", "81", "82")  # counted as abroad (境外), as 港澳台 is
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|"
    "景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|"
    "保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_ETHNIC = re.compile(
    rf"(?:(?:{_PEOPLES})族|维吾尔|哈萨克|蒙古|柯尔克孜|塔吉克|锡伯)*(?:自治区|自治州|自治县|自治旗)$"
)
_SUFFIX = re.compile(r"(?:特别行政区|地区|林区|特区|新区|矿区|省|市|盟|区|县|旗)$")
_BRACKETS = re.compile(r"[()\[\]【】]")
_LIST = re.compile(r"[、,，;；/+及和与]")
_JOINT = re.compile(r"[\s·\-—–―.:]")
_REST = re.compile(
    r"(?:省|市|区|县)?(?:内|本地|籍|等地?|一带|方面|主城区?|城区|总部|客商|企业|资本|投资|国企|民企)?|"
    r"[^公司集团厂、,;/+]{1,30}(?:区|园|镇|乡|街道|街|路|道|号|室|楼|栋|座|村|城|港|岛|湾|县|市|旗|盟|州|社区|大厦|中心|广场)"
)
_OUTSIDE = re.compile(r"(.+?)(?:市|区|县|省)?(?:以外|外)(?:地区|国内)?")
_OWNER = re.compile(
    r"(?:央企|国企|民企|民营|国有|民营企业|国有企业|中央企业|上市公司|外企|企业)\((.{1,30})\)"
)
_LOCALITY_LENGTH = 2
_COMPANY = re.compile(r"公司|集团|厂$|合作社|事务所|基金$")
_WHOLE_COUNTRY = ("中华人民共和国", "中国", "国内", "境内", "内资")
_EITHER = frozenset(
    (
        "区外",
        "县外",
        "旗外",
        "本区外",
        "本县外",
        "区县外",
        "省内",
        "国内",
        "境内",
        "内资",
        "中国",
        "本省",
        "全国",
    )
)
"""Words that may mean a place inside the municipality or outside it."""


@dataclass(frozen=True)
class Place:
    """A place that a text names: its code of six digits, or a country by two letters, and its full name."""

    code: str
    name: str

    @property
    def stem(self) -> str:
        """Digits that the codes of all divisions within it begin with."""
        return (
            self.code[:2]
            if self.code[2:] == "0000"
            else self.code[:4]
            if self.code[4:] == "00"
            else self.code
        )


@dataclass(frozen=True)
class Home:
    """The district's own division, and the stem of the codes within its municipality."""

    place: Place
    municipality: str

    @property
    def name(self) -> str:
        """Full name of the division."""
        return self.place.name


@dataclass(frozen=True)
class _Gazetteer:
    names: Mapping[str, str]  # by code
    by_name: Mapping[str, tuple[str, ...]]
    shortened: Mapping[str, tuple[str, ...]]
    whole_only: Mapping[str, str]
    countries: Mapping[str, str]
    longest: int

    def full_name(self, code: str) -> str:
        """Name with those of the divisions above it."""
        above = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
        return "".join(self.names[each] for each in above if each in self.names)


def short_name(name: str) -> str:
    """Return a division's name without its kind and peoples; the name itself where one letter would be left.

    Examples
    --------
    >>> short_name("浙江省"), short_name("恩施土家族苗族自治州"), short_name("渝北区"), short_name("城区")
    ('浙江', '恩施', '渝北', '城区')
    """
    short = _ETHNIC.sub("", name) if _ETHNIC.search(name) else _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _gazetteer() -> _Gazetteer:
    names: dict[str, str] = {}
    by_name: dict[str, list[str]] = defaultdict(list)
    shortened: dict[str, list[str]] = defaultdict(list)
    for row in _rows("divisions.csv"):
        code, name = row["code"], row["name"]
        names[code] = name
        by_name[name].append(code)
        short = short_name(name)
        for alias in {short, f"{short}州" if name.endswith("州") else short} - {name}:
            shortened[alias].append(code)
    whole_only = {}
    for row in _rows("place_aliases.csv"):
        if row["kind"] == "abbreviation" and len(row["name"]) == 1:
            whole_only[row["name"]] = row["code"]
        else:
            shortened[row["name"]].append(row["code"])
    countries = {_bare(row["name"]): row["code"] for row in _rows("countries.csv")}
    longest = max(map(len, (*by_name, *shortened, *countries)))
    return _Gazetteer(
        names,
        {name: tuple(codes) for name, codes in by_name.items()},
        {name: tuple(codes) for name, codes in shortened.items()},
        whole_only,
        countries,
        longest,
    )


def plain(text: str) -> str:
    """Return a text without width, case and spaces at its ends.

    Examples
    --------
    >>> plain(" （浙江） ")
    '(浙江)'
    """
    return unicodedata.normalize("NFKC", text).strip().lower()


def _bare(text: str) -> str:
    return _JOINT.sub("", _BRACKETS.sub("", text))


def home_of(place: str) -> Home | None:
    """Return the division that a district's `place` names; None where none or several bear the name.

    Examples
    --------
    >>> home_of("重庆市江津区").municipality, home_of("浙江省杭州市余杭区").municipality, home_of("朝阳区")
    ('50', '3301', None)
    """
    found, rest = _lookup(_JOINT.sub("", plain(place)))
    return None if rest else _home(found)


def home_in_title(title: str) -> Home | None:
    """Return the division that a title begins with (重庆市江津区招商项目台账); None where it is not certain.

    Examples
    --------
    >>> home_in_title("江津区2023年台账").name, home_in_title("朝阳区台账"), home_in_title("海南台账")
    ('重庆市江津区', None, None)
    """
    whole = _JOINT.sub("", plain(title))
    found, rest = _lookup(whole)
    named = whole[: len(whole) - len(rest)]
    return _home(found) if named.endswith(("区", "县", "市", "旗", "州")) else None


def _home(found: Iterable[Place]) -> Home | None:
    inside = {each for each in found if each.code.isdigit()}
    if len(inside) != 1:
        return None
    own = inside.pop()
    if own.code[:2] in _MUNICIPALITIES or own.code[2:] == "0000" or own.code[2:4] == "90":
        return Home(own, own.code[:2] if own.code[2:4] != "90" else own.code)
    return Home(own, own.code[:4])


@lru_cache(maxsize=10_000)
def _lookup(text: str) -> tuple[tuple[Place, ...], str]:
    """Return the places that the longest prefix of a text names, level by level, and the rest of the text."""
    words = _gazetteer()
    if text in words.whole_only:
        code = words.whole_only[text]
        return (Place(code, words.full_name(code)),), ""
    best: dict[str, Place] = {}
    fewest = len(text)
    for place, rest in _chains(text, "", words):
        if len(rest) < fewest:
            best, fewest = {}, len(rest)
        if len(rest) == fewest and len(rest) < len(text):
            best[place.code] = place
    return tuple(best.values()), text[len(text) - fewest :]


def _chains(text: str, within: str, words: _Gazetteer) -> Iterable[tuple[Place, str]]:
    """Each way to read a prefix of a text as a place within another, with the rest of the text."""
    for length in range(min(len(text), words.longest), 1, -1):
        prefix, rest = text[:length], text[length:]
        for code in (*words.by_name.get(prefix, ()), *words.shortened.get(prefix, ())):
            place = Place(code, words.full_name(code))
            if not code.startswith(within) or place.stem == within:
                continue
            yield place, rest
            if rest and len(place.stem) < 6:
                yield from _chains(rest, place.stem, words)
        if not within and prefix in words.countries:
            yield Place(words.countries[prefix], prefix), rest


def origin_of(text: str, home: Home | None, known: Mapping[str, str]) -> Meanings:
    """Return the origins that the text of a cell may mean, seen from a district.

    Parameters
    ----------
    text
        Text of the cell: 浙江, 广东省深圳市, 市外（香港）, 江苏、上海.
    home
        The district's own place; without it a place in the country may lie inside or outside its city.
    known
        Keys of the choices by normalised spelling: 市外, 境外.

    Examples
    --------
    >>> home = home_of("重庆市江津区")
    >>> [origin_of(text, home, {}).only for text in ("浙江", "渝北区", "朝阳区", "重庆市外", "德国")]
    ['out_of_city', 'in_municipality', 'out_of_city', 'out_of_city', 'abroad']
    >>> sorted(origin_of("江北区", home, {}).readings.values())
    ['浙江省宁波市江北区', '重庆市江北区']
    """
    whole = plain(text)
    if not whole or len(whole) > 60 or _COMPANY.search(whole):
        return UNKNOWN
    single = _single(whole, home, known)
    if single.readings:
        return single
    owner = _OWNER.fullmatch(whole)
    if owner is not None:
        return _single(owner[1], home, known)
    parts = [part for part in _LIST.split(whole) if part.strip()]
    if len(parts) < 2:
        return UNKNOWN
    found = [_single(part.strip(), home, known) for part in parts]
    if not all(each.readings for each in found):
        return UNKNOWN
    joined = UNKNOWN
    for each in found:
        joined |= each
    return joined


def _single(text: str, home: Home | None, known: Mapping[str, str]) -> Meanings:
    """Meanings of one place, with or without a category before it: 市外, 市外（浙江）, 浙江省."""
    bare = _bare(text)
    if bare in known:
        return Meanings({known[bare]: bare})
    for length in range(len(bare) - 1, 1, -1):
        category, rest = bare[:length], bare[length:]
        if category in known or category in _WHOLE_COUNTRY:
            inside = _single(rest, home, known)
            if not inside.readings or category not in known:
                return inside
            if known[category] in inside.readings:
                return Meanings({known[category]: bare})
            return Meanings({known[category]: category}) | inside
    if bare in _EITHER:
        return Meanings({IN_CITY: f"{bare}：市内", OUT_OF_CITY: f"{bare}：市外"})
    places, rest = _lookup(bare)
    if not places or not (_belongs(rest, places) or _is_locality(rest, places, home)):
        outside = _outside(bare, home)
        return outside if outside.readings else _other_kind(bare, home)
    return _seen_from([*places, *_named_in(rest)], home)


def _belongs(rest: str, places: Iterable[Place]) -> bool:
    """Whether the text behind a place is a part of it (a zone, a street), and no second place or owner."""
    if not rest:
        return True
    if rest[0] in "和及与" and _lookup(rest[1:])[0]:
        return False
    abroad = all(not place.code.isdigit() for place in places)
    return _LIST.search(rest) is None if abroad else _REST.fullmatch(rest) is not None


def _is_locality(rest: str, places: Iterable[Place], home: Home | None) -> bool:
    """Whether a name of two letters behind a province or the district's own place is a locality: 江津双福."""
    own = () if home is None else (home.place.code, home.municipality.ljust(6, "0"))
    sure = all(place.code.endswith("0000") or place.code in own for place in places)
    return sure and len(rest) <= _LOCALITY_LENGTH and not _lookup(rest)[0] and rest[-1] != "外"


def _named_in(rest: str) -> list[Place]:
    """Return the divisions whose full name stands behind another place that does not hold them."""
    words = _gazetteer()
    for length in range(len(rest), 2, -1):
        if rest[:length] in words.by_name:
            return [Place(code, words.full_name(code)) for code in words.by_name[rest[:length]]]
    return []


def _other_kind(text: str, home: Home | None) -> Meanings:
    """Read a division by another kind than the list gives, as before a change of its name: 江津市."""
    short = _SUFFIX.sub("", text)
    if short == text or len(short) < 2:
        return UNKNOWN
    words = _gazetteer()
    codes = words.shortened.get(short, ())
    return _seen_from([Place(code, words.full_name(code)) for code in codes], home) if codes else UNKNOWN


def _outside(text: str, home: Home | None) -> Meanings:
    """Read 重庆市外, 四川省外, 江津区外: outside a place that the district lies in."""
    match = _OUTSIDE.fullmatch(text)
    if match is None or home is None:
        return UNKNOWN
    of, rest = _lookup(text[: text.rindex("以外" if "以外" in text else "外")])
    around = {each.stem for each in of if home.place.code.startswith(each.stem)}
    if rest or not around:
        return UNKNOWN
    if min(map(len, around)) <= len(home.municipality):
        return Meanings({OUT_OF_CITY: text})
    return Meanings({IN_CITY: f"{text}：市内", OUT_OF_CITY: f"{text}：市外"})


def _seen_from(places: Iterable[Place], home: Home | None) -> Meanings:
    readings: dict[str, str] = {}
    for place in places:
        for key in _sides(place, home):
            readings.setdefault(key, place.name)
    return Meanings(readings)


def _sides(place: Place, home: Home | None) -> tuple[str, ...]:
    if not place.code.isdigit() or place.code[:2] in _CUSTOMS_AREAS:
        return (ABROAD,)
    if home is None:
        return IN_CITY, OUT_OF_CITY
    if place.code.startswith(home.municipality) or place.stem == home.municipality:
        return (IN_CITY,)
    # the province around an ordinary city holds places on both sides
    return (IN_CITY, OUT_OF_CITY) if home.municipality.startswith(place.stem) else (OUT_OF_CITY,)
