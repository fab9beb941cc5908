"""Named parts of a text under the names that a district already has for them (`dimensions.csv`).

A bulletin says 巨湾技研XFC极速充电电池重庆基地 where the district has 巨湾技研XFC电池 as `juwan`:
without one name for both, one project would count as two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jjinvest.data.bulletins.clauses.reading import Pairs, Reading
from jjinvest.data.bulletins.propose import Proposal

SHORTEST_LABEL = 4
"""Characters below which a label is recognised only as a whole."""
Labels = Mapping[tuple[str, str], Mapping[str, str]]


def with_known_members(proposal: Proposal, labels: Labels) -> None:
    """Put the member of a known label in place of a name read in the text, and say so in the note of the row.

    Parameters
    ----------
    labels
        Labels by dimension and member, as of :class:`jjinvest.data.figure_rows.Dimensions`.
    """
    names = {pair: label["zh"] for pair, label in labels.items() if label.get("zh")}
    for candidate in proposal.rows:
        known: dict[tuple[str, str], tuple[str, str]] = {}
        for reading in candidate.readings:
            for pair in reading.where:
                found = None if pair in labels else known_member(*pair, names)
                if found is not None:
                    known[pair] = found
        if not known:
            continue
        candidate.readings = [_renamed(reading, known) for reading in candidate.readings]
        said = "、".join(f"{name} = {names[pair]}" for (_, name), pair in known.items())
        note = f"名称按 dimensions.csv：{said}"
        candidate.note = f"{candidate.note}；{note}" if candidate.note else note


def _renamed(reading: Reading, known: Mapping[tuple[str, str], tuple[str, str]]) -> Reading:
    where: Pairs = tuple(known.get(pair, pair) for pair in reading.where)
    if len({dimension for dimension, _ in where}) < len(where):
        return reading
    return replace(reading, where=where)


def known_member(dimension: str, name: str, names: Mapping[tuple[str, str], str]) -> tuple[str, str] | None:
    """Dimension and member whose label is the name, or has its letters in their order, or the reverse.

    Examples
    --------
    >>> names = {("project", "juwan"): "巨湾技研XFC电池", ("chain", "nev"): "智能网联新能源汽车"}
    >>> known_member("project", "巨湾技研XFC极速充电电池重庆基地", names)
    ('project', 'juwan')
    >>> known_member("task_force", "智能网联新能源汽车", names)
    ('chain', 'nev')
    """
    same = [pair for pair, label in names.items() if label == name]
    of_dimension = [pair for pair in same if pair[0] == dimension] or same
    if len(of_dimension) == 1:
        return of_dimension[0]
    if same:
        return None
    within = [
        pair
        for pair, label in names.items()
        if pair[0] == dimension
        and min(len(label), len(name)) >= SHORTEST_LABEL
        and (_in_order(label, name) or _in_order(name, label))
    ]
    return within[0] if len(within) == 1 else None


def _in_order(letters: str, text: str) -> bool:
    """Whether the letters stand in a text in their order, the first ones together."""
    rest = iter(text)
    return letters[:2] in text and all(letter in rest for letter in letters)
