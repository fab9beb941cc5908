"""The outlook of a circular: forecast and chance, what they depend on, why they changed, what is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.decompose import REASONS
from jjinvest.metrics.lights import REACHED, side_of_target
from jjinvest.reporting.circular.blocks import Text
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.names_in_text import names_in_text
from jjinvest.reporting.pages.expected import is_wide
from jjinvest.reporting.tables.leaders import has_range
from jjinvest.reporting.tables.releases import SIGNED_AND_PASSED, main_reason
from jjinvest.reporting.tables.sentences import HEADLINE

METHODS = ("pooled", "ledger", "", "mid_year")
"""Parts of the ids of forecasts, that of the method which the pages lead with first."""
ONE_PROJECT = "project_size"
"""Metric of a target on the size of one project."""
MIN_SWING = 2.0
"""Change of a chance, in percentage points, from which an assumption is named."""
FORECASTS = ("agreed_amount.pooled", "agreed_amount.mid_year", "agreed_amount.ledger", "agreed_amount")
"""Forecasts of the agreed amount, the one that the pages lead with first."""


def outlook(writer: Writer) -> list[Text | None]:
    """What is expected of the year ahead or in progress, and what each target still needs."""
    facts = writer.facts
    year = {"year": str(facts.year + (1 if facts.complete_year else 0))}
    said: list[Text | None] = []
    stated: Fact | None = None
    if facts.year_overdue:
        said.append(writer.say("circular.year_overdue", year))
    for name in FORECASTS:
        head = f"{facts.ahead}.{name}"
        chance, band = facts.get(f"{head}.p_reach"), facts.get(f"{head}.forecast.band80")
        median = facts.get(f"{head}.forecast.median")
        if chance is None and band is None:
            continue
        target = facts.get(f"{facts.ahead}.agreed_amount.target")
        if median is not None and band is not None:
            wide = "_wide" if is_wide(median, band) else ""
            said.append(writer.say(f"circular.forecast{wide}", {**year, "median": median, "band": band}))
        ends = (facts.get(f"now.agreed_amount.{end}") for end in ("completion", "excess"))
        done = side_of_target(*ends)
        if facts.ahead == "year" and done in REACHED:
            chance = None  # the targets' own sentences say that it is reached
        if chance is not None and target is not None:
            values: dict[str, Fact | str] = {**year, "target": target, "chance": chance}
            key = "circular.chance_range" if has_range(chance) else "circular.chance"
            said.append(writer.say(key, values))
            stated = chance
        said += [*_driver(writer, chance), _change(writer)]
        break
    said += list(_targets_ahead(writer, stated))
    paragraphs = [text for text in said if text]
    if len(paragraphs) == facts.year_overdue:
        paragraphs += [text for text in [writer.say("circular.no_outlook")] if text]
    return [writer.paragraph(paragraphs)]


def _driver(writer: Writer, chance: Fact | None) -> Iterator[Text | None]:
    """What the chance depends on most: a factor that the run tested at both ends, or an assumption."""
    if chance is None:
        return
    head = chance.id / "sensitivity"
    tested = [f for f in writer.facts.by_id.values() if f.id.below(head) and f.id.name == "swing" and f.value]
    for swing in sorted(tested, key=lambda fact: -abs(fact.value or 0.0)):
        case = swing.id.parent
        ends = {end: writer.facts.get(case / end) for end in ("low_at", "low_p", "high_at", "high_p")}
        otherwise = writer.facts.get(chance.id / case.name)
        if otherwise is not None and writer.words.has(f"term.case_{case.name}"):
            if abs(swing.value or 0.0) < MIN_SWING:
                return  # nothing that the run tested changes the chance
            assumed = writer.words.label(f"case_{case.name}")
            assumed = assumed[:1].lower() + assumed[1:]  # within a sentence
            yield writer.say("circular.driver_case", {"assumed": assumed, "chance": otherwise})
            return
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
    if closing is None:
        return None
    reasons = [fact for name in REASONS if (fact := writer.facts.get(f"{head}.by_{name}")) is not None]
    strongest = main_reason([opening, *reasons, closing])
    if not strongest:
        return None
    subject = writer.words.label(opening.id.name.replace("opening_", "why_"))
    values: dict[str, Fact | str] = {"subject": subject, "opening": opening, "closing": closing}
    end = "_actual" if closing.id == actual_id else ""
    if len(strongest) == len(SIGNED_AND_PASSED):
        return writer.say(
            f"circular.change_signed{end}", {**values, "signed": strongest[0], "passed": strongest[1]}
        )
    reason = writer.words.label(strongest[0].id.name)
    key = "circular.change_margin" if opening.id.name == "opening_margin" else "circular.change"
    return writer.say(f"{key}{end}", {**values, "reason": reason, "effect": strongest[0]})


def _targets_ahead(writer: Writer, stated: Fact | None) -> Iterator[Text | None]:
    """What each target ahead needs a month, and its chance; last, those of which none can be given."""
    facts, stop = writer.facts, writer.words.message("circular.stop")
    order = {metric: place for place, metric in enumerate(HEADLINE)}
    targets = sorted(
        facts.of_period(facts.ahead),
        key=lambda fact: (order.get(fact.id.metric, len(order)), len(fact.id.subject.parts)),
    )
    open_ones: dict[tuple[str, str], list[FactId]] = {}
    for target in targets:
        if target.evidence != "target" or target.id.statistic != "target":
            continue
        needed = facts.get(target.id.with_statistic("monthly_needed"))
        is_reached = _is_reached(facts, target)
        chance = None if is_reached else chance_of(facts, target)
        if chance is None and not is_reached:
            authority = target.id.authority or "district"
            open_ones.setdefault((target.id.period, authority), []).append(target.id.subject)
        if chance == stated:
            chance = None
        if chance is not None and target.id.metric == ONE_PROJECT:
            size = writer.words.label(target.id.subject.name)
            key = "circular.any_large" if chance.value is not None else "circular.any_large_between"
            yield writer.say(key, {"year": target.id.period, "size": size, "chance": chance})
            continue
        known: dict[str, Fact | str] = {
            "year": target.id.period,
            "item": writer.name(target.id.subject),
            "aim": writer.words.label(f"aim_{target.id.authority or 'district'}"),
            "target": target,
        }
        said = []
        if needed is not None and (needed.value or needed.low):
            left = "" if facts.complete_year else "_left"
            said.append(writer.say(f"circular.needs{left}", {**known, "needed": needed}))
        if chance is not None:
            said += [] if said else [writer.say("circular.aim", known)]
            said.append(_of_chance(writer, chance))
        if texts := [text for text in said if text]:
            yield writer.joined(texts, "circular.comma", stop)
    if open_ones:
        named = writer.joined(_named(writer, open_ones), "circular.and", stop)
        lead = writer.words.message("circular.no_chance")
        yield Text(lead + named.text, named.numbers)


def _named(writer: Writer, targets: Mapping[tuple[str, str], Sequence[FactId]]) -> list[Text]:
    """Names of targets: the year, what they are of, who set them; parts of one measure share its name."""
    name = writer.words.message("circular.of_open")
    return [
        Text(name.format(year=year, item=writer.spaced(item), aim=writer.words.label(f"aim_{authority}")))
        for (year, authority), subjects in targets.items()
        for item in names_in_text(subjects, writer.words)
    ]


def _is_reached(facts: PublishedFacts, target: Fact) -> bool:
    """Whether a target of the year in progress is reached already."""
    if facts.complete_year:
        return False
    of_period = target.id.in_period(facts.period)
    ends = (facts.get(of_period.with_statistic(end)) for end in ("completion", "excess"))
    return side_of_target(*ends) in REACHED


def _of_chance(writer: Writer, chance: Fact) -> Text | None:
    """Chance of a target named before it, with its range where methods or assumptions differ."""
    if chance.value is None:
        return writer.say("circular.chance_between", {"chance": chance})
    end = "_range" if has_range(chance) else ""
    return writer.say(f"circular.chance_of{end}", {"chance": chance})


def chance_of(facts: PublishedFacts, target: Fact) -> Fact | None:
    """Chance of a target ahead by the method that the pages lead with; None where there is none.

    Several targets of one number have a chance each; that of the target's own value is meant.
    """
    subject = target.id.subject
    if subject.metric == ONE_PROJECT:
        return facts.get(FactId.of(subject.period, "projects_signed", subject.name, "p_any"))
    for part in METHODS:
        head = subject / part / "p_reach"
        for fact in facts.of_period(facts.ahead):
            number = "" if fact.id == head else ".".join(fact.id.below(head) or ("-",))
            is_own = not number or number.replace(".", "").isdecimal()
            if is_own and fact.target is not None and isclose(fact.target, target.value or 0.0):
                return fact
    return None
