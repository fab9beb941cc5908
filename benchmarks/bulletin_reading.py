"""Reading of bulletins: recall and precision of the proposed rows against what people typed.

`python -m benchmarks bulletin_reading --folder F` takes every folder of F with a bulletin (`bulletin.txt`,
`.html`, `.docx` or `.pdf`) and `expected.csv` in format 2; `meta.json` may state the `year`. `--details`
lists what was missed, wrong or invented. Without a folder it reads the bulletins written for the tests, and
times them.

A statement is found if a proposed row has its value, unit, relation and period; units of one kind compare
by amount. Of the found ones it counts those whose metric, statistic and part are right as well. Parts of the
fixed dimensions must be equal; a named part (a project, a park, an industry) counts by its name, which
`dimensions.csv` beside the bulletin may give.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

from jjinvest.core.origins import plain_member
from jjinvest.core.periods import canonical_period
from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.text.document import Block, Document
from jjinvest.quality.readings.choose import read_bulletin

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "data" / "bulletin_texts"
SAME = {
    "outbound_trips": "trips",
    "projects_introduced": "projects_signed",
}
"""Names of one measure that texts use for each other."""
FIXED = ("sector", "origin", "cohort", "size")
ONE_UNIT = {"项": "个", "宗": "个", "位": "名", "个百分点": "百分点", "％": "%", "批": "批次", "户": "家"}


_OTHER = re.compile(r"[a-z_]+(?:;[^|]*)?")  # projects_signed;industry=制造业


@dataclass
class Score:
    """Counts of one bulletin or of many."""

    expected: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0
    seconds: float = 0.0
    numbers: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.expected += other.expected
        self.proposed += other.proposed
        self.found += other.found
        self.right += other.right
        self.seconds += other.seconds

    def line(self, name: str) -> str:
        recall = self.found / self.expected if self.expected else 1.0
        precision = self.found / self.proposed if self.proposed else 1.0
        right = self.right / self.found if self.found else 1.0
        return (
            f"{name:24} statements {self.expected:4}  recall {recall:.3f}  precision {precision:.3f}  "
            f"metric and part {right:.3f}  {self.seconds * 1000:6.0f} ms"
        )


def load(folder: Path) -> tuple[Document, int | None]:
    """The bulletin of a folder, and the stated year."""
    meta: dict[str, Any] = {}
    if (folder / "meta.json").exists():
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    path = next(
        p for p in sorted(folder.glob("bulletin.*")) if p.suffix in (".txt", ".html", ".docx", ".pdf")
    )
    year = int(meta["year"]) if meta.get("year") else None
    try:
        from jjinvest.data.bulletins.extract import read_document
    except ImportError:
        lines = path.read_text(encoding="utf-8").split("\n")
        return Document(tuple(Block(line, f"第{n}行") for n, line in enumerate(lines, 1))), year
    return read_document(path), year


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _key(row: Mapping[str, str]) -> tuple[object, ...]:
    unit = ONE_UNIT.get(row["unit"], row["unit"])
    statistic = row.get("statistic") or "level"
    unit = unit or ("%" if statistic in ("growth", "share", "completion") else "个")
    base, scale = unit_scale(unit)
    try:
        period = canonical_period(row["period"])
    except ValueError:
        period = row["period"]
    return Fraction(row["value"]) * scale, base, row.get("relation") or "=", period


def _pairs(where: str) -> dict[str, str]:
    parts = (part.partition("=") for part in where.split(";") if part.strip())
    pairs = ((dimension.strip(), member.strip()) for dimension, _, member in parts)
    return {dimension: plain_member(dimension, member) for dimension, member in pairs}


def _alike(one: str, other: str) -> bool:
    """Whether two names of a part have most letters of the shorter in common."""
    if one == other:
        return True
    if one.isascii() != other.isascii():
        return True  # an English id without a label says nothing about the Chinese name
    short, long = sorted((one, other), key=len)
    return sum(letter in long for letter in short) >= 0.6 * len(short)


def is_right(
    expected: Mapping[str, str], row: Mapping[str, str], labels: Mapping[tuple[str, str], str]
) -> bool:
    """Whether metric, statistic and part of a proposed row are those that were typed."""
    if SAME.get(expected["metric"], expected["metric"]) != SAME.get(row["metric"], row["metric"]):
        return False
    if (expected.get("statistic") or "level") != (row.get("statistic") or "level"):
        return False
    wanted, found = _pairs(expected.get("where", "")), _pairs(row["where"])
    for name in FIXED:
        if wanted.pop(name, "") != found.pop(name, ""):
            return False
    if len(wanted) != len(found):
        return False
    return all(
        any(_alike(labels.get((dimension, member), member), other) for other in found.values())
        for dimension, member in wanted.items()
    )


def _readings(row: Mapping[str, str]) -> list[Mapping[str, str]]:
    """A typed row, and the other names of its metric and part that its column `alternatives` allows."""
    others = [each for each in row.get("alternatives", "").split("|") if _OTHER.fullmatch(each)]
    parted = [each.partition(";") for each in others]
    return [row, *({**row, "metric": metric, "where": where} for metric, _, where in parted)]


def compare(
    expected: Sequence[Mapping[str, str]],
    rows: Sequence[Mapping[str, str]],
    labels: Mapping[tuple[str, str], str],
) -> Score:
    """Match expected and proposed rows one to one, right ones first."""

    def any_right(typed: Mapping[str, str], row: Mapping[str, str]) -> bool:
        return any(is_right(each, row, labels) for each in _readings(typed))

    score = Score(expected=len(expected), proposed=len(rows))
    free = list(range(len(rows)))
    open_ones = []
    for row in expected:
        hit = next((i for i in free if _key(rows[i]) == _key(row) and any_right(row, rows[i])), None)
        if hit is None:
            open_ones.append(row)
            continue
        free.remove(hit)
        score.found += 1
        score.right += 1
    for row in open_ones:
        hit = next((i for i in free if _key(rows[i]) == _key(row)), None)
        if hit is None:
            score.missed.append(_words(row))
            continue
        free.remove(hit)
        score.found += 1
        score.wrong.append(f"{_words(row)}  <>  {_words(rows[hit])}")
    score.invented = [f"{_words(rows[i])}  {rows[i].get('quote', '')[:40]}" for i in free]
    return score


def _words(row: Mapping[str, str]) -> str:
    keys = ("period", "metric", "where", "statistic", "of", "authority", "relation", "value", "unit")
    return " ".join(row.get(key, "") for key in keys if row.get(key, ""))


def score(folder: Path) -> Score:
    """Read the bulletin of a folder and compare."""
    document, year = load(folder)
    start = time.perf_counter()
    proposal = read_bulletin(document, year)
    seconds = time.perf_counter() - start
    labels = {
        (r["dimension"], r["member"]): r.get("zh", "") or r["member"]
        for r in _rows(folder / "dimensions.csv")
    }
    result = compare(_rows(folder / "expected.csv"), proposal.as_rows(), labels)
    result.seconds = seconds
    return result


def report(folders: Iterable[Path], details: bool) -> Score:
    """Print a line for each folder and one for all."""
    total = Score()
    for folder in folders:
        one = score(folder)
        total.add(one)
        print(one.line(folder.name))
        for heading in ("missed", "wrong", "invented") if details else ():
            for text in getattr(one, heading):
                print(f"    {heading}: {text}")
    print(total.line("all"))
    return total


def scaling() -> str:
    """Times of a bulletin of some 400 characters and of a hundred of them, and their ratio."""
    document, year = load(sorted(OWN.iterdir())[0])
    text = document.text[:400]

    def seconds(times: int) -> float:
        blocks = tuple(Block(line, "") for line in (text + "\n").split("\n") * times)
        values = []
        for _ in range(3):
            start = time.perf_counter()
            read_bulletin(Document(blocks), year or 2023)
            values.append(time.perf_counter() - start)
        return median(values)

    seconds(1)
    one, hundred = seconds(1), seconds(100)
    return (
        f"400 characters {one * 1000:.1f} ms; a hundred times as many {hundred * 1000:.0f} ms: "
        f"ratio {hundred / one:.0f}"
    )


def main() -> None:
    """Print recall and precision of a folder of bulletins."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks bulletin_reading")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--details", action="store_true")
    options, _ = parser.parse_known_args([a for a in sys.argv[1:] if a != "bulletin_reading"])
    folder = options.folder or OWN
    report(sorted(p.parent for p in folder.glob("*/expected.csv")), options.details)
    if options.folder is None:
        print(scaling())
