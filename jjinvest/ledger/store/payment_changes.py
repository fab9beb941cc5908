"""Change of a year's funds between two ledgers, by projects and their payments; the parts add up exactly."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.project_names import recoded_keys


def payment_changes(
    earlier: pd.DataFrame, now: pd.DataFrame, *, before: pd.Series, after: pd.Series, recent: pd.Series
) -> pd.DataFrame:
    """Return the changes of a year's funds by project, largest change first.

    Payments since the earlier ledger are ``new``, or ``gone`` where corrections outweigh payments. Revisions
    of earlier months are ``changed``, or ``gone`` where a project has less because it was terminated or is no
    longer in the ledger. The changes add up to the change of the total. A project is matched by its key, else
    by its name.

    Parameters
    ----------
    earlier, now
        The ledgers: key, project_name, terminated_on.
    before, after
        Funds of the year paid by each project, by the earlier ledger and by now, in 元 by key.
    recent
        Part of `after` that was paid since the earlier ledger.

    Returns
    -------
    pandas.DataFrame
        Columns kind, key, project_name, change (元).
    """
    renamed = recoded_keys(*(ledger.set_index("key")["project_name"] for ledger in (earlier, now)))
    earlier = earlier.assign(key=[renamed.get(key, key) for key in earlier["key"]])
    before = before.rename(index=renamed).groupby(level=0).sum()
    funds = pd.DataFrame({"before": before, "after": after, "recent": recent}).fillna(0).astype("int64")
    rest = funds["after"] - funds["before"] - funds["recent"]
    left = (rest < 0) & funds.index.isin(_left(earlier, now))
    parts = {
        "new": funds["recent"].clip(lower=0),
        "gone": funds["recent"].clip(upper=0) + rest.where(left, 0),
        "changed": rest.where(~left, 0),
    }
    changes = pd.concat(
        pd.DataFrame({"kind": kind, "key": change.index.astype("str"), "change": change.to_numpy()})
        for kind, change in parts.items()
    )
    changes = changes[changes["change"] != 0].assign(size=lambda rows: -rows["change"].abs())
    changes = changes.sort_values(["size", "key", "kind"], ignore_index=True).drop(columns="size")
    names = {
        key: name
        for ledger in (earlier, now)
        for key, name in zip(ledger["key"], ledger["project_name"], strict=True)
    }
    changes.insert(2, "project_name", [names.get(key, key) for key in changes["key"]])
    return changes


def _left(earlier: pd.DataFrame, now: pd.DataFrame) -> set[str]:
    """Keys of projects that were active in the earlier ledger and are now terminated or absent."""
    active, still_active = (set(frame.loc[frame["terminated_on"].isna(), "key"]) for frame in (earlier, now))
    return active - still_active
