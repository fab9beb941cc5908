"""Districts together: sums of the same definition, what cannot be added and why, medians and outliers.

Nothing of a district is computed again: its facts are those that its own report published. A sum has the
definition (口径), unit and period of its parts; what differs is left out with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from jjinvest.core.access import highest
from jjinvest.core.codes import BASIS_OF_METRIC
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, count_fact
from jjinvest.core.origins import ORIGIN
from jjinvest.core.periods import period_end, period_key, period_months
from jjinvest.core.rounding import exact
from jjinvest.core.units import is_money

DISTRICT, DISTRICTS = "in_district", "all_districts"
"""Parts of ids: a number of one district in the view of all (``2023.in_district.east.agreed_amount``), and
one of all together (``2023.all_districts.agreed_amount``)."""
HEADLINE = tuple(
    f"{metric}{scope}"
    for metric in ("projects_signed", "agreed_amount", "contract_amount", "funds_in_place")
    for scope in ("", ".out_of_city")
)
"""Measures that come first, in this order."""
LEFT_OUT = ("not_reported", "not_published", "other_period", "other_basis", "only_bound", "only_one")
"""Reasons for which a district is not part of a sum; ``only_one`` is the only one with the number."""
MIN_COMPARED = 5
"""Districts from which a number is compared with the median of all."""
FAR = 3.5
"""Scaled distance from the median from which a number is an outlier (Iglewicz and Hoaglin)."""
SCALE = 0.6745
"""Factor that makes the median distance comparable with a standard deviation."""
COMPLETION = "completion"
RATES = (COMPLETION, "growth", "average")
"""Statistics whose outliers are looked for, beside named rates."""


@dataclass(frozen=True)
class Sum:
    """Total of a measure over districts.

    Attributes
    ----------
    total
        The sum; its interval is the sum of the intervals. None where nothing can be added.
    counted, left
        Number of districts in it, and of those that it leaves out.
    parts
        Districts in it.
    left_out
        Reason by district.
    instead
        Id of what such a district published in the place of the measure: the same by origin.
    """

    measure: str
    total: Fact | None
    counted: Fact
    left: Fact
    parts: tuple[str, ...]
    left_out: Mapping[str, str]
    instead: Mapping[str, FactId]


@dataclass(frozen=True)
class Outlier:
    """A number of a district that is far from the median of all."""

    district: str
    fact: Fact
    median: Fact
    distance: float


def _is_level(fact_id: FactId, fact: Fact) -> bool:
    """Whether a fact is an amount or a count of the whole district, published or of its ledger."""
    metric, _, scope = fact_id.measure.partition(".")
    if scope not in ("", "out_of_city") or fact.evidence not in ("published", "computed"):
        return False
    known = metric in BASIS_OF_METRIC or fact.evidence == "published"
    return known and (fact.unit == "个" or is_money(fact.unit.removeprefix("亿")))


def measures(districts: Iterable[Mapping[str, Fact]]) -> list[str]:
    """Measures that districts have levels of: the usual ones first, then by how many districts have them."""
    found: Counter[str] = Counter()
    for facts in districts:
        levels = {FactId(name).measure for name, fact in facts.items() if _is_level(FactId(name), fact)}
        found.update(levels)
    usual = [measure for measure in HEADLINE if measure in found]
    others = sorted((m for m in found if m not in HEADLINE), key=lambda m: (-found[m], m))
    return [*usual, *(measure for measure in others if found[measure] > 1)]


def sums(
    districts: Mapping[str, Mapping[str, Fact] | None], periods: Mapping[str, str], names: Sequence[str]
) -> list[Sum]:
    """Add up each measure over the districts that published it for the same period in the same definition.

    Parameters
    ----------
    districts
        Facts by id of each district; None where it has not reported.
    periods
        Period reported, by district.
    names
        Measures, such as ``agreed_amount.out_of_city``.
    """
    period = period_of_most(periods[name] for name, facts in districts.items() if facts is not None)
    return [_sum(districts, periods, measure, period) for measure in names] if period else []


def period_of_most(periods: Iterable[str]) -> str:
    """Period that most districts report, "" without any; of as many, the one that reaches farthest.

    A whole year comes before its first ten months, which another district has reported only so far.

    Examples
    --------
    >>> period_of_most(["2025-01..2025-10", "2025"]), period_of_most(["2025-01..2025-10"] * 2 + ["2025"])
    ('2025', '2025-01..2025-10')
    """
    counts = Counter(periods)
    return max(
        counts,
        key=lambda each: (counts[each], period_end(each), -period_months(each)[0], each),
        default="",
    )


def _sum(
    districts: Mapping[str, Mapping[str, Fact] | None],
    periods: Mapping[str, str],
    measure: str,
    period: str,
) -> Sum:
    key, left_out, parts = FactId.of(period, measure), dict[str, str](), dict[str, Fact]()
    instead = dict[str, FactId]()
    for name, facts in districts.items():
        fact = None if facts is None else facts.get(key)
        if facts is None:
            left_out[name] = "not_reported"
        elif fact is not None and fact.value is not None and fact.relation in ("=", "~"):
            parts[name] = fact
        elif fact is not None:
            left_out[name] = "only_bound"
        elif periods[name] != period:
            left_out[name] = "other_period"
        elif (other := _by_origin(facts, key)) is not None:
            left_out[name], instead[name] = "other_basis", other
        else:
            left_out[name] = "not_published"
    kinds = Counter((fact.basis, fact.scope, fact.unit) for fact in parts.values())
    kind = max(kinds, key=lambda each: (kinds[each], each), default=None)
    for name, fact in list(parts.items()):
        if (fact.basis, fact.scope, fact.unit) != kind:
            left_out[name] = "other_basis"
            del parts[name]
    if len(parts) == 1:  # a number of one district is no sum
        left_out |= dict.fromkeys(parts, "only_one")
        parts = {}
    total_id = FactId.of(period, DISTRICTS, measure)
    return Sum(
        measure,
        _total(total_id, list(parts.values()), period) if parts else None,
        district_count(f"{measure}.counted", len(parts), period),
        district_count(f"{measure}.left_out", len(left_out), period),
        tuple(parts),
        left_out,
        instead,
    )


def _by_origin(facts: Mapping[str, Fact], key: FactId) -> FactId | None:
    """Id of the same measure of a member of the origins that a district published, if there is one."""
    own = (FactId(name) for name in facts if name.startswith(f"{key}.{ORIGIN}."))
    return next((each for each in own if len(each.parts) == len(key.parts) + 2), None)


def targeted(districts: Iterable[Mapping[str, Fact]]) -> list[str]:
    """Measures of the whole district, or of an origin, with a completed target: the usual ones first.

    A target is one's own even where no other district has its like.
    """
    found: Counter[str] = Counter()
    for facts in districts:
        ids = (FactId(name) for name in facts if f".{COMPLETION}" in name)
        measures_of_targets = {key.subject.measure for key in ids if key.statistic == COMPLETION}
        found.update(each for each in measures_of_targets if _is_of_whole(each))
    usual = [measure for measure in HEADLINE if measure in found]
    return [*usual, *sorted((m for m in found if m not in HEADLINE), key=lambda m: (-found[m], m))]


def _is_of_whole(measure: str) -> bool:
    """Whether a measure is of the whole district or of one origin, not of a sector, park or project."""
    metric, *scope = measure.split(".")
    by_origin = len(scope) == 2 and scope[0] == ORIGIN
    return metric != "ledger" and (scope in ([], ["out_of_city"]) or by_origin)


def _total(fact_id: FactId, parts: Sequence[Fact], period: str) -> Fact:
    ends: list[float | None] = []
    for end in ("value", "low", "high"):
        numbers = [getattr(part, end) for part in parts]
        if end != "value":
            exactly = [part.low is None and part.high is None for part in parts]
            numbers = [
                part.value if known else number
                for part, number, known in zip(parts, numbers, exactly, strict=True)
            ]
        known = [exact(number) for number in numbers if number is not None]
        ends.append(float(sum(known, Fraction(0))) if len(known) == len(parts) else None)
    first = parts[0]
    return Fact(
        fact_id,
        ends[0],
        ends[1],
        ends[2],
        first.unit,
        first.basis,
        first.scope,
        "computed",
        period,
        sources=tuple(part.id for part in parts),
        tier=highest([part.tier for part in parts]),
        definition="districts_sum",
    )


def district_count(name: str, number: int, period: str) -> Fact:
    """Return a number of districts as a fact: ``2023.all_districts.reporting``."""
    fact_id = FactId.of(period, DISTRICTS, name)
    return count_fact(fact_id, number, period, definition="districts_counted", interval=True)


def comparable_rates(districts: Iterable[Mapping[str, Fact]], periods: Iterable[str]) -> list[FactId]:
    """Ids of rates that enough districts have: completions, growth, averages, named rates of the whole."""
    found: Counter[FactId] = Counter()
    for facts, period in zip(districts, periods, strict=True):
        head = period_key(period)
        for name, fact in facts.items():
            fact_id = FactId(name)
            if fact_id.period == head and _is_rate(fact_id, fact):
                found[fact_id] += 1
    return [fact_id for fact_id, number in found.items() if number >= MIN_COMPARED]


def _is_rate(fact_id: FactId, fact: Fact) -> bool:
    if fact.value is None or fact.evidence not in ("published", "computed"):
        return False
    parts = [part for part in fact_id.parts if part not in ("out_of_city", fact_id.authority)]
    named = len(parts) == 1 and fact.unit == "%"
    return named or (len(parts) == 2 and parts[1] in RATES)


def outliers(districts: Mapping[str, Mapping[str, Fact]], periods: Mapping[str, str]) -> list[Outlier]:
    """Return the rates of districts that are far from the median of all, the farthest first."""
    found = []
    for fact_id in comparable_rates(districts.values(), [periods[name] for name in districts]):
        numbers = {
            name: facts[fact_id]
            for name, facts in districts.items()
            if fact_id in facts and facts[fact_id].value is not None
        }
        values = [fact.value or 0.0 for fact in numbers.values()]
        middle = median(values)
        spread = median(abs(value - middle) for value in values)
        if spread == 0:
            continue
        first = next(iter(numbers.values()))
        typical = Fact(
            FactId.of(fact_id.period, DISTRICTS, *fact_id.parts, "median"),
            middle,
            min(values),
            max(values),
            first.unit,
            first.basis,
            first.scope,
            "computed",
            first.period,
            sources=tuple(fact.id for fact in numbers.values()),
            tier=highest([fact.tier for fact in numbers.values()]),
            definition="districts_median",
        )
        for name, fact in numbers.items():
            distance = SCALE * abs((fact.value or 0.0) - middle) / spread
            if distance > FAR:
                found.append(Outlier(name, fact, typical, distance))
    return sorted(found, key=lambda each: (-each.distance, each.district, each.fact.id))
