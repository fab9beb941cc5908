"""Which amounts of a ledger would disclose one or two projects, also by subtraction: they are withheld.

A group with fewer than :data:`MIN_GROUP_SIZE` projects behind an amount is withheld, and so is another one
from which the first would follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.core.periods import period_end
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.linked_groups import withheld_together
from jjinvest.metrics.zero_amounts import could_pay

Numbers = npt.NDArray[np.int64]


Flags = npt.NDArray[np.bool_]


MIN_GROUP_SIZE = 3
"""Minimum number of projects behind a public amount of a group, as usual in official statistics."""


def of_few(numbers: pd.Series, possible: pd.Series, side: pd.Series) -> bool:
    """Whether the sum of one side, or of the other, discloses a few projects, also by being 0."""
    sides = (side, ~side)
    adding = [int((numbers[of_side] != 0).sum()) for of_side in sides]
    silent = [int(possible[of_side].sum()) for of_side in sides]
    zeros = any(adding) and any(not a and small(n) for a, n in zip(adding, silent, strict=True))
    return zeros or any(map(small, adding))


def withheld_of_measures(
    parts: pd.DataFrame,
    groupings: dict[str, pd.Series],
    out_of_city: pd.Series,
    held: Collection[str],
    possible: pd.DataFrame,
) -> dict[tuple[str, str], frozenset[str]]:
    """Groups of each scope whose amount of each measure is withheld, a 0 of one or two projects included.

    First within each scope (:func:`withheld`), then in all scopes together, because several may group the
    same projects (:mod:`jjinvest.metrics.linked_groups`); the out-of-city amount is read with them unless it
    is `held` itself. Agreed and contract amounts of a project may be equal, so a group is withheld in both or
    in neither. Its funds have nothing to do with them. `possible` are the projects of which a 0 speaks
    (:func:`could_add`): 0 of no project discloses nobody.
    """
    restricted = {(str(metric), scope): frozenset[str]() for metric in parts for scope in groupings}
    for family in (["agreed_amount", "contract_amount"], ["funds_in_place"]):
        known = [metric for metric in family if metric in parts]
        if not known or not groupings:
            continue
        silent = possible[known]
        alone = {
            scope: withheld(parts[known], groups, possible=silent) for scope, groups in groupings.items()
        }
        linked: dict[str, pd.Series] = dict(groupings)
        if not set(known) & set(held):
            linked["out_of_city"] = out_of_city.map({True: "out_of_city"})
        together = withheld_together(parts[known], linked, alone, fewest=MIN_GROUP_SIZE, possible=silent)
        for scope, groups in groupings.items():
            spoken_of = ((parts[known] != 0) | silent).groupby(groups).sum()
            for metric in known:
                some = {str(group) for group in spoken_of.index[spoken_of[metric] > 0]}
                restricted[metric, scope] = together[scope] & some
    return restricted


def withheld_beside(
    amounts: pd.Series,
    groupings: Mapping[str, pd.Series],
    held: Mapping[str, frozenset[str]],
    sets: Mapping[int, pd.Series],
) -> frozenset[int]:
    """Return the sets of projects whose amount, with the published groups, would be that of a few projects.

    Sets are taken in their order, each with those before it that are not withheld.
    """
    found, linked = set[int](), dict(groupings)
    for name, members in sets.items():
        beside = linked | {f"set {name}": members.map({True: "in"})}
        together = withheld_together(amounts.to_frame(), beside, held, fewest=MIN_GROUP_SIZE)
        if any(together[scope] != held.get(scope, frozenset()) for scope in beside):
            found.add(name)
        else:
            linked = beside
    return frozenset(found)


def small(number: int) -> bool:
    """Whether an amount comes from so few projects that it is not for the public; of none there is nothing.

    Examples
    --------
    >>> [small(number) for number in (0, 1, 2, 3)]
    [False, True, True, False]
    """
    return 0 < number < MIN_GROUP_SIZE


def tier_of(number: int) -> str:
    """Access tier of an amount that comes from this number of projects."""
    return "government" if small(number) else "public"


def withheld_quarters(amounts: pd.DataFrame, signed_on: pd.Series) -> frozenset[str]:
    """Return the signing quarters (``2023Q4``) whose amounts would disclose single projects.

    Quarters are withheld within each half-year and then within each year, whose totals are public.
    """
    days = signed_on.dropna()
    amounts, quarters = amounts.loc[days.index], days.dt.to_period("Q").astype(str)
    restricted = frozenset[str]()
    for spans in (days.dt.year.astype(str) + (days.dt.month > 6).astype(str), days.dt.year.astype(str)):
        for span in spans.unique():
            of_span = spans == span
            restricted |= withheld(amounts[of_span], quarters[of_span], restricted)
    return restricted


def withheld_new_cohorts(state: LedgerState, period: str) -> frozenset[str]:
    """Return the signing quarters of a period's year whose funds to date would disclose earlier projects.

    All they have received is funds of the year, whose total is public: what is left was paid to projects of
    earlier years, who may be few.
    """
    funds = state.projects.get("funds_ytd")
    if funds is None or funds.isna().all():
        return frozenset()
    signed_on, year = state.projects["signed_on"], period[:4]
    quarters = signed_on.dt.to_period("Q").astype(str).where(signed_on.dt.year == int(year), "earlier")
    paid = funds.fillna(0).astype("int64").to_frame()
    possible = could_pay(state.projects, pd.Timestamp(period_end(period))).to_frame("funds_ytd")
    return frozenset(name for name in withheld(paid, quarters, possible=possible) if name.startswith(year))


def withheld(
    parts: pd.DataFrame,
    groups: pd.Series,
    already: Collection[str] = frozenset(),
    possible: pd.DataFrame | None = None,
) -> frozenset[str]:
    """Return the groups whose amounts would disclose single projects, directly or by subtraction.

    A group is withheld if one of its amounts, or its 0, comes from fewer than :data:`MIN_GROUP_SIZE` projects
    (primary suppression). All withheld groups together follow from the total less the published groups; while
    they have as few projects, the smallest other group is withheld too (secondary suppression). Counts of
    projects are never withheld.

    Parameters
    ----------
    parts
        Contribution of each project (:func:`measures`).
    groups
        Group of each project.
    already
        Groups that are withheld for other reasons.
    possible
        Projects that could add to each amount, of whom a 0 speaks; without it a 0 discloses nobody. Where all
        amounts are 0, so is their sum, which is public.
    """
    amounts = parts.drop(columns="projects_signed", errors="ignore")
    codes, named = pd.factorize(groups, sort=True)  # a blank has no group: -1
    names, of_group = [str(name) for name in named], codes >= 0
    values = amounts.to_numpy()[of_group]
    sums = np.zeros((len(names), values.shape[1]), values.dtype)
    contributors = np.zeros(sums.shape, np.int64)
    np.add.at(sums, codes[of_group], values)
    np.add.at(contributors, codes[of_group], values != 0)
    silent = np.zeros(sums.shape, np.int64)
    if possible is not None:
        np.add.at(silent, codes[of_group], possible[amounts.columns].to_numpy()[of_group])
        silent *= contributors.any(axis=0)
    held = _few(contributors, silent).any(axis=1)
    held |= np.fromiter((name in already for name in names), bool, len(names))
    while held.any():
        disclosed = np.flatnonzero(_few(contributors[held].sum(axis=0), silent[held].sum(axis=0)))
        others = [
            (int(sums[group, measure]), names[group], group)
            for measure in disclosed
            for group in np.flatnonzero((contributors[:, measure] > 0) & ~held)
        ]
        if not others:
            break
        held[min(others)[2]] = True
    return frozenset(name for name, of in zip(names, held, strict=True) if of)


def _few(adding: Numbers, silent: Numbers) -> Flags:
    """Whether few projects add to each amount, or none does of a few that could."""
    behind: Numbers = np.where(adding > 0, adding, silent)
    few: Flags = (behind > 0) & (behind < MIN_GROUP_SIZE)
    return few
