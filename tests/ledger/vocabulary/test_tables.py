"""The packaged tables of words: described truly, closed, and without a word of two meanings."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
import yaml
from babel import Locale

from jjinvest.core.codes import STAGES
from jjinvest.ledger import vocabulary
from jjinvest.ledger.vocabulary.places import home_of, origin_of
from jjinvest.ledger.vocabulary.stages import NOT_STARTED

FOLDER = Path(vocabulary.__file__).parent
FILES = sorted(path.name for path in FOLDER.glob("*.csv"))
NOT_COUNTRIES = {
    "CN",
    "HK",
    "MO",
    "TW",
    "EU",
    "EZ",
    "UN",
    "XA",
    "XB",
    "ZZ",
    "QO",
    "AC",
    "DG",
    "EA",
    "IC",
    "CP",
    "TA",
}


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def entries():
    return yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))


def test_the_manifest_lists_each_table():
    assert sorted(entries()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_table_has_the_hash_and_the_columns_of_its_entry(name):
    entry = entries()[name]
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["columns"] == list(rows(name)[0])
    assert all(entry[key] for key in ("what", "source", "licence", "year", "command"))


def test_each_division_has_its_code_once_and_lies_in_a_listed_province():
    divisions = rows("divisions.csv")
    codes = Counter(row["code"] for row in divisions)
    assert max(codes.values()) == 1
    assert {f"{code[:2]}0000" for code in codes} <= set(codes)
    provinces = [row for row in divisions if row["code"].endswith("0000")]
    assert len(provinces) == 34
    assert {year for row in divisions for year in row["listed"].split()} == {"2023", "2026"}


def test_every_country_of_babel_is_known_and_lies_abroad():
    home = home_of("重庆市江津区")
    names = {
        code: name
        for code, name in Locale("zh").territories.items()
        if len(code) == 2 and code not in NOT_COUNTRIES
    }
    found = {name: origin_of(name, home, {}) for name in names.values()}
    assert all("abroad" in each.readings for each in found.values())
    # 黑山 is a county too
    assert {name for name, each in found.items() if each.only is None} == {"黑山"}
    assert {row["code"] for row in rows("countries.csv")} == set(names)


def test_every_alias_points_to_a_listed_division():
    codes = {row["code"] for row in rows("divisions.csv")}
    assert {row["code"] for row in rows("place_aliases.csv")} <= codes


@pytest.mark.parametrize("name", ["stages.csv", "countries.csv", "place_aliases.csv"])
def test_no_word_stands_twice(name):
    words = Counter(next(iter(row.values())) for row in rows(name))
    assert [word for word, number in words.items() if number > 1] == []


def test_sectors_hold_each_section_and_division_of_the_standard_once():
    table = rows("sectors.csv")
    codes = [row["gb_t_4754"] for row in table if row["gb_t_4754"]]
    assert sorted(code for code in codes if len(code) == 1) == list("ABCDEFGHIJKLMNOPQRST")
    divisions = sorted(int(code[1:]) for code in codes if len(code) > 1)
    assert divisions == list(range(1, 98))
    assert {row["sector"] for row in table} == {"primary", "secondary", "tertiary"}
    words = Counter((row["word"], row["match"], bool(row["gb_t_4754"])) for row in table)
    assert {word for (word, _, standard), number in words.items() if number > 1 and not standard} == set()


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("A05", "tertiary"),
        ("B11", "tertiary"),
        ("C43", "tertiary"),
        ("A04", "primary"),
        ("E50", "secondary"),
        ("F51", "tertiary"),
    ],
)
def test_activities_that_serve_a_sector_are_tertiary(code, sector):
    assert [row["sector"] for row in rows("sectors.csv") if row["gb_t_4754"] == code] == [sector]


def test_stages_are_those_of_the_ledger():
    assert {row["stage"] for row in rows("stages.csv")} == {*STAGES, NOT_STARTED}
