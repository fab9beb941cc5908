"""The district's own words for choices, learnt from answers in a marked workbook and kept beside its ledgers.

An answer is written into the cell itself: `长三角基地=市外`. It holds for every row of the column, and after
an import for every later ledger.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.private_folder import make_owner_only
from jjinvest.core.signals import undisturbed
from jjinvest.data.text_files import read_text

FILE = "words.csv"
COLUMNS = ("column", "word", "meaning")
_ANSWER = re.compile(r"\s*'?([^=]{1,60}?)\s*=\s*([^=]{1,30}?)\s*")
OwnWords = Mapping[str, Mapping[str, str]]
"""Key of a choice by word, by column (origin, sector, stage …)."""


def answer_in(text: str) -> tuple[str, str] | None:
    """Return the word and the choice of an answer; None for any other text.

    Examples
    --------
    >>> answer_in("长三角基地＝市外"), answer_in("市外")
    (('长三角基地', '市外'), None)
    """
    match = _ANSWER.fullmatch(unicodedata.normalize("NFKC", text))
    return None if match is None else (match[1], match[2])


def load_words(path: Path, choices: Mapping[str, frozenset[str]]) -> dict[str, dict[str, str]]:
    """Read the district's own words; an absent file gives none.

    Raises
    ------
    DataError
        For a line of another length, an unknown column or an unknown choice.
    """
    words: dict[str, dict[str, str]] = {}
    if not path.exists():
        return words
    reader = csv.reader(io.StringIO(read_text(path)[0], newline=""))
    for cells in reader:
        if not any(cells) or tuple(cells) == COLUMNS:
            continue
        if len(cells) != len(COLUMNS) or cells[2] not in choices.get(cells[0], ()):
            known = ", ".join(sorted(choices.get(cells[0], choices) if cells else choices))
            raise DataError(
                [
                    Problem(
                        path.as_posix(),
                        reader.line_num,
                        None,
                        ",".join(cells),
                        f"{','.join(COLUMNS)}；以下之一 one of: {known}",
                        "改正或删去这一行 correct or delete this line",
                    )
                ]
            )
        words.setdefault(cells[0], {})[cells[1]] = cells[2]
    return words


def keep_words(folder: Path, learnt: OwnWords, choices: Mapping[str, frozenset[str]]) -> int:
    """Add words to those of a district's private folder, and return how many are new or changed."""
    words = load_words(folder / FILE, choices)
    changed = 0
    for column, meanings in learnt.items():
        for word, key in meanings.items():
            changed += words.setdefault(column, {}).get(word) != key
            words[column][word] = key
    if not changed:
        return 0
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((c, word, key) for c in sorted(words) for word, key in sorted(words[c].items()))
    make_owner_only(folder)
    beside = folder / f".{FILE}.new"
    with undisturbed():
        beside.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        beside.replace(folder / FILE)
    return changed
