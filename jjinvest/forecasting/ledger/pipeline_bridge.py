"""The bridge of the pipeline between two ledgers: opening → new → advanced → slipped → lost → signed → closing.

The pipeline holds the projects that are neither signed nor terminated. Each project of either ledger stands in exactly
one step, with the change of its amount and of its expected amount (amount × chance to sign in the year), in whole 元:
so the steps add up to the closing without rest. A project that came and signed between the two ledgers stands in
`new` and in `signed`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.forecasting.ledger.hazards import as_known

STEPS = ("opening", "new", "advanced", "slipped", "restated", "lost", "signed", "closing")
ADVANCED_BY = 0.05
"""Change of the chance from which a project counts as advanced or slipped without a change of stage."""


@dataclass(frozen=True)
class PipelineBridge:
    """The bridge and what it is made of.

    Parameters
    ----------
    steps
        One row a step of :data:`STEPS`: projects, amount, expected (元, integers). The rows between opening and closing
        are changes; they add up exactly.
    projects
        One row a project and step: step, project_code, project_name, amount, expected (changes in 元), largest first
        within a step.
    """

    steps: pd.DataFrame
    projects: pd.DataFrame


def pipeline_bridge(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    as_of_before: str | pd.Timestamp,
    as_of_after: str | pd.Timestamp,
    chances_before: pd.Series | None = None,
    chances_after: pd.Series | None = None,
) -> PipelineBridge:
    """Explain the change of the pipeline by projects.

    Steps: `advanced` reached a later stage, or a chance higher by 0.05; `slipped` the reverse; `restated` changed its
    amount, or its chance by less, otherwise; `lost` was terminated or is in the later ledger no more; amounts not
    stated count as 0. What an advanced or slipped project's amount changed by stands in its step.

    Parameters
    ----------
    before, after
        Ledgers, each as of its own day; projects are matched by ``key``.
    chances_before, chances_after
        Chance of open projects to sign (index: that of the ledger); without them nothing is expected, and projects
        advance or slip by their stage alone.

    Raises
    ------
    ValueError
        If a key stands twice in a ledger, or the days are not in order.
    """
    if pd.Timestamp(as_of_after) < pd.Timestamp(as_of_before):
        raise ValueError("the later ledger comes second")
    a, b = _standing(before, as_of_before, chances_before), _standing(after, as_of_after, chances_after)
    both = pd.concat([a.add_suffix("_a"), b.add_suffix("_b")], axis=1)
    open_a, open_b = both["open_a"].eq(True), both["open_b"].eq(True)
    change = {
        name: _ints(both[f"{name}_b"], open_b) - _ints(both[f"{name}_a"], open_a)
        for name in ("amount", "expected")
    }
    moved = both["rank_b"] - both["rank_a"]
    drift = both["chance_b"] - both["chance_a"]
    stays = open_a & open_b
    up = stays & ((moved > 0) | ((moved == 0) & (drift >= ADVANCED_BY)))
    down = stays & ((moved < 0) | ((moved == 0) & (drift <= -ADVANCED_BY)))
    same = stays & ~up & ~down & ((change["amount"] != 0) | (change["expected"] != 0))
    signed_b = both["signed_b"].eq(True)
    left = open_a & ~open_b
    parts = {
        "new": ~open_a & open_b,
        "advanced": up,
        "slipped": down,
        "restated": same,
        "lost": left & ~signed_b,
        "signed": left & signed_b,
    }
    names = both["name_b"].where(both["name_b"].notna(), both["name_a"])
    codes = both["code_b"].where(both["code_b"].notna(), both["code_a"])
    rows = [_rows(step, mask, codes, names, change) for step, mask in parts.items()]
    through = both["open_a"].isna() & signed_b & (both["signed_on_b"] > pd.Timestamp(as_of_before))
    whole = {"amount": _ints(both["amount_b"], through), "expected": _ints(both["amount_b"], through)}
    rows.append(_rows("new", through, codes, names, whole))
    rows.append(_rows("signed", through, codes, names, {name: -values for name, values in whole.items()}))
    projects = pd.concat(rows)
    projects["step"] = pd.Categorical(projects["step"], categories=STEPS, ordered=True)
    projects["size"] = projects["amount"].abs()
    projects = projects.sort_values(["step", "size"], ascending=[True, False], kind="stable").drop(
        columns="size"
    )
    sums = projects.groupby("step", observed=False)[["amount", "expected"]].sum()
    sums.insert(0, "projects", projects.groupby("step", observed=False).size())
    for step, standing in (("opening", a), ("closing", b)):
        there = standing[standing["open"]]
        sums.loc[step] = [len(there), int(there["amount"].sum()), int(there["expected"].sum())]
    steps = sums.astype("int64")
    between = steps.loc[list(STEPS[1:-1]), ["amount", "expected"]].sum()
    if (
        steps.loc["opening", ["amount", "expected"]] + between != steps.loc["closing", ["amount", "expected"]]
    ).any():
        raise AssertionError("the steps of a bridge must add up to its closing")
    return PipelineBridge(steps, projects.assign(step=projects["step"].astype("str")))


def _standing(ledger: pd.DataFrame, day: str | pd.Timestamp, chances: pd.Series | None) -> pd.DataFrame:
    """What each project was on a day: open, signed, rank of its stage, amount and expected amount in 元, by key."""
    known = as_known(ledger, day)
    if known["key"].duplicated().any():
        raise ValueError(
            f"key {known.loc[known['key'].duplicated(), 'key'].iloc[0]} stands twice in the ledger"
        )
    signed, over = known["signed_on"].notna(), known["terminated_on"].notna()
    amount = known["agreed_amount"].fillna(0).astype("int64")
    chance = (
        pd.Series(np.nan, index=known.index)
        if chances is None
        else chances.reindex(known.index).astype(float)
    )
    expected = np.floor(amount.to_numpy(dtype=float) * chance.fillna(0.0).to_numpy() + 0.5).astype("int64")
    return pd.DataFrame(
        {
            "code": known["project_code"].to_numpy(),
            "name": known["project_name"].to_numpy(),
            "open": (~signed & ~over).to_numpy(),
            "signed": signed.to_numpy(),
            "signed_on": known["signed_on"].to_numpy(),
            "rank": known["negotiated_on"].notna().to_numpy(dtype="int64"),
            "amount": amount.to_numpy(),
            "expected": expected,
            "chance": chance.to_numpy(),
        },
        index=pd.Index(known["key"], name="key"),
    )


def _ints(values: pd.Series, where: pd.Series) -> pd.Series:
    """Integers where a project stands, 0 elsewhere (a join leaves floats only where a side is missing)."""
    return values.where(where, 0).astype("int64")


def _rows(
    step: str, mask: pd.Series, codes: pd.Series, names: pd.Series, change: dict[str, pd.Series]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "step": step,
            "project_code": codes[mask],
            "project_name": names[mask],
            "amount": change["amount"][mask],
            "expected": change["expected"][mask],
        }
    )
