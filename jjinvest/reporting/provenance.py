"""Provenance of a number: definition, 口径, figures used and left out, hashes, how to recompute it.

:class:`Tracer` collects it once; :func:`explain` writes it as text,
:mod:`jjinvest.pipeline.publishing.provenance_page` as a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import ANALYST, Fact
from jjinvest.core.quantity import ABOUT_SHARE
from jjinvest.data.access_log import is_file
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.register import Register
from jjinvest.reporting.source_places import place_named

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace
    from jjinvest.results.results import Results

_PLACE = re.compile(r"(.+?)（第([\d–-]+)行）")

LISTED = ("source", "reference")
ABSENT = ("missing", "none")
"""What stands for the hash of a file or list that is not there."""
AS_STATED = ("published", "target")
"""Evidence of a number that a text or a list of targets states."""
STATED_IN = ("figures.csv", "sources.csv", "dimensions.csv", "district.yaml", "targets.csv")
"""Tables in which such a number stands."""
"""Heads of ids of numbers that a table lists from a register, without a computation behind them."""


@dataclass(frozen=True)
class Input:
    """A row that a number rests on: as published, where, since when visible, address or hash of its text.

    `note` is what the row says of itself, such as that its source is ambiguous.
    """

    id: str
    published: str = ""
    place: str = ""
    visible: str = ""
    address: str = ""
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True)
class Provenance:
    """Provenance of one number.

    `about` holds pairs of label and text, `left_out` pairs of figure id and reason.
    """

    fact_id: FactId
    name: str
    about: tuple[tuple[str, str], ...]
    used: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]


class Tracer:
    """Traces the numbers of one run.

    Parameters
    ----------
    register
        The district's rows before the as-of filter, to name figures that were left out.
    """

    def __init__(self, register: Register, words: Vocabulary) -> None:
        self.files = dict(register.files)
        self._register, self._words = register, words
        self._rows, self._figures = register.rows, register.figures
        self._places = dict(
            zip(register.labels["zh"].values(), register.labels[words.language].values(), strict=True)
        )

    def trace(self, fact: Fact) -> Provenance:
        """Collect the provenance of a number."""
        words = self._words
        about = [("value", words.fact(fact, "signed") if fact.is_change else words.fact(fact))]
        if fact.low is not None or fact.high is not None:
            about.append(("interval", words.fact(fact, "range")))
        about += [
            ("definition", words.message(definition_key(fact))),
            (
                "basis",
                " · ".join(
                    filter(None, (self._named("basis", fact.basis), self._named("scope", fact.scope)))
                ),
            ),
            ("evidence", words.label(fact.evidence)),
            ("as_of", fact.as_of or "—"),
        ]
        return Provenance(
            fact.id,
            _name(fact.id, words),
            tuple((words.message(f"explain.{key}"), text) for key, text in about),
            tuple(self._input(figure_id) for figure_id in fact.sources),
            tuple(self._left_out(fact)),
            tuple(self._commands(fact)),
        )

    def _commands(self, fact: Fact) -> Iterator[str]:
        of_run = self._register
        yield f"jjinvest run {of_run.run_period} --district {of_run.district} --as-of {fact.as_of}"
        if fact.id.period not in LISTED and fact.evidence != ANALYST:  # its notebook alone computes it
            yield f"jjinvest explain {fact.id} --period {of_run.run_period} --district {of_run.district}"

    def _named(self, kind: str, value: str) -> str:
        """Word for a basis or a scope; one that has none is shown as the data writes it."""
        key = f"{kind}.{value}"
        return self._words.message(key) if self._words.has(key) else self._words.label(value)

    def _input(self, figure_id: str) -> Input:
        row = self._rows.get(figure_id)
        if row is None:
            return Input(figure_id)
        relation = row["relation"] if row["relation"] != "=" else ""
        return Input(
            figure_id,
            f"{relation}{self._number(row['value'])} {row['unit']}{self._precision(row)}",
            self._place(row["quote"]),
            f"{row['available_from']} ({self._date_word(row)})",
            self._register.addresses.get(row["source"], ""),
            self._register.ledger_hashes.get(row["source"], ""),
            note if isinstance(note := row.get("note"), str) else "",
        )

    def _date_word(self, row: Mapping[str, Any]) -> str:
        """Words for how the date of a figure is known; that of a sum of rows is the day of the ledger."""
        if row["source"] in self._register.ledger_hashes:
            return self._words.message("explain.ledger_day")
        key = row["date_basis"]
        return self._words.label("date_published" if key == "published" else key)

    def _precision(self, row: Mapping[str, Any]) -> str:
        """Note that the rounding of a published figure is not stated and is taken from its digits.

        About so much (约) it is wider than its digits say.
        """
        if row["relation"] == "~":
            wide = self._number(max(abs(row["value"]) * float(ABOUT_SHARE), row["half_width"] or 0.0))
            return self._words.message("explain.about").replace("{half_width}", wide)
        if row.get("precision") != "by_digits" or not row["half_width"]:
            return ""  # a count or a target is exact
        half_width = self._number(row["half_width"])
        return self._words.message("explain.by_digits").replace("{half_width}", half_width)

    def _number(self, value: float) -> str:
        """Write a published number with all its digits; an amount in 亿元 has eight decimals at most."""
        return self._words.number(value, 8)

    def _place(self, locator: str | None) -> str:
        """Place in a source in the reader's language, as far as the district's labels name its parts."""
        if locator is None:
            return self._words.message("source.unpublished")
        match = _PLACE.fullmatch(locator)
        if self._words.language == "zh" or match is None:
            return place_named(locator, self._places, self._words)
        part, lines = match.groups()
        several = "s" if "–" in lines or "-" in lines else ""
        return f"{place_named(part, self._places, self._words)}, line{several} {lines}"

    def _left_out(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Other published figures of the facts that were used, with the reason each was left out."""
        used = dict.fromkeys(fact.sources)
        about = dict.fromkeys([*(self._rows[i]["fact_id"] for i in used if i in self._rows), fact.id])
        for figure_id in (i for fact_id in about for i in self._figures.get(fact_id, []) if i not in used):
            yield figure_id, self._words.message(f"explain.{self._why_left_out(figure_id, fact, used)}")

    def _why_left_out(self, figure_id: str, fact: Fact, used: Iterable[str]) -> str:
        """Reason code of a figure that is not used, by the figures of the same fact that are."""
        row = self._rows[figure_id]
        day = row["available_from"]
        if fact.as_of and day.isoformat() > fact.as_of:
            return "later"
        same_fact = [self._rows[i] for i in used if i in self._rows]
        same_fact = [each for each in same_fact if each["fact_id"] == row["fact_id"]]
        if not same_fact:
            return "computed_instead"
        if any(_same_number(each, row) for each in same_fact):
            return "repeated"
        last = max(each["available_from"] for each in same_fact)
        if last > day:
            return "superseded"
        return "same_day" if last == day else "as_first_published"


