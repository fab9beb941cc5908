"""What a circular says of a period: results, targets, structure, funds, outlook, and how far the data go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts import breakdowns
from jjinvest.reporting.charts.style import to_png
from jjinvest.reporting.circular.blocks import Block, Heading, Picture, Table, Text
from jjinvest.reporting.circular.groups import SIZE, Part, frame, parts_by_dimension, size_classes, size_parts
from jjinvest.reporting.circular.published_facts import LEDGER, PublishedFacts
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.cells import FactName, Term, cells
from jjinvest.reporting.tables.ranks import official_ranks

MOST_PARTS, MOST_DIMENSIONS = 5, 2
"""Parts that a sentence names at most, and dimensions that a circular has a paragraph about."""
MOST_PARTS_DRAWN = 12
WITHHELD_COLUMNS = ("amount", "amount_share")
PROGRESS = {"start_rate": "projects_started", "production_rate": "projects_completed"}
"""Rates of a period, and the published numbers of projects that they rest on."""
FORECASTS = ("agreed_amount.pooled", "agreed_amount.mid_year", "agreed_amount.ledger", "agreed_amount")
"""Forecasts of the agreed amount, the one that the pages lead with first."""
SIGNED = (
    "circular.signed",
    "circular.signed_amount",
    "circular.signed_count",
    "circular.signed_contract",
    "circular.signed_none",
)
"""Messages of what was signed, the fullest first."""
IMPLIED = "implied_target"
"""Caveat of a target that nobody published: it follows from the actual number and its completion."""
REASONS = ("new_signings", "cancellations", "data_revision", "target", "definition", "progress", "model")


@dataclass(frozen=True)
class Aim:
    """A target of the period with what was reached of it."""

    completion: Fact
    item: str
    aim: str
    actual: Fact | None
    target: Fact | None
    excess: Fact | None
    pace_gap: Fact | None

    @property
    def implied(self) -> bool:
        """Whether nobody published the target's number."""
        return self.target is not None and self.target.caveat == IMPLIED


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
    sections.blocks += [text for text in [writer.say("circular.opening")] if text]
    aims, dimensions = targets(writer), parts_by_dimension(facts)

    def title(name: str) -> str:
        return words.message(f"circular.section.{name}")

    drawable = [aim for aim in aims if aim.actual and aim.target]
    if drawable:
        pictured.append(_completion_chart(writer, drawable))
    sections.add(title("results"), 1)
    sections.add(title("signed"), 2, *_signed(writer, aims))
    reached: list[Text | None] = [_reached(writer, aim) for aim in aims]
    if not aims:
        reached.append(writer.say("circular.no_target"))
    table = _target_table(writer, aims) if aims else None
    sections.add(title("targets"), 2, *reached, _ranks(writer), table, *pictured)

    sections.add(title("structure"), 1)
    for dimension, parts in zip(dimensions, _chosen(dimensions), strict=False):
        drawn = [_parts_chart(writer, dimension, parts)] if _may_draw(parts, pictured) else []
        pictured += drawn
        heading = words.message("circular.section.by").replace(
            "{dimension}", dimension_name(words, dimension)
        )
        shown = None if table else _parts_table(writer, dimension, parts)
        table = table or shown
        sections.add(heading, 2, _parts(writer, dimension, parts), shown, *drawn)
    classes = [writer.say("circular.size", _size(writer, fact)) for fact in size_classes(facts)]
    named = [text for text in classes if text]
    large = [writer.joined(named, "circular.and", words.message("circular.stop"))] if named else []
    by_size = size_parts(facts)
    drawn = [_parts_chart(writer, SIZE, by_size)] if not pictured and by_size else []
    shown = None if table or not by_size else _parts_table(writer, SIZE, by_size)
    sections.add(title("sizes"), 2, *large, shown, *drawn)
    if isinstance(sections.blocks[-1], Heading):
        sections.blocks += [text for text in [writer.say("circular.no_structure")] if text]

    sections.add(title("funds"), 1, *_funds(writer))
    sections.add(title("outlook"), 1, *_outlook(writer))
    sections.add(title("notes"), 1, *_notes(writer, chain.from_iterable(_chosen(dimensions))))
    return sections.blocks


