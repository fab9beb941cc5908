"""Signs that Word stores by their code in a font: ≥ of the font Symbol is part of the number behind it."""

from __future__ import annotations

_OF_FONT = {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xB7: "·"}
_OF_FONT |= {code: chr(code) for code in range(0x20, 0x7B) if chr(code) in "0123456789.,%+-=<>/()"}
"""Signs of the font Symbol by the last byte of their code."""


def symbol(font: str, code: str) -> str:
    """Return a sign by its font and code; empty for pictures such as the bullets of Wingdings.

    Examples
    --------
    >>> symbol("Symbol", "F0B3"), symbol("Wingdings", "F0D8"), symbol("宋体", "2265")
    ('≥', '', '≥')
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xE000 <= number <= 0xF8FF:
        return _OF_FONT.get(number & 0xFF, "") if font == "Symbol" else ""
    return chr(number) if 0x20 <= number <= 0xFFFF else ""
