"""Parts of a whole in a circular: a sentence, a table and a chart for each dimension."""

from __future__ import annotations

from collections.abc import Collection

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ORIGIN, outermost
from jjinvest.reporting.charts import breakdowns
from jjinvest.reporting.charts.style import to_png
from jjinvest.reporting.circular.blocks import Picture, Table, Text
from jjinvest.reporting.circular.groups import Part, frame
from jjinvest.reporting.circular.writer import Writer

MOST_PARTS, MOST_DIMENSIONS = 5, 2
"""Parts that a sentence names at most, and dimensions that a circular has a paragraph about."""
MOST_PARTS_DRAWN = 12
WITHHELD_COLUMNS = ("amount", "amount_share")


def parts_table(writer: Writer, dimension: str, parts: list[Part]) -> Table:
    """Parts of a dimension with numbers and shares; withheld amounts are named so."""
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
    caption = writer.say("circular.table.parts", {"dimension": words.dimension(dimension)})
    heads = tuple(words.message(f"col.{name}") for name in ("group", *columns))
    return Table(caption.text if caption else "", heads, rows)


def may_draw(parts: list[Part], pictured: list[Picture]) -> bool:
    """Whether a dimension gets a chart: there are few so far, and it has shares."""
    return len(pictured) < MOST_DIMENSIONS and any(part.amount_share or part.count_share for part in parts)


def parts_chart(writer: Writer, dimension: str, parts: list[Part]) -> Picture:
    """Bars of the shares of a dimension's largest parts."""
    largest = parts[:MOST_PARTS_DRAWN]
    figure = breakdowns.sectors(frame(largest, dimension), writer.words)
    given = {"dimension": writer.words.dimension(dimension)}
    caption, alternative = writer.say("circular.chart.parts", given), writer.say("alt.breakdown", given)
    return Picture(
        caption.text if caption else "",
        alternative.text if alternative else "",
        to_png(figure),
        tuple(fact for part in largest for fact in part.facts),
    )


def parts_text(
    writer: Writer, dimension: str, parts: list[Part], *, of_funds: bool = False, of: str = ""
) -> Text:
    """Sentence that names the largest parts of a dimension.

    Parameters
    ----------
    of
        Metric of the parts, where it is neither what was signed nor funds in place.
    """
    own = "_of_funds" if of_funds else "_of_measure" if of else ""
    phrases = []
    for part in parts[:MOST_PARTS]:
        values: dict[str, Fact | str] = {"part": writer.words.member(dimension, part.member)}
        known = {"count": part.count, "amount": part.amount, "share": part.amount_share}
        if part.amount_share is None:
            amount = part.amount if part.count_share is None else None
            known = {"count": part.count, "amount": amount, "share": part.count_share}
        values |= {name: fact for name, fact in known.items() if fact is not None}
        ends = "_".join(name for name in ("count", "amount", "share") if name in values)
        key = "count_withheld" if part.withheld and ends == "count_share" else ends
        phrases.append(writer.say(f"circular.part.{key}{own if 'share' in key else ''}", values))
    said = [text for text in phrases if text]
    lead = "circular.parts_first" if len(parts) > MOST_PARTS else "circular.parts"
    measure = writer.name(FactId.of(writer.facts.period, of)) if of else ""
    named = writer.say(f"{lead}{own}", {"dimension": writer.words.dimension(dimension), "item": measure})
    joined = writer.joined(said, "circular.and", writer.words.message("circular.stop"))
    note = overlap_note(writer, [part.member for part in parts]) if dimension == ORIGIN else ""
    return Text(f"{named.text if named else ''}{joined.text}{note}", joined.numbers)


def overlap_note(writer: Writer, origins: Collection[str]) -> str:
    """Sentence for origins of which one may be a part of another: 境外 is within 省外 for some offices."""
    if outermost(origins) == set(origins):
        return ""
    space = "" if writer.words.language == "zh" else " "
    return space + writer.words.message("circular.origins_overlap")
