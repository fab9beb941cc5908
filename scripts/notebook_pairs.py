"""Write or check the text twins of the notebooks: what is reviewed (py:percent) beside what runs (.ipynb).

    python scripts/notebook_pairs.py                write notebooks/review/*.py from notebooks/*.ipynb
    python scripts/notebook_pairs.py --from-text    write notebooks/*.ipynb from notebooks/review/*.py
    python scripts/notebook_pairs.py --check        compare them; exit code 1 if they differ

The pages of projects and of all districts (notebooks/internal/, notebooks/municipality/) and the tutorials
(docs/tutorials/) have twins too.

A twin has the cells with their tags. Ids of cells and metadata of the notebook are in the .ipynb only; they
are kept when it is written from its twin.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    *(ROOT / "notebooks" / name for name in ("", "internal", "municipality")),
    ROOT / "docs" / "tutorials",
)
FORMAT = "py:percent"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def twin(notebook: Path) -> Path:
    """Return the text twin of a notebook."""
    return notebook.parent / "review" / f"{notebook.stem}.py"


def as_text(notebook: NotebookNode) -> str:
    """Write the cells of a notebook as text: kind, tags and source."""
    cells = [_bare(cell) for cell in notebook.cells]
    bare = nbformat.v4.new_notebook(cells=cells, metadata={"jupytext": {"notebook_metadata_filter": "-all"}})
    return str(jupytext.writes(bare, fmt=FORMAT))


def _bare(cell: NotebookNode) -> NotebookNode:
    """Return a cell with its kind, source and tags only."""
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    tags = cell.metadata.get("tags", [])
    return new(cell.source, metadata={"tags": list(tags)} if tags else {})


def from_text(path: Path) -> NotebookNode:
    """Read the text twin of a notebook, with the ids of the notebook as it is where cells are the same."""
    notebook = jupytext.read(twin(path), fmt=FORMAT)
    before = nbformat.read(path, as_version=4) if path.exists() else nbformat.v4.new_notebook()
    ids = defaultdict[tuple[str, str], list[str]](list)  # cells may have the same source
    for cell in before.cells:
        ids[cell.cell_type, cell.source].append(cell.id)
    number, used = path.stem.split("_")[0], {cell.id for cell in before.cells}
    free = (name for n in range(1000) if (name := f"{number}-{n:02d}") not in used)
    cells = []
    for cell in map(_bare, notebook.cells):
        same = ids[cell.cell_type, cell.source]
        cell.id = same.pop(0) if same else next(free)
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)


def differing(folder: Path) -> list[str]:
    """Name the notebooks of a folder whose twin is missing or differs, and twins without a notebook."""
    notebooks = sorted(folder.glob("*.ipynb"))
    names = [
        path.name
        for path in notebooks
        if not twin(path).exists()
        or twin(path).read_text(encoding="utf-8") != as_text(nbformat.read(path, as_version=4))
    ]
    known = {twin(path) for path in notebooks}
    return names + [path.name for path in sorted((folder / "review").glob("*.py")) if path not in known]


def main() -> int:
    """Write twins, write notebooks from them, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true")
    group.add_argument("--from-text", action="store_true")
    choice = parser.parse_args()
    if choice.check:
        names = [name for folder in FOLDERS for name in differing(folder)]
        if names:
            print("differ from their text: " + ", ".join(names), file=sys.stderr)
            print("remedy: python scripts/notebook_pairs.py, or with --from-text", file=sys.stderr)
        return 1 if names else 0
    for folder in FOLDERS:
        write_notebooks(folder) if choice.from_text else write_twins(folder)
    return 0


def write_notebooks(folder: Path) -> None:
    """Write the notebooks of a folder from their twins."""
    for path in sorted((folder / "review").glob("*.py")):
        notebook = folder / f"{path.stem}.ipynb"
        text = nbformat.writes(from_text(notebook), indent=1)
        notebook.write_text(text.rstrip() + "\n", encoding="utf-8")


def write_twins(folder: Path) -> None:
    """Write the twins of the notebooks of a folder."""
    (folder / "review").mkdir(exist_ok=True)
    for path in sorted(folder.glob("*.ipynb")):
        twin(path).write_text(as_text(nbformat.read(path, as_version=4)), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
