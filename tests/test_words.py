"""Plain words in everything that people read: catalogs, strings, docstrings, comments and documents."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from jjinvest.i18n.catalog import LANGUAGES, catalog

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "jjinvest").rglob("*.py"))
DOCUMENTS = [
    "README.md",
    "ARCHITECTURE.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
]

BANNED = {
    r"\b(fore)?(tell|tells|told|telling)\b": "say, show, state, forecast",
    r"\bmend(s|ed|ing)?\b": "correct, repair",
    r"\bnoughts?\b": "zeros",
    r"\bof the house\b": "of the project",
    r"\b(lacks|lacking)\b": "missing",
    r"\blaws?\b": "model, distribution",
    r"\bprints?\b": "published figure (as a verb: for paper and screen only, see ALLOWED)",
    r"\bprinted (figure|number|value|total)s?\b": "published figure",
    r"印刷|印出|照印|(?<!打)印的?数": "公布数",
    r"拒收": "退回修改",
    r"项目管道": "项目推进",
}
ALLOWED = {
    r"\bprint (the )?(published )?pages( of \w+)? (as|to) PDF\b": "output on paper",
    r"\bprint (it )?to PDF\b": "output on paper",
    r"\bpages to print\b|\bbrowser (to|could not|that can) print\b|\bprint each page\b": "output on paper",
    r"@media print\b": "a rule of CSS",
    r"--print\b": "an option of `schedule`: it writes to the screen",
    r"\bprint the plan\b": "output on the screen",
    r"\bprints? (nothing|the path|a line|the closing table|what went wrong|what a request)\b": "output on the screen",
    r"\bprint\(": "the function of Python",
    r"\blaw of (total|large)\b": "a theorem",
}
NOT_YET: list[str] = [
    "jjinvest/charts/evidence.py",
    "jjinvest/charts/record.py",
    "jjinvest/charts/structure.py",
    "jjinvest/data/checks.py",
    "jjinvest/data/workspace.py",
    "jjinvest/errors.py",
    "jjinvest/evidence/__init__.py",
    "jjinvest/evidence/against_ledger.py",
    "jjinvest/evidence/bounds.py",
    "jjinvest/evidence/claims.py",
    "jjinvest/evidence/classify.py",
    "jjinvest/evidence/conflict.py",
    "jjinvest/evidence/ledger_cells.py",
    "jjinvest/evidence/ledger_check.py",
    "jjinvest/evidence/ledger_model.py",
    "jjinvest/evidence/limits.py",
    "jjinvest/evidence/prints.py",
    "jjinvest/evidence/readings.py",
    "jjinvest/evidence/reconcile.py",
    "jjinvest/evidence/reconstruct.py",
    "jjinvest/evidence/rules.py",
    "jjinvest/evidence/since_release.py",
    "jjinvest/evidence/spread.py",
    "jjinvest/evidence/statistic.py",
    "jjinvest/evidence/vintages.py",
    "jjinvest/explain.py",
    "jjinvest/forecast/backtest.py",
    "jjinvest/forecast/bornhuetter_ferguson.py",
    "jjinvest/forecast/calibration.py",
    "jjinvest/forecast/change_facts.py",
    "jjinvest/forecast/changes.py",
    "jjinvest/forecast/codes.py",
    "jjinvest/forecast/elsewhere.py",
    "jjinvest/forecast/growth_trials.py",
    "jjinvest/forecast/hindsight.py",
    "jjinvest/forecast/history.py",
    "jjinvest/forecast/in_progress.py",
    "jjinvest/forecast/landing.py",
    "jjinvest/forecast/ledger_facts.py",
    "jjinvest/forecast/ledger_year.py",
    "jjinvest/forecast/levels.py",
    "jjinvest/forecast/method_facts.py",
    "jjinvest/forecast/new_business.py",
    "jjinvest/forecast/outcome.py",
    "jjinvest/forecast/outlook.py",
    "jjinvest/forecast/pooled.py",
    "jjinvest/forecast/quarterly.py",
    "jjinvest/forecast/scores.py",
    "jjinvest/forecast/tier_mixture.py",
    "jjinvest/forecast/together.py",
    "jjinvest/forecast/trial_facts.py",
    "jjinvest/forecast/trials.py",
    "jjinvest/forecast/two_scales.py",
    "jjinvest/forecast/year_draw.py",
    "jjinvest/ledger/cells.py",
    "jjinvest/ledger/decisions.py",
    "jjinvest/ledger/fields.py",
    "jjinvest/ledger/flows.py",
    "jjinvest/ledger/layout.py",
    "jjinvest/ledger/marked.py",
    "jjinvest/ledger/say.py",
    "jjinvest/ledger/template.py",
    "jjinvest/metrics/completion.py",
    "jjinvest/metrics/concentration.py",
    "jjinvest/metrics/ledger_facts.py",
    "jjinvest/metrics/published.py",
    "jjinvest/metrics/statements.py",
    "jjinvest/metrics/structure.py",
    "jjinvest/money.py",
    "jjinvest/outlooks.py",
    "jjinvest/page_commands.py",
    "jjinvest/render.py",
    "jjinvest/report.py",
    "jjinvest/results.py",
    "jjinvest/run/ahead.py",
    "jjinvest/run/cluster.py",
    "jjinvest/run/due.py",
    "jjinvest/run/engine.py",
    "jjinvest/run/history.py",
    "jjinvest/run/release.py",
    "jjinvest/run/kernels.py",
    "jjinvest/run/manifest.py",
    "jjinvest/run/notes.py",
    "jjinvest/run/overview.py",
    "jjinvest/run/plan.py",
    "jjinvest/run/prepare.py",
    "jjinvest/run/progress.py",
    "jjinvest/run/provenance.py",
    "jjinvest/run/schedule.py",
    "jjinvest/run/site.py",
    "jjinvest/since.py",
    "jjinvest/synth/__init__.py",
    "jjinvest/synth/names.py",
    "jjinvest/synth/parameters.py",
    "jjinvest/synth/publish.py",
    "jjinvest/synth/simulate.py",
    "jjinvest/tables/evidence.py",
    "jjinvest/tables/released.py",
    "jjinvest/tables/ledger.py",
    "jjinvest/tables/published.py",
    "jjinvest/tables/structure.py",
    "jjinvest/tables/targets.py",
    "jjinvest/tables/trials.py",
    "jjinvest/tiers.py",
    "jjinvest/what_if.py",
    "jjinvest/what_if_ledger.py",
    "README.md",
    "ARCHITECTURE.md",
    "docs/cohorts.md",
    "docs/data.md",
    "docs/evidence.md",
    "docs/facts.md",
    "docs/forecast.md",
    "docs/ledger.md",
    "docs/quarterly.md",
    "docs/reports.md",
    "docs/running.md",
    "docs/scaling.md",
    "docs/synth.md",
]
"""Files whose docstrings, comments or text still hold a banned word; the list only shrinks."""


def banned(text: str) -> list[str]:
    """Words of a text that have a plain word instead; code between backquotes does not count."""
    text = re.sub(r"```.*?```|``[^`]*``|`[^`]*`", " ", text, flags=re.DOTALL)
    for phrase in ALLOWED:
        text = re.sub(phrase, " ", text, flags=re.IGNORECASE)
    return [
        f"{match.group()}: {plain}"
        for word, plain in BANNED.items()
        for match in re.finditer(word, text, flags=re.IGNORECASE)
    ]


def prose(text: str) -> bool:
    """Whether a string is a sentence and not a key, an id or a column name."""
    return bool(re.search(r" |[\u4e00-\u9fff]", text.strip()))


def docstrings(tree: ast.AST) -> dict[int, ast.Constant]:
    """Strings that stand alone as a statement, by identity: docstrings of modules, classes, functions and constants."""
    return {
        id(node.value): node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def shown_docstrings(tree: ast.AST) -> set[int]:
    """Docstrings of commands: click shows them as help."""
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
        and any(re.search(r"\b(command|group)\b", ast.unparse(mark)) for mark in node.decorator_list)
    }


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each sentence that a program can show: string literals and the help of commands."""
    tree = ast.parse(source)
    inner = docstrings(tree).keys() - shown_docstrings(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inner
            and prose(node.value)
        ):
            yield node.lineno, node.value


