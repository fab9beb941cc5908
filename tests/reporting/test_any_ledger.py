"""Pages of any district that rests on a ledger: no sum of its rows is called published."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.results.results import Results
from tests.fixtures.imports import results_of
from tests.fixtures.pages import Page, build_page
from tests.fixtures.workbooks import HEADERS, clean_projects, write_ledger

PAGES = (
    "00_overview",
    "10_annual_figures",
    "20_structure",
    "30_funds_in_place",
    "40_pipeline",
    "50_targets_forecast",
    "70_forecast_method",
    "60_data_quality",
)
KEPT = ("project_code", "project_name", "stage", "agreed_amount", "signed_on")
GROUPS = {"park": "承接平台", "chain": "产业链", "channel": "招商方式", "task_force": "专班"}
PUBLISHED = re.compile("公布|[Pp]ublish")
SAID_OF_NOTHING = {
    "zh": (
        r"目标尚未公布",
        r"没有公布数",
        r"没有可见的公布数",
        r"前后不同的公布数 0 个",
        r"0 个公布数之间没有核对关系",
        r"没有无法核对的公布数",
        r"按公布数列出",
        r"数据质量：公布数与重算",
        r"及以前公布或导入的数",
        r"原文公布：某个来源公布了这个数；计算得出：由公布数或台账.*",
        r"截至数据截止日，现有数据不足以单列以下部分：.*",
    ),
    "en": (
        r"[Nn]o target for the year has been published yet",
        r"[Tt]arget not yet published",
        r"no published text of this period is visible",
        r"no published figure is visible",
        r"figures published differently later: 0",
        r"0 figures cannot be checked and are shown as published",
        r"No published figure is without a check",
        r"Data quality: published and recomputed",
        r"figures published or imported by",
        r"Published: stated by a source\. Computed: .*",
        r"By the as-of date, the data do not suffice for sections on.*",
    ),
}
"""What may be said of published figures in a district that has none, and the names and legends of pages."""
OTHER_PLACES = ("benchmarks", "ensemble", "methods", "scores")
EARLIER = (
    "source,period,metric,value,unit\ns,2022,agreed_amount,40,亿元\ns,2022,projects_signed,12,个\n",
    "source,title,published,address\ns,2022年公报,2023-01-20,\n",
)

Case = tuple[list[dict[str, object]], Mapping[str, str], bool]


class RefusedError(Exception):
    """The ledger cannot be imported without some of its columns."""


@contextmanager
def imported(case: Case, *, left_out: bool = False) -> Iterator[Results]:
    """Results of a district with this ledger, and in some cases with figures published of the year before.

    Rows with errors refuse it, unless they are left out.
    """
    projects, headers, with_figures = case
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data" / "someplace"
        folder.mkdir(parents=True)
        (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
        if with_figures:
            for name, text in zip(("figures.csv", "sources.csv"), EARLIER, strict=True):
                (folder / name).write_text(text, encoding="utf-8")
        path = Path(place) / "2023-12.xlsx"
        write_ledger(path, projects, headers=headers, title="某区招商项目台账（截至2023年12月）")
        result = validate(path, load_spellings(folder), today=date(2024, 1, 10))
        if result.blocking and not left_out:
            raise RefusedError
        Store(folder / "private").add(result, datetime.fromisoformat("2024-01-10T09:00:00+08:00"))
        yield results_of(folder)


def check(case: Case, language: str) -> None:
    with imported(case) as results:
        assert results.rests_on_ledger
        for name in PAGES:
            page = build_page(results, name, language, as_svg=True)
            assert page.texts, name
            assert "nan" not in page.text.lower().split()
            _no_row_of_the_ledger_in_a_table_of_published_figures(page)
            if results.workspace.figures.empty:
                _nothing_is_called_published(page, language)


def _no_row_of_the_ledger_in_a_table_of_published_figures(page: Page) -> None:
    for name, table in page.tables.items():
        if any(PUBLISHED.search(str(text)) for text in (table["caption"], *table["columns"])):
            of_ledger = [row for row in table["rows"] if re.search("台账|ledger", str(row))]
            assert name == "comparison" or of_ledger == [], name


def _nothing_is_called_published(page: Page, language: str) -> None:
    """No text of a district without published figures calls a number published."""
    known = "|".join(SAID_OF_NOTHING[language])
    for text in page.texts:
        if not any(text.startswith(table["caption"]) for table in _other_places(page)):
            assert not PUBLISHED.search(re.sub(known, "", text)), text


def _other_places(page: Page) -> list[dict]:
    """Tables that score methods on the data of other places, which may be published."""
    return [page.tables[name] for name in OTHER_PLACES if name in page.tables]


@st.composite
def ledgers(draw: st.DrawFn) -> Case:
    """Any rows of a small ledger, without some of its columns, with some groups."""
    projects = clean_projects(20)
    kept = draw(st.lists(st.sampled_from(projects), min_size=1, unique_by=lambda p: p["project_code"]))
    gone = draw(st.sets(st.sampled_from([name for name in HEADERS if name not in KEPT])))
    groups = draw(st.sets(st.sampled_from(list(GROUPS))))
    headers = {name: text for name, text in HEADERS.items() if name not in gone}
    headers |= {name: text for name, text in GROUPS.items() if name in groups}
    filled = [project | {name: f"{GROUPS[name]}{n % 3}" for name in groups} for n, project in enumerate(kept)]
    return filled, headers, draw(st.booleans())


def _holds(case: Case, language: str) -> None:
    try:
        check(case, language)
    except RefusedError:
        reject()


UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("with_figures", [False, True])
def test_a_whole_ledger_is_called_what_it_is(language, with_figures):
    check((clean_projects(20), HEADERS, with_figures), language)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=QUIET, phases=UNSHRUNK)
@given(case=ledgers(), language=st.sampled_from(["zh", "en"]))
def test_any_part_of_a_ledger_is_called_what_it_is(case, language):
    _holds(case, language)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=QUIET, phases=UNSHRUNK)
@given(case=ledgers(), language=st.sampled_from(["zh", "en"]))
def test_any_part_of_a_ledger_is_called_what_it_is_widely(case, language):
    _holds(case, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "2023年某地公布签约项目 17 个。"), ("en", "Of the 17 projects published, one started.")],
)
def test_the_check_can_fail(language, text):
    with pytest.raises(AssertionError):
        _nothing_is_called_published(Page([text]), language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ledger_of_which_no_row_was_accepted_has_its_pages(language):
    refused = [{**each, "agreed_amount": "about ten"} for each in clean_projects(3)]
    with imported((refused, HEADERS, True), left_out=True) as results:
        assert results.workspace.ledger is not None
        assert results.workspace.ledger.projects.empty
        for name in PAGES:
            assert build_page(results, name, language).texts, name
