"""Published figures, facts, targets, checks, ledger and payments as frames of plain columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from jjinvest.analysis.frames.number_table import as_texts
from jjinvest.analysis.frames.where import PartReader, part_of_row, where_columns, where_text
from jjinvest.core.access import COLUMN_TIERS, highest, of_project
from jjinvest.core.fact_id import FactId, label_key
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN, OUT_OF_CITY, OUT_OF_CITY_DOMESTIC
from jjinvest.core.quantity import YI, Quantity
from jjinvest.core.units import unit_scale
from jjinvest.data.ledger_snapshot import GROUPINGS, LedgerState
from jjinvest.data.own_targets import OWN
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.fields import AMOUNTS, CHOICES, DATES
from jjinvest.metrics.ledger_aggregation import grouping
from jjinvest.results.results import Results

AMOUNT_UNIT = "亿元"
"""Unit of amounts of the ledger, as of facts."""
_SEPARATOR = "; "
_ABOUT_PROJECT = ("project_name", "origin", "sector", *GROUPINGS, "stage", "signed_on", "size")


def facts_frame(facts: Iterable[Fact], results: Results, words: Vocabulary) -> pd.DataFrame:
    """Return facts as a frame, one number a row.

    Columns: id, item (its name), period, metric, one column a dimension, where, statistic, authority, value,
    low, high, unit, relation, evidence, basis, source, caveat (docs/facts.md; ``contradicted``,
    ``differs_from_ledger`` and ``rests_on_…`` either are to be verified), tier.
    """
    facts = list(facts)
    dimensions, index = PartReader.of(results), pd.RangeIndex(len(facts))
    stated = stated_parts(results)
    measured = [
        replace(each, where=stated.get(str(fact.id), each.where))
        for fact in facts
        for each in (dimensions.read(fact.id),)
    ]

    def texts(values: Iterable[object]) -> pd.Series:
        return as_texts(values, index)

    columns = {
        "id": texts(fact.id for fact in facts),
        "item": texts(_label(fact.id, words) for fact in facts),
        "period": texts(fact.period for fact in facts),
        "metric": texts(each.metric for each in measured),
        **where_columns((each.where for each in measured), index),
        "where": texts(where_text(each.where) for each in measured),
        "statistic": texts(each.statistic for each in measured),
        "authority": texts(each.authority for each in measured),
        **{
            name: pd.Series([getattr(fact, name) for fact in facts], index=index, dtype="float64")
            for name in ("value", "low", "high")
        },
        "unit": texts(fact.unit for fact in facts),
        "relation": texts(fact.relation for fact in facts),
        "evidence": texts(fact.evidence for fact in facts),
        "basis": texts(fact.basis for fact in facts),
        "source": texts(_SEPARATOR.join(fact.sources) for fact in facts),
        "caveat": texts(fact.caveat for fact in facts),
        "tier": texts(fact.tier for fact in facts),
    }
    frame = pd.DataFrame(columns)
    frame.attrs = {"tier": highest(fact.tier for fact in facts)}
    return frame


def stated_parts(results: Results) -> dict[str, dict[str, str]]:
    """Part that each figure states, by its id; ids alone leave the dimension of some members open."""
    return {
        str(row["fact_id"]): part_of_row(row)
        for view in results.available_views
        for row in view.figures.drop_duplicates("fact_id").to_dict("records")
    }


def _label(fact_id: FactId, words: Vocabulary) -> str:
    try:
        return words.fact_label(fact_id)
    except ValueError:  # an id without a period, such as that of a register
        return str(fact_id)


def figures_frame(figures: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return figures as published, one number a row.

    Columns: id, period, metric, one column a dimension, where, statistic, of, authority, relation, value,
    low, high, unit, value_yuan (amounts in 元), version, source, published (day of its source),
    available_from, quote, note.
    """
    index = pd.RangeIndex(len(figures))
    rows = figures.to_dict("records")
    parts = [part_of_row(row) for row in rows]
    days = dict(zip(sources["source"], sources["published"], strict=True))
    columns = {
        "id": as_texts(figures["fact_id"], index),
        "period": as_texts(figures["period"], index),
        "metric": as_texts(figures["metric"], index),
        **where_columns(parts, index),
        "where": as_texts(map(where_text, parts), index),
        **{name: as_texts(figures[name], index) for name in ("statistic", "of", "authority", "relation")},
        **{
            name: pd.Series(figures[name].to_numpy(dtype="float64", na_value=np.nan), index=index)
            for name in ("value", "low", "high")
        },
        "unit": as_texts(figures["unit"], index),
        "value_yuan": pd.array([_yuan(quantity) for quantity in figures["quantity"]], dtype="Int64"),
        "version": as_texts(figures["version"], index),
        "source": as_texts(figures["source"], index),
        "published": pd.to_datetime(pd.Series([days.get(s) for s in figures["source"]], index=index)),
        "available_from": pd.to_datetime(pd.Series(list(figures["available_from"]), index=index)),
        "quote": as_texts(figures["quote"], index),
        "note": as_texts(figures["note"], index),
    }
    return pd.DataFrame(columns, index=index)


