"""Whether a made-up ledger satisfies what was published, by plain sums over its rows and its own reading of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.periods import period_end
from jjinvest.core.quantity import YI, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.published import latest
from jjinvest.quality.bounds.constraints import CONVENTIONS, NAMED_EXACT, Convention, edges_of, half_of


def violations(
    ledger: pd.DataFrame, workspace: Workspace, year: int | str, convention: str | Convention = NAMED_EXACT
) -> list[str]:
    """Ids of the figures of `year` that a ledger does not satisfy, by plain sums over its rows.

    Uses the columns ``project_id``, ``half``, ``sector``, ``task_force``, ``amount_yuan`` and ``first_half_yuan``.
    """
    chosen = CONVENTIONS[convention] if isinstance(convention, str) else convention
    figures = workspace.figures
    agreed = (figures["metric"] == AMOUNT) & (figures["basis"] == "agreed")
    figures = figures[
        (figures["period"].str[:4] == str(year))
        & (figures["statistic"] == "level")
        & (figures["status"] == "achieved")
        & ((figures["metric"] == COUNT) | agreed)
    ]
    found = [
        *_aggregates_missed(ledger, figures, str(year), chosen),
        *_groups_missed(ledger, figures, workspace.projects),
        *_named_missed(ledger, figures, chosen),
    ]
    return list(dict.fromkeys(found))


def _holds(total: int, quantity: Quantity, relation: str) -> bool:
    """Whether a count, or an amount in 元, lies in a print's interval; "more than" n is not n."""
    above = quantity.low is None or (total > quantity.low if relation == ">" else total >= quantity.low)
    below = quantity.high is None or (total < quantity.high if relation == "<" else total <= quantity.high)
    return above and below


def _aggregates_missed(
    ledger: pd.DataFrame, figures: pd.DataFrame, year: str, convention: Convention
) -> Iterator[str]:
    periods = {year: None, f"{year}H1": "H1", f"{year}H2": "H2"}
    figures = figures[
        figures["period"].isin(list(periods)) & figures["scope"].isin(["all", "sector", "tier", "task_force"])
    ]
    about = {row["fact_id"]: row for row in figures.to_dict("records")}
    half_widths = figures.groupby(["period", "metric", "scope"])["half_width"].min()
    for fact, quantity in latest(figures).items():
        row = about[fact]
        half, scope, subject = periods[row["period"]], row["scope"], row["subject"]
        yuan = ledger["first_half_yuan" if half == "H1" else "amount_yuan"]
        meant = pd.Series(True, index=ledger.index) if half is None else ledger["half"] == half
        if scope == "tier":
            low, high = edges_of(subject)
            meant &= yuan >= int(low * YI)
            meant &= True if high is None else yuan < int(high * YI)
        elif scope != "all":
            meant &= ledger[scope] == subject
        if (
            scope == "sector"
            and row["metric"] == AMOUNT
            and row["relation"] == "="
            and convention.sectors_alike
        ):
            finest = Fraction(str(half_widths[row["period"], AMOUNT, "sector"])) * YI
            value = quantity.value or Fraction(0)
            quantity = replace(quantity, low=value - finest, high=value + finest)
        total = int(meant.sum()) if row["metric"] == COUNT else int(yuan[meant].sum())
        if not _holds(total, quantity, row["relation"]):
            yield from quantity.sources


def _groups_missed(ledger: pd.DataFrame, figures: pd.DataFrame, projects: pd.DataFrame) -> Iterator[str]:
    for figure in figures[(figures["scope"] == "group") & (figures["metric"] == AMOUNT)].to_dict("records"):
        names = projects.loc[[figure["figure_id"] in ids for ids in projects["figure_ids"]], "project_id"]
        rows = ledger[ledger["project_id"].isin(list(names))]
        half = half_of(figure["period"])
        rows = rows if half is None else rows[rows["half"] == half.upper()]
        total = int(rows["first_half_yuan" if half == "h1" else "amount_yuan"].sum())
        if len(rows) != len(names) or not _holds(total, figure["quantity"], figure["relation"]):
            yield figure["figure_id"]


def _named_missed(ledger: pd.DataFrame, figures: pd.DataFrame, convention: Convention) -> Iterator[str]:
    published = figures[(figures["scope"] == "project") & (figures["metric"] == AMOUNT)]
    published = published.assign(end=published["period"].map(period_end)).sort_values(
        ["available_from", "end"], kind="stable"
    )
    for subject, prints in published.groupby("subject", sort=False):
        rows = ledger[ledger["project_id"] == subject]
        first = prints[[half_of(period) == "h1" for period in prints["period"]]].iloc[-1:]
        checked = [(p, "amount_yuan") for p in prints.iloc[-1:].to_dict("records")]
        checked += [(p, "first_half_yuan") for p in first.to_dict("records")]
        for figure, column in checked:
            alike = [q for q in prints.to_dict("records") if q["quantity"].agrees_with(figure["quantity"])]
            exact = [q for q in alike if q["relation"] == "=" and convention.named_exact]
            value = min(exact, key=lambda q: float(q["half_width"]))["quantity"].value if exact else None
            half = half_of(figure["period"])
            if not (
                len(rows) == 1
                and (half is None or rows["half"].iloc[0] == half.upper())
                and _holds(int(rows[column].iloc[0]), figure["quantity"], figure["relation"])
                and value in (None, int(rows[column].iloc[0]))
            ):
                yield figure["figure_id"]
