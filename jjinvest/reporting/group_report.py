"""The calls with which the notebook of all districts publishes, on what their runs published.

As :class:`jjinvest.reporting.report.Report`, except that there is no workspace: numbers of a district link to
the district's own pages, those of all together to the provenance page beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from jjinvest.core.access import TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import PLACEHOLDER, Vocabulary
from jjinvest.metrics.group import DISTRICT
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.output_records import page_file, provenance_file
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.cells import Linked, Term
from jjinvest.results.group import DistrictRun, Group

FRONT_PAGE = "00_overview"
"""Notebook whose page a district's name links to."""


@dataclass
class GroupRenderer(Renderer):
    """Writes cells; a number of a district links to the provenance page of the district's own run."""

    runs: Mapping[str, DistrictRun] = field(default_factory=dict)

    def provenance_of(self, fact: Fact) -> str:
        """Address on the page of the district, if its run has one in this language; else on the own page."""
        if fact.id.parts[0] != DISTRICT:
            return super().provenance_of(fact)
        run, own = self.runs[fact.id.parts[1]], FactId.of(fact.id.period, *fact.id.parts[2:])
        page = provenance_file(self.words.language)
        return f"{folder_of(run)}/{page}#{quote(own)}" if page in run.files else ""


def folder_of(run: DistrictRun) -> str:
    """Folder of a district's report, as seen from the folder of all districts."""
    return f"../../{quote(run.folder)}/{run.run_period}"


def name_of(run: DistrictRun, language: str) -> Linked:
    """Name of a district with the link to its report in a language, else to its first page."""
    page = page_file(FRONT_PAGE, language)
    file = page if page in run.files else "index.html" if "index.html" in run.files else ""
    return Linked(run.name["zh"], run.name["en"], f"{folder_of(run)}/{file}" if file else "")


class GroupReport(Report):
    """Report of all districts of a project in one period and language.

    Examples
    --------
    In a notebook::

        report = GroupReport.of("2023Q4", language="zh")
        report.header("municipality")
        municipality.league(report)
        report.end()
    """

    def __init__(self, group: Group, language: str, tier: str = TIERS[0]) -> None:
        self.group, self.tier = group, tier
        self.runs = {each.folder: each for each in group.districts}
        names = {f"{DISTRICT}={run.folder}": run.name[language] for run in group.districts}
        plain_words = Vocabulary(language, names)
        measures = {
            measure: plain_words.fact_label(FactId.of(group.period, measure), with_period=False)
            for measure in dict.fromkeys((*group.measures, *group.completions))
        }
        self._begin(Vocabulary(language, names | measures))

    @classmethod
    def of(
        cls, period: str, *, language: str, tier: str = TIERS[0], root: str | Path | None = None
    ) -> GroupReport:
        """Read what all districts published in a quarter and prepare their common report."""
        return cls(Group.open(period, root=root, tier=tier), language, tier)

    def renderer(self) -> Renderer:
        """Return a writer of cells and sentences whose numbers link to the districts' own pages."""
        return GroupRenderer(self.words, {}, runs=self.runs)

    @property
    def _least_tier(self) -> str:
        return TIERS[0]

    @property
    def _readers(self) -> str:
        return self.tier

    def _may_state(self, key: str, tier: str) -> bool:
        """Whether readers may see a message's numbers: the districts' pages left out what they may not."""
        return True

    def _never_seen(self, tier: str) -> bool:
        """Whether a run would leave out what is of a level: the page of all districts has no long tables."""
        return False

    def _dated(self, fact: Fact) -> Fact:
        known = self.group.facts.get(fact.id)
        return replace(fact, as_of=fact.as_of or (known.as_of if known else self.group.as_of or None))

    def _values(
        self, key: str, given: Mapping[str, Fact | Term | str] | None = None
    ) -> dict[str, Fact | str]:
        known = given or {}
        names = (match.group(1) for match in PLACEHOLDER.finditer(self.words.message(key)))
        return {name: self._cell(known[name]) if name in known else self._word(name) for name in names}

    def _word(self, name: str) -> str | Fact:
        """Value of a placeholder: a number of all districts, or a word of the context."""
        if name in self.group.counts:
            return self.group.facts[self.group.counts[name].id]
        words = {
            "group": self.group.name.get(self.words.language, self.words.message("group.unnamed")),
            "period": self.words.period(self.group.period),
            "as_of": self.group.as_of or "—",
        }
        return words[name]

    def known(self, key: str) -> bool:
        """Whether a message exists: messages about all districts name no number that may be missing."""
        return self.words.has(key)

    def header(self, page: str = "municipality", *, title: str = "") -> None:
        """Open the page: title, period, days up to which figures count, districts that report."""
        renderer = self.renderer()
        title = renderer.escaped(title) if title else self.written(renderer, f"page.{page}.title")
        about = "".join(
            f"<div><dt>{self.written(renderer, f'head.{key}.name')}</dt>"
            f"<dd>{self.written(renderer, f'group.head_{key}')}</dd></div>"
            for key in ("period", "as_of", "state")
        )
        mark = ""
        if any(run.synthetic for run in self.group.reporting):
            mark = f'<p class="tier-mark">{self.written(renderer, "group.head_synthetic")}</p>'
        self._show(
            f'<header class="page-head">{mark}<p class="kicker">{self.written(renderer, "group.kicker")}</p>'
            f'<h1>{title}</h1><dl class="meta">{about}</dl></header>',
            renderer,
            title=plain(title),
            running=plain(self.written(renderer, "group.running")),
        )

    def text(
        self,
        key: str,
        *,
        otherwise: str | tuple[str, ...] | None = None,
        tier: str = "public",
        given: Mapping[str, Fact | Term] | None = None,
    ) -> None:
        """Publish a message; `otherwise` is not needed, since messages about all districts always hold."""
        renderer = self.renderer()
        kind = "lead" if ".lead" in key else "text"
        self._show(f'<p class="{kind}">{self.written(renderer, key, given)}</p>', renderer, tier=tier)

    def district(self, folder: str) -> Linked:
        """Name of a district with the link to its report."""
        return name_of(self.runs[folder], self.words.language)
