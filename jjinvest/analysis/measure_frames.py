"""Measures by dimension, or by span of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Literal

from jjinvest.analysis.analysis_base import AnalysisBase
from jjinvest.analysis.by_facts import known_facts, measure_by
from jjinvest.analysis.by_ledger import (
    LEDGER_MEASURES,
    SIGNING_YEAR,
    known_measures,
    ledger_measure_by,
)
from jjinvest.analysis.choices import wrong_choice
from jjinvest.analysis.ledger_statistics import STATISTICS
from jjinvest.analysis.measures import measures_frame
from jjinvest.analysis.number_table import NumberTable, column_labels, headed
from jjinvest.analysis.question import Known, Overlap, Question, asked_period, asked_where
from jjinvest.analysis.time_axis import ALL
from jjinvest.analysis.where import LEVEL, check_where
from jjinvest.core.errors import ParameterError
from jjinvest.results.fact_index import LEDGER

Source = Literal["ledger", "figures"]


class MeasureFrames(AnalysisBase):
    """Measures by dimension, or by span of time, from the ledger or from published figures."""

    @cached_property
    def _known(self) -> list[Known]:
        return known_facts(self.results)

    @cached_property
    def metrics(self) -> NumberTable:
        """Measures that :meth:`frame` offers, one measure and source a row.

        Columns: metric, name, source, by (dimensions), spans (``year``, ``month`` … with a number), periods,
        statistics, unit.
        """
        return headed(measures_frame(self._known, self.results.workspace.ledger, self.words), self.words)

    def frame(
        self,
        metric: str,
        by: str | Sequence[str] | None = None,
        *,
        period: str | int | None = None,
        where: str | Mapping[str, str] | None = None,
        statistic: str = LEVEL,
        unit: str = "",
        source: Source | None = None,
        overlap: Overlap = "error",
        remainder: bool | None = None,
        labels: bool | str = True,
    ) -> NumberTable:
        """Return a measure by dimension, or by span of time, as plain numbers in one unit.

        Where the published parts do not cover the whole, a row 其余 makes the sum the total; it is marked in
        the column ``remainder``. Named projects are ranked, so ``by="project"`` leaves it out unless
        ``remainder=True``; ``attrs["rest"]`` has its value.

        Parameters
        ----------
        metric
            Such as ``agreed_amount`` or ``projects_signed``; :attr:`metrics` has them all.
        by
            Dimensions (``sector``, ``origin``, ``size``, ``project`` …), spans of time (``year``, ``half``,
            ``quarter``, ``month``), or several of them.
        period
            Period such as 2023 or 2023H1; ``all`` for everything the ledger holds. By default the one
            reported, or all if `by` names years. Published numbers of several periods are not added: ``all``
            is then for ``by="year"`` or ``by="period"``, which give one period a row.
        where
            Part of the whole, such as ``{"origin": "out_of_city"}`` or ``"origin=out_of_city"``. 市外项目
            (``out_of_city``) always includes 境外; the rows of a ledger are 市外境内 and 境外 beside 市内.
        statistic
            ``level``, or another number about the measure: ``share``, ``growth``, ``average``,
            ``completion`` … (:attr:`metrics`). A share is in %, of the numbers of the same span of time; a
            growth in % on the same span of the year before; an average the amount of one project.
        unit
            Unit of the values, such as ``万元``; by default 亿元 for amounts.
        source
            ``ledger`` or ``figures``; by default the ledger if there is one that has the measure, for levels,
            shares, averages and growth alike. ``attrs["source"]`` says which.
        overlap
            Whether parts that overlap are an error, or kept as they are (``keep``).
        remainder
            Whether the row of what the parts leave of the whole is shown; by default all but ``by="project"``
            have it.
        labels
            Whether parts are named in words; else by their codes. ``zh`` or ``en`` names them in that
            language. ``.with_heads()`` gives the columns heads in words, as for a CSV file.

        Raises
        ------
        ParameterError
            If there is no such metric, dimension, period or part; the choices are listed.

        Examples
        --------
        >>> import jjinvest as jj
        >>> d = jj.open("jiangjin", "2023Q4", language="en")
        >>> d.frame("agreed_amount", by="sector")[["sector", "value"]]
                     sector  value
        0    Primary sector    6.4
        1  Secondary sector  896.6
        2   Tertiary sector  185.0
        """
        names = (by,) if isinstance(by, str) else tuple(by or ())
        wanted = period or (ALL if {"year", SIGNING_YEAR} & set(names) else self.period)
        wanted = wanted if wanted == ALL else asked_period(wanted)
        asked = Question(metric, names, wanted, asked_where(where), statistic, unit, overlap, remainder)
        check_where(asked.where)
        words = self.report(labels).words if isinstance(labels, str) else self.words
        if self._uses_ledger(asked, source):
            frame = self._noted(ledger_measure_by(self._state(), asked, words, labels=bool(labels)))
        else:
            with self._saying_the_day(metric):
                frame = measure_by(self._known, asked, words, labels=bool(labels))
        frame.attrs["labels"], frame._words = column_labels(frame, metric, words), words
        without_unit = [
            name for name in names if frame[name].dtype == "Int64"
        ]  # years, and months beside them
        frame.attrs["units"] = dict.fromkeys(without_unit, "") | frame.attrs["units"]
        self._marked(frame)
        if getattr(frame, "_behind", None) is None:
            facts = frame._facts["value"].values()
            self._framed_facts.update({str(f.id).casefold(): self.fact(f) for f in facts})
        return frame

    @contextmanager
    def _saying_the_day(self, metric: str) -> Iterator[None]:
        """Add the as-of day to an error where figures of the measure became known after it."""
        try:
            yield
        except ParameterError as error:
            later = self._known_later(metric)
            raise (ParameterError(f"{error}\n{later}") if later else error) from None

    def _uses_ledger(self, asked: Question, source: Source | None) -> bool:
        if source not in (None, "ledger", "figures"):
            raise wrong_choice("来源", "source", source, ["ledger", "figures"])
        if source is not None:
            return source == LEDGER and self._state() is not None
        state = self.results.workspace.ledger
        if state is None or asked.metric not in LEDGER_MEASURES or asked.statistic not in STATISTICS:
            return False
        published = any(each.metric == asked.metric for each in self._known)
        return asked.metric in known_measures(state) or not published
