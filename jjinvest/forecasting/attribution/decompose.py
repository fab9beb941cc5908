"""Why a forecast changed: the difference between two runs, split by reason, adding up exactly.

The reasons are substituted one after the other, always in the order of :data:`REASONS`. Each is credited with
the change of the result at its turn (sequential substitution), so the steps end at the later forecast in
whatever order the inputs come:

target          the target changed
definition      another basis or scope: nothing further is comparable, so this takes the rest
data_revision   a published figure for the same period, or the amount of a project, was revised
new_signings    signed since; of funds, paid since
cancellations   no longer in the ledger; of funds, taken back, or no longer counted as the project left
progress        time passed: amounts that the earlier forecast expected of it are no longer to come
model           the remainder is forecast anew: from the observed pace, (revised) earlier years, other
                assumptions, another method

The margin over the target is split (expected total − target, in 亿元; the expected total alone where one of
the two forecasts has no target). The facts of a released run suffice for that. Where both forecasts are at
hand with their samples, the chance of the target can be split instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.targets import by_authority, main_number

REASONS = ("target", "definition", "data_revision", "new_signings", "cancellations", "progress", "model")
"""Reasons of a change, in the order in which they are substituted."""
CERTAIN_PARTS = {"funds": "paid"}
"""Name of the part of a forecast that is certain, by basis; ``signed`` for every other."""
REASON_BY_KIND = {"new": "new_signings", "changed": "data_revision", "gone": "cancellations"}
"""Reason of each kind of change in a ledger."""


@dataclass(frozen=True)
class ForecastState:
    """A forecast as far as its change is concerned, amounts in 亿元.

    Attributes
    ----------
    mean, target
        Expected total and target; the target is None where it is unknown.
    certain
        Signed (of funds: paid) so far; None where it is unknown.
    to_come
        Share of the year still ahead, 0 to 1.
    published
        Published figures of the same measure, by fact id.
    samples
        Shape (draws,), only where the forecast distribution itself is at hand.
    """

    definition: Definition
    mean: float
    target: float | None
    certain: float | None
    to_come: float
    published: Mapping[str, float]
    samples: Samples | None = None

    @classmethod
    def of(
        cls,
        outcome: ForecastDistribution,
        target: Quantity | pd.Series | None,
        published: Mapping[str, float],
    ) -> ForecastState:
        """Take the state of an outcome; `published`: figures of its measure, in 亿元, by fact id."""
        goal = None if target is None else outcome.threshold(target)
        certain = outcome.parts.get(CERTAIN_PARTS.get(outcome.definition.measure, "signed"))
        passed = outcome.drivers.get("share_passed")
        return cls(
            outcome.definition,
            float(outcome.samples.mean()),
            goal,
            0.0 if certain is None else float(certain.mean()),
            1.0 if passed is None else 1 - float(passed.mean()) / 100,
            published,
            outcome.samples,
        )

    @classmethod
    def released(
        cls, facts: Mapping[str, Fact], key: FactId, *, part: str = "", to_come: float = 1.0
    ) -> ForecastState:
        """Take the state from the facts of a released run; `key` such as ``2024.agreed_amount``.

        `to_come` counts where the forecast states no share of the year that has passed. The certain part is
        unknown where the facts do not hold it and the year has begun.

        Raises
        ------
        LookupError
            If the run holds no forecast of it.
        """
        head = key / part
        mean = facts.get(head / "forecast" / "mean")
        if mean is None or mean.value is None:
            raise LookupError(f"no forecast of {key}")
        certain = facts.get(head / "part" / CERTAIN_PARTS.get(mean.basis, "signed"))
        passed = facts.get(head / "assumed" / "share_passed")
        ahead = to_come if passed is None else 1 - (passed.value or 0.0) / 100
        return cls(
            Definition(mean.basis, mean.scope),
            mean.value,
            _target(facts, key, mean),
            certain.value if certain is not None else 0.0 if ahead >= 1 else None,
            ahead,
            _published(facts, key, mean),
        )

    @classmethod
    def realised(cls, facts: Mapping[str, Fact], key: FactId, total: Fact) -> ForecastState:
        """Take the state of a year that is over: its whole `total` is certain."""
        value = total.value or 0.0
        definition = Definition(total.basis, total.scope)
        return cls(definition, value, _target(facts, key, total), value, 0.0, _published(facts, key, total))


def _target(facts: Mapping[str, Fact], key: FactId, of: Fact) -> float | None:
    """Target of the same 口径 as `of`, in 亿元."""
    target = main_number(by_authority(facts, key / "target"))
    same = target is not None and (target.basis, target.scope) == (of.basis, of.scope)
    return target.value if target is not None and same else None


def _published(facts: Mapping[str, Fact], key: FactId, of: Fact) -> dict[str, float]:
    """Published figures of the same measure, year and basis as `of`, in 亿元, by id."""
    same = (
        fact
        for fact in facts.values()
        if fact.evidence == "published"
        and fact.basis == of.basis
        and fact.id.period.startswith(key.period)
        and fact.id.measure == key.measure
    )
    return {fact.id: fact.value for fact in same if fact.value is not None}


def explain_change(
    before: ForecastState, after: ForecastState, *, projects: pd.DataFrame | None = None, chance: bool = False
) -> pd.DataFrame:
    """Split the change of the margin over the target (or of its `chance`) by reason.

    Parameters
    ----------
    projects
        Changes of the ledger (:mod:`jjinvest.forecasting.attribution.ledger_drivers`; amounts in 元), if
        there is one: without it, new signings are net of cancellations.
    chance
        Split the chance of the target instead; both states need samples and a target.

    Returns
    -------
    DataFrame
        reason, start, end, change: one row for each of :data:`REASONS`; the first starts at the earlier
        result, the last ends at the later one.

    Raises
    ------
    ValueError
        If `chance` is true and a forecast has no samples or no target.

    Examples
    --------
    >>> published = {"2024h1.agreed_amount": 400.0}
    >>> before = ForecastState(Definition("agreed"), 1000.0, 1000.0, 400.0, 0.5, published)
    >>> after = ForecastState(Definition("agreed"), 1030.0, 1100.0, 400.0, 0.5, published)
    >>> split = explain_change(before, after)
    >>> split.loc[split["change"] != 0, ["reason", "change"]].values.tolist()
    [['target', -100.0], ['model', 30.0]]
    """
    result = _chance if chance else _margin
    if chance and (
        before.samples is None or after.samples is None or before.target is None or after.target is None
    ):
        raise ValueError("a chance needs the samples and the target of both forecasts")
    if before.definition != after.definition:
        start, final = result(before, before.target), result(after, after.target)
        values = [start, start, *[final] * (len(REASONS) - 1)]
    else:
        values = _substituted(result, before, after, projects)
    steps = [
        (reason, start, end, end - start)
        for reason, start, end in zip(REASONS, values, values[1:], strict=False)
    ]
    return pd.DataFrame(steps, columns=["reason", "start", "end", "change"])


def _substituted(
    result: Callable[..., float], before: ForecastState, after: ForecastState, projects: pd.DataFrame | None
) -> list[float]:
    """Results before the first reason and after each."""
    both = before.target is not None and after.target is not None
    # a target known to one of the two only is no change of target
    first, second = (before.target, after.target) if both else (None, None)
    values = [result(before, first), *[result(before, second)] * 2]
    shift, moves = 0.0, _moves(before, after, projects)
    for reason in REASONS[2:-1]:
        shift += moves[reason]
        values.append(result(before, second, shift))
    return [*values, result(after, second)]


def _margin(state: ForecastState, goal: float | None, shift: float = 0.0) -> float:
    return state.mean + shift - (goal or 0.0)


def _chance(state: ForecastState, goal: float | None, shift: float = 0.0) -> float:
    if state.samples is None or goal is None:
        return float("nan")
    return float((state.samples + shift >= goal).mean())


def _moves(before: ForecastState, after: ForecastState, projects: pd.DataFrame | None) -> dict[str, float]:
    """Amount in 亿元 by which each reason moves the earlier forecast's expectation."""
    revised = math.fsum(after.published[k] - v for k, v in before.published.items() if k in after.published)
    if before.certain is None or after.certain is None:
        # without the certain parts, new signings and a new forecast cannot be separated
        return dict.fromkeys(REASONS, 0.0) | {"data_revision": revised}
    added = after.certain - before.certain
    moves = {"data_revision": revised, "new_signings": added - revised, "cancellations": 0.0}
    if projects is not None:
        by_reason = {reason: _sum(projects, kind) for kind, reason in REASON_BY_KIND.items()}
        # the part of the change that the ledger does not explain is a revision, neither a signing nor a
        # payment
        moves = by_reason | {"data_revision": added - by_reason["new_signings"] - by_reason["cancellations"]}
    rest = before.mean - before.certain
    ahead = after.to_come / before.to_come if before.to_come > 0 else 1.0
    moves["progress"] = -rest * (1 - min(ahead, 1.0))
    return moves


def _sum(projects: pd.DataFrame, kind: str) -> float:
    return int(projects.loc[projects["kind"] == kind, "change"].sum()) / YI


def top_projects(projects: pd.DataFrame, *, count: int = 5) -> pd.DataFrame:
    """Projects that moved the forecast most: reason, key, project_name, change in 元; ties by key."""
    ranked = projects.assign(size=-projects["change"].abs(), reason=projects["kind"].map(REASON_BY_KIND))
    ranked = ranked.sort_values(["size", "key"], kind="stable").head(count)
    return ranked[["reason", "key", "project_name", "change"]].reset_index(drop=True)
