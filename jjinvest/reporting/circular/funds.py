"""Funds in place and the progress of projects, as a circular states them."""

from __future__ import annotations

from collections.abc import Mapping

from jjinvest.core.codes import TO_SIGNED
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN
from jjinvest.metrics.ledger_indicators import LEDGER_RATES
from jjinvest.reporting.circular.blocks import Text
from jjinvest.reporting.circular.groups import (
    parts_of_funds,
)
from jjinvest.reporting.circular.growth import SIGNED_MEASURES, growth_of, latest_known
from jjinvest.reporting.circular.parts import overlap_note, parts_text
from jjinvest.reporting.circular.writer import Writer
from jjinvest.results.fact_index import LEDGER

FUNDS = {
    "funds_in_place": "funds_in_place",
    "out_of_city": "funds_in_place.out_of_city",
    "new": "funds_in_place.new",
    "carried_over": "funds_in_place.carried_over",
}
"""Messages of funds, and the measure that each states."""
BY_YEAR = frozenset(("new", "carried_over"))
"""Those that split the total by the year of signing."""

PROGRESS = {"start_rate": "projects_started", "production_rate": "projects_completed"}
"""Rates of a period, and the published numbers of projects that they rest on."""


def _of_origins(writer: Writer) -> list[Fact]:
    """Funds of each origin whose amount is published."""
    of_period = (fact for fact in writer.facts.of_period() if fact.value is not None)
    return [f for f in of_period if f.id.parts[:-1] == ("funds_in_place", ORIGIN)]


def _by_origin(writer: Writer) -> list[Text]:
    """State the funds of each origin, with its share where that is published too."""
    found = list[Text | None]()
    for fact in _of_origins(writer):
        known: dict[str, Fact | str] = {"origin": writer.words.member(ORIGIN, fact.id.name), "funds": fact}
        share, key = writer.facts.get(fact.id / "share"), "circular.funds.origin"
        if share is not None:
            key, known = "circular.funds.origin_share", {**known, "share": share}
        found.append(writer.say(key, known))
    return [text for text in found if text]


def funds(writer: Writer) -> list[Text | None]:
    """Funds of the period by kind, their growth and parts, and the projects that have begun or produce."""
    words, paragraphs = writer.words, list[Text]()
    total = FUNDS["funds_in_place"]
    missing_funds, missing_rates, without = list(FUNDS), list(LEDGER_RATES), [*SIGNED_MEASURES]
    stop = words.message("circular.stop")
    for head in ("now", f"now.{LEDGER}"):  # a number that was published is not stated again from the ledger
        funds = {name: fact for name in missing_funds if (fact := _of_funds(writer, head, name))}
        if head != "now" and funds:
            funds = _with_its_whole(writer, head, funds)
        of_cohorts = _apart_from_origin(funds)
        said, by_year = (
            [
                writer.say(f"circular.funds.{_as_part(name, funds)}{_of(name, head)}", {"funds": fact})
                for name, fact in funds.items()
                if (name in of_cohorts) is apart
            ]
            for apart in (False, True)
        )
        growth = [text for text in growth_of(writer, [total]) if text] if head == "now" and said else []
        without += [total] if growth else []
        said += _by_origin(writer) if head == "now" else []
        origins = [fact.id.name for fact in _of_origins(writer)] if head == "now" else []
        growth += [Text(note.strip())] if (note := overlap_note(writer, origins)) else []
        rates = {name: text for name in missing_rates if (text := _rate(writer, head, name))}
        missing_funds = [name for name in missing_funds if name not in funds]
        # a count without a rate leaves room for that of the ledger
        missing_rates = [name for name in missing_rates if _known_rate(writer, head, name) is None]
        source = writer.say("circular.by_ledger") if head != "now" else None
        for texts in (*([text for text in split if text] for split in (said, by_year)), list(rates.values())):
            if texts:
                joined = writer.paragraph([writer.joined(texts, "circular.comma", stop), *growth])
                growth = []  # it follows the amounts
                lead = "" if source is None else source.text
                paragraphs.append(Text(f"{lead}{joined.text}", joined.numbers))
    by_part = parts_of_funds(writer.facts)
    paragraphs += [parts_text(writer, name, parts, of_funds=True) for name, parts in by_part.items()]
    stated = {number.fact.id for text in paragraphs for number in text.numbers}
    others = [text for text in growth_of(writer, without=without, stated=stated) if text]
    paragraphs += [writer.paragraph(others)] if others else []
    return [*paragraphs] or _no_funds(writer)


