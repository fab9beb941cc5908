"""Columns that are a part, by where the money comes from, of another column: they are left unread."""

from __future__ import annotations

from jjinvest.ledger.reader.headed_columns.headers import OF_ORIGIN, HeaderMeaning
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit


def leave_parts_by_origin(
    unknown: dict[int, str], candidates: dict[str, list[tuple[int, str, HeaderMeaning]]]
) -> None:
    """Leave 省外到位资金 beside 到位资金, of which it is a part, and several such columns of one meaning."""
    funds = {name: same for name, same in candidates.items() if name.startswith("funds_")}
    is_part = {i: OF_ORIGIN.search(text) is not None for same in funds.values() for i, text, _ in same}
    beside_others = not all(is_part.values())
    for name, same in funds.items():
        parts = [each for each in same if is_part[each[0]]]
        if parts and (beside_others or len(parts) > 1):
            unknown |= {index: text for index, text, _ in parts}
            candidates[name] = [each for each in same if each not in parts]
            if not candidates[name]:
                del candidates[name]


def leave_foreign_part(
    unknown: dict[int, str], candidates: dict[str, list[tuple[int, str, HeaderMeaning]]]
) -> None:
    """Leave 合同外资（万美元） beside a total in 元: the foreign part of it, as commerce counts, no contract.

    A district that means the contract by it writes so in its headers.yaml, whose spellings come first.
    """
    totals = [each for each in candidates.get("agreed_amount", []) if "外资" not in each[1]]
    of_totals = [amount_unit(meaning.unit) for _, _, meaning in totals]
    in_yuan = totals and all(unit is None or unit.currency == CNY for unit in of_totals)
    same = candidates.get("contract_amount", [])
    if not in_yuan or "exchange_rate" in candidates:
        return
    for index, text, meaning in same:
        unit = amount_unit(meaning.unit)
        if "外资" in text and meaning.rank >= 0 and unit is not None and unit.currency != CNY:
            unknown[index] = text
    kept = [each for each in same if each[0] not in unknown]
    if kept:
        candidates["contract_amount"] = kept
    else:
        candidates.pop("contract_amount", None)
