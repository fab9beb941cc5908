"""The end of the key of a message on the checks; a count of nothing is not stated."""

from __future__ import annotations

import pytest

from jjinvest.core.facts import count_fact
from jjinvest.i18n.catalog import catalog
from jjinvest.reporting.tables.sentences import outcome_of_checks


@pytest.mark.parametrize(
    ("counts", "end"),
    [
        ({"total": 9, "agrees": 9, "contradicts": 0, "restated": 0}, "_agree"),
        ({"total": 9, "agrees": 8, "contradicts": 0, "restated": 1}, "_restated"),
        ({"total": 9, "agrees": 8, "contradicts": 1, "restated": 0}, "_unrevised"),
        ({"total": 9, "agrees": 7, "contradicts": 1, "restated": 1}, ""),
        ({"total": 9, "agrees": 7, "contradicts": 1, "restated": 0, "failing": 2}, "_failing_unrevised"),
        ({"total": 9, "agrees": 6, "contradicts": 1, "restated": 1, "failing": 2}, "_failing"),
    ],
)
def test_a_message_states_restated_figures_only_where_there_are_some(counts, end):
    facts = {name: count_fact(f"2023.checks.{name}", number, "2023") for name, number in counts.items()}
    assert outcome_of_checks(facts.get) == end
    for language in ("zh", "en"):
        message = catalog(language)[f"circular.checks{end}"]
        assert ("restated" in message) == bool(counts["restated"])
