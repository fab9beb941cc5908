"""Published figures against the ledger: each figure that the ledger's rows add up to as well, with a verdict.

They agree where the exact sum lies within the published figure's rounding and relation. A difference is not
explained away: the published figure may count otherwise (industrial projects only, another day), or rows of
the ledger may be missing.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.access import TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.figures import latest_quantities
from jjinvest.metrics.published import latest_facts
from jjinvest.quality.reconciliation.reconcile import AGREES, figure_definition

DIFFERS = "differs"
"""Verdict on a published figure that is not the ledger's: neither of the two need be wrong."""

DIFFERS_FROM_LEDGER = "differs_from_ledger"
"""Caveat of a published figure with that verdict."""

COLUMNS = ["fact_id", "published", "from_ledger", "difference", "verdict"]


def compare_with_ledger(figures: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Compare the latest publication of each figure with the ledger's value of it, in the order of `figures`.

    Columns: fact_id; published, from_ledger and difference (ledger − published) as facts; verdict (agrees,
    differs). Figures of another 口径 under one name are not compared.
    """
    if statements.empty:
        return pd.DataFrame(columns=COLUMNS)
    from_ledger = {row["fact_id"]: row for row in statements.to_dict("records")}
    achieved = figures[figures["statistic"] != "target"]
    shown = {fact.id: fact for fact in latest_facts(achieved)}
    rows = []
    for fact_id, published in latest_quantities(achieved).items():
        row, key = from_ledger.get(fact_id), FactId.parse(fact_id)
        current = published.as_now_known()
        if row is None or key not in shown or row["quantity"].definition != current.definition:
            continue
        counted, period, scope = row["quantity"], row["period"], row["scope"]
        tier = str(row.get("tier", TIERS[0]))  # a sum that is withheld stays so here, and in the difference
        ledger_fact = facts.from_quantity(
            FactId.of(key.period, "ledger", *key.parts),
            counted,
            evidence="computed",
            period=period,
            scope=scope,
            definition=figure_definition(key),
            tier=tier,
        )
        difference = facts.from_quantity(
            key / "ledger_difference",
            counted - current,
            evidence="computed",
            period=period,
            scope=scope,
            definition="ledger_difference",
            tier=tier,
        )
        verdict = AGREES if current.agrees_with(counted) else DIFFERS
        rows.append([fact_id, shown[key], ledger_fact, difference, verdict])
    return pd.DataFrame(rows, columns=COLUMNS)


def differing_figures(compared: pd.DataFrame, year: int) -> frozenset[str]:
    """Return ids of the figures of a year that differ from sums of the ledger that all may see.

    Of earlier years a ledger may lack projects, so a difference says nothing against the figure. Where more
    than half of them differ, the ledger holds other projects than the texts count, and no single
    figure stands out. A mark for all readers would show that a sum which is withheld is another.
    """
    of_year = [
        row
        for row in compared[["fact_id", "from_ledger", "verdict"]].to_dict("records")
        if FactId.parse(row["fact_id"]).period[:4] == str(year)
    ]
    differs = [row for row in of_year if row["verdict"] == DIFFERS]
    if 2 * len(differs) > len(of_year):
        return frozenset()
    return frozenset(str(row["fact_id"]) for row in differs if row["from_ledger"].tier == TIERS[0])


def figures_not_compared(compared: pd.DataFrame, figures: pd.DataFrame) -> list[FactId]:
    """Return the ids of figures of what was achieved that the ledger has no sum of, latest period first."""
    achieved = dict.fromkeys(fact.id for fact in latest_facts(figures[figures["statistic"] != "target"]))
    others = [each for each in achieved if each not in set(compared["fact_id"])]
    return sorted(others, key=lambda each: each.period, reverse=True)


def comparison_counts(compared: pd.DataFrame, figures: pd.DataFrame, period: str) -> list[Fact]:
    """Count the figures that were compared with the ledger, those that differ, and all others.

    Nothing is counted where none was compared; ``not_compared`` only where there are such figures. Targets
    are no figures of what was achieved.
    """
    if compared.empty:
        return []
    counts = {"compared": len(compared), DIFFERS: int((compared["verdict"] == DIFFERS).sum())}
    if others := len(figures_not_compared(compared, figures)):
        counts["not_compared"] = others
    key = FactId.of(period, "ledger_checks")
    return [
        facts.count_fact(key / name, number, period, definition="checks", interval=True)
        for name, number in counts.items()
    ]
