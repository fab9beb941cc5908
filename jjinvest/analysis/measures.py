"""The measures that a district's numbers offer: by what, in which statistics, spans of time and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from jjinvest.analysis.frames.question import Known
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.tidy import AMOUNT_UNIT
from jjinvest.analysis.frames.time_axis import PERIOD, SPANS, is_span
from jjinvest.analysis.ledger.measures import FUNDS, known_measures, ledger_dimensions
from jjinvest.analysis.ledger.statistics import statistics_of
from jjinvest.core.periods import period_end
from jjinvest.core.units import COUNT_UNIT
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.dated_funds import funds_begin

COLUMNS = ("metric", "name", "source", "by", "spans", "periods", "statistics", "unit")


def measures_frame(known: Sequence[Known], state: LedgerState | None, words: Vocabulary) -> pd.DataFrame:
    """Return what can be asked for, one measure and source a row.

    Columns: metric, name, source (``figures`` or ``ledger``), by (dimensions), spans (spans of time with a
    number of the whole), periods (with any number), statistics, unit.
    """
    rows = list[dict[str, str]]()
    for metric in dict.fromkeys(each.metric for each in known):
        of_metric = [each for each in known if each.metric == metric]
        levels = [each for each in of_metric if each.statistic == LEVEL]
        if not levels:
            continue
        periods = sorted({each.fact.period for each in levels}, key=lambda each: (period_end(each), each))
        whole = [each.fact.period for each in levels if not each.part]
        spans = [span for span in SPANS if any(is_span(period, span) for period in whole)]
        rows.append(
            {
                "metric": metric,
                "name": words.label(metric),
                "source": "figures",
                "by": _listed("+".join(each.part) for each in levels if each.part),
                "spans": _listed([*spans, PERIOD]),
                "periods": _listed(periods),
                "statistics": _listed(s.statistic for s in of_metric if "." not in s.statistic),
                "unit": levels[0].fact.unit,
            }
        )
    if state is not None:
        rows += [
            {
                "metric": metric,
                "name": words.label(metric),
                "source": "ledger",
                "by": _listed(ledger_dimensions(state)),
                "spans": _listed(SPANS),
                "periods": _listed(str(year) for year in _years(state, metric)),
                "statistics": _listed(statistics_of(amounts=bool(measure.amount))),
                "unit": AMOUNT_UNIT if measure.amount else COUNT_UNIT,
            }
            for metric, measure in known_measures(state).items()
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _years(state: LedgerState, metric: str) -> range:
    first = funds_begin(state) if metric == FUNDS else state.projects["signed_on"].min()
    last = state.stands_on.year
    return range(last if pd.isna(first) else first.year, last + 1)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(map(str, texts)))
