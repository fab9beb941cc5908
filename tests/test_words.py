"""Plain words in everything that people read: catalogs, strings, docstrings, comments and documents."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from jjinvest.i18n.catalog import LANGUAGES, catalog

ROOT = Path(__file__).resolve().parents[1]


def _files(folder: str, pattern: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(pattern))


SOURCES = _files("jjinvest", "*.py")
BESIDE_THE_PACKAGE = [
    path
    for folder in ("benchmarks", "scripts", "tests")
    for path in _files(folder, "*.py")
    if path != "tests/test_words.py"  # it has the banned words as examples
]
DOCUMENTS = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "data/context/README.md",
    "notebooks/README.md",
    *_files("docs", "*.md"),
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
    r"\bprints? (nothing|the path|a line|the closing table)\b": "output on the screen",
    r"\bprint (what went wrong|what a request)\b": "output on the screen",
    r"\bprint\(": "the function of Python",
    r"\A\W*Print (a|the|one|what|how|errors|points|scores|recall|coverage)\b": "a function that prints",
    r"\bprint the times?\b|\b(each|it|that|a line it) prints\b|\bwhat a cell prints\b": "on the screen",
    r"\blaw of (total|large)\b": "a theorem",
}


SUSPECT = re.compile("tell|told|mend|nought|house|lack|law|print|[印拒项]", flags=re.IGNORECASE)
"""A part of every banned word: a text without any has none."""


def banned(text: str) -> list[str]:
    """Words of a text that have a plain word instead; code between backquotes does not count."""
    if not SUSPECT.search(text):
        return []
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


def docstrings(nodes: Sequence[ast.AST]) -> dict[int, ast.Constant]:
    """Docstrings of modules, classes, functions and constants among the nodes of a source, by identity."""
    return {
        id(node.value): node.value
        for node in nodes
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def shown_docstrings(nodes: Sequence[ast.AST]) -> set[int]:
    """Docstrings of commands: click shows them as help."""
    return {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
        and any(re.search(r"\b(command|group)\b", ast.unparse(mark)) for mark in node.decorator_list)
    }


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each sentence that a program can show: string literals and the help of commands.

    None of a source that has no part of a banned word: most need not be parsed.
    """
    if not SUSPECT.search(source):
        return
    nodes = list(ast.walk(ast.parse(source)))
    inner = docstrings(nodes).keys() - shown_docstrings(nodes)
    for node in nodes:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inner
            and prose(node.value)
        ):
            yield node.lineno, node.value


def remarks(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring, and of each comment, where one may have a banned word."""
    if not SUSPECT.search(source):
        return
    for node in docstrings(list(ast.walk(ast.parse(source)))).values():
        yield node.lineno, str(node.value)
    if not any(SUSPECT.search(line.partition("#")[2]) for line in source.splitlines()):
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def faults(path: str) -> list[str]:
    """Banned words of a document, or of the docstrings and comments of a source file, with their lines."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        return banned(text)
    return [f"{line}: {word}" for line, remark in remarks(text) for word in banned(remark)]


def test_every_banned_word_has_a_part_that_is_looked_for_first():
    assert [word for word in BANNED if not SUSPECT.search(word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_word_in_a_message(language):
    messages = {key: re.sub(r"\{[^}]*\}", "¤", text) for key, text in catalog(language).items()}
    assert {key: found for key, text in messages.items() if (found := banned(text))} == {}


@pytest.mark.parametrize("path", SOURCES)
def test_no_banned_word_in_a_string(path):
    source = (ROOT / path).read_text(encoding="utf-8")
    assert [f"{line}: {word}" for line, text in strings(source) for word in banned(text)] == []


@pytest.mark.parametrize("path", SOURCES + BESIDE_THE_PACKAGE + DOCUMENTS)
def test_no_banned_word_in_a_docstring_a_comment_or_a_document(path):
    assert faults(path) == []


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
