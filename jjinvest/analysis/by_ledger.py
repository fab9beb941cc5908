"""A measure by any columns of a ledger and by spans of time, from the rows of projects and payments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from jjinvest.analysis.by_facts import Question
from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.number_table import NumberTable
from jjinvest.analysis.rows_behind import rows_behind
from jjinvest.analysis.tidy import AMOUNT_UNIT, in_unit, named_members
from jjinvest.analysis.time_axis import ALL, SPANS, all_spans, span_columns, span_names, typed_spans
from jjinvest.analysis.where import LEVEL, ORIGIN, SHARE, SIZE
from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import cumulative_period, period_end, period_start
from jjinvest.core.quantity import YI
from jjinvest.core.units import unit_scale
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.fields import CHOICES, TEXTS
from jjinvest.metrics.breakdowns import tier_edges
from jjinvest.metrics.ledger_aggregation import grouping
from jjinvest.metrics.ledger_observations import MIN_GROUP_SIZE

COUNT_UNIT, PERCENT = "个", "%"
COHORT, SIGNING_YEAR, PROJECT = "cohort", "signing_year", "project"


@dataclass(frozen=True)
class LedgerMeasure:
    """A measure of a ledger: the day on which a project counts, and its amount; a count without one."""

    day: str
    amount: str = ""


LEDGER_MEASURES = {
    "projects_signed": LedgerMeasure("signed_on"),
    "agreed_amount": LedgerMeasure("signed_on", "agreed_amount"),
    "contract_amount": LedgerMeasure("contract_on", "contract_amount"),
    "projects_started": LedgerMeasure("started_on"),
    "projects_completed": LedgerMeasure("in_production_on"),
    "projects_terminated": LedgerMeasure("terminated_on"),
    "funds_in_place": LedgerMeasure("month", "amount"),
}
"""What a ledger measures, by metric; funds are the payments, or the column of the year to date."""


def ledger_dimensions(state: LedgerState) -> list[str]:
    """Columns of a ledger by which its measures can be grouped, beside spans of time."""
    columns = [name for name in (*CHOICES, *TEXTS) if name in state.projects]
    not_groups = {"project_code", "project_name", "note", "terminated_reason", "currency"}
    return [*(name for name in columns if name not in not_groups), SIZE, PROJECT, COHORT, SIGNING_YEAR]


def ledger_measure_by(state: LedgerState, asked: Question, words: Vocabulary, *, labels: bool) -> NumberTable:
    """Return a measure of the ledger by dimension or span of time, one group a row, in one unit.

    Spans of time have no gap: a span without a project is a row of 0. ``projects`` is the number of projects
    behind a value.

    Raises
    ------
    ParameterError
        If there is no such metric, dimension or period; the choices are listed.
    """
    if asked.metric not in LEDGER_MEASURES:
        raise wrong_choice("指标", "metric of the ledger", asked.metric, list(LEDGER_MEASURES))
    known = ledger_dimensions(state)
    for name in (*asked.dimensions, *asked.where):
        if name not in known:
            raise wrong_choice("维度", "dimension of the ledger", name, [*known, *SPANS])
    _check_statistic(asked)
    rows = _within(_contributions(state, asked), state, asked)
    whole = _groups(state, rows, asked)
    unit = asked.unit or (AMOUNT_UNIT if LEDGER_MEASURES[asked.metric].amount else COUNT_UNIT)
    frame = _filtered(whole, asked, words)
    table = _summed(frame, asked, _axis(frame, state, asked))
    if asked.statistic == SHARE:
        unit, table["value"] = PERCENT, _shares(table, whole, asked)
    else:
        table["value"] = _scaled(table["value"], asked, unit)
    money = bool(LEDGER_MEASURES[asked.metric].amount)
    behind = rows_behind(state, frame, table, asked, unit, money=money)
    table["unit"] = pd.Series(unit, index=table.index, dtype="str")
    table["evidence"] = pd.Series("computed", index=table.index, dtype="str")
    if labels:
        for name in asked.dimensions:
            if name not in (PROJECT, SIGNING_YEAR):
                table[name] = named_members(name, table[name], words)
    if SIGNING_YEAR in asked.by:
        table[SIGNING_YEAR] = pd.to_numeric(table[SIGNING_YEAR], errors="coerce").astype("Int64")
    result = NumberTable(typed_spans(table, asked.spans))
    result._facts = {"value": behind.facts}
    result._behind = behind
    result.attrs.update(_attrs(state, table, asked, unit))
    return result


def _check_statistic(asked: Question) -> None:
    """Refuse what a ledger does not answer: another statistic, a share of nothing but spans of time."""
    if asked.statistic not in (LEVEL, SHARE):
        raise wrong_choice("统计量", "statistic of the ledger", asked.statistic, [LEVEL, SHARE])
    if asked.statistic != SHARE:
        return
    if asked.unit not in ("", PERCENT):
        raise wrong_choice("单位", "unit of a share", asked.unit, [PERCENT])
    if not asked.dimensions and (asked.by or not asked.where):
        named = "+".join(asked.by) or "—"
        raise ParameterError(
            f"占比要有维度 a share needs a dimension: {asked.metric}, by {named}\n"
            f'可用 choices: by=["{asked.span or "quarter"}", "sector"]（各期之内 share within each span）, '
            'by="sector", where="origin=out_of_city"'
        )


def _shares(table: pd.DataFrame, whole: pd.DataFrame, asked: Question) -> pd.Series:
    """Shares in %: of the numbers of the same span; of everything where no dimension is asked for."""
    values = table["value"].astype("float64")
    if not asked.dimensions:
        total: pd.Series | float = float(whole["yuan"].sum())
    elif asked.spans:
        total = values.groupby([table[name] for name in asked.spans]).transform("sum")
    else:
        total = values.sum()
    shares: pd.Series = (100 * values / total).where(pd.Series(total, index=values.index) != 0)
    return shares


def _contributions(state: LedgerState, asked: Question) -> pd.DataFrame:
    """Day, amount (元, or 1) and project of everything that counts."""
    measure, projects = LEDGER_MEASURES[asked.metric], state.projects
    if asked.metric == "funds_in_place" and not asked.span and asked.period == cumulative(state):
        yuan = projects["funds_ytd"].fillna(0).astype("int64")
        rows = pd.DataFrame({"day": pd.Timestamp(state.stands_on), "yuan": yuan, "at": projects.index})
        return rows[rows["yuan"] != 0].astype({"at": "Int64"})
    if asked.metric == "funds_in_place":
        paid = state.payments
        place = pd.Series(projects.index, index=projects["key"]).groupby(level=0).first()
        return pd.DataFrame(
            {
                "day": pd.to_datetime(paid["month"]),
                "yuan": paid["amount"].astype("int64"),
                "at": paid["project_code"].map(place).astype("Int64"),
            }
        )
    ones = pd.Series(1, index=projects.index, dtype="int64")
    yuan = projects[measure.amount].fillna(0).astype("int64") if measure.amount else ones
    rows = pd.DataFrame({"day": projects[measure.day], "yuan": yuan, "at": projects.index})
    return rows[rows["day"].notna()].astype({"at": "Int64"})


def cumulative(state: LedgerState) -> str:
    """Period to which the ledger's column of the year's funds belongs."""
    return cumulative_period(f"{state.stands_on.year}Q{(state.stands_on.month + 2) // 3}")


def _within(rows: pd.DataFrame, state: LedgerState, asked: Question) -> pd.DataFrame:
    """Rows of the period asked for."""
    if asked.period == ALL:
        return rows
    start, end = pd.Timestamp(period_start(asked.period)), pd.Timestamp(period_end(asked.period))
    first, last = rows["day"].min(), pd.Timestamp(state.stands_on)
    if len(rows) and (end < first or start > last):
        years = [str(year) for year in range(first.year, last.year + 1)]
        raise wrong_choice("期间的数", "number in the period", asked.period, [*years, ALL])
    return rows[rows["day"].between(start, end)]


def _groups(state: LedgerState, rows: pd.DataFrame, asked: Question) -> pd.DataFrame:
    """Rows with a column for each dimension and span, blanks as ``unknown``."""
    projects, frame = state.projects, rows.copy()
    for name in dict.fromkeys((*asked.dimensions, *asked.where)):
        if name == COHORT:
            frame[name] = _cohorts(projects, rows)
            continue
        frame[name] = rows["at"].map(_members(projects, name)).fillna("unknown").astype("str")
    return frame.assign(**span_columns(frame["day"], asked.spans))


def _cohorts(projects: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Whether the project of each row was signed in the year of the row, or before."""
    signed = rows["at"].map(projects["signed_on"].dt.year)
    cohorts = pd.Series("carried_over", index=rows.index).mask(signed >= rows["day"].dt.year, "new")
    return cohorts.mask(signed.isna(), "undated").astype("str")


