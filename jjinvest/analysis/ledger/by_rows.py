"""A measure by any columns of a ledger and by spans of time, from the rows of projects and payments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.member_order import order_key
from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.frames.question import Question, size_code
from jjinvest.analysis.frames.statistic_names import AVERAGE, GROWTH, LEVEL, SHARE
from jjinvest.analysis.frames.tidy import AMOUNT_UNIT, in_unit, member_label, named_members, origin_parts
from jjinvest.analysis.frames.time_axis import (
    ALL,
    SPANS,
    all_spans,
    span_names,
    span_starts,
    typed_spans,
)
from jjinvest.analysis.frames.where import SIZE, code_of_word
from jjinvest.analysis.ledger.funds_in_time import (
    CERTAIN,
    begins,
    in_period,
    open_numbers,
    placed,
    said_of_open,
)
from jjinvest.analysis.ledger.measures import (
    COHORT,
    FUNDS,
    LEDGER_MEASURES,
    PROJECT,
    SIGNING_YEAR,
    check_known,
    ledger_dimensions,
)
from jjinvest.analysis.ledger.rows_behind import rows_behind
from jjinvest.analysis.ledger.statistics import PERCENT, averages, check_statistic, growths, shares
from jjinvest.core.errors import ParameterError
from jjinvest.core.origins import ABROAD, ORIGIN, OUT_OF_CITY, OUT_OF_CITY_DOMESTIC
from jjinvest.core.periods import period_end, period_start, year_to_month
from jjinvest.core.quantity import YI
from jjinvest.core.units import COUNT_UNIT, unit_scale
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.dated_funds import SINCE, funds_begin
from jjinvest.metrics.ledger_aggregation import grouping
from jjinvest.metrics.small_groups import MIN_GROUP_SIZE


def ledger_measure_by(state: LedgerState, asked: Question, words: Vocabulary, *, labels: bool) -> NumberTable:
    """Return a measure of the ledger by dimension or span of time, one group a row, in one unit.

    Spans of time have no gap: a span without a project is a row of 0. ``projects`` is the number of projects
    behind a value. Where it is not known whether funds were paid in a span, its number is missing;
    ``attrs["not_placed"]`` is the sum of the funds that no number of the frame has.

    Raises
    ------
    ParameterError
        If there is no such metric, dimension or period; the choices are listed.
    """
    check_known(state, asked.metric)
    own = len(state.projects)
    state = state if asked.metric == FUNDS else state.with_gone()
    known = ledger_dimensions(state)
    for name in (*asked.dimensions, *asked.where):
        if name not in known:
            raise wrong_choice("维度", "dimension of the ledger", name, [*known, *SPANS])
    money = bool(LEDGER_MEASURES[asked.metric].amount)
    check_statistic(asked, amounts=money)
    asked = replace(asked, where=_codes(state, asked, words))
    contributions = _contributions(state, asked)
    whole = _groups(state, _within(contributions, state, asked), asked)
    unit = asked.unit or (AMOUNT_UNIT if money else COUNT_UNIT)
    frame = _filtered(whole, asked, words)
    table, about = _summed(frame, asked, _axis(frame, state, asked)), dict[str, object]()
    if asked.metric == FUNDS:
        about |= said_of_open(frame, table, words)
    counted = contributions if asked.statistic == GROWTH else frame
    if number := counted.loc[counted["at"] >= own, "at"].nunique():
        about["notes"] = words.message("analysis.note.with_gone").replace("{number}", str(number))
    if asked.statistic == SHARE:
        unit, table["value"] = PERCENT, shares(table, whole, asked)
    elif asked.statistic == GROWTH:
        before = _year_before(state, asked, words, table)
        table, unknown = growths(table, before, asked, _known_from(state, asked))
        unit, table = PERCENT, _in_order(table, asked)
        if unknown:
            note = words.message("analysis.note.no_year_before").replace("{spans}", ", ".join(unknown))
            note = note.replace("{first}", f"{_known_from(state, asked):%Y-%m-%d}")
            about["notes"] = "\n".join(filter(None, (str(about.get("notes") or ""), note)))
    else:
        if asked.statistic == AVERAGE:
            table["value"] = averages(table)
        table["value"] = _scaled(table["value"], asked, unit)
    behind = rows_behind(state, _certain_days(frame), table, asked, unit, money=money)
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
    result.attrs.update({**_attrs(state, table, asked, unit), **about})
    return result


def _year_before(state: LedgerState, asked: Question, words: Vocabulary, table: pd.DataFrame) -> pd.DataFrame:
    """Sums of the year before, named by the spans that are compared with them.

    A span that is not over is compared with the same days of the year before.
    """
    level = replace(asked, statistic=LEVEL)
    by_month = replace(level, by=(*level.by, "month"))  # payments by month, not the column of this year
    rows = _groups(state, _contributions(state, by_month), level)
    dates = [name for name in ("day", SINCE) if name in rows]
    rows = rows.assign(**{name: rows[name] + pd.DateOffset(years=1) for name in dates})
    stands_on = pd.Timestamp(state.stands_on)
    rows = rows[~(rows[dates[-1]] > stands_on)]
    rows = placed(in_period(rows, asked.period), asked)
    rows[CERTAIN] &= rows["day"] <= stands_on
    rows = _filtered(rows, asked, words, must=False)
    if asked.spans and asked.period == ALL and len(table):
        starts = span_starts(table, asked.spans, asked.period)
        rows = rows[rows["day"] >= starts.min()]
    return _summed(rows, level, pd.DataFrame())


def _known_from(state: LedgerState, asked: Question) -> pd.Timestamp:
    """Day from which a ledger knows a measure: that of the first payment, or of the first project."""
    if asked.metric == FUNDS:
        return funds_begin(state)
    return pd.Timestamp(state.projects[LEDGER_MEASURES[asked.metric].day].min())


def _contributions(state: LedgerState, asked: Question) -> pd.DataFrame:
    """Day, amount (元, or 1) and project of everything that counts; of funds also the earliest day."""
    measure, projects = LEDGER_MEASURES[asked.metric], state.projects
    of_year = not asked.span and asked.period == cumulative(state) and projects["funds_ytd"].notna().any()
    if asked.metric == FUNDS and of_year:
        yuan, day = projects["funds_ytd"].fillna(0).astype("int64"), pd.Timestamp(state.stands_on)
        rows = pd.DataFrame({"day": day, SINCE: day, "yuan": yuan, "at": projects.index})
        return rows[rows["yuan"] != 0].astype({"at": "Int64"})
    if asked.metric == FUNDS:
        paid = pd.concat([state.payments, state.open_time]) if len(state.open_time) else state.payments
        place = pd.Series(projects.index, index=projects["key"]).groupby(level=0).first()
        return pd.DataFrame(
            {
                "day": pd.to_datetime(paid["month"]),
                SINCE: pd.to_datetime(paid[SINCE]),
                "yuan": paid["amount"].astype("int64"),
                "at": paid["project_code"].map(place).astype("Int64"),
            }
        )
    ones = pd.Series(1, index=projects.index, dtype="int64")
    yuan = projects[measure.amount].fillna(0).astype("int64") if measure.amount else ones
    rows = pd.DataFrame({"day": projects[measure.day], "yuan": yuan, "at": projects.index})
    # a date after the ledger's day is a plan or a slip: nothing has happened yet on that day
    return rows[rows["day"] <= pd.Timestamp(state.stands_on)].astype({"at": "Int64"})


def cumulative(state: LedgerState) -> str:
    """Period to which the ledger's column of the year's funds belongs."""
    return year_to_month(f"{state.stands_on:%Y-%m}")


def _within(rows: pd.DataFrame, state: LedgerState, asked: Question) -> pd.DataFrame:
    """Rows of the period asked for."""
    if asked.period == ALL:
        return rows
    start, end = pd.Timestamp(period_start(asked.period)), pd.Timestamp(period_end(asked.period))
    first, last = begins(rows), pd.Timestamp(state.stands_on)
    if len(rows) and (end < first or start > last):
        years = [str(year) for year in range(first.year, last.year + 1)]
        raise wrong_choice("期间的数", "number in the period", asked.period, [*years, ALL])
    return in_period(rows, asked.period)


def _groups(state: LedgerState, rows: pd.DataFrame, asked: Question) -> pd.DataFrame:
    """Rows with a column for each dimension and span, blanks as ``unknown``."""
    projects, frame = state.projects, rows.copy()
    for name in dict.fromkeys((*asked.dimensions, *asked.where)):
        if name == COHORT:
            frame[name] = _cohorts(projects, rows)
            continue
        frame[name] = rows["at"].map(_members(projects, name)).fillna("unknown").astype("str")
    return placed(frame, asked)


def _certain_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that a number adds up; those whose month is not known have no day."""
    rows = frame[frame[CERTAIN]]
    return rows.assign(day=rows["day"].where(rows["day"] == rows[SINCE])) if SINCE in rows else rows


