"""Change of a total between two ledgers, by projects that are new, changed or gone; the parts add up."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.project_names import recoded_keys

CHANGE_KINDS = ("new", "changed", "gone")
MEASURES = ("agreed_amount", "contract_amount", "funds_to_date")


def amount_changes(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return each project whose amount differs, largest change first.

    A project is matched by its key, else by its name. The changes add up to the change of the total.

    Parameters
    ----------
    before, after
        Rows of two ledgers: key, project_name and the measure.
    measure
        An amount, one of :data:`MEASURES`.

    Returns
    -------
    pandas.DataFrame
        Columns kind (new, changed, gone), key, project_name, before, after, change; amounts in 元, a blank
        counts as 0.

    Raises
    ------
    ValueError
        If a key occurs twice in a ledger.

    Examples
    --------
    >>> before = pd.DataFrame({"key": ["a", "b"], "project_name": ["甲", "乙"], "agreed_amount": [10, 20]})
    >>> after = pd.DataFrame({"key": ["b", "c"], "project_name": ["乙", "丙"], "agreed_amount": [25, 40]})
    >>> amount_changes(before, after, "agreed_amount")[["kind", "key", "change"]].values.tolist()
    [['new', 'c', 40], ['gone', 'a', -10], ['changed', 'b', 5]]
    """
    old, new = _amounts(before, measure), _amounts(after, measure)
    renamed = recoded_keys(old["name"], new["name"])
    old.index = pd.Index([renamed.get(key, key) for key in old.index], dtype="str")
    both = old.add_suffix("_old").join(new.add_suffix("_new"), how="outer")
    kind = pd.Series("changed", index=both.index)
    kind[both["yuan_old"].isna()] = "new"
    kind[both["yuan_new"].isna()] = "gone"
    amounts = both[["yuan_old", "yuan_new"]].fillna(0).astype("int64")
    changes = pd.DataFrame(
        {
            "kind": kind,
            "key": both.index,
            "project_name": both["name_new"].fillna(both["name_old"]),
            "before": amounts["yuan_old"],
            "after": amounts["yuan_new"],
            "change": amounts["yuan_new"] - amounts["yuan_old"],
        }
    )
    changes = changes[(changes["change"] != 0) | (changes["kind"] != "changed")]
    order = changes["change"].abs().sort_values(ascending=False, kind="stable").index
    return changes.loc[order].reset_index(drop=True)


def change_totals(changes: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return the number of projects and the sum of their changes in 元, by kind."""
    by_kind = {kind: changes.loc[changes["kind"] == kind, "change"] for kind in CHANGE_KINDS}
    return {kind: (len(change), int(change.sum())) for kind, change in by_kind.items()}


def _amounts(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    amounts = pd.DataFrame(
        {
            "yuan": frame[measure].fillna(0).astype("Int64").array,
            "name": frame["project_name"].astype("str").array,
        },
        index=pd.Index(frame["key"], dtype="str"),
    )
    if not amounts.index.is_unique:
        raise ValueError("a ledger's keys are unique")
    return amounts
