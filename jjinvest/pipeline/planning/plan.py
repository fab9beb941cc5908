"""Plan of a run: its pages, the hashes of their inputs, and which earlier results are still valid.

This module imports little, since an unchanged run ends here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import yaml

from jjinvest.core.access import TIERS
from jjinvest.core.environment import environment_inputs
from jjinvest.core.errors import ParameterError
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.pipeline.planning.cache import CacheEntry, load_entry
from jjinvest.pipeline.planning.parameters import (
    NotebookParameters,
    RunParameters,
    check_period,
    load_parameters,
    parameters_digest,
)
from jjinvest.reporting.output_records import page_file

REBUILD_ALL = "*"
FORCED = "按要求重做 forced"
"""Reason of a page that is executed because the request names it."""
DRAFTS = Path("notebooks", "drafts")
"""Folder of notebooks that no run publishes unless params/<period>.yaml lists them."""
RUN_FOLDER = re.compile(r"^(?P<period>\d{4}Q[1-4])(?P<day>@\d{4}-\d{2}-\d{2})?$")
"""Folder of a run below that of its district: its quarter, and a day if the run is as of another day."""


@dataclass(frozen=True)
class RunRequest:
    """What the command line asks for, before it is checked."""

    root: Path
    periods: tuple[str, ...]
    districts: tuple[str, ...]
    languages: tuple[str, ...] = LANGUAGES
    jobs: int = 1
    as_of: str | None = None
    force: str | None = None
    wait: bool = False
    warm: bool = True
    only: tuple[tuple[str, str], ...] = ()
    dask: str | None = None

    @property
    def runs(self) -> list[tuple[str, str]]:
        """District and quarter of each run: every pair, or `only` those given."""
        quarters = dict.fromkeys(check_period(period) for period in self.periods)
        return list(self.only or product(self.districts, quarters))


@dataclass(frozen=True)
class Page:
    """One notebook in one language, and the files it is published as.

    A draft blocks nothing: if it fails, the run publishes its other pages.
    """

    notebook: str
    language: str
    draft: bool = False

    @property
    def key(self) -> str:
        """Name of the page without its number: overview, structure and so on."""
        return self.notebook.split("_", 1)[1]

    def file(self, suffix: str) -> str:
        """File name in the period's folder: ``00_overview.zh.html``."""
        return page_file(self.notebook, self.language, suffix)

    def __str__(self) -> str:
        return f"{self.notebook} ({self.language})"


@dataclass(frozen=True)
class PagePlan:
    """A page with what goes into it.

    `source` is the notebook at the time of planning: later edits are for the next run. `entry` is an earlier
    result of the same inputs, or None; `reason` says why there is none.
    """

    page: Page
    source: bytes
    parameters: NotebookParameters
    inputs: Mapping[str, str]
    entry: CacheEntry | None
    reason: str


@dataclass(frozen=True)
class RunPlan:
    """One period of one district; `forced` if nothing of an earlier run may be used.

    `folder` is the period, or period and day (2023Q4@2023-11-30) for a run as of another day than the
    official one, whose report it must not replace.
    """

    root: Path
    district: str
    period: str
    parameters: RunParameters
    pages: tuple[PagePlan, ...]
    folder: str
    forced: bool = False

    @property
    def name(self) -> str:
        """District and period, as shown to people."""
        return f"{self.district} {self.folder}"

    @property
    def outputs(self) -> Path:
        """Folder of everything that runs write."""
        return self.root / "outputs"

    @property
    def final(self) -> Path:
        """Folder the run publishes."""
        return self.outputs / self.district / self.folder

    @property
    def languages_given_up(self) -> list[str]:
        """Languages whose published pages go with this run, as it makes none in them."""
        made = {planned.page.language for planned in self.pages}
        others = [language for language in LANGUAGES if language not in made]
        return [language for language in others if any(self.final.glob(f"[0-9]*.{language}.html"))]

    @property
    def failed(self) -> Path:
        """Folder a failed run is kept in."""
        return self.outputs / ".failed" / self.district / self.folder

    @property
    def work(self) -> Path:
        """Folder the run works in."""
        return self.outputs / ".work" / f"{self.district}-{self.folder}"

    @property
    def cache(self) -> Path:
        """Folder of the executed notebooks that later runs may reuse."""
        return self.outputs / ".cache" / self.district / self.folder

    @property
    def unpublished(self) -> tuple[Path, ...]:
        """Folders of what is not published: they may hold rows of ledgers, only the owner opens them."""
        return tuple(self.outputs / name for name in (".work", ".cache", ".failed"))

    @property
    def reusable(self) -> bool:
        """Whether no notebook needs to be executed."""
        return all(planned.entry is not None for planned in self.pages)

    def without(self, pages: Collection[Page]) -> RunPlan:
        """Return the plan without some pages."""
        return replace(self, pages=tuple(each for each in self.pages if each.page not in pages))