def _members(projects: pd.DataFrame, name: str) -> pd.Series:
    if name == SIZE:
        return grouping(projects, "size_tier")
    if name == PROJECT:
        return projects["project_name"].astype("str")
    if name == SIGNING_YEAR:
        return span_names(projects["signed_on"], "year").fillna("unknown")
    return grouping(projects, name).astype("str")


def _filtered(frame: pd.DataFrame, asked: Question, words: Vocabulary) -> pd.DataFrame:
    """Rows of the part asked for; out of city includes abroad, as in the facts."""
    for name, member in asked.where.items():
        wanted = OUT_OF_CITY_ORIGINS if (name, member) == (ORIGIN, "out_of_city") else (member,)
        fits = frame[name].isin(wanted)
        if not fits.any():
            named = named_members(name, frame[name], words)
            fits = named == member
        if not fits.any() and len(frame):
            raise wrong_choice("成员", f"member of {name}", member, sorted(frame[name].unique()))
        frame = frame[fits]
    return frame


def _axis(frame: pd.DataFrame, state: LedgerState, asked: Question) -> pd.DataFrame:
    """Every span of the period up to the day of the ledger, without a gap."""
    if not asked.spans or (asked.period == ALL and frame.empty):
        return pd.DataFrame()
    if asked.period == ALL:
        return all_spans(frame["day"].min(), pd.Timestamp(state.stands_on), asked.spans)
    end = min(pd.Timestamp(period_end(asked.period)), pd.Timestamp(state.stands_on))
    return all_spans(pd.Timestamp(period_start(asked.period)), end, asked.spans)


