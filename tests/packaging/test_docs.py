"""What the documents name exists: links, files, modules, fact ids, options, benchmarks, glossary entries."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.fixtures.runs import ROOT

FOLDERS = ("docs", "data", "notebooks", "jjinvest", "tests")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [
        *ROOT.glob("*.md"),
        ROOT / "outputs" / "README.md",
        *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md")),
    ]
)
CURRENT = [document for document in DOCUMENTS if document != "CHANGELOG.md"]
"""All but the one that also names what there was before."""
SOURCES = ("*.py", "*.yaml", "*.csv", "*.po", "*.j2", "*.ipynb")
ROOMS = tuple(path.parent.name for path in (ROOT / "jjinvest").glob("*/__init__.py"))
FILE = re.compile(r"[\w./-]*\w\.(py|md|csv|yaml|yml|po|toml|lock|svg|png|txt|json|jsonl|otf|j2|ipynb)")
FOLDER = re.compile(r"[\w.-]+(/[\w.-]+)*/")
FACT_ID = re.compile(r"(\d{4}\w*|<\w+>|…)?\.(?!venv)[a-z<…][\w<>…. %]*[\w>…]")
IDENTIFIER = re.compile(r"([A-Za-z]+_\w+|[A-Z][a-z]+[A-Z]\w+)(\(.*\))?")
WRITTEN_BY_A_RUN = re.compile(
    r"outputs/|FAILED|\.scratch/|\.work/|private/|imports\.csv|facts(\.\d)?\.json|release\.json|run\.jsonl?"
)
"""Names of files that a run, an import or a release writes."""
OF_READERS = re.compile(
    r"(decisions|words)\.csv|data/<district>|data/group/|(group|scorecard)\.yaml|originals/|ledgers/"
)
"""Names of files that a district, or all of them together, bring."""


OTHER_PROGRAMS = {"--no-nanny", "sigma_interpolation", "TailConstant"}
"""Options and names of other programs: dask, chainladder-python."""


def spans(document: str) -> list[str]:
    """Texts between single backquotes, without code blocks."""
    text = re.sub(r"^( *)```.*?^\1```", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", text)


def anchors(document: Path) -> set[str]:
    """Anchors that GitHub gives to the headings of a document."""
    headings = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def words() -> frozenset[str]:
    """Every word of the package, its notebooks, the benchmarks and the repository's data."""
    folders = ("jjinvest", "notebooks", "benchmarks", "data", "params")
    files = [path for folder in folders for kind in SOURCES for path in (ROOT / folder).rglob(kind)]
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))


@cache
def repository_paths() -> frozenset[str]:
    """Every file and folder of the repository's folders, from the root."""
    folders = (*FOLDERS, "benchmarks", "params", "requirements", "scripts")
    paths = {*ROOT.iterdir(), *(path for folder in folders for path in (ROOT / folder).rglob("*"))}
    return frozenset(path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts)


def file_exists(name: str) -> bool:
    """Whether a path of the repository is so called or ends so."""
    name = name.removeprefix("../").rstrip("/")
    return any(path == name or path.endswith(f"/{name}") for path in repository_paths())


def name_exists(dotted: str) -> bool:
    """Whether a dotted name is a module of the package, or defined in one or in a class of one."""
    folder, parts = ROOT, dotted.split(".")
    while parts and (folder / parts[0]).is_dir():
        folder /= parts.pop(0)
    if not parts:
        return True
    module = folder / f"{parts[0]}.py"
    if module.is_file():
        parts.pop(0)
    else:
        module = folder / "__init__.py"
    body = ast.parse(module.read_text(encoding="utf-8")).body
    for part in parts:
        node = next((node for node in body if part in defined(node)), None)
        if node is None:
            return False
        body = getattr(node, "body", [])
    return True


