"""The district's own place: `place:` of district.yaml, else its municipality and name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.data.text_files import read_text
from jjinvest.ledger.vocabulary.places import Home, home_of

EXPECTED = "行政区划全称，如 重庆市江津区 the full name of one division of the official list"


def home_of_district(folder: Path) -> Home | None:
    """Return the place that a district's profile names; None where it names none.

    Raises
    ------
    DataError
        If `place` names no division, or several.
    """
    path = folder / "district.yaml"
    profile = _profile(path)
    place = str(profile.get("place") or "")
    if place:
        home = home_of(place)
        if home is None:
            remedy = "改正或删去 place correct or delete it"
            raise DataError([Problem(path.as_posix(), None, "place", place, EXPECTED, remedy)])
        return home
    names = [_chinese(profile.get(part)) for part in ("municipality", "name")]
    return home_of("".join(names)) if all(names) else None


def _profile(path: Path) -> dict[str, Any]:
    """Content of district.yaml; nothing where it is absent or no YAML: the loading of figures says so."""
    if not path.exists():
        return {}
    try:
        content = load_yaml(read_text(path)[0])
    except yaml.YAMLError:
        return {}
    return content if isinstance(content, dict) else {}


def _chinese(names: object) -> str:
    return str(names.get("zh") or "") if isinstance(names, dict) else ""
