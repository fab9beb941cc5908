"""What the overview shows: standing of targets, targets ahead, largest projects.

Every number is a fact of the results; a frame is empty where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

import pandas as pd

from jjinvest.core.access import allows
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_key
from jjinvest.core.units import is_counted
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.ledger_indicators import largest_projects
from jjinvest.metrics.lights import (
    GREEN,
    RED,
    YELLOW,
    Light,
    LightRule,
    as_shown,
    is_of_rate,
    light_of,
    light_of_target,
    light_rules,
)
from jjinvest.metrics.targets import measure, target_fact_id
from jjinvest.quality.reconciliation.accused import required_alone
from jjinvest.reporting.names_in_text import name_in_text
from jjinvest.reporting.tables import ledger
from jjinvest.reporting.tables.breakdowns import projects
from jjinvest.reporting.tables.cells import (
    Badge,
    Bilingual,
    ChanceInWords,
    FactName,
    Ranged,
    Term,
    Terms,
    aims_apart,
    cells,
    named,
    with_aims_apart,
)
from jjinvest.reporting.tables.contradicted_light import light_as_required
from jjinvest.reporting.tables.latest_known import LEDGER
from jjinvest.reporting.tables.outlook import chance_of, why_no_chance
from jjinvest.reporting.tables.parts_of_total import may_be_seen
from jjinvest.reporting.tables.releases import revisions
from jjinvest.reporting.tables.sentences import HEADLINE, aim, growth_of_ledger, headline_ids, is_reached
from jjinvest.results.fact_groups import is_check
from jjinvest.results.results import Results

MOST_LISTED = 10
"""Projects that the overview lists."""
FOREIGN_FUNDS = "foreign_funds"
MOST_STANDINGS = 6
"""Measures whose standing the overview shows at most; targets come first."""


@dataclass(frozen=True)
class Standing:
    """Where one measure of the period stands, against its target if there is one.

    Attributes
    ----------
    completion
        None of a share or rate: it is reached or not.
    light
        By completion once the year is over or the target is reached, else by the pace.
    chance
        Of reaching the target by the end of the year in progress.
    """

    item: FactName
    aim: Term | Terms | None = None
    actual: Fact | None = None
    target: Fact | None = None
    completion: Fact | None = None
    gap: Fact | None = None
    pace_gap: Fact | None = None
    growth: Fact | None = None
    monthly_needed: Fact | None = None
    chance: Fact | None = None
    light: Light | None = None
    chance_light: Light | None = None
    implied: bool = False


def light_badge(light: Light | None) -> Badge | None:
    """Mark of a light: its colour in words and as a disc."""
    return None if light is None else Badge(light.colour, word=f"light_{light.colour}")


def names_of(found: list[Standing], words: Vocabulary) -> list[str]:
    """Name of each measure; with the target, such as 市级年度目标, where one measure has several targets."""
    names = [name_in_text(each.item.id, words) for each in found]
    template = words.message("standing.of_several")
    pairs = list(zip(names, found, strict=True))
    of_several = aims_apart(each.aim if names.count(name) > 1 else None for name, each in pairs)
    return [
        name if of_one is None else template.format(item=name, aim=named(of_one, words))
        for name, of_one in zip(names, of_several, strict=True)
    ]


def standings(results: Results) -> list[Standing]:
    """Targets of the year with an actual number, completions alone, totals without a target; parts last."""
    found, covered = list[Standing](), set[FactId]()
    targets = results.workspace.targets
    for target, others in targets_once(targets[targets["year"] == results.year]):
        key = FactId.of(results.period, measure(target))
        numbers = {
            name: results.facts.get(target_fact_id(target, results.period, name))
            for name in ("completion", "excess", "pace_gap")
        }
        numbers["pace_gap"] = pace_of(results, numbers["pace_gap"])
        if key not in results.facts and numbers["completion"] is None:
            continue
        covered |= {key, *(target_fact_id(t, results.period, "completion") for t in (target, *others))}
        found.append(_against_target(results, key, target, numbers, others))
    found += _completions_alone(results, covered)
    found += _without_target(results, covered)
    seen = [standing for standing in found if _may_be_seen(results, standing)]
    return sorted(seen, key=_is_of_a_part)


def pace_of(results: Results, gap: Fact | None) -> Fact | None:
    """Distance of a target to the pace; where others contradict the published one alone, what they require.

    A completion of 71.70 % after eight months is ahead of the calendar, whatever distance the text states.
    """
    return None if gap is None else required_alone(results.accused).get(gap.id, gap)


def most_urgent(found: list[Standing]) -> list[Standing]:
    """Measures that the overview has cards for: where there are too many, parts behind come before others."""
    if len(found) <= MOST_STANDINGS:
        return found
    wholes = [each for each in found if not _is_of_a_part(each)]
    parts = sorted((each for each in found if _is_of_a_part(each)), key=_urgency)
    kept = [*wholes, *parts][:MOST_STANDINGS]
    return [each for each in found if each in kept]


def _urgency(standing: Standing) -> tuple[int, float]:
    """Colour of the light; of those behind, the completion: the least comes first."""
    colours = (RED, YELLOW, GREEN)
    light = len(colours) if standing.light is None else colours.index(standing.light.colour)
    completion = None if standing.completion is None else standing.completion.value
    is_behind = light < colours.index(GREEN) and completion is not None
    return light, completion if is_behind and completion is not None else inf


def _may_be_seen(results: Results, standing: Standing) -> bool:
    """Whether the readers may see what a measure has reached; a card with a withheld number says nothing."""
    facts = (standing.actual, standing.completion, standing.growth, standing.chance)
    return all(may_be_seen(results, fact) for fact in facts if fact is not None)


def _is_of_a_part(standing: Standing) -> bool:
    """Whether a measure is of a park, a task force or another part; all and 市外 projects come first."""
    return bool(set(FactId(standing.item.id).parts[1:]) - {"out_of_city"})


def targets_once(targets: pd.DataFrame) -> Iterator[tuple[pd.Series, list[pd.Series]]]:
    """Each measure and number that is set as a target, with further targets that set the same; own first."""
    same: dict[tuple[object, ...], list[pd.Series]] = {}
    for _, target in targets.iterrows():
        number = (
            measure(target),
            *(target[name] for name in ("year", "value", "unit", "relation", "evidence")),
        )
        same.setdefault(number, []).append(target)
    for found in same.values():
        own_first = sorted(found, key=lambda target: target["authority"] not in ("", "district"))
        yield own_first[0], own_first[1:]


def aims(target: pd.Series, others: list[pd.Series]) -> Term | Terms:
    """Name of the targets that set one number."""
    keys = dict.fromkeys(aim(each["authority"]).key for each in (target, *others))
    return Terms(tuple(keys), "both") if len(keys) > 1 else Term(*keys)


def _against_target(
    results: Results,
    key: FactId,
    target: pd.Series,
    numbers: dict[str, Fact | None],
    others: list[pd.Series],
) -> Standing:
    chance = None if results.complete_year else chance_of(results, target)
    judged = (numbers[name] for name in ("completion", "excess", "pace_gap"))
    light = light_of_target(*judged, complete_year=results.complete_year)
    return Standing(
        FactName(key, with_period=False),
        aims(target, others),
        results.facts.get(key),
        results.facts[target["target_id"]],
        None if is_of_rate(numbers["excess"]) else numbers["completion"],
        numbers["excess"],
        numbers["pace_gap"],
        _growth(results, key),
        None
        if results.complete_year
        else results.facts.get(target_fact_id(target, results.year, "monthly_needed")),
        chance,
        light_as_required(results, light, numbers["completion"]),
        light_of(chance, light_rules()["chance"]),
        target["evidence"] == "implied",
    )


def _growth(results: Results, fact_id: FactId) -> Fact | None:
    """Growth of a number, published or computed from published ones, else that of the ledger."""
    return results.facts.get(fact_id / "growth") or growth_of_ledger(results, fact_id)


def _completions_alone(results: Results, covered: set[FactId]) -> Iterator[Standing]:
    """Completions of targets that have no number: published, or from a published distance to the pace."""
    for fact in results.facts.values():
        own = fact.period == results.period and fact.id.period == period_key(results.period)
        known = own and fact.evidence in ("published", "computed") and fact.id.statistic == "completion"
        if known and LEDGER not in fact.id.parts and not is_check(fact.id) and fact.id not in covered:
            subject = fact.id.subject
            covered.add(subject)
            gap = pace_of(results, results.facts.get(fact.id.with_statistic("pace_gap")))
            yield Standing(
                FactName(subject, with_period=False),
                aim(fact.id.authority),
                results.facts.get(subject),
                completion=fact,
                pace_gap=gap,
                growth=_growth(results, subject),
                light=light_of_target(fact, None, gap, complete_year=results.complete_year),
            )


def _without_target(results: Results, covered: set[FactId]) -> Iterator[Standing]:
    """Totals of the period without a target, amounts first; the number of projects leads the page.

    Where only parks and other places have numbers, nothing leads the page, and each of them has a card.

    Where the number of projects signed is not known, the first other number of projects has a card; where the
    total of funds is not, those of each origin that was published have one.
    """
    funds = FactId.of(results.period, "funds_in_place")
    ids = [FactId.of(results.period, metric, part) for metric in HEADLINE[1:] for part in ("", "out_of_city")]
    if funds not in results.facts:
        published = (fact.id for fact in results.facts.values() if fact.evidence == "published")
        ids += [i for i in published if i.below(funds) is not None and i.parts[1:-1] == ("origin",)]
    wholes = (FactId.of(results.period, metric) for metric in HEADLINE)
    leads = bool(headline_ids(results, of_places=False)) or any(each in results.facts for each in wholes)
    ids += [fact_id for fact_id in headline_ids(results) if fact_id.metric != HEADLINE[0] or not leads]
    known = [fact_id for fact_id in ids if fact_id in results.facts]
    usual = [fact_id for fact_id in known if fact_id.metric in (*HEADLINE, FOREIGN_FUNDS)]
    if usual and FactId.of(results.period, HEADLINE[0]) not in results.facts:
        counts = (fact_id for fact_id in known if is_counted(results.facts[fact_id].unit))
        usual += [fact_id for fact_id in counts if fact_id not in covered][:1]
    for fact_id in dict.fromkeys((leads and usual) or known):
        if fact_id not in covered:
            actual, growth = results.facts[fact_id], _growth(results, fact_id)
            yield Standing(FactName(fact_id, with_period=False), actual=actual, growth=growth)


def targets_ahead(results: Results) -> pd.DataFrame:
    """Each target of the year ahead with its light, the growth that it needs, and its chance."""
    year, targets = results.outlook.year_ahead, results.workspace.targets
    rows = []
    for target, others in targets_once(targets[targets["year"] == year]):
        reached = is_reached(results, target)
        chance = chance_of(results, target)
        missing = why_no_chance(results, target)
        rows.append(
            {
                "item": FactName(FactId.of(year, measure(target)), with_period=False),
                "authority": aims(target, others),
                "target": results.facts[target["target_id"]],
                "growth_needed": results.facts.get(target_fact_id(target, year, "growth_needed")),
                "chance_in_words": Term(missing) if chance is None else ChanceInWords(chance),
                "chance": chance,
                "chance_range": Ranged(chance) if chance is not None and has_range(chance) else None,
                "chance_light": light_badge(
                    Light(GREEN, "completion", GREEN)
                    if reached
                    else light_of(chance, light_rules()["chance"])
                ),
            }
        )
    columns = ["item", "authority", "chance_light", "chance_in_words", "chance", "chance_range"]
    rows.sort(key=_comes_later)
    table = cells(rows, [*columns, "target", "growth_needed"])
    if not table["item"].duplicated().any() and not any(isinstance(a, Terms) for a in table["authority"]):
        table = table.drop(columns="authority")
    return with_aims_apart(table).dropna(axis="columns", how="all")


def _comes_later(row: Mapping[str, object]) -> tuple[bool, bool]:
    """Order of targets ahead: totals before parts, those with a chance before those without."""
    item = row["item"]
    of_part = isinstance(item, FactName) and len(FactId(item.id).parts) > 1
    return of_part and row["chance"] is None, of_part


def targets_alone(results: Results) -> pd.DataFrame:
    """Targets of the year in progress whose measure has no number of the period, and so no card."""
    table = targets_ahead(results)
    on_cards = {standing.target.id for standing in standings(results) if standing.target is not None}
    if table.empty:
        return table
    alone = table[[fact.id not in on_cards for fact in table["target"]]]
    return alone.dropna(axis="columns", how="all")


def has_range(chance: Fact) -> bool:
    """Whether methods or assumptions of the forecast give chances that are written differently."""
    if chance.value is None or chance.low is None or chance.high is None:
        return False
    return as_shown(chance, chance.low) != as_shown(chance, chance.high)


def other_light(chance: Fact) -> bool:
    """Whether a method or an assumption of the forecast gives a chance of another light."""
    if chance.low is None or chance.high is None:
        return False
    rule = light_rules()["chance"]
    ends = (chance.low, chance.high if chance.value is None else chance.value, chance.high)
    return len({rule.of_number(as_shown(chance, each)) for each in ends}) > 1


def rules(results: Results) -> pd.DataFrame:
    """Thresholds of each rule of the lights; that of the score where the office has one."""
    known = dict(light_rules())
    if (cards := results.workspace.rules.scorecards) is not None:
        ends = float(cards.district.green_from), float(cards.district.yellow_from)
        known["assessment"] = LightRule("assessment", *ends)
    rows = [
        {
            "light_rule": Term(f"rule_of_{name}"),
            "green_from": _threshold(rule.green_from, name),
            "yellow_from": _threshold(rule.yellow_from, name),
        }
        for name, rule in known.items()
    ]
    return cells(rows, ["light_rule", "green_from", "yellow_from"])


def _threshold(number: float, name: str) -> str:
    return f"{100 * number if name == 'chance' else number:g}".replace("-", "−")


def largest_listed(results: Results) -> pd.DataFrame:
    """The largest projects by name: the ledger's where the reader may see them, else those published.

    Where no name may be seen, what the largest ones make up together.
    """
    own = results.ledger
    if own is not None and own.workspace.ledger is not None and allows(results.workspace.tier, "government"):
        named = largest_projects(own.workspace.ledger, own.period).head(MOST_LISTED)
        head = FactId.of(own.period, "agreed_amount", "largest")
        rows = [
            {
                "project": Bilingual(str(row["project_name"]), str(row["project_name"])),
                "amount": own.facts[head / place],
                "chain": Term(row["chain"], "chain")
                if isinstance(row["chain"], str) and row["chain"]
                else None,
            }
            for place, row in enumerate(named.to_dict("records"), start=1)
        ]
        return cells(rows, ["project", "amount", "chain"]).dropna(axis="columns", how="all")
    published = projects(results)
    if len(published):
        ranked = published.sort_values(
            "amount", key=lambda facts: facts.map(lambda fact: -(fact.value or 0.0)), kind="stable"
        )
        kept = [name for name in ("project", "amount", "chain") if name in ranked]
        return ranked[kept].head(MOST_LISTED).reset_index(drop=True)
    joint = ledger.largest(own)
    kept_rows = [
        all(not isinstance(c, Fact) or may_be_seen(results, c) for c in row) for row in joint.to_numpy()
    ]
    return joint[kept_rows].reset_index(drop=True) if len(joint) else joint


def revised_figures(results: Results) -> pd.DataFrame:
    """Published figures and targets of the last release that differ today; checks of them are no figures."""
    table = revisions(results)
    published = [
        isinstance(cell, Fact) and cell.evidence in ("published", "target") and not is_check(cell.id)
        for cell in table["now"]
    ]
    return table[published].reset_index(drop=True)
