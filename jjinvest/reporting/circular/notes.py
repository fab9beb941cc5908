"""Notes below a circular: what its numbers are subject to, and where the text refers to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from jjinvest.reporting.circular.blocks import Block, Circular, Table, Text
from jjinvest.reporting.circular.writer import Writer


def with_notes(circular: Circular, writer: Writer) -> Circular:
    """Add a note for each caveat of a number, in the order of the text, and refer to it there.

    In each paragraph or cell the first number of a caveat has the reference.
    """
    stated = (number.fact.caveat for text in circular.texts for number in text.numbers)
    notes = _notes([*stated, *(fact.caveat for fact in circular.facts)], writer)
    places = {key: place for place, key in enumerate(notes, start=1)}
    blocks = tuple(_referring(block, places, writer) for block in circular.blocks)
    return replace(circular, blocks=blocks, notes=tuple(notes.values()))


def _notes(keys: Iterable[str], writer: Writer) -> dict[str, Text]:
    """Notes by caveat; a paper has no other pages to refer to, so some have words of their own there."""
    found: dict[str, Text] = {}
    for key in dict.fromkeys(key for key in keys if key):
        own = f"circular.caveat_{key}"
        note = writer.say(own if writer.words.has(own) else f"caveat.{key}")
        if note is not None:
            head = writer.words.message("circular.note").replace("{note}", str(len(found) + 1))
            found[key] = replace(note, text=head + note.text)
    return found


def _referring(block: Block, places: Mapping[str, int], writer: Writer) -> Block:
    if isinstance(block, Text):
        return _with_references(block, places, writer)
    if isinstance(block, Table):
        rows = (tuple(_with_references(cell, places, writer) for cell in row) for row in block.rows)
        return replace(block, rows=tuple(rows))
    return block


def _with_references(text: Text, places: Mapping[str, int], writer: Writer) -> Text:
    """Put a reference behind the first number of each caveat."""
    written, begin, said = text.text, 0, set[str]()
    for number in text.numbers:
        at = written.find(number.written, begin)
        if at < 0:  # a phrase that stands earlier than the numbers before it
            at = written.find(number.written)
        end = at + len(number.written)
        key = number.fact.caveat
        if at >= 0 and key in places and key not in said:
            said.add(key)
            reference = writer.words.message("circular.reference").replace("{note}", str(places[key]))
            written = f"{written[:end]}{reference}{written[end:]}"
            end += len(reference)
        begin = max(begin, end)
    return replace(text, text=written)
