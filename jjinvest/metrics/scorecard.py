"""Scorecard (考核得分) and league table (赛马榜): points by indicator, totals, ranks with their bands.

Every score follows from facts: a completion, else an actual and its target of the same definition. A missing
input is not 0. The score is of the known indicators, on their weights; in its interval a missing indicator
earns anything from nothing to its cap. An indicator that none of those compared has is left out for
all. Ranks are by score, equal scores share a rank, and the band of a rank follows from the intervals: the
best and the worst place that they allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from jjinvest.core.access import highest
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_key, period_months
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.data.scoring.rules import Indicator, Scorecard, Scorecards
from jjinvest.metrics.ledger_aggregation import UNKNOWN
from jjinvest.metrics.points import Interval, between, per_unit
from jjinvest.metrics.scorecard_inputs import Known, Unit, key_of, known_input

SCORE = "assessment"
"""Metric of scores in fact ids: ``2023.assessment.park.east``; with ``.earned`` of an indicator."""
POINTS = "分"
"""Unit of points."""


@dataclass(frozen=True)
class Scored:
    """One indicator of one unit: its inputs, its points, or the reason why there are none.

    `bounds` are what it can earn at least and at most; `earned` are the points without rounding; `name` is
    the id of its measure without the unit; `weight` and `cap` are what the rules give it.
    """

    indicator: Indicator
    name: FactId
    weight: Fact
    cap: Fact | None
    inputs: Mapping[str, Fact]
    points: Fact | None
    bounds: tuple[Fraction, Fraction]
    missing: str = ""
    earned: Fraction = Fraction(0)


@dataclass(frozen=True)
class Score:
    """Score of a unit; `rank` is None where too little is known, `tied` how many others have its score."""

    unit: Unit
    indicators: tuple[Scored, ...]
    total: Fact | None
    known_weight: Fact
    rank: Fact | None = None
    tied: int = 0

    @property
    def facts(self) -> list[Fact]:
        """All numbers of the score, inputs excepted."""
        of_each = [fact for each in self.indicators for fact in (each.points, each.weight, each.cap)]
        return [fact for fact in (*of_each, self.total, self.known_weight, self.rank) if fact is not None]


def scores(units: Sequence[Unit], rules: Scorecard, period: str) -> list[Score]:
    """Score units against each other, the best first.

    Left out are units without any known indicator, and those of whose weights less than the rules' minimum is
    known: a score that rests on a small part of the rules would be read as one by all of them.

    Parameters
    ----------
    period
        Cumulative period reported, such as 2023H1; with the pace ``linear`` a target counts by its months.
    """
    known = {
        unit: {indicator: known_input(unit.unit, indicator, rules, period) for indicator in rules.indicators}
        for unit in map(_Identified, units)
    }
    used = [
        indicator
        for indicator in rules.indicators
        if any(_counts(known[unit][indicator], indicator, known, unit) for unit in known)
    ]
    weights = sum((exact(each.weight) for each in rules.indicators if each.method != "per_unit"), Fraction(0))
    scored = [
        _score(unit.unit, [_scored(unit, indicator, known, period) for indicator in used], period, weights)
        for unit in known
    ]
    return _ranked([each for each in scored if _enough(each, rules)], rules, period)


def _enough(score: Score, rules: Scorecard) -> bool:
    """Whether enough of the weights is known for a score, in numbers or as an interval."""
    if score.total is None or score.total.value is None:
        return score.total is not None
    known = [each for each in score.indicators if each.points is not None or each.missing == "only_interval"]
    every = [each for each in rules.indicators if each.method != "per_unit"]
    of_known = sum(each.indicator.weight for each in known if each.indicator.method != "per_unit")
    return of_known * 100 >= rules.minimum_weight * sum(each.weight for each in every)


@dataclass(frozen=True, eq=False)
class _Identified:
    """A unit as a key of mappings."""

    unit: Unit


def _counts(
    known: Known,
    indicator: Indicator,
    everyone: Mapping[_Identified, Mapping[Indicator, Known]],
    unit: _Identified,
) -> bool:
    """Whether an indicator gives a unit points or bounds of them."""
    if known.number is None:
        return False
    return indicator.method != "between" or bool(_others(indicator, everyone, unit))


def _others(
    indicator: Indicator, everyone: Mapping[_Identified, Mapping[Indicator, Known]], unit: _Identified
) -> list[Interval]:
    numbers = [
        each[indicator].number
        for other, each in everyone.items()
        if other is not unit and each[indicator].number is not None
    ]
    return [number for number in numbers if number is not None]


def _scored(
    unit: _Identified,
    indicator: Indicator,
    everyone: Mapping[_Identified, Mapping[Indicator, Known]],
    period: str,
) -> Scored:
    known, weight, cap = everyone[unit][indicator], exact(indicator.weight), exact(indicator.cap) / 100
    most = weight if indicator.method in ("between", "per_unit") else weight * cap
    least = -weight if indicator.method == "per_unit" and indicator.each < 0 else Fraction(0)
    if least:
        most = Fraction(0)
    blank = _blank(unit.unit, indicator, known.inputs, (least, most), period)
    if known.number is None:
        return replace(blank, missing=known.missing)
    if indicator.method == "completion":
        points = known.number.points(weight, cap)
    elif indicator.method == "rate":
        full = Interval(*(exact(indicator.full),) * 3)
        points = (known.number.over(full) or known.number).points(weight, cap)
    elif indicator.method == "per_unit":
        points = per_unit(known.number, exact(indicator.each), weight)
    else:
        others = _others(indicator, everyone, unit)
        if not others:
            return replace(blank, missing="alone")
        points = between(known.number, others, weight)
    bounds = (least if points.low is None else points.low, most if points.high is None else points.high)
    if points.value is None:
        return replace(blank, bounds=bounds, missing="only_interval")
    place = FactId.of(period, SCORE, *unit.unit.parts, *key_of(indicator), "earned")
    fact = _fact(place, points.value, bounds, POINTS, period, known.inputs.values(), definition="earned")
    return replace(blank, points=fact, bounds=bounds, earned=points.value)


def _blank(
    unit: Unit,
    indicator: Indicator,
    inputs: Mapping[str, Fact],
    bounds: tuple[Fraction, Fraction],
    period: str,
) -> Scored:
    """Return an indicator with what the rules give it and no points yet."""
    key = key_of(indicator)
    of_rule = FactId.of(period, SCORE, *unit.parts[:1])
    capped = indicator.method in ("completion", "rate")
    weight = _given(of_rule / "weight", key, exact(indicator.weight), POINTS, period)
    cap = _given(of_rule / "cap", key, exact(indicator.cap), "%", period) if capped else None
    return Scored(indicator, FactId.of(period, *key), weight, cap, inputs, None, bounds)


def _given(head: FactId, key: Iterable[str], number: Fraction, unit: str, period: str) -> Fact:
    """Return a number of the rules as a fact."""
    value, fact_id = float(number), FactId.of(period, *head.parts, *key)
    return Fact(
        fact_id,
        value,
        value,
        value,
        unit,
        SCORE,
        "all",
        "target",
        period,
        definition=f"assessment_{head.name}",
    )


def _score(unit: Unit, indicators: Sequence[Scored], period: str, every_weight: Fraction) -> Score:
    """Add up the points of a unit: on the known weights, and the bounds on those of anybody's indicators.

    What is known of `every_weight`, that of all indicators of the rules, stands beside the score.
    """
    base = [each for each in indicators if each.indicator.method != "per_unit"]
    extra = [each for each in indicators if each.indicator.method == "per_unit"]
    weights = sum((exact(each.indicator.weight) for each in base), Fraction(0))
    known = sum((exact(each.indicator.weight) for each in base if each.points), Fraction(0))
    score_id = FactId.of(period, SCORE, *unit.parts)
    inputs = [fact for each in indicators for fact in each.inputs.values()]
    part = _fact(
        score_id / "known_weight",
        100 * known / every_weight if every_weight else Fraction(0),
        None,
        "%",
        period,
        inputs,
        definition="known_weight",
    )
    if not known:
        bounded = any(each.missing == "only_interval" for each in base)
        total = None
        if bounded:
            total = _fact(score_id, None, _bounds(base, extra, weights), POINTS, period, inputs)
        return Score(unit, tuple(indicators), total, part)
    earned = sum((each.earned for each in base), Fraction(0))
    added = sum((each.earned for each in extra), Fraction(0))
    total = _fact(
        score_id, 100 * earned / known + added, _bounds(base, extra, weights), POINTS, period, inputs
    )
    return Score(unit, tuple(indicators), total, part)


def _bounds(base: Iterable[Scored], extra: Iterable[Scored], weights: Fraction) -> tuple[Fraction, Fraction]:
    base, extra = list(base), list(extra)
    low, high = (
        100 * sum((each.bounds[end] for each in base), Fraction(0)) / weights
        + sum((each.bounds[end] for each in extra), Fraction(0))
        for end in (0, 1)
    )
    return low, high


def _ranked(scored: Sequence[Score], rules: Scorecard, period: str) -> list[Score]:
    """Rank scores of which enough is known; equal ones share a rank, the others come last without one."""
    least = float(rules.minimum_weight)
    ranked = [each for each in scored if (each.known_weight.value or 0) >= least and _value(each) is not None]
    if len(ranked) < 2:
        ranked = []
    result = []
    for each in scored:
        if not any(each is other for other in ranked):
            result.append(each)
            continue
        others = [other for other in ranked if other is not each]
        own_low, own_high = _ends(each)
        best = 1 + sum(_ends(other)[0] > own_high for other in others)
        worst = 1 + sum(_ends(other)[1] > own_low for other in others)
        place = 1 + sum((_value(other) or 0) > (_value(each) or 0) for other in others)
        tied = sum(_value(other) == _value(each) for other in others)
        rank = _fact(
            FactId.of(period, SCORE, *each.unit.parts, "rank"),
            Fraction(place),
            (Fraction(min(best, place)), Fraction(max(worst, place))),
            "名",
            period,
            [fact for one in each.indicators for fact in one.inputs.values()],
            definition="assessment_rank",
        )
        result.append(Score(each.unit, each.indicators, each.total, each.known_weight, rank, tied))
    return sorted(
        result,
        key=lambda each: (
            each.rank is None,
            0.0 if each.rank is None else each.rank.value,
            -(_value(each) or 0),
            each.unit.parts,
        ),
    )


def _value(score: Score) -> Decimal | None:
    """Value of a score to the digits that decide a tie."""
    value = None if score.total is None else score.total.value
    return None if value is None else round_half_up(Decimal(repr(value)), 9)


def _ends(score: Score) -> tuple[float, float]:
    total = score.total
    assert total is not None
    return total.low or 0.0, float("inf") if total.high is None else total.high


def _fact(
    fact_id: FactId,
    value: Fraction | None,
    bounds: tuple[Fraction, Fraction] | None,
    unit: str,
    period: str,
    inputs: Iterable[Fact],
    *,
    definition: str = SCORE,
) -> Fact:
    inputs = list(inputs)
    low, high = bounds if bounds is not None else (value, value)
    return Fact(
        fact_id,
        None if value is None else float(value),
        None if low is None else float(low),
        None if high is None else float(high),
        unit,
        SCORE,
        "all",
        "bounded" if value is None else "computed",
        period,
        sources=tuple(dict.fromkeys(source for fact in inputs for source in fact.sources)),
        tier=highest([fact.tier for fact in inputs]),
        decimals=0 if unit == "名" else 1,
        definition=definition,
    )


def pace_counted(rules: Scorecard, period: str) -> Fact:
    """Return the share of a year's target that counts by the end of a period, in %."""
    share = 100 * (Fraction(period_months(period)[1], 12) if rules.pace == "linear" else Fraction(1))
    return _given(FactId.of(period, SCORE, "pace"), (), share, "%", period)


def scorecards(facts: Mapping[str, Fact], rules: Scorecards | None, period: str) -> dict[str, list[Score]]:
    """Scores of a district's parts by dimension, and of the district itself under the empty name.

    Dimensions of which fewer than two members can be scored are left out: there is nothing to compare. There
    are no scores without rules.
    """
    if rules is None:
        return {}
    own = scores([Unit((), facts)], rules.district, period)
    result = {"": own} if own else {}
    for dimension in rules.by:
        units = [
            Unit((dimension, member), facts, ((dimension, member),))
            for member in members(facts, dimension, period)
        ]
        compared = scores(units, rules.members, period)
        if len(compared) > 1:
            result[dimension] = compared
    return result


def members(facts: Mapping[str, Fact], dimension: str, period: str) -> list[str]:
    """Members of a dimension with a number of the period, in the order of the facts."""
    head, found = period_key(period), dict[str, None]()
    for name in facts:
        fact_id = FactId(name)
        parts = fact_id.parts
        if fact_id.period == head and parts[0] != SCORE and dimension in parts[1:-1]:
            found.setdefault(parts[parts.index(dimension, 1) + 1])
    return [member for member in found if member != UNKNOWN]
