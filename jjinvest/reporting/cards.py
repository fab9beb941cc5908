"""Cards: a measure with its light, its number in large type and what it means, side by side on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjinvest.core.facts import Fact
from jjinvest.metrics.lights import ABOVE, AT, BELOW, FROM, Light, is_of_rate, side
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.tables.cells import ChanceInWords
from jjinvest.reporting.tables.leaders import Standing, has_range, other_light
from jjinvest.reporting.tables.sentences import Sentence, growth_key, way_of_target
from jjinvest.reporting.verify_mark import mark_of
from jjinvest.results.fact_index import LEDGER

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report


def light_html(report: Report, renderer: Renderer, light: Light | None, mark: str = "") -> str:
    """Write a light: a disc, its colour in words, and the reason; nothing without a light.

    Parameters
    ----------
    mark
        Stands behind the colour: of a light that follows from a number which others contradict.
    """
    if light is None:
        return ""
    colour = renderer.escaped(report.words.label(f"light_{light.colour}"))
    reason = report.sentence(renderer, light_reason(light))
    badge = f'<span class="badge {light.colour}">{colour}</span>{renderer.escaped(mark)}'
    return f'<p class="why">{badge} {reason}</p>'


def light_reason(light: Light) -> Sentence:
    """Why a light has its colour."""
    return Sentence(f"light.{light.rule}.{light.reason}", {})


def standing_sentences(standing: Standing) -> list[Sentence]:
    """What is stated of a measure beside its number: target, growth, pace and need, as far as known."""
    of_rate = standing.target is not None and is_of_rate(standing.gap)
    sentences = [_of_target(standing)] if standing.completion is not None or of_rate else []
    if standing.growth is not None:
        of = "_of_ledger" if LEDGER in standing.growth.id.parts else ""
        key = f"standing.{growth_key(standing.growth)}{of}"
        sentences.append(Sentence(key, {"growth": standing.growth}))
    if standing.light is not None and standing.light.rule == "pace_gap":
        sentences += _of_pace(standing.pace_gap)
    if standing.monthly_needed is not None:
        sentences.append(Sentence("standing.needed", {"needed": standing.monthly_needed}))
    return sentences


def _of_pace(gap: Fact | None) -> list[Sentence]:
    """Whether a target is ahead of the calendar or behind it, and by how much where that is known."""
    if gap is None:
        return []
    ways = {ABOVE: "pace_ahead", BELOW: "pace_behind", AT: "pace_even", FROM: "pace_kept"}
    way = ways.get(side(gap), "")
    if not way or (gap.value is None and way in ("pace_ahead", "pace_behind")):
        return []
    bare = gap.value == 0 and way in ("pace_ahead", "pace_behind")  # 超过 or 不足 the calendar itself
    return [Sentence(f"standing.{way}{'_of_calendar' if bare else ''}", {"pace": gap})]


def _of_target(standing: Standing) -> Sentence:
    content: dict[str, Any] = {}
    parts = {
        "aim": standing.aim,
        "target": standing.target,
        "completion": standing.completion,
        "gap": standing.gap,
    }
    content |= {name: part for name, part in parts.items() if part is not None}
    if standing.actual is None:
        known = standing.target is not None and not standing.implied
        way = way_of_target(standing.completion, standing.gap) if known else ""
        of_gap = f"_{way}" if standing.gap is not None and way in ("over", "short") else ""
        return Sentence(f"standing.rate_alone{'_of' if known else ''}{of_gap}", content)
    if standing.target is None:
        return Sentence("standing.completion", content)
    if standing.gap is None:
        return Sentence("standing.rate", content)
    if standing.gap.value is None:
        return Sentence("standing.between", content)
    way = way_of_target(standing.completion, standing.gap) or "rate"
    if is_of_rate(standing.gap):
        return Sentence(f"standing.{way}_of_rate" if way in ("over", "short") else f"standing.{way}", content)
    of_implied = standing.implied and way in ("over", "short")
    return Sentence(f"standing.{way}{'_implied' if of_implied else ''}", content)


def of_chance(chance: Fact) -> Sentence:
    """Chance of a target by the end of the year, with its range where methods or assumptions differ."""
    differs = "_lights" if other_light(chance) else ""
    key = f"standing.chance_between{differs}" if has_range(chance) else "standing.chance"
    content: dict[str, Any] = {"chance": chance, "in_words": ChanceInWords(chance)}
    return Sentence(key, content)


def standing_card(report: Report, renderer: Renderer, standing: Standing, name: str) -> str:
    """Write the card of one measure under a name."""
    words = report.words
    name = renderer.escaped(name)
    number = standing.actual or standing.completion
    stated = report.sentence(renderer, Sentence("standing.number", {"number": number})) if number else ""
    big = f'<p class="big">{stated}</p>' if stated else ""
    space = "" if words.language == "zh" else " "
    text = space.join(report.sentence(renderer, each) for each in standing_sentences(standing))
    chance = ""
    if standing.chance is not None:
        sentence = report.sentence(renderer, of_chance(standing.chance))
        light = light_html(report, renderer, standing.chance_light, mark_of(standing.chance, words))
        chance = f'<p class="text">{sentence}</p>{light}'
    judged = (standing.actual, standing.gap, standing.completion)
    mark = next(filter(None, (mark_of(fact, words) for fact in judged)), "")
    light = light_html(report, renderer, standing.light, mark)
    body = f'<p class="text">{text}</p>' if text else ""
    parts = (f"<h3>{name}</h3>", big, light, body, chance)
    written = "\n".join(part for part in parts if part)
    return f'<section class="answer">{written}</section>'


def cards_html(cards: list[str]) -> str:
    """Write cards side by side."""
    joined = "\n".join(cards)
    return f'<div class="answers">{joined}</div>'