def defined(node: ast.stmt) -> set[str]:
    """Names that a statement defines."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.If):
        return {name for inner in node.body for name in defined(inner)}
    if isinstance(node, ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def id_parts(span: str) -> list[str]:
    """Literal words of a fact id, without placeholders and numbers."""
    return [part for part in re.sub(r"<[^>]*>|…", "", span).split(".")[1:] if re.fullmatch(r"[a-z]\w*", part)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / document).parent / name if name else ROOT / document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("document", CURRENT)
def test_files_and_folders_exist(document):
    missing = [
        span
        for span in spans(document)
        if (FILE.fullmatch(span) or FOLDER.fullmatch(span))
        and not WRITTEN_BY_A_RUN.search(span)
        and not OF_READERS.search(span)
        and not file_exists(span)
    ]
    assert missing == []


@pytest.mark.parametrize("document", CURRENT)
def test_dotted_names_exist(document):
    named = [
        span.partition("(")[0].removeprefix("jjinvest.")
        for span in spans(document)
        if re.fullmatch(rf"(jjinvest|{'|'.join(ROOMS)})(\.\w+)+(\(.*)?", span) and not FILE.fullmatch(span)
    ]
    assert [name for name in named if not name_exists(f"jjinvest.{name}")] == []


@pytest.mark.parametrize("document", CURRENT)
def test_names_imported_in_examples_exist(document):
    imports = re.findall(
        r"^from (jjinvest[\w.]*) import (.+)$", (ROOT / document).read_text("utf-8"), flags=re.M
    )
    named = [f"{module}.{name.strip()}" for module, names in imports for name in names.split(",")]
    assert [name for name in named if not name_exists(name)] == []


@pytest.mark.parametrize("document", CURRENT)
def test_parts_of_fact_ids_exist(document):
    ids = [span for span in spans(document) if FACT_ID.fullmatch(span) and not FILE.fullmatch(span)]
    assert [span for span in ids if not words().issuperset(id_parts(span))] == []


@pytest.mark.parametrize("document", CURRENT)
def test_identifiers_exist(document):
    named = [match[1] for span in spans(document) if (match := IDENTIFIER.fullmatch(span))]
    notebooks = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert [name for name in named if name not in words() | notebooks | OTHER_PROGRAMS] == []


@pytest.mark.parametrize("document", CURRENT)
def test_options_exist(document):
    known = OTHER_PROGRAMS | {
        option
        for path in [*(ROOT / "jjinvest" / "cli").glob("*.py"), *(ROOT / "scripts").glob("*.py")]
        for option in re.findall(r"--[a-z][a-z-]*", path.read_text(encoding="utf-8"))
    }
    used = [span for span in spans(document) if re.match(r"jjinvest |--", span)]
    assert [span for span in used if not known.issuperset(re.findall(r"--[a-z][a-z-]*", span))] == []


@pytest.mark.parametrize("document", CURRENT)
def test_benchmarks_and_make_targets_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    benchmarks = (ROOT / "benchmarks" / "__main__.py").read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    unknown = [
        name for name in re.findall(r"python -m benchmarks (\w+)", text) if f'"{name}":' not in benchmarks
    ]
    unknown += [
        name
        for name in re.findall(r"(?:`|^)make ([a-z-]+)(?=`| +#|$)", text, flags=re.M)
        if not re.search(rf"^{name}:", targets, flags=re.M)
    ]
    assert unknown == []


def test_identifiers_of_the_glossary_exist():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)\|", text, flags=re.M)
    named = [span for cell in cells for span in re.findall(r"`([^`]+)`", cell)]
    assert len(named) > 100
    assert [
        span
        for span in named
        if not words().issuperset(re.findall(r"\w+", span))
        and not any(Path(path).stem == span or Path(path).name == span for path in repository_paths())
    ] == []


@pytest.mark.parametrize(
    ("dotted", "exists"),
    [
        ("jjinvest.core.fact_id.FactId.parse", True),
        ("jjinvest.quality.bounds.disclosure_value", True),
        ("jjinvest.core.fact_id.FactId.no_such_part", False),
        ("jjinvest.core.no_such_module", False),
    ],
)
def test_a_name_is_found_only_where_it_is_defined(dotted, exists):
    assert name_exists(dotted) is exists


def test_an_unknown_part_of_an_id_is_noticed():
    assert id_parts("<period>.agreed_amount.no_such_statistic.top9") == [
        "agreed_amount",
        "no_such_statistic",
        "top9",
    ]
    assert "no_such_statistic" not in words()
