"""Rows that a number alone does not make: cadences, over-fulfilled targets; and parts after a count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.scopes.projects import cleaned
from jjinvest.data.bulletins.text.tokens import Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader
    from jjinvest.data.bulletins.text.statements import Clause, Sentence


_CADENCE = re.compile(r"每(个?月|周|旬|季度?|半月|年)(?=[^，。；、\n度]{2})")


def cadence(reader: Reader, sentence: Sentence, clause: Clause) -> list[Candidate]:
    """每周召开工作会: how often an office does something."""
    text = reader.text[clause.start : clause.end]
    match = _CADENCE.search(text)
    if match is None:
        return []
    after = text[match.end() :]
    if re.search(r"\d", after):
        return []
    before = reader.text[max(sentence.start, clause.start - 16) : clause.start]
    for scope in (after[:24], before):
        for pattern, metric in RULES.words["cadences"]:
            if re.search(pattern, scope) and (scope is after[:24] or metric == "training_cadence"):
                unit = "次/" + {"个月": "月", "季度": "季"}.get(match[1], match[1])
                reading = Reading(reader.period, metric, (), "level", "=", "1", unit)
                start = clause.start + match.start()
                return [Candidate([reading], (), start, clause.end, text[match.start() :].strip(), MEDIUM)]
    return []


def bare(reader: Reader, clause: Clause) -> None:
    """A clause without a number keeps the verb or metric it names for the clauses that follow."""
    for token in reader.made.tokens_in(clause.start, clause.end):
        if token.metric is not None and token.metric.weight >= 2 and token.metric.kind == "project":
            reader.remember(token.metric)


def over_fulfilled(reader: Reader, candidate: Candidate) -> Candidate | None:
    """超额完成……1000亿元目标: a completion above 100 % that has no figure of its own."""
    reading = candidate.reading
    if reading.statistic != "target":
        return None
    sentence = reader.text[max(0, candidate.start - 30) : candidate.end]
    clause = re.split(r"[。；\n，]", sentence)[-1]
    if "超额完成" not in clause or re.search(r"预计|力争|确保|有望|将", clause):
        return None
    row = Reading(
        candidate.extra.get("period", ""),
        reading.metric,
        reading.where,
        "completion",
        ">",
        "100",
        "%",
        authority=reading.authority,
    )
    return Candidate([row], (), candidate.start, candidate.end, candidate.quote, MEDIUM)


def members_after(around: Around) -> list[Token]:
    """Parts named between a count and what it counts: 95个二产项目."""
    for token in around.post_tokens:
        if token.member is None:
            continue
        between = around.post[: token.start - around.number.end]
        after = around.post[token.end - around.number.end :]
        if re.fullmatch(r"的?[^，。；、\d]{0,4}", between) and re.match(
            r"[^，。；、\d]{0,4}(?:项目|企业)", after
        ):
            return [token]
        return []
    return []


def member_name(name: str) -> str:
    """A name as a member of a dimension."""
    return cleaned(name) or "未命名"
