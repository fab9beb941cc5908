"""Page 40: what it says of a ledger that lists signed projects only."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.reporting.pages import pipeline
from tests.fixtures.circulars import number


class Said:
    """A report that keeps the messages that it is asked for."""

    def __init__(self, unstated: tuple[str, ...] = (), **stages: int) -> None:
        facts = {
            f"now.projects.in_stage.{stage}": number(
                FactId.of(2023, "projects", "in_stage", stage), held, "个"
            )
            for stage, held in stages.items()
        }
        state = SimpleNamespace(unstated=frozenset(unstated))
        self.results = SimpleNamespace(
            ledger=SimpleNamespace(get=facts.get), workspace=SimpleNamespace(ledger=state)
        )
        self.keys: list[str] = []

    def text(self, key, *, otherwise=None):
        self.keys.append(key)


@pytest.mark.parametrize(
    ("stages", "key"),
    [
        ({"lead": 0, "negotiating": 0, "signed": 8}, "pipeline.lead_signed"),
        ({"lead": 2, "negotiating": 0, "signed": 8}, "pipeline.lead_ledger"),
        ({"lead": 0, "negotiating": 3}, "pipeline.lead_ledger"),
    ],
)
def test_a_ledger_of_signed_projects_is_not_said_to_hold_no_negotiations(stages, key):
    report = Said(**stages)
    pipeline.lead(report)
    assert report.keys == [key]


def test_a_ledger_that_does_not_state_who_has_started_is_said_to_be_one():
    report = Said(("started", "in_production"), lead=0, negotiating=3)
    pipeline.lead(report)
    assert report.keys == ["pipeline.lead_unstated"]
