"""Cells, tables and sentences as HTML: the one place where text from data meets markup, all escaped."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

import pandas as pd

from jjinvest.core.fact_id import label_key
from jjinvest.core.facts import Fact
from jjinvest.core.frame_rows import rows_of
from jjinvest.core.plain_text import plain_text
from jjinvest.core.rounding import round_half_up
from jjinvest.i18n.fact_styles import with_zeros
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.i18n.plurals import choose_words
from jjinvest.i18n.relations import closed_up, in_words
from jjinvest.metrics.lights import IMPLIED_TARGET
from jjinvest.reporting.column_numbers import (
    NUMBER,
    column_decimals,
    common_unit,
    decimals_of,
    with_decimals,
    with_unit,
)
from jjinvest.reporting.footnotes import Footnotes, passage
from jjinvest.reporting.output_records import provenance_file
from jjinvest.reporting.table_notes import notes_of
from jjinvest.reporting.tables.cells import Badge, FactName, Linked, Ranged, Sources, Term, named
from jjinvest.reporting.verify_mark import mark_of

_SPACE_AFTER_UNIT = re.compile(
    r'([\u4e00-\u9fff]</a>(?:<span class="doubt">.*?</span>)?(?:<sup.*?</sup>)?(?:\*\*)?) (?=[\u4e00-\u9fff])'
)
_MARKS = re.compile(r'<sup class="mark">.*?</sup>')
_ROWS = re.compile(r"(\d+) 行")
_CHINESE = re.compile(r"[\u3400-\u9fff](?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef·—“”\w]*[\u3400-\u9fff])?")
MIN_COLUMNS_SHARING_UNIT = 5
"""Columns of one unit from which it is written once, behind the caption."""
MAX_UNSPLIT_ROWS = 12
"""Rows that fit on a published page together with their heading: such a table is not split."""

MIN_DENSE_ROWS = 25
"""Rows from which a table is set more densely."""


@dataclass
class Renderer:
    """Writes cells in one language and remembers which facts it wrote.

    Parameters
    ----------
    words
        Words and number formats of the language.
    citations
        Source id and locator by figure id.
    shown
        The facts written so far, in order.
    links
        Whether numbers link to the provenance page; a result shown on its own has none.
    footnotes
        Notes of the page, if its numbers are marked.
    decimals
        Decimals of the columns of a chart by the ids of their numbers, for the sentence above it.

    Examples
    --------
    >>> fact_id = "2023.agreed_amount"
    >>> total = Fact(fact_id, 1088.0, 1087.5, 1088.5, "亿元", "agreed", "all", "published", "2023")
    >>> renderer = Renderer(Vocabulary("zh", {}), {}, links=False)
    >>> renderer.text(total)
    '1088 亿元'
    >>> [fact.id for fact in renderer.shown]
    [FactId('2023.agreed_amount')]
    """

    words: Vocabulary
    citations: Mapping[str, tuple[str, str]]
    shown: list[Fact] = field(default_factory=list)
    links: bool = True
    footnotes: Footnotes | None = None
    decimals: Mapping[str, int] = field(default_factory=dict)

    def text(self, cell: object, *, unit: bool = True) -> str:
        """Write one cell as plain text."""
        words = self.words
        if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
            return "—"
        if isinstance(cell, Ranged):
            self.shown.append(cell.fact)
            return words.fact(cell.fact, "range") if unit else words.fact(cell.fact, "range_n")
        if isinstance(cell, Fact):
            self.shown.append(cell)
            if cell.is_change:
                return words.fact(cell, "signed" if unit else "signed_n")
            written = words.fact(cell) if unit or cell.unit == "概率" else words.fact(cell, "n")
            about = cell.caveat == IMPLIED_TARGET and cell.value is not None and cell.relation == "="
            return f"≈{written}" if about else written
        name = named(cell, words)
        if name is not None:
            return name
        if isinstance(cell, Sources):
            return ("；" if words.language == "zh" else "; ").join(self.cite(cell.figure_ids))
        return str(cell)

    def cite(self, figure_ids: tuple[str, ...]) -> list[str]:
        """Short citations of figure ids: source and place, each once."""
        citations: dict[str, None] = {}
        for figure_id in figure_ids:
            if figure_id not in self.citations:
                continue
            source, locator = self.citations[figure_id]
            place = passage(locator)
            if self.words.language == "en":
                place = _ROWS.sub(r"\1 rows", place) if _ROWS.search(place) else ""
            citations[f"{self.words.label(source)} {place}".strip()] = None
        return list(citations)

    def table(
        self,
        frame: pd.DataFrame,
        caption: str,
        *,
        caption_hidden: bool = False,
        label: str = "",
        bars: str = "",
    ) -> str:
        """Write a frame of cells as an HTML table.

        A column whose facts share a unit carries it in its head; many columns of numbers that share one carry
        it once, behind the caption.

        Parameters
        ----------
        label
            What a screen reader calls the area that scrolls, if not the caption.
        bars
            Column of percentages that are drawn as bars too.
        """
        units = {column: common_unit(frame[column]) for column in frame}
        common = "" if caption_hidden else _unit_of_all(units)
        numeric_columns = {
            column for column in frame if any(isinstance(cell, (Fact, Ranged)) for cell in frame[column])
        }
        heads = "".join(
            self._head(str(column), "" if common else units[column], numeric=column in numeric_columns)
            for column in frame
        )
        decimals = {column: column_decimals(frame[column], self.words) for column in frame}
        rows = []
        for row in rows_of(frame):
            cells = [
                self._cell(
                    row[column],
                    units[str(column)],
                    decimals[str(column)],
                    first=n == 0,
                    bar=column == bars,
                    numeric=column in numeric_columns,
                )
                for n, column in enumerate(frame)
            ]
            rows.append(f"<tr>{''.join(cells)}</tr>")
        hidden = ' class="visually-hidden"' if caption_hidden else ""
        short = (
            " short" if len(frame) <= MAX_UNSPLIT_ROWS else " long" if len(frame) >= MIN_DENSE_ROWS else ""
        )
        name, notes = escape(label or caption), self._notes(frame, decimals)
        return (
            f'<div class="scroll table-scroll{short}" tabindex="0" role="region" aria-label="{name}">'
            f"<table><caption{hidden}>{self.escaped(caption)}{self._small(common)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{notes}"
        )

    def _notes(self, frame: pd.DataFrame, decimals: Mapping[Hashable, int]) -> str:
        """What is to be known of the numbers, below their table."""
        notes = notes_of(frame, decimals, self.words)
        items = "".join(f"<li>{self.escaped(self.words.message(f'note.{key}'))}</li>" for key in notes)
        return f'<ul class="caveats">{items}</ul>' if notes else ""

    def _head(self, column: str, unit: str | None, *, numeric: bool) -> str:
        kind = ' class="number"' if numeric else ""
        return f'<th scope="col"{kind}>{self.escaped(self.words.column(column))}{self._small(unit)}</th>'

    def _small(self, unit: str | None) -> str:
        return f" <small>{self.escaped(self.words.unit(unit))}</small>" if unit else ""

    def _cell(
        self,
        cell: object,
        unit: str | None,
        decimals: int,
        *,
        first: bool,
        bar: bool = False,
        numeric: bool = True,
    ) -> str:
        written = self.text(cell, unit=unit is None)
        if unit is not None and isinstance(cell, Ranged) and cell.fact.evidence != "published":
            written = _with_equal_decimals(written, decimals)
        elif unit is not None:
            # computed values have the decimals of their column, 2.81 over 0.60; published ones their own
            written = with_zeros(written, decimals_of(cell, decimals))
        text = self.escaped(written.replace("≥ ", "≥\u00a0"))  # a sign stays with its number
        if isinstance(cell, Linked) and cell.href:
            text = f'<a class="name" href="{escape(cell.href)}">{text}</a>'
        if isinstance(cell, Badge):
            return f'<td><span class="badge {escape(cell.key)}">{text}</span></td>'
        if isinstance(cell, Sources):
            return f'<td class="source">{text}</td>'
        if isinstance(cell, (Fact, Ranged)):
            fact = cell.fact if isinstance(cell, Ranged) else cell
            drawn = f'<span class="share w{_length(fact)}"></span>' if bar else ""
            kind = "number" if self.footnotes is None else "number marked"
            return f'<td class="{kind}">{self._linked(fact, _foldable(text))}{drawn}</td>'
        if first:
            return f'<th scope="row">{self._row_head(cell, text)}</th>'
        no_number = text == "—" or (isinstance(cell, Term) and cell.key == "withheld")
        return f'<td class="{"missing" if no_number and numeric else "words"}">{text}</td>'

    def _row_head(self, cell: object, text: str) -> str:
        """Name of a row as HTML: in English it begins with a capital, but for a label of the district."""
        general = isinstance(cell, FactName) or (isinstance(cell, Term) and not self._is_labelled(cell))
        return text[:1].upper() + text[1:] if general and self.words.language == "en" else text

    def _is_labelled(self, cell: Term) -> bool:
        """Whether the district names a term itself."""
        return bool({cell.key, label_key(cell.dimension, cell.key)} & set(self.words.labels))

    def _linked(self, fact: Fact, text: str) -> str:
        """Link a number to its provenance, mark it with its notes and, in words, if others contradict it."""
        where = self.provenance_of(fact) if self.links else ""
        mark = mark_of(fact, self.words)
        doubt = f'<span class="doubt">{self.escaped(mark)}</span>' if mark else ""
        if not where:
            return f'<span class="figure">{text}</span>{doubt}'
        marks = "" if self.footnotes is None else self.footnotes.marks(fact)
        return f'<a class="figure" href="{escape(where)}" title="{escape(fact.id)}">{text}</a>{doubt}{marks}'

    def provenance_of(self, fact: Fact) -> str:
        """Address of the provenance of a number; empty where there is none."""
        return f"{provenance_file(self.words.language)}#{quote(fact.id)}"

    def number(self, fact: Fact) -> str:
        """Write a number with its unit as HTML, linked to its provenance."""
        return self._linked(fact, _foldable(self.escaped(self.text(fact))))

    def named(self, fact: Fact) -> str:
        """Write a number with its name before it, as HTML."""
        self.shown.append(fact)
        name, number = self.escaped(self.words.fact_label(fact.id)), self.escaped(self.words.fact(fact))
        return f"{name} {self._linked(fact, number)}"

    def escaped(self, text: str) -> str:
        """Write text as HTML; Chinese words on a page of another language are marked for screen readers.

        Control and direction characters of the data are left out: they could turn a line round.
        """
        html = escape(plain_text(text))
        if self.words.language == "zh":
            return html
        return _CHINESE.sub(lambda run: f'<span lang="zh-CN">{run.group()}</span>', html)

    def sentence(self, template: str, values: Mapping[str, Fact | str]) -> str:
        """Fill a template's placeholders; ``**bold**`` is the only markup a message may use.

        Examples
        --------
        >>> count = Fact("2023.projects_signed", 132, 132, 132, "个", "count", "all", "published", "2023")
        >>> renderer = Renderer(Vocabulary("en", {}), {}, links=False)
        >>> plain(renderer.sentence("{place}: {now.projects_signed:n} projects",
        ...                         {"place": "Jiangjin", "now.projects_signed": count}))
        'Jiangjin: 132 projects'
        >>> one = Fact("2023.projects_signed", 1, 1, 1, "个", "count", "all", "published", "2023")
        >>> plain(renderer.sentence("{now.projects_signed:n} {now.projects_signed|project|projects}",
        ...                         {"now.projects_signed": one}))
        '1 project'
        """

        def fill(match: re.Match[str]) -> str:
            value = values[match.group(1)]
            if not isinstance(value, Fact):
                return self.escaped(str(value))
            self.shown.append(value)
            written = self._in_sentence(value, match.group(2) or "")
            around = match.string[: match.start()], match.string[match.end() :]
            written = in_words(written, self.words.language, before=around[0], after=around[1])
            return self._linked(value, self.escaped(written))

        def is_one(name: str) -> bool:
            value = values[name]
            return (value.value == 1 and value.relation == "=") if isinstance(value, Fact) else value == "1"

        html = PLACEHOLDER.sub(fill, self.escaped(choose_words(template, is_one)))
        html = closed_up(_SPACE_AFTER_UNIT.sub(r"\1", html))
        return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)

    def _in_sentence(self, fact: Fact, style: str) -> str:
        """Write a number of a sentence, above a chart with the decimals that the chart writes it with."""
        decimals = self.decimals.get(fact.id, 0)
        if style not in ("", "n") or not decimals:
            return self.words.fact(fact, style)
        write = with_decimals if style else with_unit
        return write(fact, decimals, self.words)


def _length(fact: Fact) -> int:
    """Length of the bar of a percentage: an even number from 0 to 100, for which the page has a style."""
    return min(max(2 * int(round_half_up((fact.value or 0.0) / 2)), 0), 100)


def _foldable(text: str) -> str:
    """Let a narrow column break an English amount between its two currencies' units, and nowhere else."""
    return re.sub(r"^(.+ bn) (\(.+\))$", r'<span class="folds"><span>\1</span> <span>\2</span></span>', text)


def _with_equal_decimals(written: str, decimals: int) -> str:
    """Write both ends of a range with as many decimals as its column has.

    Examples
    --------
    >>> _with_equal_decimals("16.0–19.7", 2), _with_equal_decimals("5–56", 0)
    ('16.00–19.70', '5–56')
    """
    return NUMBER.sub(lambda found: with_zeros(found.group(), decimals), written)


def _unit_of_all(units: Mapping[Hashable, str | None]) -> str:
    """Unit that many columns share, if no column has another one; else nothing."""
    shared = [unit for unit in units.values() if unit]
    return shared[0] if len(shared) >= MIN_COLUMNS_SHARING_UNIT and len(set(shared)) == 1 else ""


def plain(html: str) -> str:
    """Text of rendered HTML without marks of notes, for plain-text outputs and for alternative texts.

    Examples
    --------
    >>> plain("<strong>1088</strong> 亿元 &gt; 1000")
    '1088 亿元 > 1000'
    """
    from html import unescape

    return unescape(re.sub(r"<[^>]+>", "", _MARKS.sub("", html)))
