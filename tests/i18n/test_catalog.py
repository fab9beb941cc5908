"""Both catalogs have the same messages with the same numbers."""

from __future__ import annotations

import io
import re
from collections import Counter

import pytest
from babel.messages.pofile import read_po

from jjinvest.i18n.catalog import LANGUAGES, catalog, messages
from jjinvest.i18n.formatting import PLACEHOLDER
from jjinvest.ledger.excel.figures_words import CHOICES
from tests.fixtures.runs import ROOT


def test_the_catalogs_have_the_same_keys():
    assert set(catalog("zh")) == set(catalog("en"))
    assert all(text.strip() for language in LANGUAGES for text in catalog(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_occurs_twice_in_a_catalog(language):
    # of two messages with one key the reader of the catalog silently keeps the last
    text = (ROOT / f"jjinvest/i18n/locale/{language}.po").read_text(encoding="utf-8")
    counts = Counter(re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE))
    assert counts.keys() == catalog(language).keys()
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_babel_reads_the_same_messages(language):
    with (ROOT / f"jjinvest/i18n/locale/{language}.po").open("rb") as file:
        assert catalog(language) == {message.id: message.string for message in read_po(file) if message.id}


def test_a_message_may_have_several_lines_and_escaped_characters():
    text = '# note\nmsgid "a.b"\nmsgstr ""\n"one\\n"\n"a \\"word\\" \\\\ 二"\n'
    assert messages(text) == {"a.b": 'one\na "word" \\ 二'}
    read = read_po(io.BytesIO(text.encode()))
    assert messages(text) == {message.id: message.string for message in read if message.id}


@pytest.mark.parametrize(
    "broken", ['msgid "a"\n', 'msgid "a"\nmsgstr b\n', 'msgctxt "c"\nmsgid "a"\nmsgstr "b"\n']
)
def test_a_line_that_is_no_message_is_refused(broken):
    with pytest.raises(ValueError, match="no message"):
        messages(broken)


def test_both_languages_use_the_same_facts():
    def facts_in(text: str) -> set[str]:
        return {match.group(1) for match in PLACEHOLDER.finditer(text) if "." in match.group(1)}

    assert catalog("zh")
    differing = [key for key, text in catalog("zh").items() if facts_in(text) != facts_in(catalog("en")[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_form_of_figures_offers_has_a_name(language):
    names = [f"term.{metric}" for metric in CHOICES["metric"].values()]
    names += [f"term.aim_{authority}" for authority in CHOICES["authority"].values()]
    assert set(names) <= set(catalog(language))


def test_no_chinese_words_in_english_messages_but_the_unit():
    for key, text in catalog("en").items():
        if key == "nav.language":
            continue
        assert not re.findall(r"[\u4e00-\u9fff]", text.replace("亿元", "")), key


def test_messages_used_in_code_and_notebooks_exist():
    places = [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "jjinvest/reporting/pages").glob("*.py")]
    texts = [p.read_text(encoding="utf-8") for p in places]
    keys = {k for text in texts for k in re.findall(r'report\.text\(\\?"([\w.]+)', text)}
    sections = {f"section.{k}" for text in texts for k in re.findall(r'report\.section\(\\?"([\w.]+)', text)}
    captions = {
        f"{kind}.{k}"
        for text in texts
        for kind, k in re.findall(r'report\.(table|figure)\(\s*(?:\\n",\s*" *)?\\?"([\w.]+)', text)
    }
    assert keys
    assert sections
    assert captions
    known = {key.removesuffix(".plain") for key in catalog("zh")}
    assert keys | sections | captions <= known