def _chosen(dimensions: Mapping[str, list[Part]]) -> list[list[Part]]:
    """Parts of the dimensions that a circular speaks of."""
    return list(dimensions.values())[:MOST_DIMENSIONS]


def dimension_name(words: Vocabulary, dimension: str) -> str:
    """Name of a dimension: a label of the district, a general term, or its own text."""
    key = f"{dimension}="
    if key in words.labels or not words.has(f"dimension.{dimension}"):
        return words.label(key)
    return words.message(f"dimension.{dimension}")


def targets(writer: Writer) -> list[Aim]:
    """Return each target of the period of which a completion was published or computed."""
    found = []
    for fact in writer.facts.of_period():
        of_target = fact.id.statistic == "completion" and fact.id.name != "like_for_like"
        if not of_target or fact.value is None or fact.id.parts[0] == LEDGER:
            continue
        of_year = fact.id.in_period(writer.facts.year)
        authority = fact.id.authority or "district"
        found.append(
            Aim(
                fact,
                writer.name(fact.id.subject),
                writer.words.label(f"aim_{authority}"),
                writer.facts.get(fact.id.subject),
                writer.facts.get(of_year.with_statistic("target")),
                writer.facts.get(fact.id.with_statistic("excess")),
                writer.facts.get(fact.id.with_statistic("pace_gap")),
            )
        )
    return found


def _signed(writer: Writer, aims: list[Aim]) -> list[Text | None]:
    """What was signed; a contract amount that has a target is stated with it."""
    first_key, first = next((key, text) for key in SIGNED if (text := writer.say(key)) is not None)
    covered = {aim.completion.id.subject for aim in aims}
    contracts = {"contract_total": "now.contract_amount", "contract": "now.contract_amount.out_of_city"}
    keys = [key for key, name in contracts.items() if writer.facts.resolve(name) not in covered]
    if first_key == "circular.signed_contract":
        keys = [key for key in keys if key != "contract_total"]
    further = (writer.say(f"circular.{key}") for key in ("average", *keys))
    growth = []
    for fact in writer.facts.of_period():
        if fact.id.name == "growth" and len(fact.id.parts) == 2 and fact.value is not None:
            key = "circular.up" if fact.value >= 0 else "circular.down"
            growth.append(writer.say(key, {"item": writer.name(fact.id.parent), "growth": fact}))
    said = [text for text in (first, *further, *growth) if text]
    return [writer.paragraph(said)]


def _reached(writer: Writer, aim: Aim) -> Text:
    values: dict[str, Fact | str] = {"item": aim.item, "aim": aim.aim, "completion": aim.completion}
    known = {"actual": aim.actual, "target": aim.target}
    values |= {name: fact for name, fact in known.items() if fact is not None}
    reached = f"circular.reached{'_implied' if aim.implied else ''}"
    key = reached if len(values) == 5 else "circular.rate"
    said = [writer.say(key, values)]
    if aim.excess is not None and aim.excess.value:
        name = f"circular.{'over' if aim.excess.value > 0 else 'short'}{'_implied' if aim.implied else ''}"
        said.append(writer.say(name, {"excess": aim.excess}))
    if not writer.facts.complete_year and aim.pace_gap is not None and aim.pace_gap.value:
        name = "circular.ahead_of_pace" if aim.pace_gap.value > 0 else "circular.behind_pace"
        said.append(writer.say(name, {"pace_gap": aim.pace_gap}))
    stop = writer.words.message("circular.stop")
    return writer.joined([text for text in said if text], "circular.comma", stop)