def _yuan(quantity: Quantity) -> int | None:
    return None if quantity.unit != "元" or quantity.value is None else int(quantity.value)


def targets_frame(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of years, one a row, published or implied by a completion.

    Columns: id, year, metric, one column a dimension, where, authority, relation, value, low, high, unit,
    evidence, known_from (the day on which its value was first published), source (figure ids), note. A target
    that names no authority is the place's own, ``district``.
    """
    index = pd.RangeIndex(len(targets))
    parts = [part_of_row(row) for row in targets.to_dict("records")]
    columns = {
        "id": as_texts(targets["target_id"], index),
        "year": pd.Series(list(targets["year"]), index=index, dtype="int64"),
        "metric": as_texts(targets["metric"], index),
        **where_columns(parts, index),
        "where": as_texts(map(where_text, parts), index),
        "authority": as_texts((named or OWN for named in targets["authority"]), index),
        "relation": as_texts(targets["relation"], index),
        **{
            name: pd.Series(targets[name].to_numpy(dtype="float64", na_value=np.nan), index=index)
            for name in ("value", "low", "high")
        },
        **{name: as_texts(targets[name], index) for name in ("unit", "evidence")},
        "known_from": pd.to_datetime(pd.Series(list(targets["known_from"]), index=index)),
        "source": as_texts((_SEPARATOR.join(ids) for ids in targets["figure_ids"]), index),
        "note": as_texts(targets["note"], index),
    }
    return pd.DataFrame(columns, index=index)


def ledger_frame(state: LedgerState, words: Vocabulary, only: Collection[str] | None = None) -> pd.DataFrame:
    """Return the projects of a ledger, one a row: names in words, days as datetimes, amounts in 亿元.

    ``size`` is the size class of the agreed amount; ``signed`` whether there is a day of signing: leads,
    projects in talks and many terminated ones have none. ``attrs`` holds the unit of each amount and the
    access level of the rows.

    Parameters
    ----------
    only
        Names of the columns wanted; all by default.
    """
    projects = state.projects
    columns = dict[str, pd.Series]()
    for name in (each for each in map(str, projects) if _wanted(each, only)):
        cells = projects[name]
        if name in AMOUNTS:
            yuan = cells.to_numpy(dtype="float64", na_value=np.nan)
            columns[name] = pd.Series(yuan / YI, index=cells.index)
        elif name in DATES:
            columns[name] = pd.to_datetime(cells)
        elif pd.api.types.is_numeric_dtype(cells):
            columns[name] = cells
        elif name in GROUPINGS or name in CHOICES:
            parts = origin_parts(cells).where(cells.notna(), None) if name == ORIGIN else cells
            columns[name] = named_members(name, parts, words)
        else:
            columns[name] = as_texts(cells, cells.index)
    frame = pd.DataFrame(columns, index=projects.index, copy=False)
    if "agreed_amount" in projects and _wanted("size", only):
        frame["size"] = named_members("size", grouping(projects, "size_tier"), words)
    if "signed_on" in projects and _wanted("signed", only):
        frame["signed"] = projects["signed_on"].notna()
    tiers = (of_project(stage, published=False) for stage in projects["stage"].unique())
    restricted = (COLUMN_TIERS[name] for name in frame if name in COLUMN_TIERS)
    frame.attrs = {
        "units": {name: AMOUNT_UNIT for name in frame if name in AMOUNTS},
        "tier": highest([*tiers, *restricted]),
        "stands_on": state.stands_on.isoformat(),
    }
    return frame


def named_members(dimension: str, members: pd.Series, words: Vocabulary) -> pd.Series:
    """Return a column of members in words; blanks are missing."""
    codes, known = pd.factorize(members)  # each member once: a text of its own for each row takes memory
    texts = [None if each == "" else member_label(dimension, str(each), words) for each in known]
    named = pd.array(texts, dtype="str").take(codes, allow_fill=True)
    return pd.Series(named, index=members.index, name=members.name)


def member_label(dimension: str, member: str, words: Vocabulary) -> str:
    """Name of a member of a dimension in the reader's language.

    Examples
    --------
    >>> words = Vocabulary("en", {"park=east": "East Park"})
    >>> member_label("park", "east", words), member_label("size", "20_50", words)
    ('East Park', '20–50 亿元')
    """
    tier = member if member.startswith("tier_") else f"tier_{member.replace('.', '_')}"
    if dimension == "size":
        return words.label(member if member in ("unknown", "remainder") else tier)
    own = f"{dimension}_{member}"
    if label_key(dimension, member) not in words.labels and words.has(f"term.{own}"):
        return words.label(own)
    return words.member(dimension, member)


def payments_frame(
    state: LedgerState, words: Vocabulary, only: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the funds by project and month, with the project's own columns to group by.

    Columns: project_code, month (its first day; blank where it is not known), amount (亿元), since and until
    (first and last month in which it may have been paid; since is blank for everything before), and of the
    project its name, origin, sector, groups and day of signing.

    Parameters
    ----------
    only
        Names of the columns wanted; all by default.
    """
    paid = state.payments.reset_index(drop=True)
    since, until = pd.to_datetime(paid["since"]), pd.to_datetime(paid["month"])
    columns = {
        "project_code": paid["project_code"],
        "month": until.where(since == until),
        "amount": paid["amount"].astype("float64") / YI,
        "since": since,
        "until": until,
    }
    frame = pd.DataFrame(columns, copy=False)
    about = [name for name in _ABOUT_PROJECT if _wanted(name, only)]
    if about:
        projects = ledger_frame(state, words, ["key", *about]).drop_duplicates("key")
        known = projects[["key", *(name for name in about if name in projects)]]
        frame = frame.merge(known, left_on="project_code", right_on="key", how="left").drop(columns="key")
    frame = frame[[name for name in map(str, frame) if _wanted(name, only)]]
    frame.attrs = {
        "units": {name: AMOUNT_UNIT for name in frame if name == "amount"},
        "tier": "internal",
        "known_from": state.funds_known_from.isoformat(),
    }
    return frame


def _wanted(name: str, only: Collection[str] | None) -> bool:
    return only is None or name in only


def in_unit(value: Fraction | float, unit: str, wanted: str) -> float:
    """Convert a number to another scale of its unit.

    Examples
    --------
    >>> in_unit(1088.0, "亿元", "万元")
    10880000.0
    """
    return float(Fraction(value) * unit_scale(unit)[1] / unit_scale(wanted)[1])


def origin_parts(members: pd.Series) -> pd.Series:
    """Origins of a ledger as parts that add up, with a name of their own where they are not the whole.

    市外项目 always includes 境外; a ledger's rows beside it are 市外境内 and 境外.

    Examples
    --------
    >>> list(origin_parts(pd.Series(["out_of_city", "abroad"])))
    ['out_of_city_domestic', 'abroad']
    """
    return members.astype("str").where(members != OUT_OF_CITY, OUT_OF_CITY_DOMESTIC)
