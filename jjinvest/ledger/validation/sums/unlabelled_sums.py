"""Sum rows without a label: taken out only where the amounts prove it, otherwise asked.

Proved: no code, investor, date or choice, and in two amount columns or more equal to the sum of the same two
or more rows beside it. Equal in one column only, without a name or to the whole block above or below it: the
row is rejected with the question whether it is a sum. A lead of 2 亿元 below two of 1 亿元 is a project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from jjinvest.ledger.fields import AMOUNTS, CHOICES, DATES
from jjinvest.ledger.findings import BilingualText, Finding
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import bilingual_label

MIN_ROWS, MIN_COLUMNS = 2, 2
MIN_BLOCK = 3
_OF_A_PROJECT = frozenset(("project_code", "investor", *DATES, *CHOICES))
Span = tuple[int, int]
"""First and last row of a span, as places in the list of rows."""


def take_out_proved_sums(table: LedgerTable, rows: list[LedgerRow]) -> list[Finding]:
    """Take the proved sum rows out of a ledger's projects, and question the rows that may be sums.

    Returns
    -------
    list of Finding
        A remark on each row taken out; a question is added to the findings of its row.
    """
    if all(_is_project(row) for row in rows):
        return []
    taken: list[Finding] = []
    # upward: a sum stands below its rows; then downward, for a sum above them
    for backwards in (False, True):
        for row, span, fields in list(_candidates(rows, backwards)):
            if len(fields) >= MIN_COLUMNS:
                taken.append(_finding("sum_unlabelled", row, rows, span, fields))
    places = {finding.row for finding in taken}
    for number in sorted(place for place in places if place is not None):
        table.projects.remove(number - 1)
        table.other_rows[number - 1] = "sum"
    rows[:] = [row for row in rows if row.number not in places]
    asked: set[int] = set()
    for backwards in (False, True):
        for row, span, fields in list(_candidates(rows, backwards)):
            ends = _block_end(table, rows, span[0]) if backwards else _block_start(table, rows, span[1])
            whole_block = ends == span[backwards] and span[1] - span[0] + 1 >= MIN_BLOCK
            unnamed = not row.text("project_name") and not backwards
            if row.number not in asked and (whole_block or unnamed):
                asked.add(row.number)
                row.findings.append(_finding("sum_maybe", row, rows, span, fields))
    unique = {finding.row: finding for finding in reversed(taken)}
    return [unique[number] for number in sorted(unique, key=lambda each: each or 0)]


def _is_project(row: LedgerRow) -> bool:
    """Whether a row has a code, an investor, a date or a choice, read or not.

    A word in the column of codes, 全区, is no code where the row has no name.
    """
    code = row.text("project_code")
    if code and not row.text("project_name") and not any(c.isdigit() or c.isascii() for c in code):
        others = _OF_A_PROJECT - {"project_code"}
        return not (others.isdisjoint(row.values) and others.isdisjoint(row.unread))
    return not (_OF_A_PROJECT.isdisjoint(row.values) and _OF_A_PROJECT.isdisjoint(row.unread))


def _block_start(table: LedgerTable, rows: Sequence[LedgerRow], last: int) -> int:
    """Place of the first row since the sum row or heading before `last`."""
    breaks = [row + 1 for row, kind in table.other_rows.items() if kind in ("sum", "heading")]
    before = max((number for number in breaks if number < rows[last].number), default=0)
    return next(place for place, row in enumerate(rows) if row.number > before)


def _block_end(table: LedgerTable, rows: Sequence[LedgerRow], first: int) -> int:
    """Place of the last row before the sum row or heading that follows `first`."""
    breaks = [row + 1 for row, kind in table.other_rows.items() if kind in ("sum", "heading")]
    after = min((number for number in breaks if number > rows[first].number), default=rows[-1].number + 1)
    return max(place for place, row in enumerate(rows) if row.number < after)


def _candidates(
    rows: Sequence[LedgerRow], backwards: bool
) -> Iterator[tuple[LedgerRow, Span, tuple[str, ...]]]:
    """Rows without code, investor and date whose amounts equal a sum of the rows next to them."""
    ordered = list(reversed(rows)) if backwards else list(rows)
    last = len(rows) - 1
    running = dict.fromkeys(AMOUNTS, 0)
    starts: Mapping[str, dict[int, list[int]]] = {name: defaultdict(list) for name in AMOUNTS}
    for place, row in enumerate(ordered):
        if not _is_project(row):
            found = _longest(row, place, running, starts)
            if found is not None:
                start, fields = found
                span = (last - place + 1, last - start) if backwards else (start, place - 1)
                yield row, span, fields
                if len(fields) >= MIN_COLUMNS:
                    continue  # a sum is no part of later sums
        for name in AMOUNTS:
            starts[name][running[name]].append(place)
            running[name] += row.yuan(name) or 0


def _longest(
    row: LedgerRow, place: int, running: Mapping[str, int], starts: Mapping[str, Mapping[int, list[int]]]
) -> tuple[int, tuple[str, ...]] | None:
    """Start of the span whose sums equal the row in most amount columns, and those columns."""
    fields_from: dict[int, list[str]] = defaultdict(list)
    for name in AMOUNTS:
        yuan = row.yuan(name)
        if yuan:
            for start in starts[name].get(running[name] - yuan, ()):
                if place - start >= MIN_ROWS:
                    fields_from[start].append(name)
    if not fields_from:
        return None
    start = max(fields_from, key=lambda each: (len(fields_from[each]), -each))
    return start, tuple(fields_from[start])


def _finding(
    rule: str,
    row: LedgerRow,
    rows: Sequence[LedgerRow],
    span: Span,
    fields: Sequence[str],
) -> Finding:
    labels = [bilingual_label(name) for name in fields]
    terms = {
        "fields": BilingualText("、".join(labels), ", ".join(label.en for label in labels)),
        "first": str(rows[span[0]].number),
        "last": str(rows[span[1]].number),
    }
    return Finding(rule, row.number, row.columns[fields[0]].index, row.text("project_name"), terms)
