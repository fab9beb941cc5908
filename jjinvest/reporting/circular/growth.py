"""Growth of measures and the last numbers of the year, as a circular states them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import MEASURES_OF_ORIGINS, ORIGIN
from jjinvest.metrics.comparability import LIKE_FOR_LIKE
from jjinvest.metrics.growth import GROWTH
from jjinvest.reporting.circular.blocks import Text
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.latest_known import latest_numbers
from jjinvest.reporting.tables.sentences import is_flat
from jjinvest.results.fact_index import LEDGER

SIGNED_MEASURES = ("projects_signed", "agreed_amount", "contract_amount")
"""Measures of what was signed."""


def counts_signed(facts: PublishedFacts) -> bool:
    """Whether a district counts what was signed in any year; a zone that reports foreign capital does not.

    Of a district of which nothing is known it is not said that it does not.
    """
    if not any(fact.evidence == "published" for fact in facts.by_id.values()):
        return True
    of_signed = (fact.id for fact in facts.by_id.values() if set(fact.id.parts[:2]) & set(SIGNED_MEASURES))
    return any(
        each.parts[1:2] != (ORIGIN,) or f"{each.metric}_{each.parts[2]}" not in MEASURES_OF_ORIGINS
        for each in of_signed
    )


def latest_known(writer: Writer, metrics: Sequence[str]) -> Text | None:
    """Last numbers of the year where the period has none of them."""
    facts = latest_numbers(writer.facts.by_id.values(), metrics, writer.facts.period)
    said = [
        writer.say(
            "circular.latest",
            {"latest_period": writer.words.period(f.period), "item": writer.name(f.id), "latest": f},
        )
        for f in facts
    ]
    known = [text for text in said if text]
    stop = writer.words.message("circular.stop")
    return writer.joined(known, "circular.and", stop) if known else None


def growth_of(
    writer: Writer,
    measures: Collection[str] = (),
    *,
    without: Collection[str] = (),
    stated: Collection[FactId] = (),
) -> list[Text | None]:
    """Growth of some measures, or of all but some, with their amount unless that is stated already."""
    said = list[Text | None]()
    for fact in writer.facts.of_period():
        subject = fact.id.parent.parent if fact.id.name == LIKE_FOR_LIKE else fact.id.parent
        compared = fact.id.name == "multiple" or fact.id in (
            subject / GROWTH,
            subject / GROWTH / LIKE_FOR_LIKE,
        )
        if not compared or not _is_of_a_total(subject) or fact.value is None:
            continue
        if fact.id.metric not in measures if measures else fact.id.metric in without:
            continue
        if fact.id.name == "multiple":
            of_multiple: dict[str, Fact | str] = {"item": writer.name(subject), "multiple": fact}
            said.append(writer.say("circular.multiple", of_multiple))
            continue
        key = "circular.flat" if is_flat(fact) else f"circular.{'up' if fact.value >= 0 else 'down'}"
        item = writer.name(subject)
        if fact.id.name == LIKE_FOR_LIKE:
            item += writer.words.message("circular.like_for_like")
        known: dict[str, Fact | str] = {"item": item, "growth": fact}
        named = measures or subject in stated or fact.id.name == LIKE_FOR_LIKE
        level = None if named else writer.facts.get(subject)
        if level is not None and level.value is not None and fact.id.metric != "funds_in_place":
            key, known = f"{key}_with_number", {**known, "number": level}
        said.append(writer.say(key, known))
    return [*said, *_of_ledger(writer, measures)]


def _of_ledger(writer: Writer, measures: Collection[str]) -> list[Text | None]:
    """Growth by the ledger of measures that were published without one."""
    said = list[Text | None]()
    for measure in measures:
        known = (writer.facts.get(f"now.{measure}.{end}") for end in ("growth", "multiple"))
        growth = writer.facts.get(f"now.{LEDGER}.{measure}.growth")
        published = writer.facts.get(f"now.{measure}")
        if any(known) or growth is None or growth.value is None or published is None:
            continue
        way = "flat" if is_flat(growth) else "up" if growth.value >= 0 else "down"
        item = writer.name(published.id)
        said.append(writer.say(f"circular.{way}_of_ledger", {"item": item, "growth": growth}))
    return said


def _is_of_a_total(fact_id: FactId) -> bool:
    """Whether a number is of all projects, or of those of an origin: 省外到位资金 is a measure of its own."""
    return fact_id.parts[1:] in ((), ("out_of_city",)) or fact_id.parts[1:-1] == ("origin",)
