"""Read a choice: origin, sector, stage and the rest, from the words of clerks.

A district's own word comes first, then the listed spellings, then the tables of places, sectors and stages.
Several readings are a question that names them. Nothing is guessed but one thing, with a remark: where the
district's own place is unknown, a place in the country counts as outside its city, as nearly all are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jjinvest.core.origins import OUT_OF_CITY
from jjinvest.ledger.fields import CHOICES
from jjinvest.ledger.findings import BilingualText
from jjinvest.ledger.reader.files.workbook import UnreadableCell
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values import cells
from jjinvest.ledger.reader.values.cells import CellFault, CellValue
from jjinvest.ledger.vocabulary.meanings import UNKNOWN, Meanings
from jjinvest.ledger.vocabulary.own_words import answer_in
from jjinvest.ledger.vocabulary.places import IN_CITY, origin_of
from jjinvest.ledger.vocabulary.sectors import sector_of
from jjinvest.ledger.vocabulary.stages import NOT_STARTED, is_open, stage_meanings

_CODE = re.compile(r"^\s*(?:[0-9]{1,3}|[A-Za-z][0-9]{0,2})\s*[-—–_.、:：)）]\s*(?=[^0-9\s])")
"""Code that a system puts before its choices: 01-前期, 2.开工."""
_REMARK = re.compile(r"\([^()]*\)")
_EQUALS = re.compile("[=＝﹦]")
_WITH_BLANK_WORDS = ("origin", "sector", "stage")
_BLANK_WORD = re.compile(r"无|暂无|待定|待确定|未定|未知|不详|不明|暂不明确|未明确")
CHOICE_NAMES = {
    "in_municipality": BilingualText("市内", "inside the municipality"),
    "out_of_city": BilingualText("市外", "out of city"),
    "abroad": BilingualText("境外", "abroad"),
    "primary": BilingualText("一产", "primary"),
    "secondary": BilingualText("二产", "secondary"),
    "tertiary": BilingualText("三产", "tertiary"),
    "lead": BilingualText("线索", "lead"),
    "negotiating": BilingualText("在谈", "negotiating"),
    "signed": BilingualText("签约", "signed"),
    "started": BilingualText("开工", "started"),
    "in_production": BilingualText("投产", "in production"),
    "terminated": BilingualText("终止", "terminated"),
    NOT_STARTED: BilingualText("未开工", "not started"),
}
"""Names of the choices of origin, sector and stage, as sentences show them."""


def read_choice(name: str, cell: object, spellings: Spellings) -> CellValue | CellFault:
    """Read the choice of a field.

    Parameters
    ----------
    name
        Field: origin, sector, stage, top500 or light.
    cell
        Cell as read.
    spellings
        Accepted spellings, with the district's own words and place.
    """
    if not isinstance(cell, str):
        return parse_choice(cell, spellings.values[name])
    # a column repeats a few words: each is read once with these spellings
    read = spellings.choices_read.get((name, cell))
    if read is None:
        read = _read_text(name, cell, spellings)
        bare = _CODE.sub("", cell)
        if bare != cell and isinstance(read, CellFault) and read.rule == "choice_unknown":
            without_code = _read_text(name, bare, spellings)
            read = read if isinstance(without_code, CellFault) else without_code
        spellings.choices_read[name, cell] = read
    return read


def _read_text(name: str, cell: str, spellings: Spellings) -> CellValue | CellFault:
    keys = spellings.values[name]
    if normalise(cell) in keys:
        return parse_choice(cell, keys)
    if name in _WITH_BLANK_WORDS and _BLANK_WORD.fullmatch(normalise(cell)):
        return CellValue(None, (CellFault("word_as_blank", cell, {"word": cell.strip()}),))
    answer = answer_in(cell) if _EQUALS.search(cell) else None
    if answer is not None:
        return _answered(name, answer, spellings)
    found = meanings(name, cell, spellings)
    if found.only is not None:
        other = next((CHOICE_NAMES[key] for key in keys.values() if key not in found.readings), "")
        terms = _terms(cell, found) | {"other": other}
        remarks = (CellFault("choice_usual", cell, terms),) if found.usual else ()
        return CellValue(found.only, remarks)
    if name == "origin" and spellings.home is None and _is_place_on_either_side(found):
        return CellValue(OUT_OF_CITY, (CellFault("place_unknown_side", cell, _terms(cell, found)),))
    if found.readings:
        return CellFault("choice_ambiguous", cell, _terms(cell, found))
    if name == "stage" and is_open(cell):
        return unknown_choice(cell)
    return parse_choice(cell, keys)


def meanings(name: str, text: str, spellings: Spellings) -> Meanings:
    """Return what a text may mean by the packaged tables."""
    if name == "origin":
        return origin_of(text, spellings.home, spellings.values[name])
    if name == "sector":
        return sector_of(text)
    return stage_meanings(text) if name == "stage" else UNKNOWN


def _is_place_on_either_side(found: Meanings) -> bool:
    """Whether a place in the country is inside or outside only because the district's own is unknown."""
    sides = found.readings
    return set(sides) == {IN_CITY, OUT_OF_CITY} and sides[IN_CITY] == sides[OUT_OF_CITY]


