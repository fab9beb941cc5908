"""The same bulletins in another typesetting are read the same."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.bulletin_reading import Score, compare
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

TEXTS = Path(__file__).resolve().parents[2] / "data" / "bulletin_texts"


def wrapped(text: str) -> str:
    """Broken into lines of eighteen letters, as in a column of a newspaper."""
    return "\n".join(line[at : at + 18] for line in text.split("\n") for at in range(0, len(line), 18))


def spaced(text: str) -> str:
    """With a blank after every Chinese character, in short lines."""
    lines = [
        "".join(letter if letter.isascii() else letter + " " for letter in line) for line in text.split("\n")
    ]
    return "\n".join(line[at : at + 36] for line in lines for at in range(0, len(line), 36))


def full_width(text: str) -> str:
    """With full-width digits, points and per cent signs."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter in "0123456789.%" else letter for letter in text)


def half_width(text: str) -> str:
    """With the commas and brackets of an English keyboard."""
    return text.translate(str.maketrans("，；：（）", ",;:()"))


def one_line(text: str) -> str:
    """Without line breaks."""
    return text.replace("\n", "")


@pytest.mark.parametrize("typesetting", [wrapped, spaced, full_width, half_width, one_line])
def test_typesetting(typesetting):
    total = Score()
    for folder in sorted(path.parent for path in TEXTS.glob("*/expected.csv")):
        meta = folder / "meta.json"
        year = json.loads(meta.read_text(encoding="utf-8"))["year"] if meta.exists() else None
        text = typesetting((folder / "bulletin.txt").read_text(encoding="utf-8"))
        with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
            expected = list(csv.DictReader(file))
        total.add(compare(expected, read_bulletin(document(text), year).as_rows(), {}))
    assert total.found >= 0.98 * total.expected
    assert total.found >= 0.99 * total.proposed
    assert total.right >= 0.97 * total.found
