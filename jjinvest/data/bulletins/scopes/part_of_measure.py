"""外资 as a part of the measure named before it: 协议投资额，其中：外资项目 is agreed, not paid in."""

from __future__ import annotations

import re
from dataclasses import replace

from jjinvest.data.bulletins.text.statements import Statements
from jjinvest.data.bulletins.text.tokens import METRIC, Token

_AMONG = re.compile(r"总?额?(?:（[^（）]*）)?[，、：]?其中[：:，]?")
"""Words between a measure and its part: the row 其中：外资项目 of a table is read below the row before it."""
_THE_PART_ITSELF = ("foreign_funds", "funds_in_place")
"""Measures whose part from abroad has a name and a measure of its own."""


def name_parts_of_measures(made: Statements) -> None:
    """Let 外资 right after 其中 be only a part where the words before 其中 name another amount."""
    made.tokens = [
        replace(token, kinds=token.kinds - {METRIC}, metric=None)
        if _may_be_both(token) and _is_part(made, order)
        else token
        for order, token in enumerate(made.tokens)
    ]


def _may_be_both(token: Token) -> bool:
    """Whether a word names a part, and an amount where nothing else does: 外资."""
    return token.member is not None and token.metric is not None and token.metric.kind == "money"


def _is_part(made: Statements, order: int) -> bool:
    start = made.tokens[order].start
    for before in reversed(made.tokens[max(0, order - 4) : order]):
        if before.metric is None or before.metric.kind != "money" or before.end > start:
            continue
        strong = before.metric.weight > 1 and before.metric.metric not in _THE_PART_ITSELF
        return strong and _AMONG.fullmatch(made.text, before.end, start) is not None
    return False
