"""Changes since the last release add up exactly; a forecast is judged only by what was published after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Definition
from jjinvest.data.releases import Release
from jjinvest.results.released_numbers import (
    CurrentNumbers,
    advances,
    difference,
    revisions,
    track_record,
)

NAME = "released.2023q2.1"
amounts = st.decimals(0, 100_000, places=4, allow_nan=False).map(float)


def fact(fact_id: str, value: float | None, **other: object) -> Fact:
    given = {
        "low": None,
        "high": None,
        "unit": "亿元",
        "basis": "agreed",
        "scope": "all",
        "evidence": "published",
    }
    return Fact(**{"id": fact_id, "value": value, "period": "2023", **given, **other})


def known(
    *facts: Fact, definition: dict[str, Definition] | None = None, published: dict[str, date] | None = None
) -> CurrentNumbers:
    return CurrentNumbers({f.id: f for f in facts}, definition or {}, published or {})


@given(amounts, amounts)
def test_before_and_difference_make_after_in_the_decimals_shown(before, after):
    made = difference(fact("2023.x", before), fact("2023.x", after))
    assert Decimal(str(before)) + Decimal(str(made.value)) == Decimal(str(after))


def test_the_interval_of_a_difference_holds_every_difference_of_the_ends():
    made = difference(fact("2023.x", 6.4, low=6.35, high=6.45), fact("2023.x", 9.6, low=9.55, high=9.65))
    assert (made.value, made.low, made.high, made.evidence) == (3.2, 3.1, 3.3, "computed")


@pytest.mark.parametrize(
    "other",
    [
        {"basis": "contract"},
        {"scope": "out_of_city"},
        {"unit": "个"},
        {"relation": ">="},
        {"value": None, "low": 1.0},
    ],
)
def test_what_is_not_the_same_measure_is_not_subtracted(other):
    after = replace(fact("2023.x", 2.0), **other)
    assert difference(fact("2023.x", 1.0), after) is None


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(amounts, st.none() | amounts)))
def test_revisions_are_the_numbers_that_are_stated_again_with_another_value(numbers):
    released = tuple(fact(f"2023.{k}", before) for k, (before, _) in numbers.items())
    now = known(*(fact(f"2023.{k}", after) for k, (_, after) in numbers.items() if after is not None))
    changed = {f"2023.{k}" for k, (before, after) in numbers.items() if after is not None and before != after}
    assert {row["after"].id for _, row in revisions(released, now, NAME).iterrows()} == changed


def test_a_number_as_released_never_stands_under_the_id_of_today():
    released = (fact("2023.x", 1.0, caveat="named_only"),)
    row = revisions(released, known(fact("2023.x", 2.0)), NAME).iloc[0]
    assert (row["before"].id, row["before"].caveat) == (f"2023.x.{NAME}", "as_released")
    assert (row["after"].id, row["difference"].id) == ("2023.x", "2023.x.since_release")


def test_a_bound_that_moved_is_a_revision_without_a_difference():
    released = (fact("2023.x.top9", None, low=479.0, high=579.0, evidence="bounded"),)
    row = revisions(
        released, known(fact("2023.x.top9", None, low=480.0, high=579.0, evidence="bounded")), NAME
    ).iloc[0]
    assert row["difference"] is None


def test_running_totals_advance_within_a_year_and_one_definition():
    released = (
        fact("2023h1.agreed_amount", 534.0),
        fact("2023h1.agreed_amount.energy", 3.0, scope="chain"),
        fact("2023h1.funds", 5.0),
        fact("2023h1.modelled", 5.0, evidence="modelled"),
    )
    now = known(
        fact("2023.agreed_amount", 1088.0),
        fact("2023.agreed_amount.energy", 4.0, scope="chain"),
        fact("2023.funds", 9.0),
        fact("2023.modelled", 6.0),
        definition={"2023h1.funds": Definition("funds", cohort="new"), "2023.funds": Definition("funds")},
    )
    found = advances(released, now, NAME, before="2023H1", after="2023", caveat="since_release_wording")
    [row] = found.to_dict("records")
    assert (row["before"].value, row["difference"].value, row["after"].value) == (534.0, 554.0, 1088.0)
    assert row["difference"].caveat == "since_release_wording"
    assert advances(released, now, NAME, before="2023H1", after="2024", caveat="").empty
    assert advances(released, now, NAME, before="2023H1", after="2023H1", caveat="").empty


MEDIAN = {"low": 731.0, "high": 1476.0, "evidence": "modelled"}
LATER = {"2024.agreed_amount": date(2025, 2, 1)}


@pytest.mark.parametrize(("actual", "outcome"), [(700.0, "below"), (731.0, "inside"), (1476.5, "above")])
def test_a_median_is_compared_with_the_figure_published_later(actual, outcome):
    released = (fact("2024.agreed_amount.forecast.median", 1063.5, **MEDIAN),)
    now = known(fact("2024.agreed_amount", actual), published=LATER)
    [row] = track_record(released, now, "released.2023q4.1", date(2024, 3, 31)).to_dict("records")
    assert (row["outcome"], row["difference"].value) == (
        outcome,
        float(Decimal(str(actual)) - Decimal("1063.5")),
    )


@pytest.mark.parametrize(("actual", "outcome"), [(1000.0, "reached"), (999.9, "missed")])
def test_a_chance_is_held_against_reaching_the_target(actual, outcome):
    chance = {"unit": "概率", "evidence": "modelled", "target": 1000.0}
    released = (
        fact("2024.agreed_amount.p_reach.1000", 0.59, **chance),
        fact("2024.agreed_amount.p_reach.1000.optimistic", 0.7, **chance),
    )
    now = known(fact("2024.agreed_amount", actual), published=LATER)
    [row] = track_record(released, now, "released.2023q4.1", date(2024, 3, 31)).to_dict("records")
    assert (row["outcome"], row["difference"], row["forecast"].value) == (outcome, None, 0.59)


@pytest.mark.parametrize(
    ("forecast", "now"),
    [
        # already published on the day of the release: an outlook repeated as a self-check is no forecast
        (
            fact("2023.agreed_amount.mid_year.forecast.median", 1051.0, **MEDIAN),
            known(fact("2023.agreed_amount", 1088.0), published={"2023.agreed_amount": date(2024, 3, 31)}),
        ),
        # another scope
        (
            fact("2024.agreed_amount.out_of_city.forecast.median", 700.0, scope="out_of_city", **MEDIAN),
            known(fact("2024.agreed_amount", 1088.0), published=LATER),
        ),
        # not published but computed or targeted
        (
            fact("2024.agreed_amount.forecast.median", 1063.0, **MEDIAN),
            known(fact("2024.agreed_amount", 1088.0, evidence="target"), published=LATER),
        ),
        (fact("2024.agreed_amount.forecast.median", 1063.0, **MEDIAN), known()),
    ],
)
def test_what_is_no_forecast_of_a_published_figure_has_no_record(forecast, now):
    assert track_record((forecast,), now, NAME, date(2024, 3, 31)).empty


def test_a_release_is_seen_from_its_own_day_on_and_its_latest_visible_version_is_the_last(everything):
    def release(version: int, as_of: date) -> Release:
        return Release("2023Q2", version, as_of, as_of, "", (fact("2023h1.agreed_amount", 530.0 + version),))

    held = replace(everything, releases=(release(1, date(2023, 7, 31)), release(2, date(2024, 6, 1))))
    from jjinvest.core.assumptions import Assumptions
    from jjinvest.results.results import Results

    seen = {
        (day, period): Results(held.as_of(day), period, 1, Assumptions()).release_comparison.release
        for day in (date(2024, 3, 31), date(2024, 7, 1))
        for period in ("2023Q2", "2023Q4")
    }
    assert {key: release and release.version for key, release in seen.items()} == {
        (date(2024, 3, 31), "2023Q2"): None,
        (date(2024, 3, 31), "2023Q4"): 1,
        (date(2024, 7, 1), "2023Q2"): None,
        (date(2024, 7, 1), "2023Q4"): 2,
    }


def test_every_number_of_the_comparison_has_a_name_a_definition_and_a_sentence(everything, mid_year_results):
    """The real mid-year facts, released, seen from the end of the year."""
    from jjinvest.core.assumptions import Assumptions
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.reporting import tables
    from jjinvest.reporting.html import Renderer
    from jjinvest.reporting.provenance import definition_key, explain
    from jjinvest.results.results import Results

    mid_year = tuple(mid_year_results.facts.values())
    release = Release("2023Q2", 1, date(2023, 8, 1), date(2023, 7, 31), "", mid_year)
    held = replace(everything, releases=(release,))
    results = Results(held.as_of(date(2024, 3, 31)), "2023Q4", 20230731, Assumptions())
    assert list(tables.track_record(results)["outcome"].map(lambda badge: badge.key)) == ["inside"]
    assert [
        row["after"].value - row["before"].value
        for row in results.release_comparison.advances.to_dict("records")
    ] == [row["difference"].value for row in results.release_comparison.advances.to_dict("records")]
    for language in ("zh", "en"):
        words = Vocabulary(language, {str(k): str(v) for k, v in held.labels[language].items()})
        for table in (tables.advances(results), tables.revisions(results), tables.track_record(results)):
            shown = Renderer(words, {})
            assert shown.table(table, "")
            for number in shown.shown:
                assert words.fact_label(number.id)
                assert words.message(definition_key(number))
                assert results[number.id].value == number.value
        assert "534" in explain(results, held, f"2023h1.agreed_amount.{NAME}", words)
