"""Why the funds of a year changed between two ledgers: by projects, from what each paid; the parts add up exactly."""

from __future__ import annotations

import pandas as pd

from jjinvest.ledger.store.amount_changes import recoded


def paid_changes(
    earlier: pd.DataFrame, now: pd.DataFrame, *, before: pd.Series, after: pd.Series, lately: pd.Series
) -> pd.DataFrame:
    """Return what moved a year's funds, largest change first.

    Columns: kind, key, project_name, change (元). What a project paid in the months since the earlier ledger is ``new``
    or, where corrections outweigh payments, ``gone``. What the months before read otherwise now is ``changed``; where it
    is less because the project was terminated since or is no longer in the ledger, ``gone``. The changes add up to the
    change of the total. A project is recognised by its key, else by its name.

    Parameters
    ----------
    earlier, now
        The ledgers: key, project_name, terminated_on.
    before, after
        Funds of the year that each project had paid by the earlier ledger, and has paid by now, in 元 by key.
    lately
        Of `after`, what came in the months since.
    """
    renamed = recoded(*(ledger.set_index("key")["project_name"] for ledger in (earlier, now)))
    earlier = earlier.assign(key=[renamed.get(key, key) for key in earlier["key"]])
    before = before.rename(index=renamed).groupby(level=0).sum()
    funds = pd.DataFrame({"before": before, "after": after, "lately": lately}).fillna(0).astype("int64")
    rest = funds["after"] - funds["before"] - funds["lately"]
    left = (rest < 0) & funds.index.isin(_left(earlier, now))
    parts = {
        "new": funds["lately"].clip(lower=0),
        "gone": funds["lately"].clip(upper=0) + rest.where(left, 0),
        "changed": rest.where(~left, 0),
    }
    found = pd.concat(
        pd.DataFrame({"kind": kind, "key": change.index.astype("str"), "change": change.to_numpy()})
        for kind, change in parts.items()
    )
    found = found[found["change"] != 0].assign(size=lambda rows: -rows["change"].abs())
    found = found.sort_values(["size", "key", "kind"], ignore_index=True).drop(columns="size")
    names = {
        key: name
        for ledger in (earlier, now)
        for key, name in zip(ledger["key"], ledger["project_name"], strict=True)
    }
    found.insert(2, "project_name", [names.get(key, key) for key in found["key"]])
    return found


def _left(earlier: pd.DataFrame, now: pd.DataFrame) -> set[str]:
    """Keys of projects that were live in the earlier ledger and are terminated now, or no longer there."""
    live, still = (set(frame.loc[frame["terminated_on"].isna(), "key"]) for frame in (earlier, now))
    return live - still
