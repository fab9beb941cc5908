"""The change of each forecast since an release, as facts that add up in the decimals they are written with.

Ids: ``2024.agreed_amount.forecast.since_release.by_<reason>`` for each of :data:`~jjinvest.forecasting.attribution.decompose.REASONS` (of
funds ``new_payments`` for ``new_signings``), between ``opening_margin`` and ``closing_margin`` (``_total`` where one of the
two knew no target, ``actual_`` where the year is over; the opening alone where nothing can be compared with it,
``opening_median`` if that is all that was released); ``….since_release.project.<n>`` for the projects that moved it,
``….since_release.projects_further.<tier>`` for the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.decompose import REASONS, Position, explain_change

FORECAST_PARTS = ("pooled", "ledger", "mid_year", "")
"""Where a forecast stands in the ids, the highest level of data first."""
PROJECT_REASONS = ("data_revision", "new_signings", "cancellations")
"""Reasons that are sums over projects."""
MAX_NAMED_PROJECTS = 5
"""Projects named at each tier."""
READABLE_TIERS = {"public": ("public",), "government": ("public", "government")}
NEW_REASONS = {"funds": "new_payments"}
"""What is new since the release, by basis; ``new_signings`` of every other."""
_TOLD = re.compile(
    r"(\d{4}\.\w+(?:\.out_of_city)?)(?:\.(pooled|ledger|mid_year))?\.forecast\.(?:mean|median)"
)


@dataclass(frozen=True)
class ForecastChange:
    """What a forecast changed by: opening, reasons and closing in order; the projects behind it, largest first.

    `kind` is ``margin`` over the target or ``total``, with ``_actual`` where the closing is what came of it; ``alone`` is an
    opening that nothing now can be compared with, for what `lacks` says. `projects`: reason, key, project_name, tier,
    fact; `further` by tier what all others come to.
    """

    key: str
    kind: str
    steps: tuple[Fact, ...]
    projects: pd.DataFrame
    further: Mapping[str, Fact]
    lacks: str = ""

    @property
    def by_reason(self) -> dict[str, Fact]:
        """What each of :data:`~jjinvest.forecasting.attribution.decompose.REASONS` changed; empty where nothing can be compared."""
        return dict(zip(REASONS, self.steps[1:-1], strict=True)) if len(self.steps) > 1 else {}

    @property
    def facts(self) -> Iterator[Fact]:
        """Every number of it."""
        yield from (*self.steps, *self.projects["fact"], *self.further.values())


def forecast_keys(released: Mapping[str, Fact]) -> list[str]:
    """Return the keys that an release forecasts, such as ``2024.agreed_amount``."""
    return sorted({match[1] for match in map(_TOLD.fullmatch, released) if match})


def position(
    facts: Mapping[str, Fact], key: str, *, to_come: float, prefer_ledger: bool = False
) -> tuple[Position, Fact] | None:
    """Position of a forecast at the highest level that the facts hold, or of the total once it is known.

    Parameters
    ----------
    to_come
        Share of the year still ahead by the calendar, which counts where the forecast states none.
    prefer_ledger
        Take the total from the ledger rather than from publications, where both give it.

    Returns
    -------
    tuple
        The position and the number it stands for: the total, or the forecast's mean. None where there is neither.
    """
    year, _, measure = key.partition(".")
    names = [key, f"{year}.ledger.{measure}"]
    for name in reversed(names) if prefer_ledger else names:
        total = facts.get(name)
        if total is not None and total.evidence in ("published", "computed") and total.value is not None:
            return Position.settled(facts, key, total), total
    for part in FORECAST_PARTS:
        mean = facts.get(f"{key}.{part}.forecast.mean" if part else f"{key}.forecast.mean")
        if mean is not None:
            return Position.released(facts, key, part=part, to_come=to_come), mean
    return None


def rests_on_ledger(fact: Fact) -> bool:
    """Whether a number rests on the rows of a ledger."""
    return any(source.rpartition("@")[2].startswith("ledger_") for source in fact.sources)


def attribute_change(
    key: str,
    before: Position,
    after: Position,
    *,
    moved: pd.DataFrame | None,
    named: pd.DataFrame,
    like: Fact,
    caveat: str = "",
) -> ForecastChange:
    """Split the change of a forecast and name the projects behind it.

    Parameters
    ----------
    moved
        Changes of the ledger as :func:`~jjinvest.forecasting.attribution.decompose.explain_change` takes them.
    named
        Projects that may be named: reason, key, project_name, tier, change (亿元), largest first.
    like
        What `after` stands for, the forecast's mean or the total that came: its basis, scope and sources are taken.
    """
    found = explain_change(before, after, projects=moved).set_index("reason")
    head = f"{key}.forecast.since_release"
    over = like.evidence != "modelled"
    sort = "margin" if before.target is not None and after.target is not None else "total"

    def fact(name: str, value: Fraction, tier: str = "public", evidence: str = "modelled") -> Fact:
        return replace(
            like, id=f"{head}.{name}", value=float(value), low=None, high=None, unit="亿元", evidence=evidence,
            target=None, relation="=", tier=tier, caveat=caveat,
        )  # fmt: skip

    # ends are rounded and then subtracted, so that what is written adds up
    ends = [_tenths(found["start"].iloc[0]), *map(_tenths, found["end"])]
    changes = {reason: b - a for reason, a, b in zip(REASONS, ends, ends[1:], strict=False)}
    steps = (
        fact(f"opening_{sort}", ends[0]),
        *(fact(f"by_{_named(reason, like.basis)}", change) for reason, change in changes.items()),
        fact(f"{'actual' if over else 'closing'}_{sort}", ends[-1]),
    )
    named = named[_foremost(named)].reset_index(drop=True)
    made = [
        fact(f"project.{place}", _tenths(row["change"]), row["tier"], "computed")
        for place, row in enumerate(named.to_dict("records"), start=1)
    ]
    projects = named.assign(fact=pd.Series(made, index=named.index, dtype=object))
    whole, further = sum(changes[reason] for reason in PROJECT_REASONS), {}
    for tier, shown in READABLE_TIERS.items():
        there = projects.loc[projects["tier"].isin(shown), "fact"].head(MAX_NAMED_PROJECTS)
        rest = whole - sum(Fraction(str(each.value)) for each in there)
        further[tier] = fact(f"projects_further.{tier}", Fraction(rest), tier)
    return ForecastChange(key, f"{sort}_actual" if over else sort, steps, projects, further)


def without_comparison(key: str, released: Mapping[str, Fact], lacks: str) -> ForecastChange:
    """Keep a forecast of an release that nothing can be compared with; `lacks` says why."""
    heads = [f"{key}.{part}.forecast" if part else f"{key}.forecast" for part in FORECAST_PARTS]
    found = next(
        fact for name in ("mean", "median") for head in heads if (fact := released.get(f"{head}.{name}"))
    )
    name = "total" if found.id.endswith("mean") else "median"
    opening = replace(
        found, id=f"{key}.forecast.since_release.opening_{name}", value=float(_tenths(found.value or 0.0)),
        low=None, high=None, target=None, tier="public", caveat="",
    )  # fmt: skip
    none = pd.DataFrame(columns=["reason", "key", "project_name", "change", "tier", "fact"])
    return ForecastChange(key, "alone", (opening,), none, {}, lacks)


def _named(reason: str, basis: str) -> str:
    return NEW_REASONS.get(basis, reason) if reason == "new_signings" else reason


def _tenths(value: float) -> Fraction:
    return Fraction(round(10 * value), 10)


def _foremost(named: pd.DataFrame) -> pd.Series:
    """Which projects are among the first of a tier."""
    return pd.concat(
        [
            named["tier"].isin(shown) & (named["tier"].isin(shown).cumsum() <= MAX_NAMED_PROJECTS)
            for shown in READABLE_TIERS.values()
        ],
        axis=1,
    ).any(axis=1)