def check_request(request: RunRequest) -> None:
    """Check a request, except for the content of the data.

    Raises
    ------
    ParameterError
        Names what was found, what is expected and the remedy.
    """
    unknown = [language for language in request.languages if language not in LANGUAGES]
    if unknown or not request.languages:
        raise ParameterError(
            f"未知的语言 unknown language: {', '.join(unknown) or '（空）'}\n"
            f"应为 expected: {', '.join(LANGUAGES)}"
        )
    for period in request.periods:
        check_period(period)
    known = districts(request.root)
    for district in request.districts:
        if district not in known:
            raise ParameterError(
                f"没有这个地区的数据 no data of this district: {district}\n"
                f"已有 found: {', '.join(known) or '—'}\n处理 remedy: 检查 --district check --district"
            )
    if not request.only:  # else each run answers for its own: one that is broken does not stop the others
        for district, period in request.runs:
            load_parameters(request.root, period, district, as_of=request.as_of)
    names = [path.stem for path in _notebooks(request.root)]
    if not names:
        raise ParameterError(f"没有笔记本 no notebooks in {(request.root / 'notebooks').as_posix()}")
    names += sorted(draft_page(path.stem) for path in (request.root / DRAFTS).glob("*.ipynb"))
    if request.force not in (None, REBUILD_ALL, *names):
        raise ParameterError(
            f"--force 后应为笔记本名 a notebook's name is expected after --force: {request.force}\n"
            f"已有 found: {', '.join(names)}"
        )


def districts(root: Path) -> list[str]:
    """Return the folders of data/ that hold published figures or a ledger, except worked examples."""
    known = ("*/figures.csv", "*/private/imports.csv")
    folders = {
        root / "data" / path.relative_to(root / "data").parts[0]
        for pattern in known
        for path in (root / "data").glob(pattern)
    }
    return sorted(folder.name for folder in folders if not _examples(folder / "district.yaml"))


def default_district(root: Path, wanted: str | None) -> str:
    """Return the district wanted or, if none is named, the only real one of data/.

    Made-up districts and worked examples do not count.

    Raises
    ------
    ParameterError
        If none is named and there is not exactly one; it lists those there are.
    """
    if wanted is not None:
        return wanted
    folders = sorted(path.parent for path in (root / "data").glob("*/district.yaml"))
    real = [each.name for each in folders if not _says(each / "district.yaml", "examples", "synthetic")]
    if len(real) == 1:
        return real[0]
    known = [each.name for each in folders if not _says(each / "district.yaml", "examples")]
    raise ParameterError(
        f"请指明地区 name the district: --district {known[0] if known else 'NAME'}\n"
        f"已有 found: {', '.join(known) or '—'}"
        + ("" if known else "\n新建 a new one: jjinvest new-district NAME")
    )


def _examples(path: Path) -> bool:
    return _says(path, "examples")


def _says(path: Path, *entries: str) -> bool:
    """Whether a district.yaml says true to one of some entries."""
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):  # a fault is reported when the district's data is checked
        return False
    return isinstance(content, dict) and any(content.get(entry) is True for entry in entries)


