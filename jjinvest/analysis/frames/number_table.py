"""Frames of plain numbers, each with the fact behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.heads import HIGH, LOW, NOTE, RELATION, UNIT, head_of, with_heads
from jjinvest.analysis.frames.noted_table import HeadedTable, NotedTable
from jjinvest.analysis.frames.traced import TracedFact
from jjinvest.core.errors import ParameterError
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary

if TYPE_CHECKING:
    from jjinvest.analysis.ledger.rows_behind import RowsBehind


class NumberTable(NotedTable):
    """A frame whose columns are floats or texts, and which knows the fact behind each number.

    It sorts, groups, sums, plots and is written like any frame. ``attrs`` holds ``units`` (by column),
    ``labels`` (heads of columns in the reader's language) and ``tier`` (the access level of its numbers).
    """

    _metadata = ["_facts", "_trace", "_behind", "_words"]  # noqa: RUF012  # as pandas documents subclasses
    _facts: Mapping[str, Mapping[Any, Fact]]
    _trace: Callable[[Fact], TracedFact] | None
    _behind: RowsBehind | None
    _words: Vocabulary | None

    @property
    def _constructor(self) -> Callable[..., NumberTable]:
        return NumberTable

    def __getstate__(self) -> dict[str, Any]:
        state: Any = super().__getstate__()
        return {**state, "_trace": None}  # the data behind it stay where they are

    def set_index(self, *args: Any, **kwargs: Any) -> Any:
        """Set columns as the index, as of any frame; :meth:`fact` finds rows by the new labels."""
        return self._with_new_labels(super().set_index(*args, **kwargs))

    def reset_index(self, *args: Any, **kwargs: Any) -> Any:
        """Number the rows again, as of any frame; :meth:`fact` finds rows by the new labels."""
        return self._with_new_labels(super().reset_index(*args, **kwargs))

    def _with_new_labels(self, table: Any) -> Any:
        """Facts by the labels of a table of the same rows in the same order."""
        facts = getattr(self, "_facts", None)
        if not isinstance(table, NumberTable) or not facts or not self.index.is_unique:
            return table
        new = dict(zip(self.index, table.index, strict=True))
        table._facts = (
            {
                column: {new[at]: fact for at, fact in of_column.items() if at in new}
                for column, of_column in facts.items()
            }
            if table.index.is_unique
            else {}
        )
        return table

    def with_heads(self, *, units_in_heads: bool = True) -> HeadedTable:
        """Return a plain frame with heads in the reader's words and their unit, as for a CSV file.

        Parameters
        ----------
        units_in_heads
            Whether units stand in the heads; else ``attrs["units"]`` has them.

        Examples
        --------
        >>> import jjinvest as jj
        >>> list(jj.open("jiangjin", "2023Q4").frame("agreed_amount", by="sector").with_heads())[:2]
        ['产业', '协议引资（亿元）']
        """
        table = with_heads(self, getattr(self, "_words", None), units_in_heads=units_in_heads)
        facts: Mapping[str, Mapping[Any, Fact]] = getattr(self, "_facts", None) or {}
        heads = dict(zip(map(str, self), map(str, table), strict=True))
        table.cited = {heads[name]: of_column for name, of_column in facts.items() if name in heads}
        for name, of_column in facts.items():
            for end in (LOW, HIGH):  # the end of an interval rests on what its number does
                column = end if name == "value" else f"{name}_{end}"
                if column in heads:
                    table.cited[heads[column]] = {
                        at: replace(fact, value=getattr(fact, end)) for at, fact in of_column.items()
                    }
        return table

    def fact(self, row: object, column: str | None = None) -> TracedFact:
        """Return the fact behind a number, with its provenance.

        Parameters
        ----------
        row
            Text of the row in any column of texts or times, such as 第二产业, 2023 or 2023-05; several such
            texts; or label of the row in the index.
        column
            Column of the number; by default the first one with a fact in that row.

        Raises
        ------
        ParameterError
            If there is no such row or column, or several rows have the text; the choices are listed.
        """
        facts: Mapping[str, Mapping[Any, Fact]] = getattr(self, "_facts", None) or {}
        at = self._row_label(row)
        shown = {str(name) for name in self}
        here = [name for name in facts if {name, f"{name}_{LOW}"} & shown]
        held = {name: facts[name][at] for name in here if at in facts[name]}
        name = next(iter(held), "") if column is None else column
        for ending in (LOW, HIGH, NOTE, RELATION, UNIT):
            name = name if name in held else name.removesuffix(f"_{ending}")
        if not facts:
            raise ParameterError(
                "这张表不带来源 this table has no facts: 合并、拼接后不再带 merge and concat lose them\n"
                "处理 remedy: 在原来的表上用 fact(…)，或 d.fact(id) / the table it was made of, or d.fact(id)"
            )
        if name not in held:
            raise wrong_choice("列", "column with a fact in this row", column, list(held))
        trace, behind = getattr(self, "_trace", None), getattr(self, "_behind", None)
        if behind is not None:
            return TracedFact(held[name], rows=behind.of(held[name]))
        return TracedFact(held[name]) if trace is None else trace(held[name])

    def _row_label(self, row: object) -> Any:
        row = tuple(row) if isinstance(row, list) else row
        of_days = isinstance(self.index, pd.DatetimeIndex) and isinstance(row, str)
        if not of_days and row in self.index:  # pandas finds 2023-06 among days, but it is no label of a row
            return row
        levels = [pd.Series(self.index.get_level_values(place)) for place in range(self.index.nlevels)]
        cells = [_texts_of(each) for each in (*(self[name] for name in self), *levels)]
        texts = [each for each in cells if each is not None]
        fits = pd.Series(bool(texts), index=range(len(self)))
        for text in map(str, row if isinstance(row, tuple) else (row,)):
            fits &= pd.concat([each == text for each in texts], axis=1).any(axis=1) if texts else False
        found = list(self.index[fits.to_numpy(dtype=bool, na_value=False)])
        if len(found) == 1:
            return found[0]
        if found:
            raise wrong_choice("行：有几行同名", "single row of this text", row, list(map(str, found)))
        first = texts[0] if texts else pd.Series(self.index)
        raise wrong_choice("行", "row", row, list(dict.fromkeys(map(str, first.dropna()))))


def _texts_of(cells: pd.Series) -> pd.Series | None:
    """Texts by which a row is found: words as they are, months and years as periods; None for numbers."""
    plain = cells.reset_index(drop=True)
    if pd.api.types.is_datetime64_any_dtype(plain):
        months: pd.Series = plain.dt.strftime("%Y-%m")
        return months
    if plain.dtype == "Int64":
        return plain.astype("str")
    return plain if pd.api.types.is_string_dtype(plain) else None


def headed(frame: pd.DataFrame, words: Vocabulary, labels: Mapping[str, str] | None = None) -> NumberTable:
    """Return a frame of plain columns with their heads in the reader's language.

    Parameters
    ----------
    labels
        Heads of columns that have names of their own.
    """
    table = NumberTable(frame)
    table.attrs = dict(frame.attrs)
    own = labels or {}
    table.attrs["labels"] = {name: own.get(name) or head_of(name, words) for name in map(str, frame)}
    table._words = words
    return table


def column_labels(table: pd.DataFrame, metric: str, words: Vocabulary) -> dict[str, str]:
    """Heads of the columns of a measure in the reader's language; the values are the measure itself."""
    statistic, measure = str(table.attrs.get("statistic", "level")), words.label(metric)
    if statistic != "level":
        own = f"analysis.head.{statistic}"
        measure += f" · {words.message(own) if words.has(own) else words.label(statistic)}"
    heads = {"value": measure}
    for name in map(str, table):
        heads.setdefault(name, head_of(name, words))
    return {name: heads[name] for name in map(str, table)}


def is_missing(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)


def _without_blanks(texts: pd.Series) -> pd.Series:
    """Column in which blanks are missing; its texts are those of the column, not copies."""
    blank = texts.eq("")
    if not blank.any():
        return texts
    column = pa.chunked_array(texts.array.__arrow_array__()).combine_chunks()
    if column.offset:
        return texts.mask(blank)
    known = pa.array((texts.notna() & ~blank).to_numpy()).buffers()[1]
    marked = pa.Array.from_buffers(column.type, len(column), [known, *column.buffers()[1:]])
    return pd.Series(pd.array(marked, dtype="str"), index=texts.index, name=texts.name)


def as_texts(values: Iterable[object], index: pd.Index) -> pd.Series:
    """Column of texts; blanks are missing."""
    if isinstance(values, pd.Series) and values.dtype == "str":  # without a copy of each of its texts
        return _without_blanks(values).set_axis(index)
    texts = [None if is_missing(value) or value == "" else str(value) for value in values]
    return pd.Series(texts, index=index, dtype="str")
