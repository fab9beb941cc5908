"""Why a total changed between two ledgers: by projects that are new, changed or gone; the parts add up exactly."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.reader.rows import name_key

KINDS = ("new", "changed", "gone")
MEASURES = ("agreed_amount", "contract_amount", "funds_to_date")


def changes(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return each project whose amount differs, largest change first.

    Columns: kind (new, changed, gone), key, project_name, before, after, change; amounts in 元, a blank counts as 0.
    A project is recognised by its key, else by its name. The changes add up to the change of the total.
    """
    old, new = _amounts(before, measure), _amounts(after, measure)
    renamed = recoded(old["name"], new["name"])
    old.index = pd.Index([renamed.get(key, key) for key in old.index], dtype="str")
    both = old.add_suffix("_old").join(new.add_suffix("_new"), how="outer")
    kind = pd.Series("changed", index=both.index)
    kind[both["yuan_old"].isna()] = "new"
    kind[both["yuan_new"].isna()] = "gone"
    amounts = both[["yuan_old", "yuan_new"]].fillna(0).astype("int64")
    found = pd.DataFrame(
        {
            "kind": kind,
            "key": both.index,
            "project_name": both["name_new"].fillna(both["name_old"]),
            "before": amounts["yuan_old"],
            "after": amounts["yuan_new"],
            "change": amounts["yuan_new"] - amounts["yuan_old"],
        }
    )
    found = found[(found["change"] != 0) | (found["kind"] != "changed")]
    order = found["change"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def parts(found: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return, by kind, how many projects there are and the sum of their changes in 元."""
    return {
        kind: (int((found["kind"] == kind).sum()), int(found.loc[found["kind"] == kind, "change"].sum()))
        for kind in KINDS
    }


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


def recoded(old: pd.Series, new: pd.Series) -> dict[str, str]:
    """New keys of projects that kept their name and changed their code, by old key; names by key are given."""
    gone, come = old[~old.index.isin(new.index)], new[~new.index.isin(old.index)]
    by_name = {name_key(name): str(key) for key, name in come.items()}
    found: dict[str, str] = {}
    for key, name in gone.items():
        code = by_name.pop(name_key(name), None)
        if code is not None:
            found[str(key)] = code
    return found
