"""Publish an analyst's own content in a report: each block with its title, its mark and its note."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pandas as pd

from jjinvest.core.access import TIERS, allows, highest
from jjinvest.core.errors import ParameterError
from jjinvest.core.facts import ANALYST
from jjinvest.reporting import own_content

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report


@runtime_checkable
class Headed(Protocol):
    """A frame that has its heads in the reader's words, as those of :func:`jjinvest.open`."""

    def with_heads(self, *, units_in_heads: bool = True) -> pd.DataFrame:
        """Return a plain frame with heads in words and their units, or with the units in ``attrs``."""


def publish_own(
    report: Report, content: object, *, title: str, note: str, tier: str | None, alt: str
) -> None:
    """Publish a frame, a chart or Markdown; see :meth:`jjinvest.reporting.report.Report.show`."""
    level = _level(report, content, tier)
    notes = str(getattr(content, "attrs", {}).get("notes") or "")
    elsewhere = _of_elsewhere(report, content)
    if isinstance(content, Headed):
        content = content.with_heads(units_in_heads=False)
    renderer = report.renderer()
    mark = f'<span class="badge analyst">{renderer.escaped(report.words.label(ANALYST))}</span>'
    head = f"<h3>{renderer.escaped(title)} {mark}</h3>"
    record: dict[str, object] = {}
    if isinstance(content, (pd.DataFrame, pd.Series)):
        cited = {} if elsewhere else getattr(content, "cited", None) or {}
        cells = own_content.as_cells(
            content, title=title, period=report.results.period, tier=level, cited=cited
        )
        body = renderer.table(cells, title, caption_hidden=True)
        record["table"] = report.data_of(f"own_{own_content.file_part(title)}", title, cells)
    elif isinstance(content, str):
        body = own_content.text_html(content)
    elif own_content.is_drawn(content):
        body = _drawn(content, title, alt)
    else:
        raise ParameterError(own_content.unknown(content))
    below = "".join(own_content.text_html(each) for each in (note, elsewhere) if each)
    below += "".join(f"<p>{renderer.escaped(line)}</p>" for line in notes.splitlines())
    report.block(f'<section class="own">{head}{body}{below}</section>', renderer, tier=level, **record)


def _level(report: Report, content: object, tier: str | None) -> str:
    """Access level of a block: the one asked for, else that of its content; a page without it says so.

    Raises
    ------
    ParameterError
        If there is no such level, or it is below that of the content.
    """
    workspace = report.results.workspace
    unknown = TIERS[-1] if workspace.ledger is not None else TIERS[0]  # may hold anything of a ledger
    of_data = getattr(content, "attrs", {}).get("tier")
    level = highest([workspace.tier, str(of_data or unknown)]) if tier is None else tier
    if level not in TIERS:
        raise ParameterError(
            f"没有这个公开级别 no such access level: {level!r}；可用 known: {', '.join(TIERS)}"
        )
    if report.leaves_out and not allows(workspace.tier, level):
        renderer = report.renderer()
        text = renderer.escaped(report.words.message("own.left_out"))
        report.block(f'<p class="empty">{text}</p>', renderer, tier=workspace.tier)
    own = str(of_data or TIERS[0])
    if not allows(level, own):
        raise ParameterError(
            f"表中的数据属于 {own}，不能以 {level} 公布 the data is for {own}, not to be shown at {level}\n"
            f"处理 remedy: tier={own!r}"
        )
    return level


def _drawn(content: object, title: str, alt: str) -> str:
    """Chart as an image in the page, with a text in its place."""
    from jjinvest.reporting.charts.style import to_svg

    figure = own_content.image_of(content)
    image = base64.b64encode(to_svg(figure)).decode()
    text = alt or own_content.described(figure, title)
    return (
        f'<figure><div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<img src="data:image/svg+xml;base64,{image}" alt="{escape(text)}"></div></figure>'
    )


def _of_elsewhere(report: Report, content: object) -> str:
    """Whose numbers a frame has, where they are of another district than the page; else empty."""
    of = getattr(content, "attrs", {}).get("district")
    workspace = report.results.workspace
    if not isinstance(of, dict) or of.get("district") == workspace.district:
        return ""
    synthetic = report.words.message("own.synthetic" if of.get("synthetic") else "own.not_synthetic")
    text = report.words.message("own.other_district").replace("{kind}", synthetic)
    name, page = of["name"][report.words.language], workspace.profile.name[report.words.language]
    return text.replace("{district}", name).replace("{page}", page)
