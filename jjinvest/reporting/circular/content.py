"""What a circular says of a period: results, targets, structure, funds, outlook, and how far the data go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, period_end
from jjinvest.metrics.lights import is_of_rate
from jjinvest.reporting.circular.blocks import Block, Heading, Picture, Text
from jjinvest.reporting.circular.doubts import further_revised, named_contradictions
from jjinvest.reporting.circular.funds import funds
from jjinvest.reporting.circular.groups import (
    AMOUNT,
    SIZE,
    Part,
    lone_parts,
    parts_by_dimension,
    parts_of_others,
    size_classes,
    size_parts,
)
from jjinvest.reporting.circular.growth import SIGNED_MEASURES, counts_signed, growth_of, latest_known
from jjinvest.reporting.circular.outlook import outlook
from jjinvest.reporting.circular.parts import (
    MOST_DIMENSIONS,
    may_draw,
    parts_chart,
    parts_table,
    parts_text,
)
from jjinvest.reporting.circular.targets import (
    Aim,
    changed,
    completion_chart,
    ranks,
    reached,
    target_table,
    targets,
)
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.cells import FactName
from jjinvest.reporting.tables.corrected_parts import parts_apart
from jjinvest.reporting.tables.latest_known import (
    OpenTarget,
    open_targets,
    targets_within_year,
    to_fold,
)
from jjinvest.reporting.tables.sentences import outcome_of_checks
from jjinvest.results.fact_index import LEDGER

SIGNED = (
    "circular.signed",
    "circular.signed_amount",
    "circular.signed_count",
    "circular.signed_contract",
    "circular.signed_none",
)
"""Messages of what was signed, the fullest first."""
OUT_OF_CITY = ("out_of_city", "out_of_city_share", "out_of_city_amount")
"""Messages of what is from outside the city, the fullest first."""


LEAST_BARS = 2
"""Bars that a chart has at least: one shows no more than its sentence."""


@dataclass
class Sections:
    """Blocks of a circular in the order in which they are added; headings are numbered by themselves."""

    blocks: list[Block] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, heading: str, level: int, *content: Block | None) -> None:
        """Add a heading with its content; a part of level 2 without content is left out."""
        present = [block for block in content if block is not None]
        if level > 1 and not present:
            return
        self.counts[level - 1] += 1
        if level == 1:
            self.counts[1] = 0
        self.blocks += [Heading(level, self.counts[level - 1], heading), *present]


def blocks(writer: Writer) -> list[Block]:
    """Return the blocks of a circular; a number that was not published is not spoken of."""
    facts, words = writer.facts, writer.words
    sections, pictured = Sections(), list[Picture]()
    sections.blocks += [opening(writer)]
    aims, dimensions = targets(writer), parts_by_dimension(facts)

    def title(name: str) -> str:
        return words.message(f"circular.section.{name}")

    drawable = [
        aim for aim in aims if aim.target and (aim.actual or not aim.implied) and not is_of_rate(aim.excess)
    ]
    if len(drawable) >= LEAST_BARS:
        pictured.append(completion_chart(writer, drawable))
    sections.add(title("results"), 1)
    sections.add(title("signed"), 2, *_signed(writer, aims))
    against: list[Text | None] = [reached(writer, aim) for aim in aims]
    without = open_targets(writer.facts.by_id.values(), writer.facts.period)
    folded = to_fold(without)
    against += [_open_target(writer, each) for each in without if each not in folded]
    against += [
        _listed(writer, [each.target for each in folded], "circular.targets_open"),
        _listed(writer, targets_within_year(facts.by_id.values(), facts.period), "circular.targets_within"),
    ]
    if not aims and not without:
        against.append(writer.say("circular.no_target"))
    table = target_table(writer, aims) if aims else None
    sections.add(title("targets"), 2, *against, changed(writer), ranks(writer), table, *pictured)

    sections.add(title("structure"), 1)
    for dimension, parts in zip(dimensions, _chosen(dimensions), strict=False):
        drawn = [parts_chart(writer, dimension, parts)] if may_draw(parts, pictured) else []
        pictured += drawn
        heading = words.message("circular.section.by").replace("{dimension}", words.dimension(dimension))
        shown = None if table else parts_table(writer, dimension, parts)
        table = table or shown
        said = [parts_text(writer, dimension, parts), *_apart(writer, dimension)]
        sections.add(heading, 2, *said, shown, *drawn)
    for dimension, parts in lone_parts(facts, dimensions).items():
        heading = words.message("circular.section.by").replace("{dimension}", words.dimension(dimension))
        sections.add(heading, 2, parts_text(writer, dimension, parts))
    for (metric, dimension), parts in list(parts_of_others(facts).items())[:MOST_DIMENSIONS]:
        heading = words.message("circular.section.of_by").format(
            item=words.label(metric), dimension=words.dimension(dimension)
        )
        sections.add(heading, 2, parts_text(writer, dimension, parts, of=metric))
    classes = [_size(writer, fact) for fact in size_classes(facts)]
    named = [text for text in classes if text]
    large = [writer.joined(named, "circular.and", words.message("circular.stop"))] if named else []
    by_size = size_parts(facts)
    may_be_drawn = not pictured and len(by_size) >= LEAST_BARS
    drawn = [parts_chart(writer, SIZE, by_size)] if may_be_drawn else []
    shown = None if table or not by_size else parts_table(writer, SIZE, by_size)
    sections.add(title("sizes"), 2, *large, shown, *drawn)
    if isinstance(sections.blocks[-1], Heading):
        none = writer.say("circular.no_structure" if counts_signed(facts) else "circular.no_parts")
        sections.blocks += [text for text in [none, *_known_before(writer)] if text]

    sections.add(title("funds"), 1, *funds(writer))
    sections.add(title("outlook"), 1, *outlook(writer))
    sections.add(title("notes"), 1, *_notes(writer, [*chain.from_iterable(_chosen(dimensions))]))
    return sections.blocks


def _apart(writer: Writer, dimension: str) -> list[Text | None]:
    """That parts do not add up to their whole, because a number was corrected."""
    facts = writer.facts
    found = parts_apart(facts.by_id.values(), facts.by_id.get, facts.period, writer.words)
    return [
        writer.say(
            said.key,
            {
                name: writer.name(FactId(each.id)) if isinstance(each, FactName) else each
                for name, each in said.content.items()
                if isinstance(each, Fact | FactName | str)
            },
        )
        for said in found.get(dimension, [])
    ]


def _known_before(writer: Writer) -> Iterator[Text]:
    """Parts of the last part of the year that has some, where the period itself has none."""
    earlier = {f.period for f in writer.facts.by_id.values() if f.period[:4] == str(writer.facts.year)}
    to_date = [p for p in earlier if is_cumulative(p) and period_end(p) < period_end(writer.facts.period)]
    for period in sorted(to_date, key=period_end, reverse=True):
        facts = writer.facts.of_another(period)
        known = parts_by_dimension(facts)
        known |= lone_parts(facts, known)
        for dimension, parts in list(known.items())[:MOST_DIMENSIONS]:
            text = parts_text(writer, dimension, parts)
            yield Text(
                f"{writer.words.period(period)}{writer.words.message('circular.of_period')}{text.text}",
                text.numbers,
            )
        if known:
            return


def opening(writer: Writer) -> Text:
    """What is reported, and on what it rests: published figures up to a day, a ledger up to another."""
    ends = {"published": "", "both": "_both", LEDGER: "_ledger"}
    keys = (f"circular.opening{ends[writer.facts.rests_on]}", "circular.opening")
    return next(text for key in keys if (text := writer.say(key)) is not None)


def _chosen(dimensions: Mapping[str, list[Part]]) -> list[list[Part]]:
    """Parts of the dimensions that a circular speaks of."""
    return list(dimensions.values())[:MOST_DIMENSIONS]


def _signed(writer: Writer, aims: list[Aim]) -> list[Text | None]:
    """What was signed; a contract amount that has a target is stated with it."""
    first: Text | None
    first_key, first = next((key, text) for key in SIGNED if (text := writer.say(key)) is not None)
    if first_key == "circular.signed_none" and not counts_signed(writer.facts):
        first = None
    covered = {aim.completion.id.subject for aim in aims}
    contracts = {"contract_total": "now.contract_amount", "contract": "now.contract_amount.out_of_city"}
    keys = [key for key, name in contracts.items() if writer.facts.resolve(name) not in covered]
    if first_key == "circular.signed_contract":
        keys = [key for key in keys if key != "contract_total"]
    outside = next((k for k in OUT_OF_CITY if writer.say(f"circular.{k}") is not None), OUT_OF_CITY[0])
    further = [writer.say(f"circular.{key}") for key in ("ended", outside, "average", *keys)]
    latest = [latest_known(writer, SIGNED_MEASURES)] if first_key == "circular.signed_none" else []
    further += [*_contracts_by_origin(writer, covered), *_talks(writer)]
    said = [text for text in (first, *latest, *further, *growth_of(writer, SIGNED_MEASURES)) if text]
    return [writer.paragraph(said)] if said else []


def _contracts_by_origin(writer: Writer, covered: Collection[FactId]) -> list[Text | None]:
    """Contract amounts of an origin, such as 合同外资, but for those stated with a target."""
    found = [
        fact
        for fact in writer.facts.of_period()
        if fact.id.parts[:-1] == ("contract_amount", "origin") and fact.value is not None
    ]
    return [
        writer.say("circular.amount_of", {"item": writer.name(fact.id), "amount": fact})
        for fact in found
        if fact.id not in covered
    ]


def _talks(writer: Writer) -> list[Text | None]:
    """Projects in negotiation, with their amount where it was published."""
    return [writer.say("circular.talks_amount") or writer.say("circular.talks")]


def _listed(writer: Writer, found: Sequence[Fact], key: str) -> Text | None:
    """Several targets as one sentence behind its beginning."""
    lead = writer.say(key)
    said = [
        writer.say(
            f"{key}.item",
            {
                "latest_period": writer.words.period(target.period),
                "item": writer.name(target.id.subject),
                "aim": writer.words.label(f"aim_{target.id.authority or 'district'}"),
                "target": target,
            },
        )
        for target in found
    ]
    if lead is None or not said:
        return None
    stop = writer.words.message("circular.stop")
    named = writer.joined([text for text in said if text], "circular.and", stop)
    return Text(lead.text + named.text, named.numbers)


def _open_target(writer: Writer, known: OpenTarget) -> Text | None:
    """A target of the year without a number of the period, with the last number there is."""
    target, latest = known.target, known.latest
    values: dict[str, Fact | str] = {
        "item": writer.name(target.id.subject),
        "aim": writer.words.label(f"aim_{target.id.authority or 'district'}"),
        "target": target,
    }
    if latest is None and known.completion is not None:
        period = writer.words.period(known.completion.period)
        rate: dict[str, Fact | str] = {"latest_period": period, "completion": known.completion}
        return writer.say("circular.target_latest_rate", values | rate)
    if latest is None:
        return writer.say("circular.target_open", values)
    values |= {"latest_period": writer.words.period(latest.period), "latest": latest}
    if known.completion is None:
        return writer.say("circular.target_latest", values)
    return writer.say("circular.target_latest_completion", {**values, "completion": known.completion})


def _size(writer: Writer, fact: Fact) -> Text | None:
    """Number of projects of a size class, with their amount where it is known."""
    known: dict[str, Fact | str] = {"size": writer.words.label(fact.id.name), "count": fact}
    amount = writer.facts.get(FactId.of(fact.id.period, AMOUNT, *fact.id.parts[1:]))
    if amount is None or amount.value is None:
        return writer.say("circular.size", known)
    return writer.say("circular.size_amount", {**known, "amount": amount})


def _notes(writer: Writer, parts: Sequence[Part]) -> list[Text | None]:
    total = writer.facts.get("now.checks.total")
    end = outcome_of_checks(lambda name: writer.facts.get(f"now.checks.{name}"))
    checked = writer.say(f"circular.checks{end}") if total is not None and total.value else None
    differs = writer.facts.get("now.ledger_checks.differs")
    compared = writer.say("circular.ledger_checks") if differs is not None and differs.value else None
    withheld = writer.say("note.withheld") if any(part.withheld for part in parts) else None
    rounded = writer.say("note.rounded") if any(part.facts for part in parts) else None
    doubts = [*named_contradictions(writer), further_revised(writer)] if checked else []
    return [checked, *doubts, compared, rounded, withheld]
