"""Facts of one published run, looked up as the results of a run are: by id, alias of a period, short form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from jjinvest.core.fact_id import BEFORE_REVISION, COMPARED, FactId
from jjinvest.core.facts import Fact
from jjinvest.core.period_of_facts import period_of_facts
from jjinvest.core.periods import period_end
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.results.fact_index import LEDGER, drop_target, resolved


class PublishedFacts:
    """The facts of a published run.

    Parameters
    ----------
    facts
        All facts of the run.
    run_period
        Quarter of the run, such as 2023Q4.

    Examples
    --------
    >>> total = Fact("2023.agreed_amount", 9, 9, 9, "亿元", "agreed", "all", "published", "2023")
    >>> facts = PublishedFacts([total], "2023Q4")
    >>> facts.get("now.agreed_amount").value, facts.get("now.funds_in_place")
    (9, None)
    """

    def __init__(self, facts: Iterable[Fact], run_period: str) -> None:
        self.by_id = {fact.id: fact for fact in facts if fact.id.parts[-1] != BEFORE_REVISION}
        self.run_period = run_period

    @cached_property
    def period(self) -> str:
        """Period reported, known by the totals that the run published."""
        return period_of_facts(self.by_id.values(), self.run_period)

    def of_another(self, period: str) -> PublishedFacts:
        """Return the same facts, read as those of another period that they cover."""
        found = PublishedFacts(self.by_id.values(), self.run_period)
        found.period = period
        return found

    @property
    def year(self) -> int:
        """Year of the run."""
        return int(self.run_period[:4])

    @property
    def complete_year(self) -> bool:
        """Whether the run reports a complete year."""
        return period_end(self.period).month == 12

    @property
    def year_overdue(self) -> bool:
        """Whether the year was over on the as-of day while the run still reports a part of it."""
        days = (fact.as_of for fact in self.by_id.values() if fact.as_of)
        return not self.complete_year and max(days, default="") > f"{self.year}-12-31"

    @property
    def ahead(self) -> str:
        """Alias of the year whose targets lie ahead."""
        return "next" if self.complete_year else "year"

    @property
    def rests_on(self) -> str:
        """What the period's numbers rest on: ``published``, ``ledger``, or ``both``."""
        of_period = [fact for fact in self.by_id.values() if fact.period == self.period]
        if not any(fact.evidence == "published" for fact in of_period):
            return LEDGER
        return "both" if any(LEDGER in fact.id.parts for fact in of_period) else "published"

    def resolve(self, name: str) -> FactId:
        """Return the id that a name stands for."""
        return resolved(name, self.period, self.year)

    def get(self, name: str) -> Fact | None:
        """Return the fact of a name; None if it was not published."""
        asked = self.resolve(name)
        return self.by_id.get(asked) or self.by_id.get(self._by_short_form.get(asked, asked))

    def of_period(self, alias: str = "now") -> list[Fact]:
        """Facts of a period that are no comparison with other numbers, in the order of their ids."""
        period = self.resolve(f"{alias}.x").period
        found = [fact for fact in self.by_id.values() if fact.id.period == period]
        return sorted(
            (fact for fact in found if not set(COMPARED) & set(fact.id.parts)), key=lambda fact: str(fact.id)
        )

    @cached_property
    def _by_short_form(self) -> dict[str, FactId]:
        """Ids by their form without the number of a target after ``p_reach``: that of the district's own."""
        own = {
            (fact.id.period, fact.id.metric, fact.value)
            for fact in self.by_id.values()
            if fact.id.statistic == "target" and fact.id.authority in ("", "district")
        }
        found = dict[str, FactId]()
        for fact_id, fact in self.by_id.items():
            short = drop_target(fact_id)
            if short not in found or (fact_id.period, fact_id.metric, fact.target) in own:
                found[short] = fact_id
        return found


def for_circulation(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Return the facts without targets that nobody published and what rests on them: a circular goes out."""
    own = f"@{UNPUBLISHED}"
    return (fact for fact in facts if not any(source.endswith(own) for source in fact.sources))