def _ranks(writer: Writer) -> Text | None:
    """Official ranks of the period's totals."""
    said = []
    for official in official_ranks(writer.facts.by_id.values(), writer.facts.period):
        values: dict[str, Fact | str] = {
            "item": writer.name(official.subject),
            "rank": official.rank,
            "among": writer.words.label(f"among_{official.among or 'all'}"),
        }
        if official.before is not None:
            values["before"] = official.before
        said.append(writer.say(official.key, values))
    written = [text for text in said if text]
    return writer.paragraph(written) if written else None


def _about(writer: Writer, aim: Aim, fact: Fact | None, style: str) -> Text:
    """Cell of a number that follows from a target: an approximate one where the target is implied."""
    cell = writer.cell(fact, style)
    if fact is None or fact.value is None or not aim.implied:
        return cell
    return Text(writer.words.message("circular.about").replace("{number}", cell.text), cell.numbers)


def _target_table(writer: Writer, aims: list[Aim]) -> Table:
    words = writer.words
    heads = ("item", "actual", "target", "completion", "excess")
    rows = tuple(
        (
            Text(f"{aim.item}{words.message('circular.of_aim').replace('{aim}', aim.aim)}"),
            writer.cell(aim.actual),
            _about(writer, aim, aim.target, "" if aim.target and aim.target.value is not None else "range"),
            writer.cell(aim.completion),
            _about(writer, aim, aim.excess, "signed"),
        )
        for aim in aims
    )
    caption = writer.say("circular.table.targets")
    return Table(caption.text if caption else "", tuple(words.message(f"col.{head}") for head in heads), rows)


def _parts_table(writer: Writer, dimension: str, parts: list[Part]) -> Table:
    words, shown = writer.words, parts[:MOST_PARTS_DRAWN]
    withheld = Text(words.label("withheld"))
    columns: dict[str, list[Fact | None]] = {
        "count": [part.count for part in shown],
        "count_share": [part.count_share for part in shown],
        "amount": [part.amount for part in shown],
        "amount_share": [part.amount_share for part in shown],
    }
    columns = {name: numbers for name, numbers in columns.items() if any(numbers)}
    if "amount_share" in columns:
        columns.pop("count_share", None)
    rows = tuple(
        (
            Text(words.member(dimension, part.member)),
            *(
                withheld if part.withheld and name in WITHHELD_COLUMNS else writer.cell(numbers[row])
                for name, numbers in columns.items()
            ),
        )
        for row, part in enumerate(shown)
    )
    caption = writer.say("circular.table.parts", {"dimension": dimension_name(words, dimension)})
    heads = tuple(words.message(f"col.{name}") for name in ("group", *columns))
    return Table(caption.text if caption else "", heads, rows)


def _completion_chart(writer: Writer, aims: list[Aim]) -> Picture:
    rows = [
        {
            "item": FactName(aim.completion.id.subject, with_period=False),
            "authority": Term(f"aim_{aim.completion.id.authority or 'district'}"),
            "actual": aim.actual,
            "target": aim.target,
            "completion": aim.completion,
            "pace_gap": aim.pace_gap,
        }
        for aim in aims
    ]
    columns = ["item", "authority", "actual", "target", "completion", "pace_gap"]
    data = cells(rows, columns)
    numbers = [fact for aim in aims for fact in (aim.completion, aim.actual, aim.target) if fact is not None]
    figure = breakdowns.completion(data, writer.words)
    caption, alternative = writer.say("circular.chart.targets"), writer.words.message("alt.completion")
    return Picture(caption.text if caption else "", alternative, to_png(figure), tuple(numbers))


def _may_draw(parts: list[Part], pictured: list[Picture]) -> bool:
    return len(pictured) < MOST_DIMENSIONS and any(part.amount_share or part.count_share for part in parts)


def _parts_chart(writer: Writer, dimension: str, parts: list[Part]) -> Picture:
    largest = parts[:MOST_PARTS_DRAWN]
    figure = breakdowns.sectors(frame(largest, dimension), writer.words)
    given = {"dimension": dimension_name(writer.words, dimension)}
    caption, alternative = writer.say("circular.chart.parts", given), writer.say("alt.breakdown", given)
    return Picture(
        caption.text if caption else "",
        alternative.text if alternative else "",
        to_png(figure),
        tuple(fact for part in largest for fact in part.facts),
    )


