"""Lights: red, yellow or green by the thresholds of a rule; the rules are data (lights.csv).

A rule has two thresholds. A number is green from the first one on, yellow from the second one on, red below.
Of a number that is only known as an interval, or only about, each end has a light; if they differ, the number
is yellow. A number that is not known has no light: nothing is green because nothing was found.

Numbers are judged as they are, never as they are rounded: lights, alerts and sentences on a target all follow
from :func:`ends`, and :func:`with_enough_digits` writes a number so that it does not read as another one.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import inf, nextafter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from jjinvest.core.facts import Fact
from jjinvest.core.periods import part_of_year, period_months
from jjinvest.core.rounding import exact, round_half_up

if TYPE_CHECKING:
    from jjinvest.data.scoring.rules import Alerts

RULES_FILE = Path(__file__).with_name("lights.csv")
WHOLE_PERCENT = 2
"""Decimals of a probability that is written in whole percent."""
GREEN, YELLOW, RED = "green", "yellow", "red"
ABOVE, FROM, AT, BELOW, OPEN = "above", "from", "at", "below", "open"
"""Where a number lies beside a threshold: above it, at or above it, exactly at it, below it, not known."""
REACHED = frozenset((ABOVE, FROM, AT))
"""Sides of a target's number on which the target is reached."""
IMPLIED_TARGET = "implied_target"
"""Caveat of a number that rests on a target inferred from published completions."""
MOST_DIGITS = 8
"""Decimals at most with which a number is distinguished from a threshold."""
WHOLE = 100.0
"""Completion of a target that is just reached, and the share of all, in %."""


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


def ends(fact: Fact) -> tuple[float, float] | None:
    """Lowest and highest that a number can be; None where nothing is known.

    A number stated without reserve is its value: rounding is not held against it. An approximate one (约), a
    bound and an interval count with their ends; an end that is not attained (超过) lies just outside.

    Examples
    --------
    >>> about = Fact("2023.a.excess", 0, -8, 8, "亿元", "agreed", "all", "computed", "2023", relation="~")
    >>> ends(about), ends(replace(about, relation="="))
    ((-8, 8), (0, 0))
    """
    if fact.value is not None and fact.relation == "=":
        return fact.value, fact.value
    low = -inf if fact.low is None else fact.low
    high = inf if fact.high is None else fact.high
    if low == -inf and high == inf:
        return None
    return (
        nextafter(low, inf) if fact.relation == ">" else low,
        nextafter(high, -inf) if fact.relation == "<" else high,
    )


def side(fact: Fact | None, threshold: float = 0.0) -> str:
    """Where a number certainly lies beside a threshold; empty where nothing is known of it.

    Examples
    --------
    >>> gap = Fact("2023.a.excess", -0.04, -0.045, -0.035, "亿元", "agreed", "all", "computed", "2023")
    >>> side(gap), side(replace(gap, value=None, high=0.1)), side(replace(gap, value=0))
    ('below', 'open', 'at')
    """
    both = None if fact is None else ends(fact)
    if both is None:
        return ""
    low, high = both
    if high < threshold:
        return BELOW
    if low > threshold:
        return ABOVE
    if low == high:
        return AT
    return FROM if low == threshold else OPEN


def side_of_target(completion: Fact | None, excess: Fact | None) -> str:
    """Where a target's actual number lies beside it: the one judgement of whether it is reached.

    By the difference of the two numbers where both are known, since a published completion is rounded; else
    by the completion.
    """
    by_excess = "" if excess is None or excess.caveat == IMPLIED_TARGET else side(excess)
    return by_excess or side(completion, WHOLE)


def is_of_rate(excess: Fact | None) -> bool:
    """Whether a target is a share or rate to reach: one is reached or not, no part of it is accomplished."""
    return excess is not None and excess.unit == "个百分点"


def as_approximate(fact: Fact, about: Collection[str]) -> Fact:
    """Mark a number as approximate if one of some figures, the ids of those with 约, is behind it."""
    approximate = fact.relation == "=" and any(source in about for source in fact.sources)
    return replace(fact, relation="~") if approximate else fact


def as_shown(fact: Fact, number: float) -> float:
    """Return a chance in whole percent, as it is known and written; any other number as it is.

    Examples
    --------
    >>> chance = Fact("2024.a.p_reach", 0.3972, None, None, "概率", "agreed", "all", "modelled", "2024")
    >>> as_shown(chance, 0.3972)
    0.4
    """
    if fact.unit != "概率" or abs(number) == inf:
        return number
    return float(round_half_up(number, WHOLE_PERCENT))


