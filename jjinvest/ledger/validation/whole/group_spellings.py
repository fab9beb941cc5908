"""Groups of projects, such as parks, in several spellings or for the first time: each is one of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from jjinvest.data.ledger_snapshot import GROUPINGS
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import RuleContext, bilingual_label, finding_at
from jjinvest.ledger.vocabulary.places import Home

_FINAL_WORDS = {
    "park": re.compile("(?:产业)?园区?$|(?:管理)?委员会$|管委会$"),
    "chain": re.compile("(?:产业)?链$|产业集群$|产业$|行业$"),
    "task_force": re.compile("(?:工作|招商)?(?:专班|组|办公室)$"),
    "channel": re.compile("(?:方式|渠道)?招商$"),
}
"""What offices write behind the name of a group, or leave out."""
_DIVISION = re.compile("[^省市区县旗州盟]{1,8}(?:自治区|自治州|自治县|省|市|区|县|旗|盟|州)")
_JOINT = re.compile("[、，,/;；和及与]")
_PLACE = re.compile(".(?:镇|乡|街道|园区?|开发区|新区|新城|片区)$")
"""End of a name that is a place for itself, also where no project has it alone."""
MAX_NAMED = 5  # new groups of a column that the sentence names


def group_spellings(
    rows: Sequence[LedgerRow], context: RuleContext, earlier: Mapping[str, frozenset[str]], home: Home | None
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Remark on groups that differ from others by their spelling alone, and on those that no import had.

    Nothing is merged: whether two names are one park is known to the office.

    Parameters
    ----------
    rows
        Rows of projects.
    context
        Columns of the ledger.
    earlier
        Groups of all imports by field; empty where there are none.
    home
        The district's division, whose name a park may have before its own; None if unknown.
    """
    places = _places("" if home is None else home.name)
    for name in GROUPINGS:
        known = earlier.get(name, frozenset())
        first: dict[str, LedgerRow] = {}
        count: dict[str, int] = {}
        for row in rows:
            if group := row.text(name):
                first.setdefault(group, row)
                count[group] = count.get(group, 0) + 1
        # what imports have comes first, then what most projects have: a later spelling is named with it
        ordered = sorted(count, key=lambda group: (group not in known, -count[group]))
        usual = {_key(group, name, places): group for group in sorted(known, reverse=True)}
        new = []
        for group in ordered:
            key = _key(group, name, places)
            other = usual.setdefault(key, group)
            parts = [part for part in _JOINT.split(group) if part]
            if other != group:
                values = {"field": bilingual_label(name), "group": group, "other": other}
                yield first[group], finding_at(first[group], context, "group_near", name, values)
            elif len(parts) > 1 and (
                all(map(_PLACE.search, parts)) or any(_key(part, name, places) in usual for part in parts)
            ):
                values = {"field": bilingual_label(name), "group": group, "parts": "、".join(parts)}
                yield first[group], finding_at(first[group], context, "groups_in_one_cell", name, values)
            elif known and group not in known:
                new.append(group)
        if new:
            values = {
                "field": bilingual_label(name),
                "groups": "、".join(f"{each}（{count[each]}）" for each in new[:MAX_NAMED]),
                "number": str(len(new)),
            }
            yield first[new[0]], finding_at(first[new[0]], context, "groups_new", name, values)


def _places(home: str) -> tuple[str, ...]:
    """Names of the district and the divisions around it, whole and short, the longest first."""
    names = _DIVISION.findall(home)
    short = [name[:-1] for name in names if len(name) > 2]
    return tuple(sorted({home, *names, *short} - {""}, key=len, reverse=True))


def _key(group: str, name: str, places: Sequence[str]) -> str:
    """Normalise a group: width, punctuation, the place before it and the usual word behind it do not count.

    Examples
    --------
    >>> places = _places("四川省成都市新津区")
    >>> {_key(each, "park", places) for each in ("物流园", "物流园区", "新津物流园", "新津区 物流园")}
    {'物流'}
    >>> _key("一期园区", "park", places) == _key("二期园区", "park", places)
    False
    """
    plain = "".join(each for each in unicodedata.normalize("NFKC", group).lower() if each.isalnum())
    bare = plain
    while (place := next((each for each in places if bare.startswith(each)), None)) is not None:
        bare = bare.removeprefix(place)
    bare = _FINAL_WORDS[name].sub("", bare)
    return bare or plain
