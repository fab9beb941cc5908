"""Why a forecast changed: the difference between two runs, split by reason, adding up exactly.

The reasons are substituted one after the other, always in the order of :data:`REASONS`; each is credited with what the
result moves by at its turn, so that the steps end at the later forecast whatever order the inputs come in:

target          the target is another
definition      another basis or scope: nothing further is comparable, so this takes the whole rest
data_revision   what had been published for the same time, or a project's amount, is another
new_signings    signed since; of funds, what was paid since
cancellations   no longer in the ledger; of funds, taken back, or no longer counted because the project went
progress        the time that passed: what the earlier forecast had expected of it is no longer to come
model           the remainder is told anew: from the pace seen, years before (also revised ones), other assumptions,
                another level

What is split is the margin over the target (expected total − target, in 亿元; the expected total alone where one of the
two knew no target), which facts of an released run suffice for;
or, where both outcomes are at hand with their samples, the chance of the target.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import ForecastDistribution, Samples

REASONS = ("target", "definition", "data_revision", "new_signings", "cancellations", "progress", "model")
CERTAIN_PARTS = {"funds": "paid"}
"""Name of the part of a forecast that is certain, by basis; ``signed`` of every other."""
REASON_BY_KIND = {"new": "new_signings", "changed": "data_revision", "gone": "cancellations"}


@dataclass(frozen=True)
class Position:
    """A forecast as far as its change is concerned, amounts in 亿元.

    `certain` is what was signed (of funds: paid) so far, None where that is not known; `to_come` the share (0–1) of the
    year still ahead, `published` the figures of the same measure by fact id; `samples` only where the outcome itself is at
    hand.
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
    ) -> Position:
        """Take the position of an outcome; `published` are the figures of its measure, in 亿元, by fact id."""
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
        cls, facts: Mapping[str, Fact], key: str, *, part: str = "", to_come: float = 1.0
    ) -> Position:
        """Take the position from the facts of an released run; `key` such as ``2024.agreed_amount``.

        `to_come` is taken where the forecast states no share of the year that has passed. What is certain is not known
        where the facts do not hold it and the year has begun.

        Raises
        ------
        LookupError
            If the run holds no forecast of it.
        """
        head = f"{key}.{part}" if part else key
        mean = facts.get(f"{head}.forecast.mean")
        if mean is None or mean.value is None:
            raise LookupError(f"no forecast of {key}")
        certain = facts.get(f"{head}.part.{CERTAIN_PARTS.get(mean.basis, 'signed')}")
        passed = facts.get(f"{head}.assumed.share_passed")
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
    def settled(cls, facts: Mapping[str, Fact], key: str, total: Fact) -> Position:
        """Take the position of a year that is over: all of its `total` is certain and nothing is to come."""
        value = total.value or 0.0
        return cls(
            Definition(total.basis, total.scope), value, _target(facts, key, total), value, 0.0, _published(facts, key, total)
        )  # fmt: skip


def _target(facts: Mapping[str, Fact], key: str, of: Fact) -> float | None:
    """Target of the same 口径 as `of`, in 亿元."""
    target = facts.get(f"{key}.target")
    same = target is not None and (target.basis, target.scope) == (of.basis, of.scope)
    return target.value if target is not None and same else None


def _published(facts: Mapping[str, Fact], key: str, of: Fact) -> dict[str, float]:
    """Figures of the same measure, year and basis as `of` that were published, in 亿元, by id."""
    year, _, measure = key.partition(".")
    return {
        name: fact.value
        for name, fact in facts.items()
        if fact.evidence == "published" and fact.value is not None and fact.basis == of.basis
        and name[:4] == year and name.partition(".")[2] == measure
    }  # fmt: skip


def explain_change(
    before: Position, after: Position, *, projects: pd.DataFrame | None = None, chance: bool = False
) -> pd.DataFrame:
    """Split the change of the margin over the target (or of its `chance`) by reason.

    Parameters
    ----------
    projects
        Changes of the ledger (:mod:`jjinvest.forecasting.attribution.ledger_drivers`; amounts in 元), if there is one: without it, what came
        since is net of cancellations.
    chance
        Split the chance of the target instead; both positions need samples and a target.

    Returns
    -------
    DataFrame
        reason, start, end, change: one row for each of :data:`REASONS`; the first starts at the earlier result, the last
        ends at the later one.

    Raises
    ------
    ValueError
        If a chance is asked for without samples or target.
    """
    read = _chance if chance else _margin
    if chance and (
        before.samples is None or after.samples is None or before.target is None or after.target is None
    ):
        raise ValueError("a chance needs the samples and the target of both forecasts")
    if before.definition != after.definition:
        start, final = read(before, before.target), read(after, after.target)
        values = [start, start, *[final] * (len(REASONS) - 1)]
    else:
        values = _substituted(read, before, after, projects)
    steps = [
        (reason, start, end, end - start)
        for reason, start, end in zip(REASONS, values, values[1:], strict=False)
    ]
    return pd.DataFrame(steps, columns=["reason", "start", "end", "change"])


def _substituted(
    read: Callable[..., float], before: Position, after: Position, projects: pd.DataFrame | None
) -> list[float]:
    """Results before the first reason and after each."""
    both = before.target is not None and after.target is not None
    # a target known to one of the two only is no change of target
    first, second = (before.target, after.target) if both else (None, None)
    values = [read(before, first), *[read(before, second)] * 2]
    shift, moved = 0.0, _moves(before, after, projects)
    for reason in REASONS[2:-1]:
        shift += moved[reason]
        values.append(read(before, second, shift))
    return [*values, read(after, second)]


def _margin(position: Position, goal: float | None, shift: float = 0.0) -> float:
    return position.mean + shift - (goal or 0.0)


def _chance(position: Position, goal: float | None, shift: float = 0.0) -> float:
    if position.samples is None or goal is None:
        return float("nan")
    return float((position.samples + shift >= goal).mean())


def _moves(before: Position, after: Position, projects: pd.DataFrame | None) -> dict[str, float]:
    """Amount in 亿元 by which each reason moves the earlier forecast's expectation."""
    revised = math.fsum(after.published[k] - v for k, v in before.published.items() if k in after.published)
    if before.certain is None or after.certain is None:
        # what came since cannot be told from what was told anew
        return dict.fromkeys(REASONS, 0.0) | {"data_revision": revised}
    came = after.certain - before.certain
    moves = {"data_revision": revised, "new_signings": came - revised, "cancellations": 0.0}
    if projects is not None:
        found = {reason: _sum(projects, kind) for kind, reason in REASON_BY_KIND.items()}
        # what the ledger does not explain of the change is a revision, neither a signing nor a payment
        moves = found | {"data_revision": came - found["new_signings"] - found["cancellations"]}
    rest = before.mean - before.certain
    ahead = after.to_come / before.to_come if before.to_come > 0 else 1.0
    moves["progress"] = -rest * (1 - min(ahead, 1.0))
    return moves


def _sum(projects: pd.DataFrame, kind: str) -> float:
    return int(projects.loc[projects["kind"] == kind, "change"].sum()) / YI


def top_projects(projects: pd.DataFrame, *, most: int = 5) -> pd.DataFrame:
    """Projects that moved the forecast most: reason, key, project_name, change in 元; ties by key."""
    ranked = projects.assign(size=-projects["change"].abs(), reason=projects["kind"].map(REASON_BY_KIND))
    ranked = ranked.sort_values(["size", "key"], kind="stable").head(most)
    return ranked[["reason", "key", "project_name", "change"]].reset_index(drop=True)
