from __future__ import annotations

import pytest

from jjinvest.core.errors import ParameterError


def test_what_is_listed_can_be_asked_for(year):
    for row in year.metrics.to_dict("records"):
        spans = row["spans"].split(", ")
        frame = year.frame(row["metric"], by=spans[0], where=None) if spans != ["period"] else None
        assert frame is None or len(frame)


def test_spans_and_statistics_are_those_with_a_number(year, both):
    metrics = year.metrics.set_index("metric")
    assert "half" in metrics.loc["agreed_amount", "spans"]
    assert "month" not in metrics.loc["agreed_amount", "spans"]
    assert "2023H1" in metrics.loc["agreed_amount", "periods"]
    assert "pace_gap" in metrics.loc["agreed_amount", "statistics"]
    ledger = both.metrics[both.metrics["source"] == "ledger"].set_index("metric")
    assert ledger.loc["agreed_amount", "statistics"] == "level, share, average, growth"
    assert ledger.loc["agreed_amount", "spans"].split(", ")[-1] == "month"


@pytest.mark.parametrize("kind", ["both", "year"])
def test_names_are_words(request, kind):
    names = request.getfixturevalue(kind).metrics["name"]
    assert not names[names.str.contains("projects ")].any()


@pytest.mark.parametrize(
    "question", [{"where": "sector=secondary;sector=tertiary"}, {"by": ["sector", "sector"]}]
)
def test_a_dimension_asked_for_twice_is_refused(year, question):
    with pytest.raises(ParameterError, match="sector"):
        year.frame("agreed_amount", **question)


def test_several_metrics_in_one_call_are_refused(year):
    with pytest.raises(ParameterError, match="one metric a call"):
        year.frame(["agreed_amount", "funds_in_place"], by="sector")
