"""Released facts are read back as they were released; a fault names its file, fact and key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.releases import last_release, load_releases

FACT = Fact(
    FactId.of(2023, "agreed_amount", "excess"),
    12.5,
    12.0,
    13.0,
    "亿元",
    "agreed",
    "all",
    "computed",
    "2023",
    as_of="2024-03-31",
    sources=("2023.agreed_amount@report",),
    decimals=1,
    signed=True,
    definition="excess",
)


def release(district: Path, period: str, records: list[dict[str, object]]) -> None:
    """Write a release with one version, as the command does."""
    folder = district / "releases" / period
    folder.mkdir(parents=True)
    content = json.dumps(records).encode()
    (folder / "facts.json").write_bytes(content)
    version = {
        "version": 1,
        "file": "facts.json",
        "sha256": hashlib.sha256(content).hexdigest(),
        "released": "2024-04-01",
        "as_of": "2024-03-31",
        "reason": "",
    }
    (folder / "release.json").write_text(json.dumps({"period": period, "versions": [version]}))


def test_facts_are_read_as_they_were_released(tmp_path):
    release(tmp_path, "2023Q4", [asdict(FACT)])
    [loaded], hashes = load_releases(tmp_path)
    assert (loaded.period, loaded.version, loaded.as_of) == ("2023Q4", 1, date(2024, 3, 31))
    assert loaded.facts == (FACT,)
    assert set(hashes) == {
        f"{tmp_path.name}/releases/2023Q4/{name}" for name in ("release.json", "facts.json")
    }


def test_keys_of_display_may_be_missing(tmp_path):
    record = {
        key: cell for key, cell in asdict(FACT).items() if key not in ("decimals", "signed", "definition")
    }
    release(tmp_path, "2023Q4", [record])
    [loaded], _ = load_releases(tmp_path)
    [fact] = loaded.facts
    assert (fact.value, fact.decimals, fact.signed, fact.definition) == (12.5, None, False, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "2023"}, "an id with dots"),
        ({"id": 2023}, "text"),
        ({"value": "12"}, "a number or null"),
        ({"value": True}, "a number or null"),
        ({"tier": None}, "text"),
        ({"evidence": "guessed"}, "one of"),
        ({"sources": "x"}, "a list of ids"),
        ({"as_of": 2024}, "a date or null"),
        ({"decimals": 1.5}, "a whole number or null"),
        ({"decimals": True}, "a whole number or null"),
        ({"signed": "yes"}, "true or false"),
        ({"definition": None}, "text"),
        ({"further": 1}, "these keys"),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_a_fault_is_named(tmp_path, change, message):
    release(tmp_path, "2023Q4", [asdict(FACT), asdict(FACT) | {"id": "2023.agreed_amount"} | change])
    with pytest.raises(DataError) as error:
        load_releases(tmp_path)
    [problem] = error.value.problems
    assert problem.row == 2
    assert message in problem.expected


def test_an_id_is_there_once(tmp_path):
    release(tmp_path, "2023Q4", [asdict(FACT), asdict(FACT)])
    with pytest.raises(DataError, match="each id once"):
        load_releases(tmp_path)


def test_the_last_release_before_a_period(tmp_path):
    for period in ("2023Q1", "2023Q3"):
        release(tmp_path, period, [asdict(FACT)])
    releases, _ = load_releases(tmp_path)
    assert last_release(releases, "2023Q4").period == "2023Q3"
    assert last_release(releases, "2023Q3").period == "2023Q1"
    assert last_release(releases, "2023Q1") is None
    assert [each.period for each in load_releases(tmp_path, before="2023Q3")[0]] == ["2023Q1"]
