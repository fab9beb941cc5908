"""Chinese numerals that were cut out of a text, and the scales of numbers.

The library `cn2an` converts a numeral; what it refuses has a rule of this module.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache

from jjinvest.core import units

SCALES = {"十": 10, "百": 100} | {scale: size for scale, size in units.SCALES.items() if scale}


@cache
def han_value(spoken: str) -> Decimal | None:
    """Value of a cut-out Chinese numeral; None where it is none."""
    whole, point, decimals = spoken.partition("点")
    whole = whole.replace("两", "二").replace("廿", "二十")
    try:
        value = _lone(whole) if len(whole) == 1 else _converted(whole)
        if point:
            value += Decimal("0." + "".join(str(_lone(letter)) for letter in decimals))
    except (ValueError, InvalidOperation, KeyError):
        return None
    return value


def _converted(numeral: str) -> Decimal:
    from cn2an import cn2an  # type: ignore[import-untyped]  # a tenth of a second, for what few texts have

    return Decimal(str(cn2an(numeral, "smart")))


def _lone(letter: str) -> Decimal:
    values = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
    values |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)) | {"十": 10, "百": 100, "千": 1000}
    return Decimal(values[letter]) if letter in values else Decimal(SCALES[letter])
