"""Lights: red, yellow or green by the thresholds of a rule; the rules are data (lights.csv).

A rule has two thresholds. A number is green from the first one on, yellow from the second one on, red below.
Of a number that is only known as an interval each end has a light; if they differ, the number is yellow. A
number that is not known has no light: nothing is green because nothing was found.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import round_half_up

RULES_FILE = Path(__file__).with_name("lights.csv")
WHOLE_PERCENT = 2
"""Decimals of a probability that is written in whole percent."""
GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True)
class LightRule:
    """Thresholds of one rule, in the unit of the number that it judges (probabilities in [0, 1])."""

    name: str
    green_from: float
    yellow_from: float

    def of_number(self, number: float) -> str:
        """Light of an exact number."""
        if number >= self.green_from:
            return GREEN
        return YELLOW if number >= self.yellow_from else RED


@dataclass(frozen=True)
class Light:
    """A light with its reason.

    Attributes
    ----------
    colour
        ``green``, ``yellow`` or ``red``.
    rule
        Name of the rule.
    reason
        The colour, or ``open`` where the interval of the number has ends of different lights.
    """

    colour: str
    rule: str
    reason: str


@cache
def light_rules(path: Path = RULES_FILE) -> Mapping[str, LightRule]:
    """Read the rules by name.

    Examples
    --------
    >>> light_rules()["completion"].of_number(104), light_rules()["completion"].of_number(89.9)
    ('green', 'red')
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rules = [
            LightRule(row["rule"], float(row["green_from"]), float(row["yellow_from"]))
            for row in csv.DictReader(lines)
        ]
    return MappingProxyType({rule.name: rule for rule in rules})


def as_shown(fact: Fact, number: float) -> float:
    """Return a number of a fact as pages write it, so that no light contradicts the number beside it.

    Examples
    --------
    >>> chance = Fact("2024.a.p_reach", 0.3972, None, None, "概率", "agreed", "all", "modelled", "2024")
    >>> as_shown(chance, 0.3972)
    0.4
    """
    decimals = WHOLE_PERCENT if fact.unit == "概率" else fact.shown_decimals
    return float(round_half_up(number, decimals))


def light_of(fact: Fact | None, rule: LightRule) -> Light | None:
    """Light of a number by a rule; None where the number is not known.

    Numbers count as they are written. One with a value has the light of its value, but for a published
    one-sided number (超过), which has that of its bound. Without a value both ends count, an open end as
    unbounded.

    Examples
    --------
    >>> rule = light_rules()["chance"]
    >>> chance = Fact("2024.a.p_reach", None, 0.36, 0.91, "概率", "agreed", "all", "modelled", "2024")
    >>> light_of(chance, rule)
    Light(colour='yellow', rule='chance', reason='open')
    >>> light_of(None, rule) is None
    True
    """
    if fact is None:
        return None
    if fact.value is not None and fact.relation in ("=", "~"):
        colour = rule.of_number(as_shown(fact, fact.value))
        return Light(colour, rule.name, colour)
    low = float("-inf") if fact.low is None else as_shown(fact, fact.low)
    high = float("inf") if fact.high is None else as_shown(fact, fact.high)
    if low == float("-inf") and high == float("inf"):
        return None
    ends = {rule.of_number(low), rule.of_number(high)}
    if len(ends) > 1:
        return Light(YELLOW, rule.name, "open")
    colour = ends.pop()
    return Light(colour, rule.name, colour)