def _terms(word: str, found: Meanings) -> dict[str, str]:
    named = f"{word.strip()}："  # 「区外」有几种读法：市内；市外
    pairs = [(reading.removeprefix(named), CHOICE_NAMES[key]) for key, reading in found.readings.items()]
    zh = "；".join(f"{reading}（{name}）" if name not in reading else reading for reading, name in pairs)
    en = "; ".join(f"{reading} ({name.en})" for reading, name in pairs)
    return {"word": word.strip()[:40], "readings": BilingualText(zh, en), "first": pairs[0][1]}


def _answered(name: str, answer: tuple[str, str], spellings: Spellings) -> CellValue | CellFault:
    """Read an answer such as 长三角基地=市外; one that denies what the tables say of its word is a fault."""
    word, choice = answer
    keys = spellings.values[name]
    key = keys.get(normalise(choice))
    own = normalise(word) in spellings.own_words.get(name, {})  # an earlier answer may be changed
    known = None if own else keys.get(normalise(word)) or meanings(name, word, spellings).only
    whole = f"{word}={choice}"
    if key is None:
        return unknown_choice(whole)
    terms = {"word": word, "choice": CHOICE_NAMES.get(key, choice)}
    if known is not None and known != key:
        return CellFault("answer_contradicts", whole, terms | {"known": CHOICE_NAMES.get(known, known)})
    return CellValue(key, (CellFault("choice_answered", whole, terms),))


def answers_in(table: LedgerTable, spellings: Spellings) -> dict[str, dict[str, str]]:
    """Return the words that cells of a ledger answer, with their keys, by field.

    A word that two cells answer differently is left out: its other rows stay a question.
    """
    learnt: dict[str, dict[str, str]] = {}
    for name in CHOICES:
        if name not in table.columns:
            continue
        given: dict[str, set[str]] = {}
        for cell in dict.fromkeys(table.cells(name)):
            if not isinstance(cell, str) or not _EQUALS.search(cell):
                continue
            answer = answer_in(cell)
            if answer is None:
                continue
            read = _answered(name, answer, spellings)
            if isinstance(read, CellValue) and isinstance(read.value, str):
                given.setdefault(normalise(answer[0]), set()).add(read.value)
        certain = {word: next(iter(keys)) for word, keys in given.items() if len(keys) == 1}
        if certain:
            learnt[name] = certain
    return learnt


AFTER_SIGNING = ("contract_amount", "funds_month", "funds_ytd", "funds_to_date")
"""Amounts that a project has after signing only."""


def amount_after_signing(values: Mapping[str, object]) -> str:
    """Field of an amount that shows that a project is signed; empty where it has none."""
    paid = {name: each for name in AFTER_SIGNING if isinstance(each := values.get(name), int)}
    return next((name for name in reversed(paid) if paid[name] > 0), "")


def settled_stage(values: Mapping[str, object]) -> str:
    """Stage of a row that says its building has not started: signed where a date or funds show that."""
    return "signed" if "signed_on" in values or amount_after_signing(values) else ""


def parse_choice(cell: object, keys: dict[str, str]) -> CellValue | CellFault:
    """Parse a choice; `keys` maps normalised spellings to the keys of the choices."""
    if cell is None:
        return cells.BLANK
    if isinstance(cell, UnreadableCell):
        return CellFault(cell.rule, cell.found)
    choice = normalise(cells.cell_text(cell))
    if choice == "" or choice in cells.DASHES:
        return cells.BLANK
    if choice in keys:
        return CellValue(keys[choice])
    bare, inside = _REMARK.sub("", choice), _REMARK.findall(choice)
    if bare in keys and all(keys.get(remark[1:-1], keys[bare]) == keys[bare] for remark in inside):
        return CellValue(keys[bare])  # 市外（国内）: a remark in brackets, unless it names another choice
    return unknown_choice(cell)


def unknown_choice(cell: object) -> CellFault:
    """Return the fault of a text that is none of the choices."""
    text = cells.cell_text(cell)
    return CellFault("choice_unknown", text, {"word": text.strip()[:40]})
