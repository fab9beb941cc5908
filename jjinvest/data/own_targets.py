"""Whose target it is: the district's own in one way, however a text names its own authority.

A city's texts word the city's own target 市定目标, a province's 省定目标: the authority of the place's own
level is the place itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import yaml

from jjinvest.core.errors import DataError
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.data.figure_model import OF_TARGET, FigureRow
from jjinvest.data.text_files import read_text

OWN = "district"
"""Authority of the place that the figures are about."""
_LEVELS = {
    "municipality": ("市",),
    "prefecture": ("州", "地区", "盟"),
    "province": ("省", "自治区"),
}
_COUNTIES = ("县", "旗")
_OWN_KIND = {"县": "county", "旗": "banner", "市": "city", "州": "prefecture", "省": "province"}
"""How a place names itself by the end of its name, in Chinese and English, where it is no 区."""
_WITHIN_A_PROVINCE = ("municipality", "prefecture")


def own_level(name: str, municipality: str = "") -> str:
    """Return the authority that stands for the place itself, beside `district`; "" where there is none.

    Parameters
    ----------
    name
        Chinese name of the place.
    municipality
        Name of the municipality that it belongs to, where district.yaml gives one.

    Examples
    --------
    >>> own_level("某某市"), own_level("某某自治区"), own_level("某某区"), own_level("某某市", "上级市")
    ('municipality', 'province', '', '')
    >>> own_level("某某州")
    'prefecture'
    """
    name, municipality = name.strip(), municipality.strip()
    for level, endings in _LEVELS.items():
        if name.endswith(endings):
            within_another = level in _WITHIN_A_PROVINCE and municipality not in ("", "—", name)
            return "" if within_another else level
    return ""


def words_of_own_level(name: str, municipality: str = "") -> dict[str, dict[str, str]]:
    """Return words for the place itself that are not those of a 区: 县级, 全县, 县外 of a county.

    Parameters
    ----------
    name, municipality
        As for :func:`own_level`.

    Returns
    -------
    dict
        Words in Chinese (``zh``) and English by the key of the term; empty for a 区 and for other places.

    Examples
    --------
    >>> [words["zh"] for words in words_of_own_level("某某县").values()]
    ['县级', '全县', '县外', '省内县外']
    >>> [words_of_own_level("某某市", of)["district"]["zh"] for of in ("", "上级市")]
    ['市级', '本市']
    >>> words_of_own_level("某某区")
    {}
    """
    level = own_level(name, municipality)
    ending = next((each for each in _OWN_KIND if name.strip().endswith(each)), "")
    if ending == "市" and not level:  # a city within another, whose words are 市级 and 全市
        return {"district": {"zh": "本市", "en": "set by the city itself"}} | {
            "among_district": {"zh": "本市", "en": "in the city itself"}
        }
    if not ending or (ending not in _COUNTIES and not level):
        return {}
    zh, en = ending, _OWN_KIND[ending]
    words = {
        "district": {"zh": f"{zh}级", "en": f"set by the {en}"},
        "among_district": {"zh": f"全{zh}", "en": f"in the {en}"},
        "out_of_district": {"zh": f"{zh}外", "en": f"outside the {en}"},
    }
    within = {"zh": f"省内{zh}外", "en": f"within the province, outside the {en}"}
    return words if zh == "省" else words | {"in_province_out_of_district": within}


def level_of_folder(folder: Path) -> str:
    """Return the own level of the place of a folder, by its district.yaml; one with faults says nothing."""
    path = folder / "district.yaml"
    if not path.exists():
        return ""
    try:
        content = load_yaml(read_text(path)[0])
        names = content["name"], content.get("municipality")
        zh = [each.get("zh") if isinstance(each, dict) else each for each in names]
    except (DataError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return ""  # whoever reads the profile reports it
    return own_level(str(zh[0] or ""), str(zh[1] or ""))


def with_own_targets(rows: Iterable[FigureRow], level: str = "") -> list[FigureRow]:
    """Write the district's own target in one way where some texts name it and others nobody.

    A target of ``district`` and one without an authority are the same where their values are equal, or where
    no value is stated without an authority and the district's is the only target there is. Targets of two
    values stay two. A target of the place's own `level` is one of ``district``, unless one text states both
    with two values.
    """
    rows = _of_own_level(list(rows), level)
    stated: dict[tuple[object, ...], dict[str, set[tuple[str, Fraction]]]] = {}
    for row in rows:
        if row.statistic in OF_TARGET:
            values = stated.setdefault(_aim_key(row), {}).setdefault(row.authority, set())
            if row.statistic == "target":
                values.add(row.amount)
    same = set()
    for key, by_authority in stated.items():
        own, unnamed = by_authority.get(OWN), by_authority.get("")
        alone = not unnamed and len(by_authority) == len(("", OWN))
        if own and unnamed is not None and (own & unnamed or alone):
            same.add(key)
    return [
        replace(row, authority="")
        if row.authority == OWN and row.statistic in OF_TARGET and _aim_key(row) in same
        else row
        for row in rows
    ]


def _of_own_level(rows: list[FigureRow], level: str) -> list[FigureRow]:
    if not level:
        return rows
    levels = _WITHIN_A_PROVINCE if level == "prefecture" else (level,)  # 州 was written as 市 before
    own: dict[tuple[object, ...], set[tuple[str, Fraction]]] = {}
    of_level: dict[tuple[object, ...], set[tuple[str, Fraction]]] = {}
    for row in rows:
        if row.statistic == "target" and row.authority in ("", OWN, *levels):
            values = of_level if row.authority in levels else own
            values.setdefault((*_aim_key(row), row.source), set()).add(row.amount)
    two = {key[:-1] for key, values in of_level.items() if key in own and not values & own[key]}
    return [
        replace(row, authority=OWN)
        if row.authority in levels and row.statistic in OF_TARGET and _aim_key(row) not in two
        else row
        for row in rows
    ]


def _aim_key(row: FigureRow) -> tuple[object, ...]:
    return row.year, row.metric, row.where