def light_of(fact: Fact | None, rule: LightRule) -> Light | None:
    """Light of a number by a rule; None where the number is not known.

    Both of its :func:`ends` count, an open end as unbounded.

    Examples
    --------
    >>> rule = light_rules()["chance"]
    >>> chance = Fact("2024.a.p_reach", None, 0.36, 0.91, "概率", "agreed", "all", "modelled", "2024")
    >>> light_of(chance, rule)
    Light(colour='yellow', rule='chance', reason='open')
    >>> light_of(None, rule) is None
    True
    """
    both = None if fact is None else ends(fact)
    if fact is None or both is None:
        return None
    lights = {rule.of_number(as_shown(fact, end)) for end in both}
    if len(lights) > 1:
        return Light(YELLOW, rule.name, "open")
    colour = lights.pop()
    return Light(colour, rule.name, colour)


def light_of_target(
    completion: Fact | None, excess: Fact | None, pace_gap: Fact | None, *, complete_year: bool
) -> Light | None:
    """Light of a target: green if it is reached, else by its completion or, during the year, by its pace.

    A share or rate does not accumulate over the year: it is judged at any time as an amount at its end.
    """
    reached, rules = side_of_target(completion, excess), light_rules()
    if reached in REACHED:
        return Light(GREEN, "completion", GREEN)
    if not complete_year and not is_of_rate(excess):
        return light_of(pace_gap, rules["pace_gap"])
    light = light_of(completion, rules["completion"])
    if light is not None and light.colour == GREEN:  # a completion that was published rounded up to 100 %
        return Light(YELLOW, "completion", OPEN if reached == OPEN else YELLOW)
    return light


def limits_of(fact: Fact, further: Iterable[float] = ()) -> list[float]:
    """Numbers by which a fact is judged, and for which it must not be taken when it is written.

    Parameters
    ----------
    further
        Thresholds of a distance to the pace beside those of the lights, such as those of alerts.
    """
    name = next((_RULE_OF[part] for part in fact.id.parts if part in _RULE_OF), "")
    limits = [0.0, WHOLE] if fact.unit == "%" else [0.0]
    if not name:
        return limits
    rules = light_rules()
    of_pace = [rules["pace_gap"].green_from, rules["pace_gap"].yellow_from, *further]
    if name == "pace_gap":
        return [*limits, *of_pace]
    limits += [rules[name].green_from, rules[name].yellow_from]
    if part_of_year(fact.period):  # a completion is judged by its distance to the calendar
        passed = WHOLE * period_months(fact.period)[1] / 12
        limits += [passed + limit for limit in of_pace]
    return limits


_RULE_OF = {"completion": "completion", "pace_gap": "pace_gap", "pace_gap_seasonal": "pace_gap"}
"""Name of the rule by which a number is judged, by a part of its id."""


def with_enough_digits(fact: Fact, further: Iterable[float] = ()) -> Fact:
    """Give a computed number the decimals that distinguish it from every number by which it is judged.

    So 99.96 % is not written as 100 %, nor a gap of 0.04 as 0.

    Examples
    --------
    >>> rate = Fact("2023.a.completion", 99.96, None, None, "%", "agreed", "all", "computed", "2023")
    >>> with_enough_digits(rate).shown_decimals
    2
    """
    judged = fact.unit in ("%", "个百分点") or fact.id.statistic in ("excess", "monthly_needed")
    if fact.evidence != "computed" or fact.decimals is not None or not judged:
        return fact
    known = [fact.value] if fact.value is not None else [fact.low, fact.high]
    numbers = [exact(number) for number in known if number is not None]
    pairs = [(number, exact(limit)) for number in numbers for limit in limits_of(fact, further)]
    least = fact.shown_decimals
    for digits in range(least, MOST_DIGITS):
        rounded = ((exact(round_half_up(number, digits)), number, limit) for number, limit in pairs)
        if all(_sign(shown - limit) == _sign(number - limit) for shown, number, limit in rounded):
            return fact if digits == least else replace(fact, decimals=digits)
    return replace(fact, decimals=MOST_DIGITS)


def distinguished(found: Iterable[Fact], alerts: Alerts) -> list[Fact]:
    """Give numbers the decimals that distinguish them from what lights and alerts judge them by."""
    limits = [-float(limit) for rule in alerts.pace for limit in (rule.yellow, rule.red)]
    return [with_enough_digits(fact, limits) for fact in found]


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
