"""Bounds of what was not published: exact on ledgers by hand, containing the truth on random ones."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import (
    CONVENTIONS,
    PUBLISHED_ROUNDING,
    Bound,
    NotPublishedError,
    Selection,
    Statistic,
    bound_of,
    bounds,
    bounds_of,
    consistent,
    constraints_of,
    model_of,
    possible_statistics,
    standard_statistics,
)
from jjinvest.quality.bounds.milp import Model
from jjinvest.quality.bounds.model import LedgerModel
from tests.fixtures.published_figures import SMALL, amount, count, ends, workspace
from tests.fixtures.random_ledgers import RELAXED, Project, Row, Truth, ledgers

TOP20, TOP9 = Statistic("amount", top=20), Statistic("amount", top=9)
BELOW_20 = Statistic("amount", Selection(high_edge=20))
FROM_10 = Statistic("count", Selection(low_edge=10))
LATE_50_100 = Statistic("count", Selection(half="h2", low_edge=50, high_edge=100))


@pytest.mark.parametrize("convention", list(CONVENTIONS))
def test_some_ledger_satisfies_everything_published_of_jiangjin(
    everything: Workspace, convention: str
) -> None:
    verdict = consistent(everything, 2023, convention)
    assert verdict.consistent
    assert verdict.conflict == ()
    assert "2023h1.agreed_amount.group.juwan_ruibiao_maite@jj2023h1" in verdict.used
    assert not any("contract" in figure or "target" in figure for figure in verdict.used)


@pytest.mark.parametrize(
    ("statistic", "low", "high"),
    [(TOP20, 737, 987), (TOP9, 479, 579), (BELOW_20, 100.85, 351.15), (LATE_50_100, 7, 7), (FROM_10, 23, 39)],
    ids=lambda value: value.fact_id("2023") if isinstance(value, Statistic) else None,
)
def test_jiangjin_bounds_with_named_amounts_exact(
    everything: Workspace, statistic: Statistic, low: float, high: float
) -> None:
    bound = bounds(everything, 2023, statistic, "named_exact")
    assert bound.proven
    assert ends(bound) == (low, high)


@pytest.mark.parametrize(
    ("statistic", "low", "high"),
    [(TOP20, 733, 993.4), (TOP9, 477.5, 582.5), (BELOW_20, 94.1, 355.5), (FROM_10, 23, 40)],
    ids=lambda value: value.fact_id("2023") if isinstance(value, Statistic) else None,
)
def test_jiangjin_bounds_with_every_figure_rounded(
    everything: Workspace, statistic: Statistic, low: float, high: float
) -> None:
    bound = bounds(everything, 2023, statistic, "published_rounding")
    assert bound.proven
    assert ends(bound) == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_upper_edges_as_suprema_widen_the_rounded_bounds_by_the_grid(everything: Workspace) -> None:
    supremum = replace(PUBLISHED_ROUNDING, name="supremum", edge_gap=Fraction(0))
    assert ends(bounds(everything, 2023, TOP20, supremum)) == (733, 993.5)


def test_a_single_value_is_a_value(everything: Workspace) -> None:
    fact = bounds(everything, 2023, LATE_50_100).fact
    assert (fact.id, fact.value, fact.unit) == ("2023h2.projects_signed.tier_50_100", 7, "个")
    assert (fact.period, fact.evidence) == ("2023H2", "bounded")


def test_a_share_is_the_extreme_of_the_ratio_and_not_the_ratio_of_the_extremes(everything: Workspace) -> None:
    low, high = ends(bounds(everything, 2023, Statistic("share", top=9)))
    assert low == pytest.approx(100 * 479 / 1088.15)
    assert high == pytest.approx(100 * 579 / 1087.85)


def test_at_mid_year_nothing_of_the_annual_text_is_used(everything: Workspace) -> None:
    known = everything.as_of(date(2023, 8, 1))
    bound = bounds(known, 2023, FROM_10)
    assert ends(bound) == (14, None)
    assert bound.missing == ("2023.agreed_amount", "2023.projects_signed")
    assert all(source.endswith("@jj2023h1") or "@jj2023h1#" in source for source in bound.quantity.sources)
    half = bounds(known, 2023, Statistic("count", Selection(half="h1", low_edge=10)))
    assert half.quantity.value == 14


def test_what_is_not_published_is_named(everything: Workspace) -> None:
    with pytest.raises(NotPublishedError, match="n = 9, 20, 132"):
        bounds(everything, 2023, Statistic("amount", top=10))
    with pytest.raises(NotPublishedError, match="2022"):
        consistent(everything, 2022)
    with pytest.raises(NotPublishedError, match="agri_machinery, nev, food"):
        bounds(everything, 2023, Statistic("amount", Selection(task_force="medicine")))
    with pytest.raises(NotPublishedError, match="primary, secondary, tertiary"):
        bounds(everything, 2023, Statistic("amount", Selection(sector="quaternary")))
    with pytest.raises(ValueError, match="named_exact, published_rounding"):
        consistent(everything, 2023, "other")


def test_statistics_are_frozen_and_have_stable_ids() -> None:
    assert TOP20.fact_id("2023") == "2023.agreed_amount.top20"
    assert Statistic("share", top=9).fact_id("2023") == "2023.agreed_amount.top9.share"
    assert BELOW_20.fact_id("2023") == "2023.agreed_amount.tier_0_20"
    assert Statistic("amount", Selection(sector="secondary", low_edge=50, high_edge=100)).fact_id("2023") == (
        "2023.agreed_amount.secondary.tier_50_100"
    )
    assert LATE_50_100.fact_id("2023") == "2023h2.projects_signed.tier_50_100"
    with pytest.raises(FrozenInstanceError):
        TOP20.top = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="largest n"):
        Statistic("count", top=3)


def test_small_ledger_by_hand_named_exact() -> None:
    given_ = workspace(SMALL)
    # the two below 20 hold less than 40, so the other of 20–50 takes at least 99.5 − 30 − 40, at most 50
    assert ends(bounds(given_, 2023, Statistic("amount", top=2))) == (59.5, 80)
    assert ends(bounds(given_, 2023, BELOW_20)) == (19.5, 40)
    assert ends(bounds(given_, 2023, Statistic("count", Selection(high_edge=5)))) == (0, 1)
    assert ends(bounds(given_, 2023, Statistic("amount"))) == (99.5, 100.5)


def test_the_ends_of_a_bound_are_attained_and_nothing_beyond_them() -> None:
    def published_as(value: str) -> bool:
        return consistent(
            workspace([*SMALL, amount("2023", "tier", "tier_20_50", value, "0")]), 2023
        ).consistent

    assert published_as("59.5")
    assert published_as("80")
    assert not published_as("59.49")
    assert not published_as("80.01")


def test_small_ledger_by_hand_published_rounding() -> None:
    given_ = workspace(SMALL)
    assert ends(bounds(given_, 2023, Statistic("amount", top=2), "published_rounding")) == (59.52, 80.49)
    assert ends(bounds(given_, 2023, BELOW_20, "published_rounding")) == (19.01, 39.98)


def test_a_restated_project_counts_in_each_period_at_the_amount_published_then() -> None:
    rows = [
        count("2023", "all", "", 2),
        amount("2023", "all", "", "50", "0"),
        count("2023", "tier", "tier_20_50", 1),
        amount("2023H1", "all", "", "10", "0"),
        amount("2023H1", "project", "a", "10"),
        amount("2023", "project", "a", "40"),
    ]
    assert ends(bounds(workspace(rows), 2023, Statistic("amount", Selection(half="h2")))) == (10, 10)
    assert ends(bounds(workspace(rows), 2023, Statistic("amount", Selection(half="h1")))) == (40, 40)


def test_a_group_lifts_a_member_without_an_amount() -> None:
    rows = [
        count("2023", "all", "", 3),
        amount("2023", "all", "", "100"),
        count("2023", "tier", "tier_10_60", 2),
        amount("2023", "project", "a", "40"),
        amount("2023", "group", "pair", "85", "0", ">"),
    ]
    result = bounds(workspace(rows, groups={"pair": ["a", "b"]}), 2023, Statistic("amount", top=2))
    assert ends(result) == (89.5, 100)
    assert "2023.agreed_amount.group.pair" in result.quantity.sources


def test_a_task_force_narrows_a_bound_that_does_not_ask_for_it() -> None:
    rows = [*SMALL, count("2023", "task_force", "x", 2), amount("2023", "task_force", "x", "75", "0")]
    assert ends(bounds(workspace(rows), 2023, Statistic("amount", top=2))) == (75, 75)
    assert ends(bounds(workspace(rows), 2023, BELOW_20)) == (24.5, 25.5)
    share = Statistic("share", top=2)
    assert ends(bounds(workspace(rows), 2023, share)) == pytest.approx((7500 / 100.5, 7500 / 99.5))


def test_a_selection_may_cut_where_nothing_is_published() -> None:
    result = bounds(workspace(SMALL), 2023, Statistic("count", Selection(low_edge=Fraction(75, 2))))
    assert ends(result) == (0, 1)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_bounds_of_several_statistics_stand_in_their_order(convention: str) -> None:
    standard = standard_statistics(workspace(SMALL), 2023)
    facts = [bound.fact for bound in bounds_of(*constraints_of(workspace(SMALL), 2023, convention), standard)]
    ids = [fact.id for fact in facts]
    assert ids == [statistic.fact_id("2023") for statistic in standard]
    assert {"2023.agreed_amount.top2", "2023.agreed_amount.tier_0_20"} <= set(ids)
    assert all(fact.low <= fact.high for fact in facts)


@pytest.mark.parametrize("lowest", ["tier_0_1", "tier_lt_1"])
def test_no_class_is_below_one_that_begins_at_zero(lowest: str) -> None:
    counts = {lowest: 168, "tier_1_10": 69, "tier_10_50": 26, "tier_ge_50": 9}
    rows = [count("2023", "tier", tier, number) for tier, number in counts.items()]
    rows += [count("2023", "all", "", 272), amount("2023", "all", "", "879.6", "0.05")]
    for statistics in (standard_statistics, possible_statistics):
        ids = {statistic.fact_id("2023") for statistic in statistics(workspace(rows), 2023)}
        assert not {each for each in ids if each.name in ("tier_0_0", "tier_ge_0")}
        assert "2023.agreed_amount.top104" in ids


STATISTICS = [
    Statistic("amount"),
    BELOW_20,
    FROM_10,
    LATE_50_100,
    Statistic("share", Selection(low_edge=20)),
    Statistic("amount", Selection(sector="secondary", low_edge=20, high_edge=50)),
    Statistic("amount", Selection(half="h1", high_edge=10)),
    Statistic("count", Selection(task_force="x", high_edge=20)),
    Statistic("count", Selection(sector="tertiary", half="h2")),
    Statistic("amount", Selection(task_force="none")),
]


def check_bounds_contain_the_truth(data: st.DataObject) -> None:
    convention = data.draw(st.sampled_from(list(CONVENTIONS)))
    truth = data.draw(ledgers(exact=convention == "named_exact"))
    statistic = data.draw(
        st.sampled_from([*STATISTICS, Statistic("amount", top=sum(p.latest >= 20 for p in truth.projects))])
    )
    try:
        bound = bounds(truth.known, 2023, statistic, convention)
    except NotPublishedError:
        assert statistic.top is not None or statistic.where.task_force == "x"
        return
    scale = YI if statistic.measure == "amount" else 1
    value, low, high = truth.value(statistic) * scale, bound.quantity.low, bound.quantity.high
    slack = Fraction(scale, 1_000_000)
    assert low is not None
    assert low - slack <= value
    assert (high is None and bound.missing) or (high is not None and value <= high + slack)


@settings(max_examples=15, **RELAXED)
@given(data=st.data())
def test_bounds_contain_the_truth(data: st.DataObject) -> None:
    check_bounds_contain_the_truth(data)


@pytest.mark.slow
@settings(max_examples=1000, **RELAXED)
@given(data=st.data())
def test_bounds_contain_the_truth_of_a_thousand_ledgers(data: st.DataObject) -> None:
    check_bounds_contain_the_truth(data)


def test_selections_that_hold_the_same_projects_are_searched_once(monkeypatch):
    """No project lies above the highest edge, so those from 20 on are those of the tier from 20 to 50."""
    constraint_set, read_as = constraints_of(workspace(SMALL), 2023, "named_exact")
    open_above, tier = Selection(low_edge=20), Selection(low_edge=20, high_edge=50)
    statistics = [Statistic("amount", where) for where in (open_above, tier, Selection(high_edge=20))]
    model = model_of(constraint_set, read_as, statistics)
    first = model.extreme("amount", open_above, highest=True)
    monkeypatch.setattr(LedgerModel, "_minimise", None)
    assert model.extreme("amount", tier, highest=True) == first
    for measure, where, highest in (
        ("amount", tier, False),
        ("count", tier, True),
        ("amount", Selection(high_edge=20), True),
    ):
        with pytest.raises(TypeError):
            model.extreme(measure, where, highest=highest)


def test_a_bound_that_a_known_ledger_attains_is_not_searched_again(
    everything: Workspace, monkeypatch
) -> None:
    read, convention = constraints_of(everything, 2023, "named_exact")
    asked = [TOP20, TOP9, BELOW_20, FROM_10, LATE_50_100]
    searches = list[object]()

    def found() -> tuple[list[Bound], int]:
        searches.clear()
        model = model_of(read, convention, asked)
        return [bound_of(model, read, convention, each) for each in asked], len(searches)

    def noted(*given: object, **options: object) -> object:
        if options.get("integral", True):
            searches.append(options)
        return solved(*given, **options)

    solved = Model.solve
    monkeypatch.setattr(Model, "solve", noted)
    with_known, few = found()
    monkeypatch.setattr(LedgerModel, "_known", lambda *_: None)
    without, many = found()
    assert with_known == without
    assert few < many


def test_a_sector_of_nothing_makes_the_others_no_more_exact() -> None:
    """0.0 has the interval 0 to 0.05 and the precision of 0.05, which the sectors share."""
    projects = (
        Project("h1", "tertiary", "none", Fraction(1228, 100), Fraction(614, 100), "p0"),
        Project("h1", "tertiary", "y", Fraction(1228, 100), Fraction(1228, 100), "p1"),
    )
    half = Fraction(1, 20)
    rows = (
        Row("2023", "projects_signed", "all", "", Fraction(2), Fraction(0), "="),
        Row("2023", "agreed_amount", "sector", "primary", Fraction(0), half, "="),
        Row("2023", "agreed_amount", "sector", "tertiary", Fraction(123, 5), half, "="),
        Row("2023", "agreed_amount", "task_force", "y", Fraction(1228, 100), half / 10, "="),
        Row("2023", "agreed_amount", "project", "p0", Fraction(1228, 100), Fraction(0), "="),
    )
    assert consistent(Truth(projects, rows).known, 2023, "named_exact").consistent