def _parts(writer: Writer, dimension: str, parts: list[Part]) -> Text:
    phrases = []
    for part in parts[:MOST_PARTS]:
        values: dict[str, Fact | str] = {"part": writer.words.member(dimension, part.member)}
        known = {"count": part.count, "amount": part.amount, "share": part.amount_share}
        if part.amount_share is None:
            known = {"count": part.count, "amount": None, "share": part.count_share}
        values |= {name: fact for name, fact in known.items() if fact is not None}
        ends = "_".join(name for name in ("count", "amount", "share") if name in values)
        key = "count_withheld" if part.withheld and ends == "count_share" else ends
        phrases.append(writer.say(f"circular.part.{key}", values))
    said = [text for text in phrases if text]
    lead = "circular.parts_first" if len(parts) > MOST_PARTS else "circular.parts"
    named = writer.say(lead, {"dimension": dimension_name(writer.words, dimension)})
    joined = writer.joined(said, "circular.and", writer.words.message("circular.stop"))
    return Text(f"{named.text if named else ''}{joined.text}", joined.numbers)


def _size(writer: Writer, fact: Fact) -> dict[str, Fact | str]:
    return {"size": writer.words.label(fact.id.name), "count": fact}


def _funds(writer: Writer) -> list[Text | None]:
    facts, words = writer.facts, writer.words
    said = [
        writer.say(f"circular.funds.{name}", {"funds": fact})
        for name in ("funds_in_place", "out_of_city", "new", "carried_over")
        if (fact := _either(facts, "funds_in_place" + ("" if name == "funds_in_place" else f".{name}")))
    ]
    rates = []
    for name in ("performance_rate", "start_rate", "production_rate", "funds_rate_cohort"):
        text, fact = _counted(writer, name), _either(facts, name)
        if text is None and fact is not None:
            text = writer.say("circular.rate_of", {"item": words.label(name), "rate": fact})
        rates.append(text)
    stop = words.message("circular.stop")
    paragraphs = [
        writer.joined(found, "circular.comma", stop)
        for texts in (said, rates)
        if (found := [text for text in texts if text])
    ]
    return [*paragraphs] or [writer.say("circular.no_funds")]


def _counted(writer: Writer, rate: str) -> Text | None:
    """Published number of projects, with its ratio to those signed; None where not published."""
    count = PROGRESS.get(rate, "")
    number, share = writer.facts.get(f"now.{count}"), writer.facts.get(f"now.{rate}")
    if not count or number is None:
        return None
    values: dict[str, Fact | str] = {"item": writer.words.label(count), "count": number}
    if share is None:
        return writer.say("circular.count_of", values)
    return writer.say("circular.count_and_rate", {**values, "rate": share})


def _either(facts: PublishedFacts, measure: str) -> Fact | None:
    """Published number of the period, else the ledger's."""
    return facts.get(f"now.{measure}") or facts.get(f"now.ledger.{measure}")


def _outlook(writer: Writer) -> list[Text | None]:
    facts = writer.facts
    year = {"year": str(facts.year + (1 if facts.complete_year else 0))}
    said: list[Text | None] = []
    for name in FORECASTS:
        head = f"{facts.ahead}.{name}"
        chance, band = facts.get(f"{head}.p_reach"), facts.get(f"{head}.forecast.band80")
        median = facts.get(f"{head}.forecast.median")
        if chance is None and band is None:
            continue
        target = facts.get(f"{facts.ahead}.agreed_amount.target")
        if median is not None and band is not None:
            said.append(writer.say("circular.forecast", {**year, "median": median, "band": band}))
        if chance is not None and target is not None:
            values: dict[str, Fact | str] = {**year, "target": target, "chance": chance}
            ends = writer.number(chance, "range").split("–")
            wide = chance.value is not None and len(set(ends)) > 1
            said.append(writer.say("circular.chance_range" if wide else "circular.chance", values))
        said += [*_driver(writer, chance), _change(writer)]
        break
    said += list(_needs(writer))
    paragraphs = [text for text in said if text]
    return [writer.paragraph(paragraphs)] if paragraphs else [writer.say("circular.no_outlook")]


