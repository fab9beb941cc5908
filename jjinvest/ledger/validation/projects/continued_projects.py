"""Projects that go on under another code and name: renamed, split into parts, or merged into one."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.project_names import name_key, recoded_keys
from jjinvest.ledger.validation.imports.exchange_rates import at_new_rate, whole_conversion

CONTINUED_COLUMNS = ("investor", "signed_on", "agreed_amount", "funds_to_date")
"""What shows, beside its name, that a project is one of an earlier ledger."""


def continued_projects(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, list[str]]:
    """Return the keys in a later ledger of the projects whose key it does not have.

    A project goes on under the same name, else as the projects of the same investor and day of signing that
    came as it went, where their agreed amounts add up to what went and their funds are no less. Where
    several came as several went, and names do not show which is which, none is matched.

    Parameters
    ----------
    old, new
        Rows of two ledgers: key, project_name and, where there are, :data:`CONTINUED_COLUMNS`.

    Returns
    -------
    dict of list
        Keys in `new` by key in `old`: one where it was renamed or merged, several where it was split.
    """
    found = {key: [code] for key, code in recoded_keys(*map(_names, (old, new))).items()}
    if not all(set(CONTINUED_COLUMNS) <= set(each.columns) for each in (old, new)):
        return found
    taken = {code for codes in found.values() for code in codes}
    went = old[~old["key"].isin(set(new["key"]) | found.keys())]
    came = new[~new["key"].isin(set(old["key"]) | taken)]
    if went.empty or came.empty:
        return found
    groups = _by_contract(came)
    for contract, before in _by_contract(went).items():
        after = groups.get(contract)
        if after is not None and min(len(before), len(after)) == 1 and _adds_up(before, after):
            found |= {key: list(after["key"]) for key in before["key"]}
    return found


def _names(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(rows["project_name"].array, index=rows["key"].astype("str"), dtype="str")


def _by_contract(rows: pd.DataFrame) -> dict[tuple[object, object], pd.DataFrame]:
    """Signed projects by investor and day of signing; without those that do not state them."""
    stated = rows[rows["signed_on"].notna() & rows["agreed_amount"].notna() & (rows["investor"] != "")]
    investors = stated["investor"].astype("str").map(name_key)
    return {
        (name, day): rows
        for name, of_name in stated.groupby(investors, sort=False)
        for day, rows in of_name.groupby("signed_on", sort=False)
    }


def _adds_up(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether projects agreed to the same amount as others before them, and have received no less.

    Amounts in one foreign currency are compared in it: a new rate moves them all.
    """
    amounts, funds = (_sums(name, before, after) for name in ("agreed_amount", "funds_to_date"))
    return 0 < amounts[0] == amounts[1] and funds[1] >= funds[0]


def _sums(name: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[int, int]:
    """Sums of an amount before and after, the one before at the rate of the one after."""
    was, now = (int(rows[name].fillna(0).sum()) for rows in (before, after))
    old, new = (whole_conversion(rows, name) for rows in (before, after))
    if old is None or new is None or old.currency != new.currency:
        return was, now
    return at_new_rate(was, old.rate, new.rate if old.moved_to(new) else old.rate, now), now
