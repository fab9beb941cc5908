"""Whether the numbers hold together: a light that is never green on nothing, and its reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jjinvest.core.access import allows
from jjinvest.core.fact_id import FactId
from jjinvest.metrics.lights import GREEN, RED, YELLOW, Light
from jjinvest.quality.reconciliation.ledger_comparison import figures_not_compared
from jjinvest.reporting import tables
from jjinvest.reporting.tables import sentences
from jjinvest.reporting.tables.cells import FactName
from jjinvest.reporting.tables.revised import key_of_change
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.core.facts import Fact
    from jjinvest.quality.reconciliation.accused import AccusedFigure
    from jjinvest.results.results import Results

MOST_CONTRADICTING = 2
"""Contradictions that the line on trust names."""
MOST_ACCUSED = 3
"""Figures of one contradiction that the line on trust names at most."""
MOST_NOT_COMPARED = 3
"""Figures that were not compared with the ledger that the line on trust names."""
MOST_RESTATED = 3
"""Restated amounts that the line on trust names; page 60 has them all."""


def trust_light(results: Results) -> Light | None:
    """Light of the data: red with a contradiction, yellow with restated, left out or lost rows, else green.

    A published figure that differs from the ledger is yellow: neither of the two need be wrong.

    None where nothing could be checked: no two figures are related and there is no ledger.
    """
    counts = {name: _count(results, f"checks.{name}") for name in ("total", "contradicts", "restated")}
    rows, left_out = (_ledger_count(results, name) for name in ("ledger_rows", "ledger_rows.left_out"))
    if not counts["total"] and not rows:
        return None
    if counts["contradicts"]:
        return Light(RED, "trust", RED)
    if _count(results, "ledger_checks.differs"):
        return Light(YELLOW, "trust", "differs")
    if counts["restated"] or left_out:
        return Light(YELLOW, "trust", YELLOW)
    if any(_ledger_count(results, f"ledger_rows.{name}") for name in ("gone", "gone_paid", "gone_signed")):
        return Light(YELLOW, "trust", "gone")
    if _ledger_count(results, "ledger_rows.years_left_blank"):
        return Light(YELLOW, "trust", "blank")
    if _ledger_count(results, "ledger_rows.funds_left_blank"):
        return Light(YELLOW, "trust", "unfilled")
    return Light(GREEN, "trust", GREEN if counts["total"] else "rows")


def _count(results: Results, name: str) -> float:
    fact = results.get(f"now.{name}")
    return 0.0 if fact is None or fact.value is None else fact.value


def _ledger_count(results: Results, name: str) -> float:
    return 0.0 if results.ledger is None else _count(results.ledger, name)


REVISED = {"_restated": "_revised"}
"""Ends of messages on the checks that are others here; ``overview.trust_restated`` is about one number."""


def trust_sentences(results: Results) -> list[Sentence]:
    """How many checks agree, what was restated, and how much of the ledger is used."""
    found = list[Sentence]()
    counts: dict[str, Any] = {
        name: fact
        for name in ("total", "agrees", "contradicts", "restated", "not_recomputable")
        if (fact := results.get(f"now.checks.{name}")) is not None
    }
    if len(counts) == len(("total", "agrees", "contradicts", "restated", "not_recomputable")):
        failing = results.get("now.checks.failing")
        end = sentences.outcome_of_checks(lambda name: results.get(f"now.checks.{name}"))
        key = (
            f"overview.trust{REVISED.get(end, end)}" if counts["total"].value else "overview.trust_unrelated"
        )
        if failing is not None:
            counts = {**counts, "failing": failing}
        if counts["total"].value or counts["not_recomputable"].value:
            found.append(Sentence(key, counts))
    found += [contradiction(accused) for accused in results.accused[:MOST_CONTRADICTING]]
    found += _against_ledger(results)
    if results.ledger is not None:
        rows: dict[str, Any] = {
            name: results.ledger.get(f"now.{key}")
            for name, key in (("rows", "ledger_rows"), ("left_out", "ledger_rows.left_out"))
        }
        if None not in rows.values():
            found.append(Sentence("overview.trust_ledger", rows))
        if (gone := results.ledger.get("now.ledger_rows.gone")) is not None:
            found.append(Sentence("overview.trust_gone", {"gone": gone}))
        if (gone := results.ledger.get("now.ledger_rows.gone_signed")) is not None:
            found.append(_gone_signed(results, gone))
        found += missing_funds(results)
    found += _restated(results)[:MOST_RESTATED]
    return found or [Sentence("overview.trust_none", {})]


def _gone_signed(results: Results, gone: Fact) -> Sentence:
    """Say that last year's numbers hold projects that the ledger no longer has, and what ledger had them."""
    state = results.workspace.ledger
    until = "" if state is None else state.gone_until(int(results.period[:4]) - 1)
    return Sentence("overview.trust_gone_signed", {"gone": gone, "until": until})