def _driver(writer: Writer, chance: Fact | None) -> Iterator[Text | None]:
    """What the chance depends on most, of the factors that the run tested at both ends."""
    if chance is None:
        return
    head = chance.id / "sensitivity"
    tested = [f for f in writer.facts.by_id.values() if f.id.below(head) and f.id.name == "swing" and f.value]
    for swing in sorted(tested, key=lambda fact: -abs(fact.value or 0.0)):
        case = swing.id.parent
        ends = {end: writer.facts.get(case / end) for end in ("low_at", "low_p", "high_at", "high_p")}
        if all(ends.values()):
            is_size = case.name.startswith("tier_")
            words = writer.words
            driver = words.label(case.name) if is_size else words.label(f"driver_{case.name}")
            key = "circular.driver_size" if is_size else "circular.driver"
            yield writer.say(key, {"driver": driver, **{k: f for k, f in ends.items() if f is not None}})
            return


def _change(writer: Writer) -> Text | None:
    """Why the forecast differs from the last release: the largest of its computed reasons."""
    found = (
        (head, opening)
        for name in ("total", "margin")
        for head in [f"{alias}.agreed_amount.forecast.since_release" for alias in ("next", "year")]
        if (opening := writer.facts.get(f"{head}.opening_{name}")) is not None
    )
    head, opening = next(found, ("", None))
    if opening is None:
        return None
    closing_id = opening.id.parent / opening.id.name.replace("opening", "closing")
    actual_id = opening.id.parent / opening.id.name.replace("opening", "actual")
    closing = writer.facts.get(closing_id) or writer.facts.get(actual_id)
    reasons = [fact for name in REASONS if (fact := writer.facts.get(f"{head}.by_{name}")) is not None]
    strongest = max(reasons, key=lambda fact: abs(fact.value or 0.0), default=None)
    if closing is None or strongest is None or not strongest.value:
        return None
    subject = writer.words.label(opening.id.name.replace("opening_", "why_"))
    reason = writer.words.label(strongest.id.name)
    values: dict[str, Fact | str] = {"subject": subject, "opening": opening, "closing": closing}
    key = "circular.change_margin" if opening.id.name == "opening_margin" else "circular.change"
    key += "_actual" if closing.id == actual_id else ""
    return writer.say(key, {**values, "reason": reason, "effect": strongest})


def _needs(writer: Writer) -> Iterator[Text | None]:
    """What each target ahead needs a month."""
    for fact in writer.facts.of_period(writer.facts.ahead):
        if fact.id.statistic != "monthly_needed" or not fact.value:
            continue
        target = writer.facts.get(fact.id.with_statistic("target"))
        if target is not None:
            aim = writer.words.label(f"aim_{fact.id.authority or 'district'}")
            item = writer.name(fact.id.subject)
            values: dict[str, Fact | str] = {"item": item, "aim": aim, "target": target, "needed": fact}
            yield writer.say("circular.needs", values)


def _notes(writer: Writer, parts: Iterable[Part]) -> list[Text | None]:
    total = writer.facts.get("now.checks.total")
    checked = writer.say("circular.checks") if total is not None and total.value else None
    withheld = writer.say("note.withheld") if any(part.withheld for part in parts) else None
    return [checked, writer.say("note.rounded"), withheld]


def caveats(writer: Writer, shown: list[Fact]) -> list[Text]:
    """Return the notes that must accompany the numbers shown, each once."""
    keys = dict.fromkeys(fact.caveat for fact in shown if fact.caveat)
    texts = (writer.say(f"caveat.{key}") for key in keys)
    return [text for text in texts if text]
