"""What a circular says of a period: results, targets, structure, funds, outlook, and how far the data go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from jjinvest.core.codes import TO_SIGNED
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_cumulative, period_end
from jjinvest.metrics.ledger_indicators import LEDGER_RATES
from jjinvest.reporting.circular.blocks import Block, Heading, Picture, Text
from jjinvest.reporting.circular.groups import (
    AMOUNT,
    SIZE,
    Part,
    lone_parts,
    parts_by_dimension,
    parts_of_funds,
    size_classes,
    size_parts,
)
from jjinvest.reporting.circular.outlook import outlook
from jjinvest.reporting.circular.parts import (
    MOST_DIMENSIONS,
    may_draw,
    parts_chart,
    parts_table,
    parts_text,
)
from jjinvest.reporting.circular.targets import Aim, completion_chart, ranks, reached, target_table, targets
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.latest_known import OpenTarget, latest_numbers, open_targets
from jjinvest.reporting.tables.sentences import is_flat, outcome_of_checks
from jjinvest.results.fact_index import LEDGER

FUNDS = {
    "funds_in_place": "funds_in_place",
    "out_of_city": "funds_in_place.out_of_city",
    "new": "funds_in_place.new",
    "carried_over": "funds_in_place.carried_over",
}
"""Messages of funds, and the measure that each states."""
PROGRESS = {"start_rate": "projects_started", "production_rate": "projects_completed"}
"""Rates of a period, and the published numbers of projects that they rest on."""
SIGNED_MEASURES = ("projects_signed", "agreed_amount", "contract_amount")
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

    drawable = [aim for aim in aims if aim.target and (aim.actual or not aim.implied)]
    if len(drawable) >= LEAST_BARS:
        pictured.append(completion_chart(writer, drawable))
    sections.add(title("results"), 1)
    sections.add(title("signed"), 2, *_signed(writer, aims))
    against: list[Text | None] = [reached(writer, aim) for aim in aims]
    without = open_targets(writer.facts.by_id.values(), writer.facts.period)
    against += [_open_target(writer, each) for each in without]
    if not aims and not without:
        against.append(writer.say("circular.no_target"))
    table = target_table(writer, aims) if aims else None
    sections.add(title("targets"), 2, *against, ranks(writer), table, *pictured)

    sections.add(title("structure"), 1)
    for dimension, parts in zip(dimensions, _chosen(dimensions), strict=False):
        drawn = [parts_chart(writer, dimension, parts)] if may_draw(parts, pictured) else []
        pictured += drawn
        heading = words.message("circular.section.by").replace("{dimension}", words.dimension(dimension))
        shown = None if table else parts_table(writer, dimension, parts)
        table = table or shown
        sections.add(heading, 2, parts_text(writer, dimension, parts), shown, *drawn)
    for dimension, parts in lone_parts(facts, dimensions).items():
        heading = words.message("circular.section.by").replace("{dimension}", words.dimension(dimension))
        sections.add(heading, 2, parts_text(writer, dimension, parts))
    classes = [_size(writer, fact) for fact in size_classes(facts)]
    named = [text for text in classes if text]
    large = [writer.joined(named, "circular.and", words.message("circular.stop"))] if named else []
    by_size = size_parts(facts)
    may_be_drawn = not pictured and len(by_size) >= LEAST_BARS
    drawn = [parts_chart(writer, SIZE, by_size)] if may_be_drawn else []
    shown = None if table or not by_size else parts_table(writer, SIZE, by_size)
    sections.add(title("sizes"), 2, *large, shown, *drawn)
    if isinstance(sections.blocks[-1], Heading):
        sections.blocks += [
            text for text in [writer.say("circular.no_structure"), *_known_before(writer)] if text
        ]

    sections.add(title("funds"), 1, *_funds(writer))
    sections.add(title("outlook"), 1, *outlook(writer))
    sections.add(title("notes"), 1, *_notes(writer, [*chain.from_iterable(_chosen(dimensions))]))
    return sections.blocks


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
    first_key, first = next((key, text) for key in SIGNED if (text := writer.say(key)) is not None)
    covered = {aim.completion.id.subject for aim in aims}
    contracts = {"contract_total": "now.contract_amount", "contract": "now.contract_amount.out_of_city"}
    keys = [key for key, name in contracts.items() if writer.facts.resolve(name) not in covered]
    if first_key == "circular.signed_contract":
        keys = [key for key in keys if key != "contract_total"]
    outside = next((k for k in OUT_OF_CITY if writer.say(f"circular.{k}") is not None), OUT_OF_CITY[0])
    further = [writer.say(f"circular.{key}") for key in ("ended", outside, "average", *keys)]
    latest = [_latest(writer, SIGNED_MEASURES)] if first_key == "circular.signed_none" else []
    further += [*_contracts_by_origin(writer, covered), *_talks(writer)]
    said = [text for text in (first, *latest, *further, *_growth(writer, SIGNED_MEASURES)) if text]
    return [writer.paragraph(said)]


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


def _latest(writer: Writer, metrics: Sequence[str]) -> Text | None:
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


def _growth(
    writer: Writer,
    measures: Collection[str] = (),
    *,
    without: Collection[str] = (),
    stated: Collection[FactId] = (),
) -> list[Text | None]:
    """Growth of some measures, or of all but some, with their amount unless that is stated already."""
    said = list[Text | None]()
    for fact in writer.facts.of_period():
        compared = fact.id.name in ("growth", "multiple")
        if not compared or not _is_of_a_total(fact.id.parent) or fact.value is None:
            continue
        if fact.id.metric not in measures if measures else fact.id.metric in without:
            continue
        if fact.id.name == "multiple":
            of_multiple: dict[str, Fact | str] = {"item": writer.name(fact.id.parent), "multiple": fact}
            said.append(writer.say("circular.multiple", of_multiple))
            continue
        key = "circular.flat" if is_flat(fact) else f"circular.{'up' if fact.value >= 0 else 'down'}"
        known: dict[str, Fact | str] = {"item": writer.name(fact.id.parent), "growth": fact}
        level = None if measures or fact.id.parent in stated else writer.facts.get(fact.id.parent)
        if level is not None and level.value is not None and FUNDS["funds_in_place"] != fact.id.metric:
            key, known = f"{key}_with_number", {**known, "number": level}
        said.append(writer.say(key, known))
    return said


def _is_of_a_total(fact_id: FactId) -> bool:
    """Whether a number is of all projects, or of those of an origin: 省外到位资金 is a measure of its own."""
    return fact_id.parts[1:] in ((), ("out_of_city",)) or fact_id.parts[1:-1] == ("origin",)


def _by_origin(writer: Writer) -> list[Text]:
    """Funds of each origin whose amount is published, with its share where that is."""
    found = list[Text | None]()
    for fact in writer.facts.of_period():
        match fact.id.parts:
            case ("funds_in_place", "origin", member) if fact.value is not None:
                share = writer.facts.get(fact.id / "share")
                known: dict[str, Fact | str] = {
                    "origin": writer.words.member("origin", member),
                    "funds": fact,
                }
                key = "circular.funds.origin"
                if share is not None:
                    key, known = "circular.funds.origin_share", {**known, "share": share}
                found.append(writer.say(key, known))
    return [text for text in found if text]


def _size(writer: Writer, fact: Fact) -> Text | None:
    """Number of projects of a size class, with their amount where it is known."""
    known: dict[str, Fact | str] = {"size": writer.words.label(fact.id.name), "count": fact}
    amount = writer.facts.get(FactId.of(fact.id.period, AMOUNT, *fact.id.parts[1:]))
    if amount is None or amount.value is None:
        return writer.say("circular.size", known)
    return writer.say("circular.size_amount", {**known, "amount": amount})


def _funds(writer: Writer) -> list[Text | None]:
    words, paragraphs = writer.words, list[Text]()
    total = FUNDS["funds_in_place"]
    missing_funds, missing_rates, without = list(FUNDS), list(LEDGER_RATES), [*SIGNED_MEASURES]
    stop = words.message("circular.stop")
    for head in ("now", f"now.{LEDGER}"):  # a number that was published is not stated again from the ledger
        funds = {name: fact for name in missing_funds if (fact := _of_funds(writer, head, name))}
        if head != "now" and funds:
            funds = _with_its_whole(writer, head, funds)
        said = [
            writer.say(f"circular.funds.{_as_part(name, funds)}", {"funds": fact})
            for name, fact in funds.items()
        ]
        growth = [text for text in _growth(writer, [total]) if text] if head == "now" and said else []
        without += [total] if growth else []
        said += _by_origin(writer) if head == "now" else []
        rates = {name: text for name in missing_rates if (text := _rate(writer, head, name))}
        missing_funds = [name for name in missing_funds if name not in funds]
        # a count without a rate leaves room for that of the ledger
        missing_rates = [name for name in missing_rates if _known_rate(writer, head, name) is None]
        source = writer.say("circular.by_ledger") if head != "now" else None
        for texts in ([text for text in said if text], list(rates.values())):
            if texts:
                joined = writer.paragraph([writer.joined(texts, "circular.comma", stop), *growth])
                growth = []  # it follows the amounts
                lead = "" if source is None else source.text
                paragraphs.append(Text(f"{lead}{joined.text}", joined.numbers))
    by_part = parts_of_funds(writer.facts)
    paragraphs += [parts_text(writer, name, parts, of_funds=True) for name, parts in by_part.items()]
    stated = {number.fact.id for text in paragraphs for number in text.numbers}
    others = [text for text in _growth(writer, without=without, stated=stated) if text]
    paragraphs += [writer.paragraph(others)] if others else []
    return [*paragraphs] or _no_funds(writer)


def _no_funds(writer: Writer) -> list[Text | None]:
    """That no amount of funds is known, and what is: a completion above, an earlier part of the year."""
    of_funds = any(
        fact.id.metric == "funds_in_place" and fact.id.statistic in ("completion", "pace_gap")
        for fact in writer.facts.of_period()
    )
    text = writer.say("circular.funds_above" if of_funds else "circular.no_funds")
    latest = _latest(writer, ("funds_in_place", "foreign_funds", *PROGRESS.values()))
    return [writer.paragraph([each for each in (text, latest) if each])]


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


def _notes(writer: Writer, parts: Sequence[Part]) -> list[Text | None]:
    total = writer.facts.get("now.checks.total")
    end = outcome_of_checks(lambda name: writer.facts.get(f"now.checks.{name}"))
    checked = writer.say(f"circular.checks{end}") if total is not None and total.value else None
    differs = writer.facts.get("now.ledger_checks.differs")
    compared = writer.say("circular.ledger_checks") if differs is not None and differs.value else None
    withheld = writer.say("note.withheld") if any(part.withheld for part in parts) else None
    rounded = writer.say("note.rounded") if any(part.facts for part in parts) else None
    return [checked, compared, rounded, withheld]
