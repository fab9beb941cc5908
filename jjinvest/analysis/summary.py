"""What an analysis shows of itself: its district, period, day and what there is of it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from jjinvest.analysis.opened import HOW

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened


def as_text(d: Opened, notes: Iterable[str]) -> str:
    """What there is, one entry a line."""
    return "\n".join(f"{label}: {text}" for label, text in _entries(d, notes))


def as_html(d: Opened, notes: Iterable[str]) -> str:
    """What there is, as a table."""
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in _entries(d, notes)
    )
    return f"<table>{rows}</table>"


def _entries(d: Opened, notes: Iterable[str]) -> list[tuple[str, str]]:
    """What there is, in pairs of label and text."""
    workspace, state = d.results.workspace, d.results.workspace.ledger
    profile = workspace.profile
    name = profile.name[d.language] + (" (synthetic 合成)" if profile.synthetic else "")
    pairs = [
        ("地区 district", name),
        ("期间 period", f"{d.words.period(d.period)} ({d.results.run_period})"),
        ("截至 as of", str(d.as_of)),
        ("公布数 d.figures", str(len(workspace.figures))),
        ("目标 d.targets", str(len(workspace.targets))),
    ]
    if state is not None:
        number = f"{len(state.projects)}, {state.stands_on}"
        pairs += [("台账 d.ledger", number), ("到位 d.payments", str(len(state.payments)))]
    pairs += [("提示 d.notes", note) for note in notes]
    pairs.append(("结果 results", f"{HOW[d._origin.how]} {d._origin.when}".rstrip()))
    return pairs
