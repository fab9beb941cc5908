"""Docstrings of jjinvest/: one sentence first, no code among prose, no unknown parameter.

Ruff checks the form of numpydoc sections (rules D, convention numpy); this checks what ruff does not.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SECTIONS = (
    "Parameters|Other Parameters|Attributes|Returns|Yields|Raises|Warns|Notes|References|Examples|See Also"
)


class Docstring(NamedTuple):
    """A docstring, the node that carries it and a name to report it by."""

    where: str
    node: ast.AST
    text: str

    def sections(self) -> dict[str, list[str]]:
        """Return the lines of each numpydoc section, by title; "" is what stands before the first."""
        lines = self.text.splitlines()
        sections: dict[str, list[str]] = {"": []}
        title = ""
        for number, line in enumerate(lines):
            underline = lines[number + 1] if number + 1 < len(lines) else ""
            if re.fullmatch(SECTIONS, line.strip()) and re.fullmatch(r"\s*-{3,}\s*", underline):
                title = line.strip()
                sections[title] = []
            else:
                sections[title].append(line)
        return sections


def docstrings(source: str, path: str) -> Iterator[Docstring]:
    """Find every docstring of a module, its classes and functions, nested ones included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
            yield Docstring(f"{path}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', '')}", node, text)


@pytest.fixture(scope="module")
def package_docstrings() -> list[Docstring]:
    paths = sorted((ROOT / "jjinvest").rglob("*.py"))
    return [
        docstring
        for path in paths
        for docstring in docstrings(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]


def stray_imports(docstring: Docstring) -> list[str]:
    """Lines outside of examples and literal blocks that parse as an import statement."""
    stray, literal_at = [], None
    for title, lines in docstring.sections().items():
        for line in lines if title != "Examples" else []:
            indent = len(line) - len(line.lstrip())
            if literal_at is not None and line.strip() and indent <= literal_at:
                literal_at = None
            if literal_at is None and line.rstrip().endswith("::"):
                literal_at = indent
            elif literal_at is None and is_import(line.strip()):
                stray.append(line.strip())
    return stray


def is_import(line: str) -> bool:
    if not line.startswith(("import ", "from ")):
        return False
    try:
        return isinstance(ast.parse(line).body[0], ast.Import | ast.ImportFrom)
    except SyntaxError:
        return False


def is_one_sentence(line: str) -> bool:
    """Whether a line ends with a full stop and is one sentence, or a Chinese one and its English."""
    inside = re.sub(r"\([^()]*\)", "", line)
    return line.endswith((".", "。")) and not re.search(r"[.!?]\s+[A-Z`]|。.*。", inside)


def documented_names(lines: list[str]) -> list[str]:
    """Names that a Parameters or Attributes section describes: its lines without indentation."""
    heads = [line for line in lines if line.strip() and not line[0].isspace() and not set(line) <= {"-"}]
    return [name.strip().lstrip("*") for head in heads for name in head.partition(" :")[0].split(",")]


def signature_names(node: ast.AST, classes: Mapping[str, ast.ClassDef]) -> set[str]:
    """Parameters of a function; of a class its fields, methods, properties and the parameters of __init__.

    Fields of base classes count if `classes` holds them by name.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        args = node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        unpacked = {
            inner.id
            for arg in every
            if arg and arg.annotation
            for inner in ast.walk(arg.annotation)
            if isinstance(inner, ast.Name) and arg is args.kwarg and inner.id in classes
        }
        fields = {name for each in unpacked for name in signature_names(classes[each], classes)}
        return {argument.arg for argument in every if argument is not None} | fields
    names: set[str] = set()
    for base in getattr(node, "bases", []):
        if isinstance(base, ast.Name) and base.id in classes:
            names |= signature_names(classes[base.id], classes)
    for item in getattr(node, "body", []):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            names.add(item.target.id)
        elif isinstance(item, ast.FunctionDef):
            names |= {item.name} | (signature_names(item, classes) if item.name == "__init__" else set())
            names |= {
                inner.attr
                for inner in ast.walk(item)
                if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
            }
    return names


def unknown_parameters(docstring: Docstring, classes: Mapping[str, ast.ClassDef]) -> list[str]:
    """Documented parameters and attributes that the function or class does not have."""
    sections = docstring.sections()
    lines = [
        line for title in ("Parameters", "Other Parameters", "Attributes") for line in sections.get(title, [])
    ]
    return [name for name in documented_names(lines) if name not in signature_names(docstring.node, classes)]


def test_no_import_statement_stands_in_prose(package_docstrings):
    assert [(d.where, stray) for d in package_docstrings if (stray := stray_imports(d))] == []


def test_the_first_line_is_one_sentence(package_docstrings):
    first_lines = [(d.where, d.text.splitlines()[0]) for d in package_docstrings]
    assert [(where, line) for where, line in first_lines if not is_one_sentence(line)] == []


def test_every_heading_of_a_section_has_a_line_of_its_own(package_docstrings):
    in_prose = re.compile(rf"\b({SECTIONS}) -{{3,}}")
    assert in_prose.search("Returns ------- pandas.DataFrame")
    assert [d.where for d in package_docstrings if in_prose.search(d.text)] == []


def test_documented_parameters_exist(package_docstrings):
    classes = {d.node.name: d.node for d in package_docstrings if isinstance(d.node, ast.ClassDef)}
    documented = {d.where: unknown_parameters(d, classes) for d in package_docstrings}
    assert {where: names for where, names in documented.items() if names} == {}


def docstring_of(source: str) -> Docstring:
    return next(docstrings(textwrap.dedent(source), "sample.py"))


def test_an_import_in_prose_is_found_and_one_in_an_example_is_not():
    broken = '''
    def load(folder):
        """Read a folder.

        from jjinvest.data import load
            A folder may be empty.

        Code of a literal block stands apart::

            import pandas

        Examples
        --------
        >>> from jjinvest.data import load
        """
    '''
    assert stray_imports(docstring_of(broken)) == ["from jjinvest.data import load"]


@pytest.mark.parametrize(
    ("line", "one"),
    [
        ("Read a folder.", True),
        ("Theta (Int. J. Forecasting 16) by statsmodels.", True),
        ("读取一个文件夹。Read a folder.", True),
        ("Read a folder", False),
        ("Read a folder. Nothing is guessed.", False),
        ("Read a folder. `None` if it is empty.", False),
    ],
)
def test_what_counts_as_one_sentence(line, one):
    assert is_one_sentence(line) is one


def test_a_parameter_that_is_not_in_the_signature_is_found():
    function = '''
    def load(folder, *names, strict=False):
        """Read a folder.

        Parameters
        ----------
        folder, *names
            Where.
        strictly
            How.

        Raises
        ------
        DataError
            If it is missing.
        """
    '''
    record = '''
    class Record:
        """A record.

        Attributes
        ----------
        day
            When.
        place
            Where.
        """

        day: str
    '''
    derived = docstring_of(record.replace("class Record:", "class Later(Base):"))
    base = ast.parse("class Base:\n    place: str")
    assert unknown_parameters(docstring_of(function), {}) == ["strictly"]
    assert unknown_parameters(docstring_of(record), {}) == ["place"]
    assert unknown_parameters(derived, {"Base": base.body[0]}) == []
