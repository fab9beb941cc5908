"""确保 and 力争 of one target: the second is no target of its own and nothing is held against the first."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.clauses.reading import LOW, Candidate
from jjinvest.data.bulletins.clauses.stretch_targets import ONLY_ONE
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

HEAD = "临海新区2024年招商引资目标任务\n"


def rows_of(words: str) -> dict[str, Candidate]:
    return {row.reading.value: row for row in read_bulletin(document(HEAD + words)).rows}


@pytest.mark.parametrize(
    "words",
    [
        "2024年，协议引资确保完成300亿元、力争完成320亿元。",
        "2024年，协议引资确保300亿元，力争320亿元。",
        "2024年，协议引资目标不低于300亿元，争取达到320亿元。",
    ],
)
def test_what_is_striven_for_is_left_to_the_clerk(words: str):
    rows = rows_of(words)
    assert rows["320"].confidence == LOW
    assert rows["320"].note == ONLY_ONE
    assert rows["300"].reading.statistic == "target"
    assert rows["300"].confidence != LOW
    assert rows["300"].note == ""


def test_a_completion_of_the_second_is_none_of_the_first():
    rows = rows_of(
        "2024年，协议引资309.2亿元，超额完成确保目标300亿元，完成力争目标320亿元的96.6%，到位资金120亿元，完成目标110亿元的109.1%。"
    )
    assert rows["96.6"].confidence == LOW
    assert rows["96.6"].note == ONLY_ONE
    assert rows["109.1"].confidence != LOW


def test_a_target_in_one_word_alone_stays_one():
    rows = rows_of("2024年，力争协议引资320亿元，确保到位资金100亿元。")
    assert rows["320"].confidence != LOW
    assert rows["100"].confidence != LOW
