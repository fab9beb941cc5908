"""Write the file tree of jjinvest/ into docs/modules.md, between its two tree markers.

A line is a module and the first line of its docstring; a folder has the docstring of its ``__init__.py``.

    python scripts/architecture_tree.py            # write
    python scripts/architecture_tree.py --check    # show a diff and exit with 1 if it is not current
"""

import argparse
import ast
import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- tree:begin -->", "<!-- tree:end -->"


def purpose(module: Path) -> str:
    """First line of a module's docstring, without markup."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    if not docstring:
        raise ValueError(f"{module} has no docstring")
    line = docstring.splitlines()[0]
    return re.sub(r":\w+:`~?|`", "", line)


def rows(folder: Path, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Indented name and purpose of a package, its sub-packages and its modules, in this order."""
    yield f"{'  ' * depth}{folder.name}/", purpose(folder / "__init__.py")
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield from rows(inner, depth + 1)
    for module in sorted(folder.glob("*.py")):
        if module.name != "__init__.py":
            yield f"{'  ' * (depth + 1)}{module.name}", purpose(module)


def tree(package: Path) -> str:
    """Return the tree of a package as a block of aligned lines."""
    lines = list(rows(package))
    width = max(len(name) for name, _ in lines)
    return "\n".join(["```", *(f"{name:{width}}  {text}" for name, text in lines), "```"])


def with_tree(document: str, block: str) -> str:
    """Put the tree between the markers of a document."""
    if document.count(BEGIN) != 1 or document.count(END) != 1 or document.index(BEGIN) > document.index(END):
        raise ValueError(f"{BEGIN} and {END} must each stand once, in this order")
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the tree, or check that it is current."""
    parser = argparse.ArgumentParser(description="Write the file tree of jjinvest/ into docs/modules.md.")
    parser.add_argument("--check", action="store_true", help="show a diff and exit with 1 if not current")
    check = parser.parse_args(arguments).check
    path = root / "docs" / "modules.md"
    present = path.read_text(encoding="utf-8")
    current = with_tree(present, tree(root / "jjinvest"))
    if not check:
        path.write_text(current, encoding="utf-8")
        return 0
    sys.stdout.writelines(
        difflib.unified_diff(
            present.splitlines(keepends=True),
            current.splitlines(keepends=True),
            "docs/modules.md",
            "python scripts/architecture_tree.py",
        )
    )
    return int(present != current)


if __name__ == "__main__":
    sys.exit(main())
