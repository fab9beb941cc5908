"""Where a number of an analysis comes from: one of its results, or one that only a frame of it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.analysis.frames.traced import TracedFact
from jjinvest.analysis.ledger.facts import ledger_fact
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.once import once_each
from jjinvest.reporting.provenance import Tracer
from jjinvest.reporting.register import Register

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened


def traced(d: Opened, number: str | FactId | Fact | TracedFact) -> TracedFact:
    """Return a number with its provenance."""
    if isinstance(number, TracedFact):
        number = number.fact
    if not isinstance(number, Fact) and (framed := _framed(d, str(number))) is not None:
        return framed
    fact = number if isinstance(number, Fact) else d.results[str(number)]
    day = d.as_of
    dated = fact if fact.as_of or day is None else replace(fact, as_of=day.isoformat())
    return TracedFact(dated, lambda each: _tracer(d).trace(each))


@once_each
def framed_facts(d: Opened) -> dict[str, TracedFact]:
    """Computed numbers of published frames, such as a remainder, by id; frames add theirs."""
    return {}


def _framed(d: Opened, number: str) -> TracedFact | None:
    """Return a number that only a frame has, by its id: one of this analysis, or of its ledger."""
    if d.results.get(number) is not None:
        return None
    state = d.results.workspace.ledger
    known = framed_facts(d).get(number.casefold())
    if known is not None:
        return known
    return None if state is None else ledger_fact(state, number, d.words)


@once_each
def _tracer(d: Opened) -> Tracer:
    return Tracer(Register.of(d._origin.everything(), d.results.run_period), d.words)
