"""Page 80, projects: a card for each project of the ledger, for the bureau alone.

The notebook of this page is planned only for runs of the internal tier; each of its outputs is of that tier
besides, so that no other run can publish it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from jjinvest.core.project import find_root
from jjinvest.ledger.fields import BY_NAME, field_label
from jjinvest.ledger.store.project_history import project_history
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.tables.project_cards import TIER, ProjectCard, StageEntry, project_cards

if TYPE_CHECKING:
    from pathlib import Path

    from jjinvest.reporting.report import Report

LABELLED = ("task_force", "chain", "park", "channel")
"""Columns whose cells are keys of labels."""


def cards_of(report: Report, root: Path | None = None) -> list[ProjectCard]:
    """Return the cards of the report's ledger; none without a ledger."""
    results = report.results
    state = results.workspace.ledger
    if state is None:
        return []
    folder = (root or find_root()) / "data" / results.workspace.district
    return project_cards(results, project_history(folder, state.number))


def lead(report: Report, cards: list[ProjectCard]) -> None:
    """Open the page: how many projects there are, and how to find one; or that there is no ledger."""
    if not cards:
        report.nothing("projects.none")
        return
    renderer = report.renderer()
    report.block(f'<p class="text">{report.written(renderer, "projects.lead")}</p>', renderer, tier=TIER)


def index(report: Report, cards: list[ProjectCard]) -> None:
    """List of the projects by stage, each with its amount and chance, linked to its card."""
    report.section("projects_index")
    if not cards:
        return
    renderer = _renderer(report)
    rows = "".join(_index_row(renderer, card) for card in cards)
    names = (("project", ""), ("stage", ""), ("agreed_amount", "number"), ("p_sign", "number"))
    heads = "".join(
        f'<th scope="col" class="{kind}">{_message(renderer, f"col.{name}")}</th>' for name, kind in names
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    label = _message(renderer, "section.projects_index")
    report.block(
        f'<div class="scroll table-scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>',
        renderer,
        tier=TIER,
    )


def cards(report: Report, listed: list[ProjectCard]) -> None:
    """Publish the cards, folded, under a heading for each stage."""
    report.section("projects_cards")
    if not listed:
        return
    renderer = _renderer(report)
    html = "".join(
        f"<h3>{renderer.escaped(renderer.words.label(stage))}</h3>"
        + "".join(card_html(renderer, card) for card in of_stage)
        for stage, of_stage in groupby(listed, key=lambda card: card.stage)
    )
    report.block(html, renderer, tier=TIER)


def card_html(renderer: Renderer, card: ProjectCard) -> str:
    """Write a card: what the ledger says of a project, its share of the forecast, payments, dated stages."""
    words, escaped = renderer.words, renderer.escaped
    since = f" · {escaped(words.day(card.since))}" if card.since else ""
    rows = [(words.column("project_code"), escaped(card.code))] if card.code else []
    rows.append((words.column("stage"), f"{escaped(words.label(card.stage))}{since}"))
    rows += [
        (_field(renderer, name), _described(renderer, name, text)) for name, text in card.described.items()
    ]
    rows += [(_field(renderer, name), _number(renderer, fact)) for name, fact in card.amounts.items()]
    if card.chance is not None and card.expected is not None and card.share is not None:
        rows += [
            (words.message("col.p_sign"), _number(renderer, card.chance)),
            (words.message("col.expected_amount"), _number(renderer, card.expected)),
            (words.message("col.forecast_share"), _number(renderer, card.share)),
        ]
    about = "".join(f"<dt>{escaped(head)}</dt><dd>{value}</dd>" for head, value in rows)
    name = escaped(card.name or card.code)
    body = (
        f"<p><strong>{name}</strong></p><dl>{about}</dl>{_payments(renderer, card)}{_log(renderer, card.log)}"
    )
    return (
        f"<details><summary>{name}</summary>"
        f'<section class="provenance" id="{card.anchor}">{body}</section></details>'
    )


def _renderer(report: Report) -> Renderer:
    """Return a renderer whose numbers have no links: a page of hundreds of projects stays light."""
    return Renderer(report.words, report.citations, links=False)


def _index_row(renderer: Renderer, card: ProjectCard) -> str:
    name = renderer.escaped(card.name or card.code)
    amount, chance = card.amounts.get("agreed_amount"), card.chance
    numbers = "".join(
        f'<td class="number">{"—" if fact is None else _number(renderer, fact)}</td>'
        for fact in (amount, chance)
    )
    stage = renderer.escaped(renderer.words.label(card.stage))
    return f'<tr><th scope="row"><a href="#{card.anchor}">{name}</a></th><td>{stage}</td>{numbers}</tr>'


def _payments(renderer: Renderer, card: ProjectCard) -> str:
    """Funds by year and quarter; that none arrived is said too."""
    title = _message(renderer, "projects.payments")
    if not card.payments:
        return f'<p class="empty">{_message(renderer, "projects.no_payments")}</p>'
    rows = "".join(
        f'<tr><th scope="row">{renderer.escaped(renderer.words.period(period))}</th>'
        f'<td class="number">{_number(renderer, fact)}</td></tr>'
        for period, fact in card.payments
    )
    return f"<table><caption>{title}</caption><tbody>{rows}</tbody></table>"


def _log(renderer: Renderer, entries: Iterable[StageEntry]) -> str:
    """Dated stages in the order of the imports."""
    rows = "".join(
        f"<tr><td>{renderer.escaped(_import(renderer, entry))}</td>"
        f"<td>{renderer.escaped(_field(renderer, entry.field))}</td>"
        f"<td>{renderer.escaped(_value(renderer, entry, entry.before))}</td>"
        f"<td>{renderer.escaped(_value(renderer, entry, entry.after))}</td></tr>"
        for entry in entries
    )
    if not rows:
        return ""
    heads = "".join(
        f'<th scope="col">{_message(renderer, f"col.{name}")}</th>'
        for name in ("import", "log_entry", "before", "after")
    )
    title = _message(renderer, "projects.log")
    return f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _import(renderer: Renderer, entry: StageEntry) -> str:
    words = renderer.words
    month = words.period(entry.month) if entry.month else "—"
    return words.message("projects.import").replace("{number}", str(entry.number)).replace("{month}", month)


def _value(renderer: Renderer, entry: StageEntry, text: str) -> str:
    if not text:
        return "—"
    return renderer.words.label(text) if entry.field == "stage" else text


def _field(renderer: Renderer, name: str) -> str:
    """Name of a column of the ledger."""
    words = renderer.words
    return field_label(name, words.language) if name in BY_NAME else words.column(name)


def _described(renderer: Renderer, name: str, text: str) -> str:
    words = renderer.words
    if name in LABELLED:
        return renderer.escaped(words.member(name, text))
    return renderer.escaped(words.label(f"light_{text}") if name == "light" else text)


def _number(renderer: Renderer, fact: object) -> str:
    return renderer.escaped(renderer.text(fact))


def _message(renderer: Renderer, key: str) -> str:
    return renderer.escaped(renderer.words.message(key))