def _no_funds(writer: Writer) -> list[Text | None]:
    """That no amount of funds is known, and what is: a completion above, an earlier part of the year."""
    of_funds = any(
        fact.id.metric == "funds_in_place" and fact.id.statistic in ("completion", "pace_gap")
        for fact in writer.facts.of_period()
    )
    text = writer.say("circular.funds_above" if of_funds else "circular.no_funds")
    last = latest_known(writer, ("funds_in_place", "foreign_funds", *PROGRESS.values()))
    return [writer.paragraph([each for each in (text, last) if each])]


def _of_funds(writer: Writer, head: str, name: str) -> Fact | None:
    """Funds of one kind; published ones of a cohort have its dimension in their id."""
    fact = writer.facts.get(f"{head}.{FUNDS[name]}")
    if fact is None and name in ("new", "carried_over"):
        return writer.facts.get(f"{head}.{FUNDS['funds_in_place']}.cohort.{name}")
    return fact


def _with_its_whole(writer: Writer, head: str, funds: Mapping[str, Fact]) -> dict[str, Fact]:
    """Parts of the ledger's funds behind their own total, where another one was published."""
    name = "funds_in_place"
    published, own = writer.facts.get(f"now.{name}"), writer.facts.get(f"{head}.{name}")
    if name in funds or published is None or own is None or published.value == own.value:
        return dict(funds)
    return {name: own, **funds}


def _as_part(name: str, funds: Mapping[str, Fact]) -> str:
    """Message of funds; those from outside the city are a part where the total stands before them."""
    return "out_of_city_of" if name == "out_of_city" and "funds_in_place" in funds else name


def _of(name: str, head: str) -> str:
    """End of a message: a ledger's funds from outside the city hold those from abroad, which it says."""
    return "_with_abroad" if name == "out_of_city" and head != "now" else ""


def _apart_from_origin(funds: Mapping[str, Fact]) -> frozenset[str]:
    """Funds by year of signing, where those from outside the city are a part too: one 其中, one split."""
    by_origin = any(_as_part(name, funds) == "out_of_city_of" for name in funds)
    return BY_YEAR & funds.keys() if by_origin else frozenset()


def _rate(writer: Writer, head: str, name: str) -> Text | None:
    """A rate of the period, with the published number of projects that it is of where it is known."""
    counted = _counted(writer, name) if head == "now" else None
    fact = _known_rate(writer, head, name)
    if counted is not None or fact is None:
        return counted
    return writer.say("circular.rate_of", {"item": writer.words.label(name), "rate": fact})


def _known_rate(writer: Writer, head: str, name: str) -> Fact | None:
    """A rate of signed projects: of all, else of those signed in the period."""
    return writer.facts.get(f"{head}.{name}") or writer.facts.get(f"{head}.{name}.cohort.new")


def _counted(writer: Writer, rate: str) -> Text | None:
    """Published number of projects, with its rate or its ratio to those signed; None where not published."""
    count = PROGRESS.get(rate, "")
    number = writer.facts.get(f"now.{count}")
    if not count or number is None:
        return None
    values: dict[str, Fact | str] = {"item": writer.words.label(count), "count": number}
    own, new = _known_rate(writer, "now", rate), writer.facts.get(f"now.{count}.cohort.new")
    if own is not None:
        values |= {"name": writer.words.label(rate), "rate": own}
        if new is not None:
            return writer.say("circular.count_new_and_own_rate", {**values, "new": new})
        return writer.say("circular.count_and_own_rate", values)
    ratio = writer.facts.get(f"now.{TO_SIGNED[rate]}")
    if ratio is None:
        return writer.say("circular.count_of", values)
    return writer.say("circular.count_and_rate", {**values, "rate": ratio})