def plan_run(request: RunRequest, district: str, period: str) -> RunPlan:
    """Hash the inputs of each page and look up earlier results."""
    root = request.root
    parameters = load_parameters(root, period, district, as_of=request.as_of)
    empty = RunPlan(root, district, period, parameters, (), _folder(request, district, period, parameters))
    common = environment_inputs(root)
    hashes: dict[str, str] = {}
    pages = []
    for language in request.languages:
        for page, path in _pages(root, parameters, language):
            source = _source(path, missing_ok=page.draft)
            values = parameters.of_notebook(district, period, language)
            inputs = page_inputs(source, values, common)
            entry, reason = load_entry(empty.cache, page.file("json"), inputs, root / "data", hashes)
            if request.force in (REBUILD_ALL, page.notebook):
                entry, reason = None, FORCED
            pages.append(PagePlan(page, source, values, inputs, entry, reason))
    return replace(empty, pages=tuple(pages), forced=request.force == REBUILD_ALL)


def page_inputs(source: bytes, values: NotebookParameters, common: Mapping[str, str]) -> dict[str, str]:
    """Hashes of what goes into a page, except its data: the notebook, its parameters, and what all share."""
    return {
        "notebook": hashlib.sha256(source).hexdigest(),
        "parameters": parameters_digest(values.injected()),
        **common,
    }


def _pages(root: Path, parameters: RunParameters, language: str) -> Iterator[tuple[Page, Path]]:
    """Pages of a run in one language with their notebooks: those of the folder, then the drafts listed.

    Raises
    ------
    ParameterError
        If a draft is listed that has the name of a page.
    """
    names = dict.fromkeys(path.stem for path in _notebooks(root))
    for path in _notebooks(root, parameters.tier):
        yield Page(path.stem, language), path
    for draft in dict.fromkeys(parameters.drafts):
        if (name := draft_page(draft)) in names:
            raise ParameterError(
                f"草稿与已有的页面同名 a draft has the name of a page: drafts: {draft}, {name}\n"
                "处理 remedy: 改名，或从 drafts 中去掉 rename it, or take it from the list"
            )
        names[name] = None
        yield Page(name, language, draft=True), root / DRAFTS / f"{draft}.ipynb"


def draft_page(draft: str) -> str:
    """Name of the page of a draft: it begins with two digits, as those of all pages do.

    Examples
    --------
    >>> draft_page("by_month"), draft_page("35_by_month")
    ('90_by_month', '35_by_month')
    """
    return draft if re.match(r"\d\d_", draft) else f"90_{draft}"


def _source(path: Path, *, missing_ok: bool = False) -> bytes:
    """Content of a notebook; that of a missing draft is empty."""
    try:
        return path.read_bytes()
    except OSError as error:
        if missing_ok:
            return b""
        raise ParameterError(
            f"笔记本读不了 unreadable notebook: notebooks/{path.name}: {error.strerror}\n"
            "处理 remedy: 移走或换成文件 move it away, or put the file there"
        ) from None


def _folder(request: RunRequest, district: str, period: str, parameters: RunParameters) -> str:
    """Folder of a run: the period, with the day of `--as-of` if that is not the official one."""
    if request.as_of is None:
        return period
    try:
        official = load_parameters(request.root, period, district).as_of
    except ParameterError:  # a day that nobody can name is another one
        official = None
    return period if parameters.as_of == official else f"{period}@{parameters.as_of}"


def _notebooks(root: Path, tier: str = TIERS[-1]) -> list[Path]:
    """Notebooks of a run: those of notebooks/internal are executed for the internal tier alone."""
    folders = [root / "notebooks", *([root / "notebooks" / TIERS[-1]] if tier == TIERS[-1] else [])]
    found = (path for folder in folders for path in folder.glob("[0-9][0-9]_*.ipynb"))
    return sorted(found, key=lambda path: path.name)