def _summed(frame: pd.DataFrame, asked: Question, axis: pd.DataFrame) -> pd.DataFrame:
    """Sum of 元 and number of projects by group, with a row of 0 where a span has none."""
    aggregated: dict[str, tuple[str, str | Callable[..., object]]] = {
        "value": ("yuan", "sum"),
        "projects": ("at", "nunique"),
    }
    if not asked.by:
        row = {"value": [int(frame["yuan"].sum())], "projects": [int(frame["at"].nunique())]}
        return pd.DataFrame({"period": pd.Series([asked.period], dtype="str"), **row})
    sums = frame.groupby(list(asked.by), sort=True, dropna=False).agg(**aggregated)
    if len(axis):
        others = list(asked.dimensions)
        full = frame[others].drop_duplicates().merge(axis, how="cross") if others else axis
        full = full.sort_values(list(asked.by), ignore_index=True)[list(asked.by)]
        sums = full.merge(sums.reset_index(), on=list(asked.by), how="left")
        sums = sums.fillna({"value": 0, "projects": 0}).astype({"value": "int64", "projects": "int64"})
    else:
        sums = sums.reset_index()
    if SIZE not in asked.by:
        return sums
    return sums.sort_values(list(asked.by), key=_in_order_of_size, ignore_index=True)


def _in_order_of_size(column: pd.Series) -> pd.Series:
    """Size classes by their lower edge, ``unknown`` last; any other column as it is."""
    if column.name != SIZE:
        return column
    edges = {name: tier_edges(name)[0] for name in column.unique() if name != "unknown"}
    return column.map({name: float(edge) for name, edge in edges.items()})


def _scaled(yuan: pd.Series, asked: Question, unit: str) -> pd.Series:
    if not LEDGER_MEASURES[asked.metric].amount:
        if unit != COUNT_UNIT:
            raise wrong_choice("单位", f"unit of {asked.metric}", unit, [COUNT_UNIT])
        return yuan.astype("float64")
    if unit_scale(unit)[0] != "元":
        raise wrong_choice("单位", f"unit of {asked.metric}", unit, ["元", "万元", AMOUNT_UNIT])
    return yuan.astype("float64") / in_unit(1.0, unit, "元") if unit != AMOUNT_UNIT else yuan / YI


def _attrs(state: LedgerState, table: pd.DataFrame, asked: Question, unit: str) -> Mapping[str, object]:
    """What there is to say of the numbers: unit, source, access level, from when funds are known."""
    small = table["projects"].between(1, MIN_GROUP_SIZE - 1).any()
    of_projects = bool({PROJECT, "investor"} & set(asked.by))
    amounts = bool(LEDGER_MEASURES[asked.metric].amount)
    about: dict[str, object] = {
        "metric": asked.metric,
        "period": asked.period,
        "statistic": asked.statistic,
        "unit": unit,
        "units": {"value": unit, "projects": COUNT_UNIT},
        "source": state.source,
        "remainder": "none",
        "overlapping": False,
        "tier": "government" if of_projects or (amounts and small) else "public",
    }
    if asked.statistic == SHARE:
        about["share_of"] = "span" if asked.spans else "period"
    if asked.metric == "funds_in_place":
        about["known_from"] = state.funds_known_from.isoformat()
    return about
