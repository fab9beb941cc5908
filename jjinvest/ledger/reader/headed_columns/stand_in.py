"""A column that stands in for the agreed amount: 合同额, where no other column may have that."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.header_texts import HeaderText, Meaning

_OF_MONEY, _NO_AMOUNT = (
    re.compile("投资|引资|金额|资金"),
    re.compile("[方者商人地率比]|到位|企业|日期|时间|情况"),
)


def with_stand_in(known: set[str], texts: Mapping[int, HeaderText], meaning_of: Meaning) -> set[str]:
    """Fields of a header; 合同额 stands for the agreed amount where no column may have that.

    正式合同额 says that there is another amount, and so does an unknown header of money.
    """
    if "contract_amount" not in known:
        return known
    for each in texts.values():
        meaning = each.meaning(meaning_of)
        part = each.text.strip().startswith("其中")  # 其中：省外资金 is a part of the amount before it
        if meaning is None and not part and _OF_MONEY.search(each.text) and not _NO_AMOUNT.search(each.text):
            return known
        if meaning is not None and meaning.field == "contract_amount" and "正式" in each.text:
            return known
    return known | {"agreed_amount"}


def stand_in(columns: dict[str, LedgerColumn]) -> bool:
    """Read 合同额 as the agreed amount where no column has that; whether this was so."""
    if "agreed_amount" in columns or "contract_amount" not in columns:
        return False
    columns["agreed_amount"] = columns.pop("contract_amount")
    if "contract_on" in columns and "signed_on" not in columns:
        columns["signed_on"] = columns.pop("contract_on")  # the contract is the agreement
    return True


def signing_day(columns: dict[str, LedgerColumn]) -> bool:
    """Read 合同签订时间 as the day of signing where nothing else dates the signing; whether this was so.

    Beside a contract amount, or named 正式合同, it is of a second contract after the agreement.
    """
    if "contract_on" not in columns or {"signed_on", "contract_amount"} & columns.keys():
        return False
    if "正式" in columns["contract_on"].header:
        return False
    columns["signed_on"] = columns.pop("contract_on")
    return True
