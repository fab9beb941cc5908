"""Names of numbers as running text says them: 西湖镇协议引资, not 协议引资 · 镇街 · 西湖镇."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from jjinvest.core.fact_id import OF_TARGET, FactId
from jjinvest.core.origins import ORIGIN
from jjinvest.data.bulletins.rules import RULES, TOWN_SUFFIXES
from jjinvest.i18n.formatting import Vocabulary

RATES = ("growth", "multiple", "points", "share", "like_for_like")
"""Ends of ids of numbers that follow from others: where they change, the change of those is named."""
ONE_PROJECT = "project_size"
"""Metric of a target on the size of one project: its size class is the target itself."""
_SAYS = frozenset((*OF_TARGET, *RATES, "average", "forecast", "p_reach"))
"""Parts from which on an id says something of a number, and no longer what it is of."""
_NOT_SIMPLE = frozenset(("ledger", "check", "of", "released", "since_release"))
"""Parts of ids that have no name but the one of tables."""
_PROJECTS = "项目"
"""Word of measures that count projects, which a size class need not repeat."""
_PLACES = frozenset("省市州盟县区旗镇乡街村")
"""Last characters of the names of places; a dimension such as 县市 has several of them for its name."""


def name_in_text(fact_id: str, words: Vocabulary, *, with_period: bool = False) -> str:
    """Name what a number is of, its part before the measure in Chinese and behind it in English.

    Examples
    --------
    >>> zh = Vocabulary("zh", {"town=west": "西湖镇", "town=": "镇街"})
    >>> name_in_text("2024.agreed_amount.town.west", zh)
    '西湖镇协议引资'
    >>> name_in_text("2024.projects_signed.tier_ge_10.completion", zh, with_period=True)
    '2024年10亿元及以上项目数完成率'
    >>> name_in_text("2024.agreed_amount.town.west", Vocabulary("en", {"town=west": "Xihu"}))
    'Agreed amount of Xihu'
    """
    of_fact = FactId(fact_id)
    if not of_fact.parts:
        return words.period(of_fact.period)
    name = _simple(of_fact, words)
    if name is None:
        return words.fact_label(fact_id, with_period=with_period)
    if not with_period:
        return name
    dated = words.message("circular.dated")
    return dated.format(item=name, period=words.period(of_fact.period))


def names_in_text(fact_ids: Iterable[str], words: Vocabulary) -> list[str]:
    """Name several measures; parts of one measure that follow each other share its name.

    Examples
    --------
    >>> zh = Vocabulary("zh", {"town=a": "西湖镇", "town=b": "柳林镇", "town=": "镇街"})
    >>> names_in_text(["2024.agreed_amount", "2024.agreed_amount.town.a", "2024.agreed_amount.town.b"], zh)
    ['协议引资', '西湖镇、柳林镇的协议引资']
    """
    found = list[str]()
    for (_, dimension), group in groupby(map(FactId, dict.fromkeys(fact_ids)), _kind):
        ids = list(group)
        if len(ids) == 1 or not dimension:
            found += [name_in_text(each, words) for each in ids]
            continue
        members = words.message("label.of_parts.joint").join(_names(each, words)[-1] for each in ids)
        template = words.message("label.of_parts")
        found.append(template.format(members=members, metric=_names(ids[0], words)[0]))
    return found


def _kind(fact_id: FactId) -> tuple[str, str]:
    """Measure of an id, and the dimension that it is a part in; empty where it is no plain part."""
    parts = fact_id.parts
    plain = len(parts) == 3 and parts[1] != ORIGIN and not (_NOT_SIMPLE | _SAYS) & set(parts)
    return parts[0], parts[1] if plain else ""


def _simple(fact_id: FactId, words: Vocabulary) -> str | None:
    """Name of an id that has a measure, its parts and what is said of it; None for any other."""
    parts = fact_id.parts
    if _NOT_SIMPLE & set(parts):
        return None
    end = next((place for place, part in enumerate(parts) if place and part in _SAYS), len(parts))
    of = FactId.of(fact_id.period, *parts[:end])
    said = _labels(fact_id, words)[len(_labels(of, words)) :][::-1]
    measure, *members = _names(of, words)
    if members:
        joint = "" if words.language == "zh" else ", "
        by_size = of.parts[1].startswith("tier_") and _PROJECTS not in measure
        template = words.message("label.of_size" if by_size else "label.of_part")
        measure = template.format(members=joint.join(reversed(members)), metric=measure)
    return ("" if words.language == "zh" else ", ").join([measure, *said])


def _labels(fact_id: FactId, words: Vocabulary) -> list[str]:
    return words.fact_label(fact_id, with_period=False).split(" · ")


def _names(of: FactId, words: Vocabulary) -> list[str]:
    """Names of the measure and of its parts, without the word of a dimension that a part says itself."""
    names = _labels(of, words)
    if of.metric == ONE_PROJECT:
        return names[:1]
    for dimension, member in pairwise(of.parts[1:]):
        pair = [words.dimension(dimension), words.member(dimension, member)]
        places = [place for place in range(len(names) - 1) if names[place : place + 2] == pair]
        if places and (words.language != "zh" or says_its_kind(pair[1], dimension, pair[0])):
            names = [*names[: places[0]], *names[places[0] + 1 :]]
    return names


def says_its_kind(name: str, dimension: str, kind: str) -> bool:
    """Whether the name of a part ends in a word for what it is.

    Examples
    --------
    >>> says_its_kind("枫林街道", "town", "镇街"), says_its_kind("新能源", "task_force", "专班")
    (True, False)
    >>> says_its_kind("白水县", "county", "县市"), says_its_kind("高新区", "county", "县市")
    (True, True)
    """
    if kind and set(kind) <= _PLACES and name[-1:] in _PLACES:
        return True
    suffixes = [word for word, of in RULES.words["suffixes"].items() if of == dimension]
    towns = TOWN_SUFFIXES if dimension == "town" else ()
    return name.lower().endswith((kind.lower(), *suffixes, *towns))
