"""The change of each forecast since a release, as facts that add up in the decimals they are written with.

Ids below ``2024.agreed_amount.forecast.since_release``:

- ``by_<reason>`` for each of :data:`~jjinvest.forecasting.attribution.decompose.REASONS` (of funds
  ``by_new_payments`` for ``by_new_signings``);
- ``opening_margin`` and ``closing_margin`` over the target, ``…_total`` where one of the two knew no target,
  ``actual_…`` where the year is over; the opening alone where nothing can be compared with it,
  ``opening_median`` if only the median was released;
- ``project.<n>`` for the projects behind the change, ``projects_further.<tier>`` for all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import round_half_up
from jjinvest.core.units import is_money
from jjinvest.forecasting.attribution.decompose import REASONS, ForecastState, explain_change

FORECAST_PARTS = ("pooled", "ledger", "mid_year", "")
"""Part of the id that names the method of a forecast, the one that needs most data first."""
PROJECT_REASONS = ("data_revision", "new_signings", "cancellations")
"""Reasons that are sums over projects."""
MAX_NAMED_PROJECTS = 5
"""Projects that are named at each tier."""
READABLE_TIERS = {"public": ("public",), "government": ("public", "government")}
"""Tiers of names that a reader of each tier may see."""
NEW_REASONS = {"funds": "new_payments"}
"""Reason of new amounts since the release, by basis; ``new_signings`` for every other."""
DEFINITIONS = {"funds": "why_funds"}
"""Definition of a step, by basis; ``why`` for every other."""


@dataclass(frozen=True)
class ForecastChange:
    """Change of a forecast: opening, reasons and closing in order, and the projects behind it, largest first.

    Attributes
    ----------
    kind
        ``margin`` over the target or ``total``, with ``_actual`` where the closing is the actual total;
        ``alone`` where the opening cannot be compared with anything.
    projects
        Columns reason, key, project_name, tier, fact.
    further
        Sum of all other projects, by tier of the reader.
    not_comparable
        Reason code where there is no comparison; else empty.
    released_statistic
        What was released where there is no comparison, ``total`` (the mean) or ``median``; else empty.
    """

    key: FactId
    kind: str
    steps: tuple[Fact, ...]
    projects: pd.DataFrame
    further: Mapping[str, Fact]
    not_comparable: str = ""
    released_statistic: str = ""

    @property
    def by_reason(self) -> dict[str, Fact]:
        """Change by reason, in the order of `decompose.REASONS`; empty without a comparison."""
        return dict(zip(REASONS, self.steps[1:-1], strict=True)) if len(self.steps) > 1 else {}

    @property
    def facts(self) -> Iterator[Fact]:
        """Every number of it."""
        yield from (*self.steps, *self.projects["fact"], *self.further.values())


def forecast_keys(released: Mapping[str, Fact]) -> list[FactId]:
    """Return the keys of the amounts that a release forecasts, such as ``2024.agreed_amount``.

    The reasons of a change are amounts, so a forecast of a number of projects has none.
    """
    of_amounts = (fact for fact in released.values() if is_money(fact.unit))
    return sorted({key for fact in of_amounts if (key := _forecast_key(fact.id)) is not None})


def _forecast_key(fact_id: FactId) -> FactId | None:
    """Key of the forecast that a fact is the mean or the median of; None for any other fact."""
    if len(fact_id.parts) < 3:
        return None
    *measure, kind, statistic = fact_id.parts
    if measure[-1] in FORECAST_PARTS:
        measure = measure[:-1]
    of_a_year = len(fact_id.period) == 4 and fact_id.period.isdigit()
    of_a_measure = len(measure) == 1 or (len(measure) == 2 and measure[1] == "out_of_city")
    if kind != "forecast" or statistic not in ("mean", "median") or not (of_a_year and of_a_measure):
        return None
    return FactId.of(fact_id.period, *measure)


def forecast_state(
    facts: Mapping[str, Fact], key: FactId, *, to_come: float
) -> tuple[ForecastState, Fact] | None:
    """State of a forecast by the method that needs most data, or of the total once it is known.

    A total that was published comes before that of a ledger: it is the actual of every page.

    Parameters
    ----------
    to_come
        Share of the year still ahead by the calendar, which counts where the forecast states none.

    Returns
    -------
    tuple
        The state and the number it stands for: the total, or the forecast's mean. None where there is
        neither.
    """
    totals = [key, FactId.of(key.period, "ledger", key.measure)]
    for name in totals:
        total = facts.get(name)
        if total is not None and total.evidence in ("published", "computed") and total.value is not None:
            return ForecastState.realised(facts, key, total), total
    for part in FORECAST_PARTS:
        mean = facts.get(key / part / "forecast" / "mean")
        if mean is not None:
            return ForecastState.released(facts, key, part=part, to_come=to_come), mean
    return None


def rests_on_ledger(fact: Fact) -> bool:
    """Whether a number rests on the rows of a ledger."""
    return any(source.rpartition("@")[2].startswith("ledger_") for source in fact.sources)


def attribute_change(
    key: FactId,
    before: ForecastState,
    after: ForecastState,
    *,
    ledger_changes: pd.DataFrame | None,
    named: pd.DataFrame,
    like: Fact,
    caveat: str = "",
) -> ForecastChange:
    """Split the change of a forecast by reason and name the projects behind it.

    Parameters
    ----------
    ledger_changes
        Changes of the ledger as :func:`~jjinvest.forecasting.attribution.decompose.explain_change` takes
        them.
    named
        Projects that may be named: reason, key, project_name, tier, change (亿元), largest first.
    like
        Mean of the forecast, or actual total, of `after`: its basis, scope and sources are taken.
    """
    split = explain_change(before, after, projects=ledger_changes).set_index("reason")
    over = like.evidence != "modelled"
    kind = "margin" if before.target is not None and after.target is not None else "total"

    def step(
        *name: str | int,
        value: Fraction,
        signed: bool = True,
        tier: str = "public",
        evidence: str = "modelled",
    ) -> Fact:
        return replace(
            _step(like, key, *name, value=value, signed=signed), evidence=evidence, tier=tier, caveat=caveat
        )

    # ends are rounded and then subtracted, so that the written numbers add up
    ends = [_tenths(split["start"].iloc[0]), *map(_tenths, split["end"])]
    changes = {reason: b - a for reason, a, b in zip(REASONS, ends, ends[1:], strict=False)}
    margin = kind == "margin"
    steps = (
        step(f"opening_{kind}", value=ends[0], signed=margin),
        *(step(f"by_{_reason_name(reason, like.basis)}", value=change) for reason, change in changes.items()),
        step(f"{'actual' if over else 'closing'}_{kind}", value=ends[-1], signed=margin),
    )
    named = named[_foremost(named)].reset_index(drop=True)
    effects = [
        step("project", place, value=_tenths(row["change"]), tier=row["tier"], evidence="computed")
        for place, row in enumerate(named.to_dict("records"), start=1)
    ]
    projects = named.assign(fact=pd.Series(effects, index=named.index, dtype=object))
    explained, further = sum(changes[reason] for reason in PROJECT_REASONS), {}
    for tier, readable in READABLE_TIERS.items():
        shown = projects.loc[projects["tier"].isin(readable), "fact"].head(MAX_NAMED_PROJECTS)
        rest = explained - sum(Fraction(str(each.value)) for each in shown)
        further[tier] = step("projects_further", tier, value=Fraction(rest), tier=tier)
    return ForecastChange(key, f"{kind}_actual" if over else kind, steps, projects, further)


def without_comparison(key: FactId, released: Mapping[str, Fact], code: str) -> ForecastChange:
    """Keep a released forecast without a comparison; `code` is the reason code."""
    heads = [key / part / "forecast" for part in FORECAST_PARTS]
    opening = next(
        fact for name in ("mean", "median") for head in heads if (fact := released.get(head / name))
    )
    name = "total" if opening.id.name == "mean" else "median"
    step = _step(opening, key, f"opening_{name}", value=_tenths(opening.value or 0.0), signed=False)
    none = pd.DataFrame(columns=["reason", "key", "project_name", "change", "tier", "fact"])
    return ForecastChange(key, "alone", (replace(step, tier="public", caveat=""),), none, {}, code, name)


def _step(like: Fact, key: FactId, *name: str | int, value: Fraction, signed: bool) -> Fact:
    """An end or a step of a forecast's change, in tenths, with basis, scope and sources of another fact."""
    fact_id = key / "forecast" / "since_release"
    for part in name:
        fact_id = fact_id / part
    return replace(
        like,
        id=fact_id,
        value=float(value),
        low=None,
        high=None,
        unit="亿元",
        target=None,
        relation="=",
        decimals=1,
        signed=signed,
        definition=DEFINITIONS.get(like.basis, "why"),
    )


def _reason_name(reason: str, basis: str) -> str:
    return NEW_REASONS.get(basis, reason) if reason == "new_signings" else reason


def _tenths(value: float) -> Fraction:
    return Fraction(round_half_up(value, 1))


def _foremost(named: pd.DataFrame) -> pd.Series:
    """Which projects are among the first of a tier."""
    return pd.concat(
        [
            named["tier"].isin(readable) & (named["tier"].isin(readable).cumsum() <= MAX_NAMED_PROJECTS)
            for readable in READABLE_TIERS.values()
        ],
        axis=1,
    ).any(axis=1)
