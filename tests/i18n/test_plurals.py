"""English words follow their number: one contradiction, two contradictions."""

from __future__ import annotations

import re

import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import catalog
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.i18n.plurals import CHOICE, choose_words
from jjinvest.reporting.html import Renderer, plain

NOUNS = "project|number|figure|check|row|ledger|contradiction|restatement|time|target|cell|kind|remark|lead"
COUNTED = re.compile(
    rf"\{{(?:[\w.\-]+:n|number|rows|projects)\}}\**( (?!of|from|to|in|for)[a-z]+)? (?:{NOUNS})s?\b"
)


@pytest.mark.parametrize(("count", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (21, "21 rows")])
def test_the_word_follows_the_number(count, words):
    chosen = choose_words("{rows} {rows|row|rows}", lambda name: {"rows": count}[name] == 1)
    assert chosen.format(rows=count) == words


def test_every_choice_stands_beside_its_number():
    for key, text in catalog("en").items():
        names = {match.group(1) for match in PLACEHOLDER.finditer(text)}
        assert {match.group(1) for match in CHOICE.finditer(text)} <= names, key
        assert "|" not in CHOICE.sub("", text), key
    assert not any(CHOICE.search(text) for text in catalog("zh").values())


def test_no_counted_noun_has_only_one_form():
    fixed = {key: match.group() for key, text in catalog("en").items() if (match := COUNTED.search(text))}
    assert fixed == {}


def sentence(key: str, value: float, relation: str = "=") -> str:
    renderer = Renderer(Vocabulary("en", {}), {}, links=False)
    template = catalog("en")[key]
    facts = {
        match.group(1): Fact(
            f"2023.{match.group(1)}",
            value,
            value,
            value,
            "个",
            "count",
            "all",
            "published",
            "2023",
            relation=relation,
        )
        for match in PLACEHOLDER.finditer(template)
    }
    return plain(renderer.sentence(template, facts))


def test_sentences_of_one_and_of_several():
    assert "compared 1 time: 1 agrees, 1 contradicts; 1 figure was published differently" in sentence(
        "overview.trust", 1
    )
    assert "compared 3 times: 3 agree, 3 contradict; 3 figures were published differently" in sentence(
        "overview.trust", 3
    )
    assert "compared 0 times" in sentence("overview.trust", 0)
    assert "1 published figure takes part" in sentence("quality.kinds", 1)


def test_more_than_one_is_not_one():
    assert "compared more than 1 times" in sentence("overview.trust", 1, ">")


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [("家", "1 company", "2 companies"), ("批次", "1 trip", "2 trips"), ("天", "1 day", "2 days")],
)
def test_units_follow_their_number(unit, one, two):
    def written(value: float) -> str:
        fact = Fact("2023.trips", value, value, value, unit, "count", "all", "published", "2023")
        return Vocabulary("en", {}).fact(fact)

    assert (written(1), written(2)) == (one, two)