def remarks(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring and comment."""
    for node in docstrings(ast.parse(source)).values():
        yield node.lineno, str(node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def faults(path: str) -> list[str]:
    """Banned words of a document, or of the docstrings and comments of a source file, with their lines."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        return banned(text)
    return [f"{line}: {word}" for line, remark in remarks(text) for word in banned(remark)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_word_in_a_message(language):
    messages = {key: re.sub(r"\{[^}]*\}", "¤", text) for key, text in catalog(language).items()}
    assert {key: found for key, text in messages.items() if (found := banned(text))} == {}


@pytest.mark.parametrize("path", SOURCES)
def test_no_banned_word_in_a_string(path):
    source = (ROOT / path).read_text(encoding="utf-8")
    assert [f"{line}: {word}" for line, text in strings(source) for word in banned(text)] == []


@pytest.mark.parametrize("path", [path for path in SOURCES + DOCUMENTS if path not in NOT_YET])
def test_no_banned_word_in_a_docstring_a_comment_or_a_document(path):
    assert faults(path) == []


@pytest.mark.parametrize("path", NOT_YET)
def test_a_listed_file_still_has_a_banned_word(path):
    assert (ROOT / path).exists(), "moved or deleted: change the list"
    assert faults(path), "clean now: take it off the list"


@pytest.mark.parametrize(
    "text",
    [
        "as told above",
        "the prints agree",
        "in print",
        "a PRINT",
        "mended",
        "the law of a year",
        "拒收一行",
        "印刷数",
        "项目管道",
    ],
)
def test_a_banned_word_is_found(text):
    assert banned(text)


@pytest.mark.parametrize(
    "text",
    [
        "@media print",
        "print the pages as PDF",
        "calls `print` or ``told``",
        "law of total variance",
        "打印为 PDF",
        "a published figure",
    ],
)
def test_an_allowed_phrase_is_no_fault(text):
    assert not banned(text)


def test_keys_are_not_prose_and_messages_are():
    source = 'x = {"told": 1, "2023.told.x": f"{y}.told"}\nraise E(f"no figure told {x}")\n'
    assert [text for _, text in strings(source)] == ["no figure told "]
    assert [text for _, text in remarks('"""A docstring told."""\nx = 1  # told\n')] == [
        "A docstring told.",
        "# told",
    ]
