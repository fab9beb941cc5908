"""Columns that write one amount in two units, 协议金额（亿元） beside （万元）: which of them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.money_units import CNY, MoneyUnit, amount_unit, plausible_rate

Cells = Callable[[int], Sequence[object]]


def converted_column(units: Mapping[int, str], cells: Cells) -> int | None:
    """Column in 元 that converts the amounts of one in a foreign currency; None where they do not convert.

    实际到资（万元人民币） beside 实际到资（折万美元）: in every row with both, their ratio is a rate.

    Parameters
    ----------
    units
        Unit of each column.
    cells
        Cells of a column, one a row.
    """
    read = {index: amount_unit(unit) for index, unit in units.items()}
    known = {index: unit for index, unit in read.items() if unit is not None}
    in_cny = [index for index, unit in known.items() if unit.currency == CNY]
    abroad = [index for index in known if index not in in_cny]
    if len(units) != 2 or len(in_cny) != 1 or len(abroad) != 1:
        return None
    own, other = known[in_cny[0]], known[abroad[0]]
    pairs = zip(map(_number, cells(in_cny[0])), map(_number, cells(abroad[0])), strict=True)
    rates = [yuan * own.scale / (original * other.scale) for yuan, original in pairs if yuan and original]
    return in_cny[0] if rates and all(plausible_rate(other.currency, rate) for rate in rates) else None


def finer_of_two_units(units: Mapping[int, str], cells: Cells) -> int | None:
    """Column with the finer unit, where the others hold its amounts rounded; None where they do not.

    Parameters
    ----------
    units
        Unit of each column.
    cells
        Cells of a column, one a row.
    """
    read = {index: amount_unit(unit) for index, unit in units.items()}
    known = {index: unit for index, unit in read.items() if unit is not None}
    scales = {unit.scale for unit in known.values()}
    if len(known) < len(units) or len(scales) < len(units) or len({u.currency for u in known.values()}) > 1:
        return None
    finest = min(known, key=lambda index: known[index].scale)
    exact = [_number(cell) for cell in cells(finest)]
    others = [index for index in known if index != finest]
    if all(_is_rounded(cells(index), known[index], exact, known[finest]) for index in others):
        return finest
    return None


def _is_rounded(
    cells: Sequence[object], unit: MoneyUnit, exact: Sequence[Decimal | None], finer: MoneyUnit
) -> bool:
    """Whether every amount of a column is that of the finer one, rounded to its decimals."""
    numbers = [_number(cell) for cell in cells]
    places = max((_decimals(number) for number in numbers if number is not None), default=0)
    half = Decimal(unit.scale) / 10**places / 2
    pairs = [pair for pair in zip(numbers, exact, strict=True) if pair != (None, None)]
    return bool(pairs) and all(
        coarse is not None and fine is not None and abs(coarse * unit.scale - fine * finer.scale) <= half
        for coarse, fine in pairs
    )


def _number(cell: object) -> Decimal | None:
    text = cell_text(cell).replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))