def missing_funds(results: Results) -> list[Sentence]:
    """Say what sums of funds may lack: projects that left the ledger, and rows with blanks."""
    blanks = {
        name: None if results.ledger is None else results.ledger.get(f"now.ledger_rows.{name}")
        for name in ("years_left_blank", "funds_left_blank")
    }
    said = [
        Sentence(f"overview.trust_{name}", {"rows": fact})
        for name, fact in blanks.items()
        if fact is not None
    ]
    return [*_funds_of_gone(results), *said]


def _funds_of_gone(results: Results) -> list[Sentence]:
    """Say that no number has the funds of projects that left the ledger; how much, where it may be said."""
    paid, funds = (
        None if results.ledger is None else results.ledger.get(f"now.{name}.gone_paid")
        for name in ("ledger_rows", "amount")
    )
    if paid is None:
        return []
    if funds is None or not allows(results.workspace.tier, funds.tier):
        return [Sentence("overview.trust_gone_funds", {"paid": paid})]
    return [Sentence("overview.trust_gone_paid", {"paid": paid, "funds": funds})]


def _restated(results: Results) -> list[Sentence]:
    """Numbers that a later text changed, with both values: amounts of projects, then other figures."""
    projects, checks = tables.projects(results), results.checks
    changed = list[dict[str, Any]]()
    if "earlier_published" in projects:
        changed += [
            {"item": row["project"], "earlier": row["earlier_published"], "later": row["amount"]}
            for row in projects[projects["earlier_published"].notna()].to_dict("records")
        ]
    again = checks[(checks["rule"] == "repeated") & (checks["verdict"] == "restated")]
    changed += [
        {"item": FactName(row["fact_id"]), "earlier": row["computed"], "later": row["published"]}
        for row in again.to_dict("records")
        if row["computed"] is not None and "project" not in FactId(row["fact_id"]).parts
    ]
    return [Sentence(_key_of_change(content, results), content) for content in changed]


def _key_of_change(content: Mapping[str, Any], results: Results) -> str:
    """Message on a changed number; those of projects are corrections."""
    item, later = content["item"], content["later"]
    if not isinstance(item, FactName):
        return "overview.trust_restated"
    return key_of_change(FactId(item.id), later, results.facts.get)


def contradiction(accused: Sequence[AccusedFigure]) -> Sentence:
    """Name the figures of one contradiction, any of which may be the wrong one, as `check` names them."""
    known = [each for each in accused if each.required is not None]
    if len(known) != len(accused) or len(known) > MOST_ACCUSED:
        first = next((each for each in accused if each.is_determined), accused[0])
        content: dict[str, Any] = {"item": FactName(first.fact_id), "published": first.published}
        if first.required is None:
            return Sentence("overview.trust_contradicting_others", content)
        return Sentence("overview.trust_contradicting_first", content | {"computed": first.required})
    end = "" if len(known) == 1 else f"_{len(known)}"
    numbers = {
        f"{name}{place if end else ''}": cell
        for place, each in enumerate(known, start=1)
        for name, cell in (
            ("item", FactName(each.fact_id)),
            ("published", each.published),
            ("computed", each.required),
        )
    }
    return Sentence(f"overview.trust_contradicting{end}", {n: c for n, c in numbers.items() if c is not None})


def _against_ledger(results: Results) -> list[Sentence]:
    """How many published figures differ from the ledger, and the first ones with both numbers."""
    counts = {
        name: results.get(f"now.ledger_checks.{name}") for name in ("compared", "differs", "not_compared")
    }
    differs = counts["differs"]
    if differs is None or counts["compared"] is None:
        return []
    frame = results.comparison
    others = figures_not_compared(frame, results.workspace.figures)
    some = "_some" if counts["not_compared"] else ""
    if not differs.value:
        agreeing = {name: fact for name, fact in counts.items() if fact and name != "differs"}
        return [Sentence(f"overview.trust_compared_agree{some}", agreeing), *not_compared_sentences(others)]
    order = {name: place for place, name in enumerate(sentences.HEADLINE)}
    rows = sorted(
        frame[frame["verdict"] == "differs"].to_dict("records"),
        key=lambda row: (
            row["published"].period != results.period,
            order.get(".".join(FactId(row["fact_id"]).parts), len(order)),
        ),
    )
    seen = [row for row in rows if allows(results.workspace.tier, row["from_ledger"].tier)]
    named = [
        Sentence(
            "overview.trust_differing",
            {
                "item": FactName(row["fact_id"]),
                "published": row["published"],
                "from_ledger": row["from_ledger"],
            },
        )
        for row in seen[:MOST_CONTRADICTING]
    ]
    return [
        Sentence(f"overview.trust_compared{some}", {name: fact for name, fact in counts.items() if fact}),
        *named,
        *not_compared_sentences(others),
    ]


def not_compared_sentences(others: Sequence[FactId]) -> list[Sentence]:
    """Name the published figures that were not compared with the ledger: the first ones of many."""
    if not others:
        return []
    some = others[:MOST_NOT_COMPARED]
    end = "_more" if len(others) > len(some) else "" if len(some) == 1 else f"_{len(some)}"
    named = {f"item{place if end else ''}": FactName(str(each)) for place, each in enumerate(some, start=1)}
    return [Sentence(f"overview.trust_not_compared{end}", named)]
