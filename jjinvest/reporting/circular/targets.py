"""Targets of a period in a circular: sentences, ranks, table and chart of what was reached."""

from __future__ import annotations

from dataclasses import dataclass

from jjinvest.core.facts import Fact
from jjinvest.i18n.fact_styles import TURNED
from jjinvest.metrics.lights import ABOVE, AT, BELOW, IMPLIED_TARGET, is_of_rate, side
from jjinvest.metrics.targets import ROUNDED_TO_TARGET
from jjinvest.reporting.charts import breakdowns
from jjinvest.reporting.charts.style import to_png
from jjinvest.reporting.circular.blocks import Picture, Table, Text
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.cells import FactName, Term, cells
from jjinvest.reporting.tables.ranks import official_ranks
from jjinvest.reporting.tables.revised import revised
from jjinvest.reporting.tables.sentences import way_of_target
from jjinvest.reporting.verify_mark import is_marked
from jjinvest.results.fact_index import LEDGER


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
        return self.target is not None and self.target.caveat == IMPLIED_TARGET


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


def reached(writer: Writer, aim: Aim) -> Text:
    """Sentence of a target: what was reached, over or short of it, ahead of or behind the calendar."""
    values: dict[str, Fact | str] = {"item": aim.item, "aim": aim.aim, "completion": aim.completion}
    further = {"actual": aim.actual, "target": aim.target}
    values |= {name: fact for name, fact in further.items() if fact is not None}
    way = way_of_target(aim.completion, aim.excess)
    stop = writer.words.message("circular.stop")
    if is_of_rate(aim.excess) and aim.excess is not None and way in ("over", "short"):
        text = writer.say(f"circular.{way}_of_rate", values | {"excess": aim.excess})
        return writer.joined([text] if text else [], "circular.comma", stop)
    reached = f"circular.reached{'_implied' if aim.implied else ''}"
    if aim.completion.caveat == ROUNDED_TO_TARGET:
        reached = "circular.reached_rounded"
    key = reached if len(values) == 5 else "circular.rate"
    if key == "circular.rate" and aim.target is not None and not aim.implied:
        key = "circular.rate_of_target"
    said = [writer.say(key, values)]
    stated = aim.excess is not None and (aim.excess.value or aim.actual is None)
    if stated and aim.excess is not None and way in ("over", "short"):
        name = f"circular.{way}{'_implied' if aim.implied else ''}"
        said.append(writer.say(name, {"excess": aim.excess}))
    # a distance that others contradict, or from a completion that they contradict, may be on the other side
    known = not writer.facts.complete_year and not is_marked(aim.pace_gap)
    if known and aim.pace_gap is not None and aim.pace_gap.value:
        name = {ABOVE: "ahead_of_pace", BELOW: "behind_pace"}.get(side(aim.pace_gap), "")
        said.append(writer.say(f"circular.{name}", {"pace_gap": aim.pace_gap}) if name else None)
    return writer.joined([text for text in said if text], "circular.comma", stop)


def ranks(writer: Writer) -> Text | None:
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


def changed(writer: Writer) -> Text | None:
    """Numbers and targets that a later text changed: what stood first, what stands now, since when."""
    said = []
    for each in revised(writer.facts.by_id.values(), writer.facts.period):
        values: dict[str, Fact | str] = {
            "item": writer.name(each.of.subject if each.is_target else each.of),
            "before": each.before,
            "now": each.now,
            "day": writer.words.since(writer.days.get(each.figure)),
        }
        if each.is_target:
            aim = writer.words.label(f"aim_{each.of.authority or 'district'}")
            values |= {"aim": aim, "year": writer.words.period(each.of.period)}
        said.append(writer.say("revised.target" if each.is_target else "revised.number", values))
    written = [text for text in said if text]
    return writer.paragraph(written) if written else None


def _about(writer: Writer, aim: Aim, fact: Fact | None, style: str) -> Text:
    """Cell of a number that follows from a target: an approximate one where the target is implied."""
    cell = writer.cell(fact, style)
    if fact is None or fact.value is None or not aim.implied:
        return cell
    return Text(writer.words.message("circular.about").replace("{number}", cell.text), cell.numbers)


def _stated_excess(aim: Aim) -> Fact | None:
    """Difference to a target; none that is 0 only because the number is a bound or about the target."""
    excess = aim.excess
    return None if excess is not None and excess.value == 0 and side(excess) != AT else excess


def _difference(writer: Writer, aim: Aim) -> Text:
    """Cell of the difference to a target; what is missing at least or at most is said in words."""
    excess = _stated_excess(aim)
    if excess is None or excess.value is None or excess.relation not in TURNED or excess.value > 0:
        return _about(writer, aim, excess, "signed")
    return writer.say("circular.missing", {"excess": excess}) or Text("—")


def target_table(writer: Writer, aims: list[Aim]) -> Table:
    """Each target with what was reached, its completion and the difference."""
    words = writer.words
    heads = ("item", "actual", "target", "completion", "excess")
    rows = tuple(
        (
            Text(f"{aim.item}{words.message('circular.of_aim').replace('{aim}', aim.aim)}"),
            writer.cell(aim.actual),
            _about(writer, aim, aim.target, "" if aim.target and aim.target.value is not None else "range"),
            writer.cell(None if is_of_rate(aim.excess) else aim.completion),
            _difference(writer, aim),
        )
        for aim in aims
    )
    caption = writer.say("circular.table.targets")
    return Table(caption.text if caption else "", tuple(words.message(f"col.{head}") for head in heads), rows)


def completion_chart(writer: Writer, aims: list[Aim]) -> Picture:
    """Bars of the completion of each target."""
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
