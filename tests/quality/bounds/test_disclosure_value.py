"""Width of a bound that one further figure would leave, against the bounds once it is published."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from jjinvest.core import facts
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import bounds
from jjinvest.quality.bounds.constraints import Selection
from jjinvest.quality.bounds.disclosure_value import DISCLOSED_HALF_WIDTH, possible_disclosures, sensitivity
from jjinvest.quality.bounds.milp import Model
from jjinvest.quality.bounds.reported import (
    reported_bound_ids,
    reported_bounds,
    reported_disclosure_ids,
    reported_disclosures,
)
from jjinvest.quality.bounds.statistics import NotPublishedError, Statistic
from jjinvest.quality.reconstruction.summary import reconstruction_summary_ids

TOP20, TOP9 = Statistic("amount", top=20), Statistic("amount", top=9)
FROM_20, FROM_50 = (
    Statistic("amount", Selection(low_edge=low, high_edge=high)) for low, high in ((20, 50), (50, 100))
)


def with_tier_amount(known: Workspace, tier: str, value: Fraction) -> Workspace:
    """Return the workspace with the amount of a tier published too, to one decimal as for sectors."""
    figures = known.figures
    like = figures[figures["fact_id"] == "2023.agreed_amount.secondary"].iloc[-1]
    name = f"2023.agreed_amount.{tier}"
    half = DISCLOSED_HALF_WIDTH * YI
    quantity = replace(
        like["quantity"], value=value * YI, low=value * YI - half, high=value * YI + half, sources=(name,)
    )
    row = like.to_dict() | {
        "scope": "tier",
        "subject": tier,
        "fact_id": name,
        "figure_id": name,
        "quantity": quantity,
    }
    return replace(known, figures=pd.concat([figures, pd.DataFrame([row])], ignore_index=True))


def test_the_disclosure_that_narrows_most_comes_first(annual):
    result = sensitivity(annual, 2023, TOP20, possible_disclosures(annual, 2023))
    gains = [each.gain for each in result.disclosures]
    assert gains == sorted(gains, reverse=True)
    assert result.bound.width == 250
    # of 1088 ± 0.5, what is below 20 to ± 0.05 leaves the rest to ± 0.2 (sectors add up to ± 0.15) and its
    # own ± 0.05
    assert result.disclosures[0].candidate == Statistic("amount", Selection(high_edge=20))
    assert result.disclosures[0].left == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("statistic", [TOP20, TOP9])
@pytest.mark.parametrize(
    ("candidate", "tier", "values"),
    [(FROM_20, "tier_20_50", (265, 320, 370)), (FROM_50, "tier_50_100", (510, 560))],
)
def test_no_value_leaves_more_than_stated(annual, statistic, candidate, tier, values):
    left = sensitivity(annual, 2023, statistic, [candidate]).disclosures[0].left
    widths = [
        bounds(with_tier_amount(annual, tier, Fraction(value)), 2023, statistic).width for value in values
    ]
    assert max(widths) <= left + 1e-6
    assert left <= max(widths) + 1  # and some value leaves about as much


def test_a_published_amount_published_again_narrows_nothing(annual):
    total = Statistic("amount", Selection(sector="secondary"))
    assert sensitivity(annual, 2023, TOP20, [total]).disclosures[0].gain == pytest.approx(0, abs=1e-6)


def test_shares_are_judged_by_their_amount(annual):
    for statistic, candidate in ((TOP20, Statistic("share", top=9)), (Statistic("share", top=9), FROM_20)):
        with pytest.raises(ValueError, match="amount"):
            sensitivity(annual, 2023, statistic, [candidate])


def test_an_open_bound_names_the_missing_figures(mid_year):
    with pytest.raises(NotPublishedError, match=r"2023\.agreed_amount"):
        sensitivity(mid_year, 2023, Statistic("amount"), [FROM_50])


def test_facts_hold_what_narrows_and_the_number_of_candidates(annual):
    reported = reported_disclosures(annual, 2023)
    assert {fact.id for fact in reported} <= reported_disclosure_ids(annual, 2023)
    frame = facts.frame(reported).set_index("id")
    assert (frame["evidence"] == "bounded").sum() == len(frame) - 1
    width = "2023.agreed_amount.top20.width"
    assert (
        frame.loc[f"{width}.least", "value"] == frame.loc[f"{width}.after.agreed_amount.tier_0_20", "value"]
    )
    assert (frame.loc[[i for i in frame.index if ".after." in i], "relation"] == "<=").all()
    assert frame.loc["2023.disclosures.candidates", "value"] == len(possible_disclosures(annual, 2023))


def test_contradicting_figures_have_no_disclosures(annual):
    spoiled = with_tier_amount(annual, "tier_20_50", Fraction(600))
    assert reported_disclosures(spoiled, 2023) == []


def test_bounds_have_only_the_listed_ids_also_where_arithmetic_takes_their_place(annual, mid_year):
    exact = {fact.id for fact in reported_bounds(annual, 2023)}
    assert "2023.agreed_amount.top20.published_rounding" in exact
    assert exact <= reported_bound_ids(annual, 2023)
    for workspace in (with_tier_amount(annual, "tier_20_50", Fraction(600)), mid_year):
        arithmetic = {fact.id for fact in reported_bounds(workspace, 2023)}
        assert arithmetic
        assert arithmetic <= reported_bound_ids(workspace, 2023)


def test_without_figures_of_the_year_no_id_is_listed(annual):
    assert reported_bound_ids(annual, 2019) == reported_disclosure_ids(annual, 2019) == set()


def test_listing_the_ids_solves_nothing(annual, monkeypatch):
    def solve(*_arguments, **_options):
        raise AssertionError("a programme was solved")

    monkeypatch.setattr(Model, "solve", solve)
    assert "2023.agreed_amount.top20" in reported_bound_ids(annual, 2023)
    assert "2023.agreed_amount.top20.width.least" in reported_disclosure_ids(annual, 2023)
    assert "2023.agreed_amount.top20.reconstructed" in reconstruction_summary_ids(annual, 2023)
    assert "2023.agreed_amount" not in reported_bound_ids(annual, 2023)
