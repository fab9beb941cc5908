"""Assumptions of a run as facts."""

from __future__ import annotations

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact


def assumption_facts(assumptions: Assumptions, period: str) -> list[Fact]:
    """Return each assumption of the run as a fact, so that it is shown and traced like any number."""
    facts = []
    for name in type(assumptions).model_fields:
        value = getattr(assumptions, name)
        unit, key = "个" if isinstance(value, int) else "", FactId.of(period, "assumption", name)
        values = (
            {key / place: v for place, v in enumerate(value, start=1)}
            if isinstance(value, tuple)
            else {key: value}
        )
        facts += [
            Fact(
                fact_id,
                float(number),
                None,
                None,
                unit,
                "assumption",
                "all",
                "modelled",
                period,
                definition="assumption",
            )
            for fact_id, number in values.items()
        ]
    return facts
