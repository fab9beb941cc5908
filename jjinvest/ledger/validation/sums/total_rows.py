"""Sum rows (小计, 合计, 平均值): compared with the rows they sum, and never counted as projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.fields import AMOUNTS
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.headed_columns.headers import normalise
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.sum_labels import SumLabel
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit
from jjinvest.ledger.reader.values import cells
from jjinvest.ledger.reader.values.cells import CellFault, CellValue, cell_text
from jjinvest.ledger.reader.values.rows import LedgerRow, possible
from jjinvest.ledger.validation.rows.row_rules import bilingual_label, stage_of


def total_row_findings(table: LedgerTable, rows: Sequence[LedgerRow]) -> Iterator[Finding]:
    """Compare each sum row with the rows that it may stand for.

    Candidates are the rows since the previous sum row or heading, all rows above it, the rows below it up to
    the next sum row, all rows, and the rows of the group that its label names. A sum, mean or count that
    equals none of them is a remark.
    """
    total_rows = sorted(row for row, kind in table.other_rows.items() if kind == "sum")
    headings = [row for row, kind in table.other_rows.items() if kind == "heading"]
    for place, index in enumerate(total_rows):
        label = table.sum_labels.get(index)
        if label is None:
            continue  # proved to be a sum by its amounts
        end = len(table.sheet.rows)
        since = total_rows[place - 1] if place else -1
        until = total_rows[place + 1] if place + 1 < len(total_rows) else end
        heading = max((row for row in headings if row < index), default=-1)
        below = min((row for row in headings if row > index), default=end)
        bounds = dict.fromkeys(
            ((since, index), (-1, index), (index, until), (-1, end), (heading, index), (index, below))
        )
        spans = [[row for row in rows if first < row.number - 1 < last] for first, last in bounds]
        if label.group:
            spans.insert(0, _of_group(table, rows, label.group))
        yield from _amounts(table, index, label, [span for span in spans if span] or [[]])
        counts = [len(span) for span in spans if span]
        if label.count is not None and label.count not in counts:
            terms = {"count": str(label.count), "expected": str(counts[0] if counts else 0)}
            first = next((cell_text(cell) for cell in table.sheet.rows[index] if cell is not None), "")
            yield Finding("sum_count_differs", index + 1, None, first, terms)


def _of_group(table: LedgerTable, rows: Sequence[LedgerRow], group: str) -> list[LedgerRow]:
    """Rows with a text that is the group's name (双福园区合计: 双福园区 or 双福)."""
    wanted = normalise(group)

    def holds(row: LedgerRow) -> bool:
        place = row.number - 1
        # a name merged over the rows of a group stands in the first of them alone
        merged = [
            table.at(top, left)
            for top, left, bottom, right in table.sheet.merged
            if top < place <= bottom and left == right
        ]
        shown = [*table.sheet.rows[place], *merged]
        texts = (normalise(cell) for cell in shown if isinstance(cell, str))
        return any(text == wanted or (len(text) > 1 and wanted.startswith(text)) for text in texts)

    return [row for row in rows if holds(row)]


def _amounts(
    table: LedgerTable, index: int, label: SumLabel, spans: Sequence[Sequence[LedgerRow]]
) -> Iterator[Finding]:
    for name in AMOUNTS:
        column = table.columns_at(index).get(name)
        cell = table.cell(index, name)
        if column is None or cell is None:
            continue
        expected = [_mean(span, name) if label.mean else _total(span, name) for span in spans]
        chosen_rows = [row for span in spans for row in span]
        units = table.units_of.get(column.index, table.unit_column)
        own_unit = "" if units is None else cell_text(table.at(index, units)).strip()
        written = table.sheet.formats.get((index, column.index))
        currency, rate = _currency_of(chosen_rows, own_unit or column.unit)
        read = cells.parse_amount(cell, own_unit or column.unit, written, currency)
        if rate != 1 and isinstance(read, CellValue) and isinstance(read.value, int):
            read = replace(read, value=int(round_half_up(read.value * rate)))
        shown = int(round_half_up(expected[0] or expected[-1]))
        values = {"field": bilingual_label(name), "expected": format_yuan(shown)}
        chosen = next((span for span, yuan in zip(spans, expected, strict=True) if yuan), spans[-1])
        if isinstance(read, CellFault):
            values |= _with_open(values, _left_out(chosen, name))
            yield Finding("sum_unreadable", index + 1, column.index, cell_text(cell), values)
        elif isinstance(read.value, int):
            margin = _margin(cell, read.value) if label.mean else Decimal(0)
            as_written = [] if label.mean else [_total(span, name, every=True) for span in spans]
            if not any(abs(read.value - each) <= margin for each in (*expected, *as_written)):
                values |= {"amount": format_yuan(read.value)}
                values |= _with_open(values, _left_out(chosen, name))
                mixed = next((span for span in spans if _unconverted(span, name, read.value)), None)
                if mixed is not None and not label.mean:
                    currencies = dict.fromkeys(row.text("currency") or row.currency for row in mixed)
                    values |= {"currencies": "、".join(currencies)}
                    values |= {"expected": format_yuan(int(_total(mixed, name)))}
                rule = "sum_differs" if mixed is None or label.mean else "sum_of_currencies"
                hidden = _hidden_left_out(table, spans, name, read.value)
                if rule == "sum_differs" and hidden and not label.mean:
                    rule, values = "sum_without_hidden", values | {"number": str(hidden)}
                ended = 0 if hidden else _terminated_left_out(spans, name, read.value)
                if rule == "sum_differs" and ended and not label.mean:
                    rule, values = "sum_without_terminated", values | {"number": str(ended)}
                    if re.search("不含|除", " ".join(map(cell_text, table.sheet.rows[index]))):
                        continue  # 合计（不含终止） says so itself
                yield Finding(rule, index + 1, column.index, cell_text(cell), values)


