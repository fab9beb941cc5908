"""Columns that write one amount in two units, 协议金额（亿元） beside （万元）: which of them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit, plausible_rate
from jjinvest.ledger.reader.values.cells import cell_text

_LEAST_ALONE = 4
"""Rows with one amount for each row with both, where columns are filled in one or the other."""
Cells = Callable[[int], Sequence[object]]


def column_of_two_units(units: Mapping[int, str], cells: Cells) -> int | None:
    """Column that is read of several that hold one amount in different units; None where they do not.

    Of 协议金额（亿元） beside （万元） it is the one with the finer unit, where the others hold its amounts
    rounded. Of 实际到资（万元人民币） beside （折万美元） it is the one in 元, where their ratio is a rate of
    exchange in every row with both.

    Parameters
    ----------
    units
        Unit of each column.
    cells
        Cells of a column, one a row.
    """
    read = {index: amount_unit(unit) for index, unit in units.items()}
    known = {index: unit for index, unit in read.items() if unit is not None}
    if len(known) < len(units):
        return None
    if len({unit.currency for unit in known.values()}) > 1:
        return _converted_column(known, cells)
    return _finer_column(known, cells)


def finer_of_either(units: Mapping[int, str], cells: Cells) -> tuple[int, int] | None:
    """Return two columns of which each row fills one, the finer unit first; None where they are not that.

    Large projects in 协议金额（亿元） and small ones in （万元）. Sum rows may fill both; a project with both
    is a question of its row.
    """
    read = {index: amount_unit(unit) for index, unit in units.items()}
    known = {index: unit for index, unit in read.items() if unit is not None}
    if len(known) != 2 or len(units) != 2 or len({unit.currency for unit in known.values()}) > 1:
        return None
    finer, coarser = sorted(known, key=lambda index: known[index].scale)
    pairs = [
        (bool(number_in(a)), bool(number_in(b))) for a, b in zip(cells(finer), cells(coarser), strict=True)
    ]
    alone = [pairs.count((True, False)), pairs.count((False, True))]
    if known[finer].scale == known[coarser].scale or not all(alone):
        return None
    return (finer, coarser) if pairs.count((True, True)) * _LEAST_ALONE <= sum(alone) else None


def _converted_column(units: Mapping[int, MoneyUnit], cells: Cells) -> int | None:
    """Column in 元 that converts the amounts of one in a foreign currency."""
    in_cny = [index for index, unit in units.items() if unit.currency == CNY]
    if len(units) != 2 or len(in_cny) != 1:
        return None
    (converted,), (original,) = in_cny, units.keys() - in_cny
    own, other = units[converted], units[original]
    pairs = zip(map(number_in, cells(converted)), map(number_in, cells(original)), strict=True)
    rates = [yuan * own.scale / (amount * other.scale) for yuan, amount in pairs if yuan and amount]
    return converted if rates and all(plausible_rate(other.currency, rate) for rate in rates) else None


def _finer_column(units: Mapping[int, MoneyUnit], cells: Cells) -> int | None:
    """Column with the finest unit, where the others hold its amounts rounded."""
    if len({unit.scale for unit in units.values()}) < len(units):
        return None
    finest = min(units, key=lambda index: units[index].scale)
    exact = [number_in(cell) for cell in cells(finest)]
    others = [index for index in units if index != finest]
    if all(_is_rounded(cells(index), units[index], exact, units[finest]) for index in others):
        return finest
    return None


def _is_rounded(
    cells: Sequence[object], unit: MoneyUnit, exact: Sequence[Decimal | None], finer: MoneyUnit
) -> bool:
    """Whether every amount of a column is that of the finer one, rounded to its decimals.

    Amounts that stand in the finer column alone, as those of sum rows may, are not missed.
    """
    numbers = [number_in(cell) for cell in cells]
    places = max((_decimals(number) for number in numbers if number is not None), default=0)
    half = Decimal(unit.scale) / 10**places / 2
    pairs = [(coarse, fine) for coarse, fine in zip(numbers, exact, strict=True) if coarse is not None]
    return bool(pairs) and all(
        fine is not None and abs(coarse * unit.scale - fine * finer.scale) <= half for coarse, fine in pairs
    )


def number_in(cell: object) -> Decimal | None:
    """Return the number that a cell holds; None where it is none."""
    text = cell_text(cell).replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))
