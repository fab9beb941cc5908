"""The district's own words: answers in cells, kept after an import, known to later ledgers."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.vocabulary.own_words import FILE, answer_in, keep_words, load_words

CHOICES = {"origin": frozenset({"out_of_city", "abroad"})}


@pytest.mark.parametrize("text", ["长三角基地=市外", "长三角基地＝市外", " 长三角基地 = 市外 "])
def test_an_answer(text):
    assert answer_in(text) == ("长三角基地", "市外")


@pytest.mark.parametrize("text", ["市外", "=市外", "长三角=", "a=b=c", ""])
def test_what_is_no_answer(text):
    assert answer_in(text) is None


def test_words_are_kept_once_and_may_be_changed(tmp_path):
    folder = tmp_path / "private"
    assert keep_words(folder, {"origin": {"大本营": "out_of_city"}}, CHOICES) == 1
    before = (folder / FILE).read_bytes()
    assert keep_words(folder, {"origin": {"大本营": "out_of_city"}}, CHOICES) == 0
    assert (folder / FILE).read_bytes() == before
    assert keep_words(folder, {"origin": {"大本营": "abroad", "甲,乙": "abroad"}}, CHOICES) == 2
    assert load_words(folder / FILE, CHOICES) == {"origin": {"大本营": "abroad", "甲,乙": "abroad"}}
    assert [path.name for path in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("line", ["origin,大本营", "origin,大本营,nowhere", "park,大本营,abroad"])
def test_a_faulty_line_is_named(tmp_path, line):
    (tmp_path / FILE).write_text(f"column,word,meaning\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_words(tmp_path / FILE, CHOICES)
    assert error.value.problems[0].row == 2
