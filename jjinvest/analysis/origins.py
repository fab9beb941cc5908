"""Origins of investors: 市外项目 always includes 境外; a ledger's rows beside it are 市外境内 and 境外."""

from __future__ import annotations

import pandas as pd

OUT_OF_CITY = "out_of_city"
"""Every investor from outside the municipality, abroad included, as published figures count them."""
OUT_OF_CITY_DOMESTIC = "out_of_city_domestic"
"""From outside the municipality and not from abroad: a row of a ledger."""
ABROAD = "abroad"


def origin_parts(members: pd.Series) -> pd.Series:
    """Origins of a ledger as parts that add up, with a name of their own where they are not the whole.

    Examples
    --------
    >>> list(origin_parts(pd.Series(["out_of_city", "abroad"])))
    ['out_of_city_domestic', 'abroad']
    """
    return members.astype("str").where(members != OUT_OF_CITY, OUT_OF_CITY_DOMESTIC)
