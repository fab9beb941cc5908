"""Points, totals, ranks and their bands, against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.facts import Fact
from jjinvest.data.scoring.rules import Indicator, Scorecard, Scorecards
from jjinvest.metrics.scorecard import members, pace_counted, scorecards, scores
from jjinvest.metrics.scorecard_inputs import Unit

AGREED = Indicator(metric="agreed_amount", weight=Decimal(60), cap=Decimal(120))
FUNDS = Indicator(metric="funds_in_place", weight=Decimal(40), cap=Decimal(120))
ANNUAL = Scorecard(pace="annual", indicators=(AGREED, FUNDS))


def number(fact_id, value, low=None, high=None, unit="亿元", *, evidence="published", tier="public"):
    basis = "funds" if "funds" in fact_id else "agreed"
    return Fact(
        fact_id, value, low, high, unit, basis, "all", evidence, "2023", sources=(f"{fact_id}@s",), tier=tier
    )


def facts(*given_facts):
    return {fact.id: fact for fact in given_facts}


def completed(agreed, funds, low=None, high=None):
    """Facts of a unit with these completions in %; None leaves one out."""
    found = []
    if agreed is not None:
        found.append(number("2023.agreed_amount.completion", agreed, low, high, "%"))
    if funds is not None:
        found.append(number("2023.funds_in_place.completion", funds, None, None, "%"))
    return facts(*found)


def league(rules, period="2023", **units):
    return scores([Unit(("park", name), found) for name, found in units.items()], rules, period)


def totals(found):
    return {score.unit.parts[-1]: score.total.value for score in found}


def ranks(found):
    return {score.unit.parts[-1]: score.rank and score.rank.value for score in found}


def bands(found):
    return {score.unit.parts[-1]: (score.rank.low, score.rank.high) for score in found}


def test_points_are_weight_times_completion_up_to_the_cap():
    [first, second] = league(ANNUAL, east=completed(110.0, 150.0), west=completed(90.0, 50.0))
    # 60 × 1.10 = 66 and 40 × min(1.2, 1.5) = 48; 60 × 0.9 = 54 and 40 × 0.5 = 20
    assert [each.points.value for each in first.indicators] == [66.0, 48.0]
    assert totals([first, second]) == {"east": 114.0, "west": 74.0}
    assert ranks([first, second]) == {"east": 1, "west": 2}


def test_a_linear_pace_counts_the_months_passed():
    rules = Scorecard(pace="linear", indicators=(AGREED,))
    half = facts(number("2023H1.agreed_amount.completion", 45.0, unit="%"))
    [score, _] = league(rules, "2023H1", east=half, west=half)
    # 45 % of the year's target is 90 % of the half's: 54 of 60 points, 90 of 100
    assert score.total.value == pytest.approx(90)
    assert pace_counted(rules, "2023H1").value == 50


def test_without_a_completion_it_is_computed_from_actual_and_target():
    found = facts(
        number("2023.agreed_amount", 50.0, 49.5, 50.5),
        number("2023.agreed_amount.target", 100.0, 100.0, 100.0, evidence="target"),
    )
    [score] = league(Scorecard(pace="annual", indicators=(AGREED,)), east=found)
    [each] = score.indicators
    assert each.points.value == 30
    assert (each.points.low, each.points.high) == (29.7, 30.3)
    assert set(each.inputs) == {"actual", "target"}
    assert score.total.sources == ("2023.agreed_amount@s", "2023.agreed_amount.target@s")


def test_a_target_of_another_basis_gives_no_points():
    other = number("2023.agreed_amount.target", 100.0, evidence="target")
    found = facts(number("2023.agreed_amount", 50.0), Fact(**{**vars(other), "basis": "contract"}))
    rules = Scorecard(pace="annual", minimum_weight=Decimal(40), indicators=(AGREED, FUNDS))
    funds = completed(None, 100.0)
    [score] = league(rules, east={**found, **funds})
    assert [each.indicator.metric for each in score.indicators] == ["funds_in_place"]


def test_a_missing_indicator_is_no_zero_but_widens_the_interval():
    found = league(ANNUAL, east=completed(100.0, None), west=completed(90.0, 90.0))
    east = next(score for score in found if score.unit.parts[-1] == "east")
    # on its known weight 100; in the interval the missing 40 points earn 0 to 48
    assert (east.total.value, east.total.low, east.total.high) == (100.0, 60.0, 108.0)
    assert east.known_weight.value == 60
    assert [each.missing for each in east.indicators] == ["", "no_actual"]
    assert bands(found) == {"east": (1, 2), "west": (1, 2)}


def test_an_indicator_that_nobody_has_is_left_out_for_all():
    [east, west] = league(ANNUAL, east=completed(100.0, None), west=completed(90.0, None))
    assert (east.total.low, east.total.high, west.known_weight.value) == (100.0, 100.0, 60.0)
    assert [len(score.indicators) for score in (east, west)] == [1, 1]


def test_with_too_little_known_there_is_no_score():
    rules = Scorecard(pace="annual", minimum_weight=Decimal(50), indicators=(AGREED, FUNDS))
    found = league(rules, a=completed(90.0, 90.0), b=completed(80.0, 80.0), c=completed(None, 120.0), d={})
    assert ranks(found) == {"a": 1, "b": 2}
    # nobody has the 60 points of the agreed amount: what is known is 40 % of the rules, for all of them
    assert league(rules, c=completed(None, 120.0), d=completed(None, 100.0)) == []


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out():
    found = league(ANNUAL, a=completed(90.0, 90.0), b=completed(90.0, 90.0), c=completed(80.0, 80.0))
    assert ranks(found) == {"a": 1, "b": 1, "c": 3}
    assert [score.tied for score in found] == [1, 1, 0]


def test_the_band_of_a_rank_follows_from_the_intervals():
    found = league(
        Scorecard(pace="annual", indicators=(AGREED,)),
        a=completed(100.0, None, 95.0, 105.0),
        b=completed(98.0, None, 97.0, 99.0),
        c=completed(80.0, None, 79.0, 81.0),
    )
    assert bands(found) == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def test_a_claim_of_more_than_a_hundred_percent_is_known_only_as_an_interval():
    claim = Fact(
        "2023.agreed_amount.completion", None, 100.0, None, "%", "agreed", "all", "published", "2023"
    )
    [score] = league(ANNUAL, east={**facts(claim), **completed(None, 100.0)})
    assert [each.missing for each in score.indicators] == ["only_interval", ""]
    assert (score.total.low, score.total.high) == (100.0, 112.0)  # 60 to 72, and 40


def test_between_the_lowest_and_the_highest():
    rules = Scorecard(indicators=(Indicator(metric="start_rate", method="between", weight=Decimal(10)),))
    units = {
        name: facts(number("2023.start_rate", rate, rate, rate, "%"))
        for name, rate in (("a", 80.0), ("b", 50.0), ("c", 60.0))
    }
    # 10 × (0.6 + 0.4 × (60 − 50) / (80 − 50)) = 7.33
    assert totals(league(rules, **units)) == pytest.approx({"a": 100, "c": 220 / 3, "b": 60})
    assert league(rules, a=units["a"]) == []


def test_points_by_number_come_on_top_and_may_be_a_deduction():
    more = Indicator(metric="projects_signed", method="per_unit", weight=Decimal(5), each=Decimal(2))
    less = Indicator(metric="terminated", method="per_unit", weight=Decimal(3), each=Decimal(-1))
    rules = Scorecard(pace="annual", indicators=(AGREED, more, less))
    found = {
        **completed(100.0, None),
        **facts(number("2023.projects_signed", 4.0, unit="个"), number("2023.terminated", 2.0, unit="个")),
    }
    [score] = league(rules, east=found)
    assert [each.points.value for each in score.indicators] == [60.0, 5.0, -2.0]
    assert score.total.value == 103


def test_a_score_is_as_restricted_as_its_inputs():
    found = {
        **completed(100.0, None),
        **facts(number("2023.funds_in_place.completion", 90.0, unit="%", tier="government")),
    }
    [score] = league(ANNUAL, east=found)
    assert score.total.tier == "government"


def test_parts_of_a_district_are_found_by_dimension():
    found = facts(
        number("2023.agreed_amount.park.east.completion", 100.0, unit="%"),
        number("2023.agreed_amount.park.west.completion", 90.0, unit="%"),
        number("2023.agreed_amount.park.unknown.completion", 90.0, unit="%"),
        number("2023.agreed_amount.town.only.completion", 90.0, unit="%"),
        number("2023.agreed_amount.completion", 105.0, unit="%"),
    )
    assert members(found, "park", "2023") == ["east", "west"]
    rules = Scorecards(district=ANNUAL, members=ANNUAL, by=("park", "town", "task_force"))
    by = scorecards(found, rules, "2023")
    assert set(by) == {"", "park"}
    assert ranks(by["park"]) == {"east": 1, "west": 2}
    assert by[""][0].total.value == 105
    assert by[""][0].rank is None


def test_the_targets_of_two_authorities_are_not_mixed():
    found = facts(
        number("2023.agreed_amount.completion.municipality", 80.0, unit="%"),
        number("2023.agreed_amount.completion.province", 90.0, unit="%"),
    )
    assert league(Scorecard(pace="annual", indicators=(AGREED,)), east=found) == []
    chosen = AGREED.model_copy(update={"authority": "province"})
    [score] = league(Scorecard(pace="annual", indicators=(chosen,)), east=found)
    assert score.total.value == 90


COMPLETIONS = st.one_of(st.none(), st.integers(0, 200).map(float))
UNITS = st.lists(st.tuples(COMPLETIONS, COMPLETIONS), min_size=2, max_size=7)


@given(UNITS, st.randoms())
def test_the_order_of_the_units_changes_nothing(pairs, random):
    units = {f"u{n}": completed(*pair) for n, pair in enumerate(pairs)}
    names = list(units)
    random.shuffle(names)
    found, again = league(ANNUAL, **units), league(ANNUAL, **{name: units[name] for name in names})
    assert [(s.unit.parts, s.total, s.rank) for s in found] == [
        (s.unit.parts, s.total, s.rank) for s in again
    ]


@given(UNITS, st.randoms())
def test_whatever_a_missing_indicator_is_score_and_rank_stay_in_their_intervals(pairs, random):
    units = {f"u{n}": completed(*pair) for n, pair in enumerate(pairs)}
    filled = {
        f"u{n}": completed(*(random.uniform(0, 200) if each is None else each for each in pair))
        for n, pair in enumerate(pairs)
    }
    before = {s.unit.parts: s for s in league(ANNUAL, **units)}
    if any(len(s.indicators) < 2 or s.rank is None for s in before.values()) or len(before) < len(units):
        return
    for score in league(ANNUAL, **filled):
        known = before[score.unit.parts]
        assert known.total.low - 1e-9 <= score.total.value <= known.total.high + 1e-9
        assert known.rank.low <= score.rank.value <= known.rank.high


@given(UNITS)
def test_the_score_lies_in_its_interval_and_adds_up_to_its_points(pairs):
    for score in league(ANNUAL, **{f"u{n}": completed(*pair) for n, pair in enumerate(pairs)}):
        assert score.total.low - 1e-9 <= score.total.value <= score.total.high + 1e-9
        known = [each for each in score.indicators if each.points]
        weight = sum(Fraction(each.indicator.weight) for each in known)
        earned = sum(Fraction(each.points.value) for each in known)
        assert score.total.value == pytest.approx(float(100 * earned / weight))
