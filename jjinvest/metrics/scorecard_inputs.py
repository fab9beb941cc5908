"""Inputs of a scorecard: who is scored, and the facts that an indicator of theirs rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months
from jjinvest.data.scoring.rules import Indicator, Scorecard
from jjinvest.metrics.points import Interval
from jjinvest.metrics.targets import by_authority, main_number


@dataclass(frozen=True)
class Unit:
    """Who is scored: a district, or a park, task force or town of one.

    Attributes
    ----------
    parts
        Parts of its ids: ``("park", "east")``; empty for the district itself.
    facts
        Facts by id, in which its numbers are looked up.
    where
        Dimension and member that its numbers are about, where the facts are of the whole district.
    """

    parts: tuple[str, ...]
    facts: Mapping[str, Fact]
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Asked:
    """Identity of the figure of an indicator, from which its id follows."""

    period: str
    metric: str
    where: tuple[tuple[str, str], ...]
    statistic: str = "level"
    of: str = ""
    authority: str = ""
    version: str = ""


@dataclass(frozen=True)
class Known:
    """Inputs of an indicator and the number that its points follow from."""

    inputs: Mapping[str, Fact]
    number: Interval | None
    missing: str = ""


def ids_of(unit: Unit, indicator: Indicator, period: str) -> list[FactId]:
    """Ids that the number of an indicator may have for a unit: dimensions stand in the district's order."""
    pairs = indicator.pairs
    orders = [(*unit.where, *pairs)]
    if unit.where and pairs:
        orders.append((*pairs, *unit.where))
    return [FactId.of_figure(_Asked(period, indicator.metric, where)) for where in orders]


def known_input(of: Unit, indicator: Indicator, rules: Scorecard, period: str) -> Known:
    """Return the facts of a unit for an indicator and their number, or the reason why there is none."""
    ids = ids_of(of, indicator, period)
    actual = next((of.facts[key] for key in ids if key in of.facts), None)
    inputs = {} if actual is None else {"actual": actual}
    if indicator.method != "completion":
        if actual is None:
            return Known({}, None, "no_actual")
        return Known(inputs, Interval.of(actual))
    progress = Fraction(period_months(period)[1], 12) if rules.pace == "linear" else Fraction(1)
    reached, target = _completion(of.facts, ids, indicator.authority)
    if target is not None:
        inputs["target"] = target
    if reached is not None:
        inputs["completion"] = reached
        share = Interval.of(reached)
        hundred = Fraction(100)
    elif actual is None or target is None:
        return Known(inputs, None, "no_actual" if actual is None else "no_target")
    elif (actual.basis, actual.scope, actual.unit) != (target.basis, target.scope, target.unit):
        return Known(inputs, None, "other_basis")
    else:
        quotient = Interval.of(actual).over(Interval.of(target))
        if quotient is None:
            return Known(inputs, None, "no_target")
        share, hundred = quotient, Fraction(1)
    whole = Interval(*(progress * hundred,) * 3)
    return Known(inputs, share.over(whole))


def _completion(
    facts: Mapping[str, Fact], ids: Iterable[FactId], authority: str
) -> tuple[Fact | None, Fact | None]:
    """Completion and target of a number; with an authority only its own, else the main one."""

    def chosen(numbers: dict[str, Fact]) -> Fact | None:
        if not authority:
            return main_number(numbers)
        return numbers.get("" if authority == "district" else authority, numbers.get(authority))

    for key in ids:
        completion = chosen(by_authority(facts, key / "completion"))
        whole = key.in_period(key.period[:4])
        target = chosen(by_authority(facts, whole / "target"))
        if completion is not None and target is not None:
            of_same = by_authority(facts, whole / "target").get(completion.id.authority)
            target = of_same if of_same is not None else target
        if completion is not None or target is not None:
            return completion, target
    return None, None


def key_of(indicator: Indicator) -> tuple[str, ...]:
    """Parts of an id that name an indicator: ``contract_amount``, ``out_of_city``."""
    return FactId.of_figure(_Asked("2000", indicator.metric, indicator.pairs)).parts