def _cohorts(projects: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Whether the project of each row was signed in the year of the row, or before."""
    signed, year = rows["at"].map(projects["signed_on"].dt.year), rows["day"].dt.year
    cohorts = pd.Series("carried_over", index=rows.index).mask(signed >= year, "new")
    if SINCE in rows:  # paid in the year of signing, or in a later one
        cohorts = cohorts.mask((signed < year) & (rows[SINCE].dt.year != year), "unknown")
    return cohorts.mask(signed.isna(), "undated").astype("str")


def _members(projects: pd.DataFrame, name: str) -> pd.Series:
    if name == SIZE:
        return grouping(projects, "size_tier").map(size_code)
    if name == PROJECT:
        return projects["project_name"].astype("str")
    if name == SIGNING_YEAR:
        return span_names(projects["signed_on"], "year").fillna("unknown")
    members = grouping(projects, name).astype("str")
    return origin_parts(members) if name == ORIGIN else members


def _filtered(frame: pd.DataFrame, asked: Question, words: Vocabulary, *, must: bool = True) -> pd.DataFrame:
    """Rows of the part asked for; out of city includes abroad, as in the facts.

    Parameters
    ----------
    must
        Whether a member without a row is an error.
    """
    for name, member in asked.where.items():
        whole = (name, member) == (ORIGIN, OUT_OF_CITY)
        wanted = (OUT_OF_CITY_DOMESTIC, ABROAD) if whole else (member,)
        fits = frame[name].isin(wanted)
        if not fits.any():
            named = named_members(name, frame[name], words)
            fits = named == member
        if must and not fits.any() and len(frame) and not whole:
            known = [*sorted(frame[name].unique()), *([OUT_OF_CITY] if name == ORIGIN else [])]
            raise wrong_choice("成员", f"member of {name}", member, known)
        frame = frame[fits]
    return frame


def _codes(state: LedgerState, asked: Question, words: Vocabulary) -> dict[str, str]:
    """Part asked for by the codes of its members, which may be given by their names."""
    codes = dict[str, str]()
    for name, member in asked.where.items():
        known = [] if name == COHORT else list(_members(state.projects, name).unique())
        known = [OUT_OF_CITY, *known] if name == ORIGIN else known
        named = (code for code in known if name != PROJECT and member_label(name, str(code), words) == member)
        codes[name] = member if member in known else str(next(named, code_of_word(name, member)))
    return codes


def _axis(frame: pd.DataFrame, state: LedgerState, asked: Question) -> pd.DataFrame:
    """Every span of the period up to the day of the ledger, without a gap."""
    if not asked.spans or (asked.period == ALL and frame.empty):
        return pd.DataFrame()
    if asked.period == ALL:
        return all_spans(begins(frame), pd.Timestamp(state.stands_on), asked.spans)
    end = min(pd.Timestamp(period_end(asked.period)), pd.Timestamp(state.stands_on))
    return all_spans(pd.Timestamp(period_start(asked.period)), end, asked.spans)


def _summed(frame: pd.DataFrame, asked: Question, axis: pd.DataFrame) -> pd.DataFrame:
    """Sum of 元 and number of projects by group, with a row of 0 where a span has none; blank where open."""
    rows = frame
    if not frame[CERTAIN].all():
        rows = frame.assign(yuan=frame["yuan"].where(frame[CERTAIN], 0), at=frame["at"].where(frame[CERTAIN]))
    sums = _added_up(rows, asked, axis)
    unknown = open_numbers(sums, frame, asked)
    if unknown.any():
        projects = sums["projects"].astype("Int64").mask(unknown)
        sums = sums.assign(value=sums["value"].astype("float64").mask(unknown), projects=projects)
    return _in_order(sums, asked)


def _added_up(frame: pd.DataFrame, asked: Question, axis: pd.DataFrame) -> pd.DataFrame:
    aggregated: dict[str, tuple[str, str | Callable[..., object]]] = {
        "value": ("yuan", "sum"),
        "projects": ("at", "nunique"),
    }
    if not asked.by:
        row = {"value": [int(frame["yuan"].sum())], "projects": [int(frame["at"].nunique())]}
        return pd.DataFrame({"period": pd.Series([asked.period], dtype="str"), **row})
    sums = frame.groupby(list(asked.by), sort=True, dropna=False).agg(**aggregated)
    if not len(axis):
        return sums.reset_index()
    others = list(asked.dimensions)
    full = frame[others].drop_duplicates().merge(axis, how="cross") if others else axis
    full = full.sort_values(list(asked.by), ignore_index=True)[list(asked.by)]
    sums = full.merge(sums.reset_index(), on=list(asked.by), how="left")
    return sums.fillna({"value": 0, "projects": 0}).astype({"value": "int64", "projects": "int64"})


def _in_order(table: pd.DataFrame, asked: Question) -> pd.DataFrame:
    """Rows by what is asked for, members in their own order: stages along a project's course."""
    if not asked.dimensions:
        return table

    def key(column: pd.Series) -> pd.Series:
        return order_key(column) if column.name in asked.dimensions else column

    return table.sort_values(list(asked.by), key=key, ignore_index=True)


def _scaled(yuan: pd.Series, asked: Question, unit: str) -> pd.Series:
    if not LEDGER_MEASURES[asked.metric].amount:
        if unit != COUNT_UNIT:
            raise wrong_choice("单位", f"unit of {asked.metric}", unit, [COUNT_UNIT])
        return yuan  # whole numbers: a count of a ledger is never missing
    if unit_scale(unit)[0] != "元":
        raise ParameterError(
            f"{asked.metric} 以元计 is in 元，不能换算成 and cannot be converted into {unit}："
            f"没有汇率或换算办法 no rate between them is known\n可用 choices: unit= 元, 万元, {AMOUNT_UNIT}"
        )
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
    if asked.metric == FUNDS:
        about["known_from"] = f"{funds_begin(state):%Y-%m-%d}"
    return about
