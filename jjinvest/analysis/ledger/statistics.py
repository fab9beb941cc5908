"""Statistics of the measures of a ledger: shares, averages, growth on the same span of the year before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.question import Question
from jjinvest.analysis.frames.statistic_names import AVERAGE, GROWTH, LEVEL, SHARE
from jjinvest.analysis.frames.time_axis import ALL, span_starts
from jjinvest.analysis.ledger.funds_in_time import CERTAIN
from jjinvest.core.errors import ParameterError

PERCENT = "%"
ROWS_ANSWER = "台账逐行可算 the rows of the ledger answer it: d.ledger[…].median(), .quantile(…), .agg(…)"
"""Remedy of a statistic that no frame has."""
SHARE_ANSWERS = '台账按期间的占比 shares of the ledger by span: statistic="share"'
"""Remedy of a share of the year, which a ledger has for every span."""
STATISTICS = (LEVEL, SHARE, AVERAGE, GROWTH)
"""What a ledger answers of an amount; of a count, all but the average."""


def statistics_of(*, amounts: bool) -> tuple[str, ...]:
    """Statistics of a measure that adds up amounts, or counts projects."""
    return tuple(name for name in STATISTICS if amounts or name != AVERAGE)


def check_statistic(asked: Question, *, amounts: bool) -> None:
    """Refuse what a ledger does not answer.

    Raises
    ------
    ParameterError
        If there is no such statistic, a share is of nothing but spans of time, a growth of no span, or the
        unit is not that of the statistic.
    """
    known = statistics_of(amounts=amounts)
    if asked.statistic not in known:
        refused = wrong_choice("统计量", f"statistic of {asked.metric} in the ledger", asked.statistic, known)
        raise ParameterError(f"{refused}\n{ROWS_ANSWER}")
    if asked.statistic in (SHARE, GROWTH) and asked.unit not in ("", PERCENT):
        raise wrong_choice("单位", f"unit of a {asked.statistic}", asked.unit, [PERCENT])
    if asked.statistic == GROWTH and asked.period == ALL and not asked.spans:
        raise ParameterError(
            f"增速要有期间 a growth needs a span or period: {asked.metric}\n"
            '可用 choices: by="year", by="quarter", period=2023'
        )
    if asked.statistic == SHARE and not asked.dimensions and (asked.by or not asked.where):
        named = "+".join(asked.by) or "—"
        raise ParameterError(
            f"占比要有维度 a share needs a dimension: {asked.metric}, by {named}\n"
            f'可用 choices: by=["{asked.span or "quarter"}", "sector"]（各期之内 share within each span）, '
            'by="sector", where="origin=out_of_city"'
        )


def shares(table: pd.DataFrame, whole: pd.DataFrame, asked: Question) -> pd.Series:
    """Shares in %: of the numbers of the same span; of everything where no dimension is asked for."""
    values = table["value"].astype("float64")
    if not asked.dimensions:
        total: pd.Series | float = float(whole["yuan"].sum()) if whole[CERTAIN].all() else np.nan
    elif asked.spans:
        spans = [table[name] for name in asked.spans]
        total = values.groupby(spans).transform(lambda part: part.sum(skipna=False))
    else:
        total = values.sum(skipna=False)
    found: pd.Series = (100 * values / total).where(pd.Series(total, index=values.index) != 0)
    return found


def averages(table: pd.DataFrame) -> pd.Series:
    """Amount a project; missing where there is none."""
    count = table["projects"].astype("float64")
    found: pd.Series = table["value"].astype("float64") / count.where(count > 0)
    return found


def growths(
    table: pd.DataFrame, before: pd.DataFrame, asked: Question, first: pd.Timestamp
) -> tuple[pd.DataFrame, list[str]]:
    """Growth in % on the same span of the year before, and the spans whose year before is not known.

    Parameters
    ----------
    table
        Values by the dimensions and spans asked for.
    before
        Values of the year before, named by the spans of the year that is compared with them.
    first
        Day from which the ledger knows the measure.
    """
    names = list(asked.by)
    if names:
        suffixes = ("", "_before")
        both = table.merge(
            before[[*names, "value"]], on=names, how="outer", suffixes=suffixes, indicator=True
        )
        both = both.sort_values(names, ignore_index=True)
        ended = both.pop("_merge") == "right_only"
        both = both.assign(value=both["value"].mask(ended, 0), projects=both["projects"].mask(ended, 0))
        both["projects"] = both["projects"].astype(table["projects"].dtype)
    else:
        both = table.assign(value_before=before["value"].to_numpy())
    earlier = both.pop("value_before").astype("float64")
    starts = span_starts(both, asked.spans, asked.period)
    known = (starts - pd.DateOffset(years=1) >= first.replace(day=1)).to_numpy()
    earlier = earlier.where((earlier != 0) & known)
    both["value"] = (100 * (both["value"].astype("float64") / earlier - 1)).replace([np.inf, -np.inf], np.nan)
    spans = both.loc[~known, list(asked.spans)].astype("str").to_numpy().tolist()
    unknown = ["-".join(names) if names else asked.period for names in spans]
    return both, list(dict.fromkeys(unknown))
