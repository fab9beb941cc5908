"""Both languages say the same things with the same numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jjinvest.core.errors import JJInvestError
from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import LANGUAGES, catalog
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary

ROOT = Path(__file__).resolve().parents[2]


def fact(value, unit, *, low=None, high=None, evidence="published", relation="=") -> Fact:
    return Fact("2023.x", value, low, high, unit, "agreed", "all", evidence, "2023", relation=relation)


def test_the_catalogs_have_the_same_keys():
    assert set(catalog("zh")) == set(catalog("en"))
    assert all(text.strip() for language in LANGUAGES for text in catalog(language).values())


@pytest.mark.parametrize("key", sorted(catalog("zh")))
def test_both_languages_use_the_same_facts(key):
    used = [
        {m.group(1) for m in PLACEHOLDER.finditer(catalog(lang)[key]) if "." in m.group(1)}
        for lang in LANGUAGES
    ]
    assert used[0] == used[1]


def test_no_chinese_words_in_english_messages_but_the_unit():
    for key, text in catalog("en").items():
        if key == "nav.language":
            continue
        assert not re.findall(r"[\u4e00-\u9fff]", text.replace("亿元", "")), key


def test_messages_used_in_code_and_notebooks_exist():
    texts = [p.read_text(encoding="utf-8") for p in [*(ROOT / "notebooks").glob("*.ipynb")]]
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
    assert keys | sections | captions <= set(catalog("zh"))


@pytest.mark.parametrize(
    ("made", "zh", "en"),
    [
        (fact(1088.0, "亿元"), "1088 亿元", "CNY 108.8 bn (1,088 亿元)"),
        (fact(6.4, "亿元"), "6.4 亿元", "CNY 0.64 bn (6.4 亿元)"),
        (fact(191.55, "亿元"), "191.55 亿元", "CNY 19.155 bn (191.55 亿元)"),
        (fact(132.0, "个"), "132 个", "132"),
        (fact(108.8, "%", evidence="computed"), "108.8%", "108.8%"),
        (fact(600.0, "亿元", relation=">"), ">600 亿元", ">CNY 60 bn (600 亿元)"),
        (
            fact(None, "亿元", low=737.0, high=987.0, evidence="bounded"),
            "737–987 亿元",
            "CNY 73.7–98.7 bn (737–987 亿元)",
        ),
        (fact(0.589, "概率", evidence="modelled"), "59%", "59%"),
        (fact(0.998, "概率", evidence="modelled"), ">99%", ">99%"),
        (fact(None, "概率", low=0.3, high=0.92, evidence="modelled"), "30%–92%", "30%–92%"),
        (fact(1.0, "名"), "第 1 名", "rank 1"),
        (fact(10.0, "名", relation="<="), "前 10 名", "top 10"),
        (fact(-0.0001, "%", evidence="computed"), "0%", "0%"),
        (fact(-8.09, "%", evidence="computed"), "−8.1%", "−8.1%"),
    ],
)
def test_numbers_are_written_for_their_readers(made, zh, en):
    assert Vocabulary("zh", {}).fact(made) == zh
    assert Vocabulary("en", {}).fact(made) == en


def test_never_a_billion_too_many():
    assert "1088 billion" not in Vocabulary("en", {}).fact(fact(1088.0, "亿元"))


@pytest.mark.parametrize(
    ("p", "zh", "en"),
    [
        (0.59, "约六成", "about 6 in 10"),
        (0.998, "几乎肯定", "almost certain"),
        (0.01, "几乎不可能", "very unlikely"),
    ],
)
def test_chances_in_words(p, zh, en):
    assert Vocabulary("zh", {}).fact(fact(p, "概率"), "chance") == zh
    assert Vocabulary("en", {}).fact(fact(p, "概率"), "chance") == en


def test_an_unknown_message_is_an_error():
    with pytest.raises(JJInvestError, match="no such message"):
        Vocabulary("zh", {}).message("nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results"])
def test_every_fact_has_a_name_and_a_definition(request, period, language):
    from jjinvest.reporting.provenance import definition_key

    results = request.getfixturevalue(period)
    labels = {str(k): str(v) for k, v in results.workspace.labels[language].items()}
    words = Vocabulary(language, labels)
    for made in results.facts.values():
        assert words.fact_label(made.id)
        assert words.message(definition_key(made))
