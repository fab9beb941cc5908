"""What moves published totals without a new project: a changed year of signing, origin or sector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.values.choices import CHOICE_NAMES
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.continued_projects import continued_projects
from jjinvest.ledger.validation.rows.rate_rules import rate_columns
from jjinvest.ledger.validation.rows.row_rules import RuleContext, bilingual_label, finding_at

_CHOICES = ("origin", "sector")


def changed_since(
    rows: Sequence[LedgerRow], context: RuleContext, before: pd.DataFrame | None
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Remark on projects that belong to another year, origin or sector than in the last import."""
    if before is None or before.empty:
        return
    stated = dict(zip(before["key"], before.to_dict("records"), strict=True))
    for row in rows:
        last = stated.get(row.key)
        if last is None:
            continue
        pairs = [(name, str(last[name]), row.text(name)) for name in _CHOICES]
        day, signed = row.day("signed_on"), last["signed_on"]
        if day is not None and not pd.isna(signed):
            pairs.append(("signed_on", str(signed.year), str(day.day.year)))
        for name, was, now in pairs:
            if was and now and was != now:
                values = {
                    "field": bilingual_label(name),
                    "before": CHOICE_NAMES.get(was, was),
                    "now": CHOICE_NAMES.get(now, now),
                }
                yield row, finding_at(row, context, "group_changed", name, values)


def gone_on(rows: Sequence[LedgerRow], before: pd.DataFrame | None) -> set[str]:
    """Keys of the projects of the last import that go on under another code or name, or in parts."""
    if before is None or before.empty or not rows:
        return set()
    days = [None if (dated := row.day("signed_on")) is None else dated.day for row in rows]
    now = pd.DataFrame(
        {
            "key": [row.key for row in rows],
            "project_name": [row.text("project_name") for row in rows],
            "investor": [row.text("investor") for row in rows],
            "signed_on": pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[ms]"),
            "agreed_amount": pd.array([row.yuan("agreed_amount") for row in rows], dtype="Int64"),
            "funds_to_date": pd.array([row.yuan("funds_to_date") for row in rows], dtype="Int64"),
            **rate_columns(rows),
        }
    )
    return set(continued_projects(before.drop_duplicates("key"), now.drop_duplicates("key")))