def _currency_of(rows: Sequence[LedgerRow], unit: str) -> tuple[str, Decimal]:
    """Currency of a sum, where the column and all its rows are in one, and the rate of these rows."""
    read = amount_unit(unit)
    pairs = {(row.currency, row.rate) for row in rows}
    if read is None or read.currency == CNY or len(pairs) != 1:
        return CNY, Decimal(1)
    currency, rate = pairs.pop()
    return (currency, rate) if currency == read.currency and rate else (CNY, Decimal(1))


def _terminated_left_out(spans: Sequence[Sequence[LedgerRow]], name: str, yuan: int) -> int:
    """Terminated projects without which a sum is right; 0 where it is wrong without them too."""
    for span in spans:
        going_on = [row for row in span if stage_of(row) != "terminated"]
        if len(going_on) < len(span) and _total(going_on, name) == yuan:
            return len(span) - len(going_on)
    return 0


def _hidden_left_out(table: LedgerTable, spans: Sequence[Sequence[LedgerRow]], name: str, yuan: int) -> int:
    """Hidden rows without which a sum is right; 0 where it is wrong without them too."""
    for span in spans:
        shown = [row for row in span if row.number - 1 not in table.sheet.hidden_rows]
        if len(shown) < len(span) and _total(shown, name) == yuan:
            return len(span) - len(shown)
    return 0


def _unconverted(rows: Sequence[LedgerRow], name: str, yuan: int) -> bool:
    """Whether a sum adds the amounts of rows in several currencies as they are written."""
    if len({row.currency for row in rows}) < 2 or not all(row.rate for row in rows):
        return False
    written = sum((Decimal(row.yuan(name) or 0) / row.rate for row in rows), Decimal(0))
    return abs(written - yuan) <= len(rows)


def _total(rows: Sequence[LedgerRow], name: str, *, every: bool = False) -> Decimal:
    """Sum of the amounts that projects can have, or of every one as it is written."""
    return Decimal(sum(yuan for row in rows if possible(yuan := row.yuan(name) or 0) or every))


def _left_out(rows: Sequence[LedgerRow], name: str) -> BilingualText | str:
    """Say how many cells the rows' sum leaves out, as they cannot be read or cannot be true."""
    number = sum(name in row.unread or not possible(row.yuan(name) or 0) for row in rows)
    if not number:
        return ""
    return BilingualText(
        f"（有 {number} 格认不出或不可能，未计入）", f" (without {number} that cannot be read or be true)"
    )


def _with_open(values: Mapping[str, str], left_out: BilingualText | str) -> dict[str, str]:
    """Terms of a sum whose rows may be open: then no number stands as its example, the rows come first."""
    if not left_out:
        return {"open": "", "first": "", "example": values["expected"]}
    first = BilingualText("；先改好各行", "; correct the rows first")
    return {"open": left_out, "first": first, "example": "—"}


def _mean(rows: Sequence[LedgerRow], name: str) -> Decimal:
    """Mean over the rows that have the amount, as a spreadsheet's AVERAGE."""
    amounts = [yuan for row in rows if (yuan := row.yuan(name)) is not None]
    return Decimal(sum(amounts)) / len(amounts) if amounts else Decimal(0)


def _margin(cell: object, yuan: int) -> Decimal:
    """Half of the last place that a mean is written with."""
    number = Decimal(cells.plain_number(cell)) if isinstance(cell, int | float) else None
    if not number:
        return Decimal(1)
    exponent = number.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
    return max(abs(Decimal(yuan) / number) * places / 2, Decimal(1))
