"""Dated stages of each project across imports; what else than amounts changed between two ledgers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jjinvest.ledger.fields import DATES
from jjinvest.ledger.partial_dates import TEN_DAYS, PartialDate
from jjinvest.ledger.project_names import recoded_keys

GROUPS = ("investor", "origin", "sector", "top500", "chain", "task_force", "channel", "park")
"""What parts the totals of a report: a project that changes one moves its amount to another part."""
DESCRIBING = ("key", "project_name", *GROUPS, "stage", *DATES)
"""What `ledger diff` compares besides amounts, in this order."""


def field_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return each changed code, name, group, stage and date of the projects that both ledgers have.

    A project is matched by its key, else by its name. A group that one of the ledgers has no column of, or
    leaves blank in every row, is not compared.

    Parameters
    ----------
    before, after
        Rows of two ledgers, from
        :meth:`~jjinvest.ledger.validation.result.ValidationResult.frame`.

    Returns
    -------
    pandas.DataFrame
        Columns key, project_name (both as in `after`), field, before, after; texts, a date as 2023-05-18 or
        2023-05 where only the month is known, empty where blank. Projects in the order of `after`.

    Raises
    ------
    ValueError
        If a key occurs twice in a ledger.

    Examples
    --------
    >>> before = pd.DataFrame({"key": ["a"], "project_name": ["甲"], "stage": ["lead"]})
    >>> after = pd.DataFrame({"key": ["a"], "project_name": ["甲"], "stage": ["signed"]})
    >>> field_changes(before, after)[["field", "before", "after"]].values.tolist()
    [['stage', 'lead', 'signed']]
    """
    old, new = _texts(before), _texts(after)
    renamed = recoded_keys(old["project_name"], new["project_name"])
    old.index = pd.Index([renamed.get(key, key) for key in old.index], dtype="str")
    was, now = old.to_dict("index"), new.to_dict("index")
    compared = [name for name in DESCRIBING if name not in GROUPS or (any(old[name]) and any(new[name]))]
    changes = [
        {
            "key": key,
            "project_name": row["project_name"],
            "field": field,
            "before": was[key][field],
            "after": row[field],
        }
        for key, row in now.items()
        if key in was
        for field in compared
        if was[key][field] != row[field]
    ]
    return pd.DataFrame(changes, columns=["key", "project_name", "field", "before", "after"])


def stage_log(imports: Sequence[tuple[int, pd.DataFrame]]) -> pd.DataFrame:
    """Return the dated stages of every project, with the import that brought or changed each.

    Parameters
    ----------
    imports
        Number and rows of each import, earliest first.

    Returns
    -------
    pandas.DataFrame
        Columns key, project_name, number (of the import), field (``stage`` or the date of a stage), before
        and after: texts as in :func:`field_changes`. `before` is empty where the import brought the entry,
        `after` where it took it away. A project keeps its entries under the key and name of its last import.

    Examples
    --------
    >>> first = pd.DataFrame({"key": ["a"], "project_name": ["甲"], "stage": ["lead"]})
    >>> second = pd.DataFrame({"key": ["a"], "project_name": ["甲"], "stage": ["signed"]})
    >>> stage_log([(1, first), (2, second)])[["number", "before", "after"]].values.tolist()
    [[1, '', 'lead'], [2, 'lead', 'signed']]
    """
    entries: dict[str, list[dict[str, object]]] = {}
    names: dict[str, str] = {}
    last: dict[str, dict[str, str]] = {}
    for number, frame in imports:
        rows = _texts(frame)
        known = pd.Series(names, dtype="str")
        for old, new in recoded_keys(known, rows["project_name"]).items():
            entries[new], last[new], names[new] = entries.pop(old), last.pop(old), names.pop(old)
        for key, row in rows.to_dict("index").items():
            now = {field: str(row[field]) for field in ("stage", *DATES)}
            was = last.get(str(key), {})
            names[str(key)], last[str(key)] = str(row["project_name"]), now
            entries.setdefault(str(key), []).extend(
                {"number": number, "field": field, "before": was.get(field, ""), "after": value}
                for field, value in now.items()
                if value != was.get(field, "")
            )
    columns = ["key", "project_name", "number", "field", "before", "after"]
    rows_of_log = [
        {"key": key, "project_name": names[key], **entry}
        for key, listed in entries.items()
        for entry in listed
    ]
    return pd.DataFrame(rows_of_log, columns=columns)


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Describing columns as texts by key; an absent column is empty."""
    if not frame["key"].is_unique:
        raise ValueError("a ledger's keys are unique")
    months = frame["month_only"].astype("str") if "month_only" in frame else pd.Series("", index=frame.index)
    columns: dict[str, list[str]] = {"key": [str(key) for key in frame["key"]]}
    for name in ("project_name", *GROUPS, "stage"):
        known = name in frame
        columns[name] = [str(value) for value in frame[name]] if known else [""] * len(frame)
    for name in DATES:
        if name not in frame:
            columns[name] = [""] * len(frame)
            continue
        columns[name] = [
            "" if pd.isna(day) else _written(day, name, unknown.split())
            for day, unknown in zip(frame[name], months, strict=True)
        ]
    return pd.DataFrame(columns, index=pd.Index(columns["key"], dtype="str"))


def _written(day: pd.Timestamp, name: str, unknown_days: list[str]) -> str:
    """Write a date with the precision that its ledger had: a day, ten days or a month."""
    ten_days = f"{name}:{TEN_DAYS}" in unknown_days
    return str(PartialDate(day.date(), month_only=name in unknown_days, ten_days=ten_days))
