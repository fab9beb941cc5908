"""What a percentage or a multiple is of: the measure and the part named before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import HIGH, MEDIUM, Candidate, Pairs
from jjinvest.data.bulletins.roles.words import where_of
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.text.tokens import Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_NEAR = 60
"""Characters within which a measure is still taken up."""


def subject_of(
    reader: Reader, around: Around, upto: int, base: Candidate | None, assigned: MetricWord | None
) -> tuple[str, Pairs, str] | None:
    """Metric and part that a growth, share or completion is of: named before it, else the last level."""
    if base is not None:
        return base.reading.metric, base.reading.where, HIGH
    if assigned is not None:
        return assigned.metric, where_of(reader, assigned), HIGH
    named = [
        t.metric
        for t in around.pre_tokens
        if t.metric is not None
        and t.start < upto
        and t.metric.kind in ("money", "project", "count")
        and t.metric.weight
    ]
    if named:
        metric = named[-1]
        counted = re.search(r"项目|个数|(?:签约|开工|投产|竣工|落地|引进)数", around.pre) is not None
        if metric.kind == "money" or metric.kind == "count" or counted:
            return metric.metric, where_of(reader, metric), HIGH
    invested = _investment_before(reader, around, upto)
    if invested:
        return invested, reader.where, MEDIUM
    wide = [
        t.metric
        for t in around.wide_tokens
        if t.metric is not None and t.start < upto and t.metric.kind in ("money",) and t.metric.weight
    ]
    if wide:
        return wide[-1].metric, where_of(reader, wide[-1]), MEDIUM
    last = reader.state.last
    if last is None:
        earlier = [
            t.metric
            for t in reader.made.tokens_in(reader.sentence_start, upto)
            if t.metric is not None and t.metric.weight and t.metric.kind in ("money", "project")
        ]
        if earlier:
            return earlier[-1].metric, where_of(reader, earlier[-1]), MEDIUM
    if last is not None:
        where = reader.where if reader.state.parts.entered_here else last.reading.where
        return last.reading.metric, where, HIGH
    inherited = reader.inherit("money")
    if inherited is not None and reader.where:
        return inherited.metric, where_of(reader, inherited), MEDIUM
    return None


def _investment_before(reader: Reader, around: Around, upto: int) -> str:
    """Kind of investment that 投资 alone takes up: 固定资产投资增长5.6%，第一产业投资下降12%; else empty."""
    bare = any(t.metric is not None and t.metric.word == "投资" and t.start < upto for t in around.pre_tokens)
    before = [c.reading.metric for c in reader.candidates[-4:] if around.start - c.end < _NEAR]
    return before[-1] if bare and before and before[-1].endswith("_investment") else ""


def last_of(around: Around, kinds: tuple[str, ...]) -> Token | None:
    """Give the last word of one of these kinds before a number."""
    for token in reversed(around.pre_tokens):
        if any(kind in token.kinds for kind in kinds):
            return token
    return None