def _same_number(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two figures state the same number with the same rounding and relation."""
    return all(one[name] == other[name] for name in ("value", "unit", "relation", "half_width"))


def _name(fact_id: FactId, words: Vocabulary) -> str:
    """Name of a number, also of those that are no figure of the district."""
    if fact_id.period not in LISTED:
        return words.fact_label(fact_id)
    key = fact_id.parts[:-1]
    named_key = words.label(".".join(key)) if fact_id.period == "source" else " ".join(key)
    return f"{words.message(f'provenance.{fact_id.period}')} · {named_key}"


def definition_key(fact: Fact) -> str:
    """Message key of a fact's definition: its own, else that of its evidence.

    Examples
    --------
    >>> definition_key(Fact("2023.x", 1.0, None, None, "个", "count", "all", "computed", "2023"))
    'definition.computed'
    """
    return f"definition.{fact.definition or fact.evidence}"


def explain(results: Results, everything: Workspace, fact_id: str, words: Vocabulary) -> str:
    """Return the provenance of one fact of results as text.

    Parameters
    ----------
    everything
        The workspace before its as-of filter.

    Raises
    ------
    UnknownFactError
        If no such fact is computed for this period and date; the nearest ids are listed.
    """
    return explain_fact(results[fact_id], Register.of(everything, results.run_period), words)


def _files_of(fact: Fact, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Files on which a number rests, with their hashes: those that exist; of a published one its tables."""
    for name, digest in files.items():
        table = name.rpartition("/")[2]
        if is_file(name) and digest not in ABSENT and (fact.evidence not in AS_STATED or table in STATED_IN):
            yield name, digest


def explain_fact(fact: Fact, register: Register, words: Vocabulary) -> str:
    """Return the provenance of one fact as text."""
    tracer = Tracer(register, words)
    traced = tracer.trace(fact)
    lines = [f"{traced.fact_id}  {traced.name}", "", *(f"{label}: {text}" for label, text in traced.about)]
    used = [
        "  ".join(["", i.id, i.published, i.place, i.visible, i.note, i.address]).rstrip()
        for i in traced.used
    ]
    lines += ["", words.message("explain.used"), *(used or ["  —"])]
    if traced.left_out:
        left_out = (f"  {figure}  {reason}" for figure, reason in traced.left_out)
        lines += ["", words.message("explain.left_out"), *left_out]
    lines += ["", words.message("explain.command"), *(f"  {command}" for command in traced.commands)]
    files = (f"  {name}  sha256 {digest}" for name, digest in _files_of(fact, tracer.files))
    lines += ["", words.message("explain.files"), *files]
    return "\n".join(lines)
