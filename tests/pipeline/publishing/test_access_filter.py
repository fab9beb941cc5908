"""Nothing above its tier is published: canaries in private rows, searched for in every file, unpacked."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jjinvest.core import access
from jjinvest.pipeline.execution import engine
from jjinvest.pipeline.publishing.access_filter import publishable
from jjinvest.reporting.output_records import MIME
from tests.fixtures.project import FEW
from tests.fixtures.runs import ROOT, run, take_over

PRIVATE = {
    "contact": "internal",
    "stream": "internal",
    "shown by other means": "internal",
    "unsigned project": "internal",
    "chance of one project": "internal",
    "signed project": "government",
    "light": "government",
    "in a chart": "internal",
}
CANARIES = {name: f"canary{n}x7q" for n, name in enumerate(PRIVATE)}
CANARIES["chance of one project"] = "9173550718"  # part of a fact's id, which needs no word for a number
OPEN = "printedproject7q"

CELL = """
from dataclasses import replace
import pandas as pd
from IPython.display import display
from jjinvest.reporting import charts, tables
from jjinvest.core.project import find_root
from jjinvest.core.access import of_project
private = find_root() / "data" / "jiangjin" / "private"
rows = pd.read_csv(private / "rows.csv")
tokens = pd.read_json(private / "tokens.json", typ="series")  # what a notebook itself states is not private
rows["tier"] = [
    of_project(stage, published=name == "{open}") for stage, name in zip(rows["stage"], rows["project"])
]
number = results["now.agreed_amount"]
ids = [f"2023.agreed_amount.project.{{name}}" for name in rows["chance"]]
rows["p_sign"] = [replace(number, id=fact_id, tier="internal") for fact_id in ids]
rows["amount"] = number
frame = rows[["project", "amount", "contact", "light", "p_sign", "tier"]].astype(object)
"""
SHOW = """
report.header("overview")
report.section("projects")
for tier in ("public", "government", "internal"):
    report.table("projects", frame, tier=tier)
report.section("channels")
in_a_chart = frame[frame["project"] == tokens["in a chart"]]
report.figure("projects", charts.named_projects, in_a_chart, tier="internal")
report.section("evidence")
report.text("evidence.legend")
print(tokens["stream"])
display(rows.assign(project=tokens["shown by other means"]))
report.end()
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory, published) -> Path:
    """Make a project with a private table and a notebook that shows all of it at every tier."""
    root = tmp_path_factory.mktemp("tiers") / "project"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("private"))
    shutil.copytree(ROOT / "params", root / "params")
    (root / "requirements").symlink_to(ROOT / "requirements")
    (root / "outputs").mkdir()
    take_over(root, published("2023Q4"))
    (root / "notebooks").mkdir()
    rows = [
        {"project": OPEN, "stage": "signed"},
        {"project": CANARIES["signed project"], "stage": "signed"},
        {"project": CANARIES["unsigned project"], "stage": "negotiating"},
        {"project": CANARIES["in a chart"], "stage": "negotiating"},
    ]
    table = pd.DataFrame(rows).assign(
        contact=CANARIES["contact"], light=CANARIES["light"], chance=CANARIES["chance of one project"]
    )
    private = root / "data" / "jiangjin" / "private"
    private.mkdir()
    table.to_csv(private / "rows.csv", index=False)
    (private / "tokens.json").write_text(json.dumps(CANARIES), encoding="utf-8")
    notebook = nbformat.read(ROOT / "notebooks" / "00_overview.ipynb", as_version=4)
    notebook.cells = [
        *notebook.cells[:3],
        new_code_cell(
            "from jjinvest.reporting.report import Report\n"
            "report = Report.open(\n"
            "    district=district, period=period, as_of=as_of, language=language, seed=seed\n"
            ")\n"
            "results = report.results"
        ),
        new_code_cell(CELL.format(open=OPEN)),
        new_code_cell(SHOW),
    ]
    nbformat.write(notebook, root / "notebooks" / "00_overview.ipynb")
    return root


def texts(name: str, content: bytes) -> list[str]:
    """All text of a file: itself, archives unpacked, embedded data decoded, escapes undone."""
    contents = [content.decode("utf-8", errors="replace"), content.decode("utf-16", errors="ignore")]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                contents += [entry, *texts(entry, archive.read(entry))]
    for embedded in re.findall(r"base64,([A-Za-z0-9+/=\\]+)", contents[0]):
        contents.append(base64.b64decode(embedded.replace("\\n", "")).decode("utf-8", errors="replace"))
    if name.endswith((".ipynb", ".json")):
        contents.append(json.dumps(json.loads(contents[0]), ensure_ascii=False))
    return contents


def leaked(folder: Path) -> set[str]:
    """Names of the canaries that are somewhere in a folder, and "open" for what may be there."""
    visible = set[str]()
    for path in folder.rglob("*"):
        if path.is_file():
            everything = "\n".join([path.name, *texts(path.name, path.read_bytes())])
            visible |= {name for name, token in {**CANARIES, "open": OPEN}.items() if token in everything}
    return visible


@pytest.mark.parametrize("tier", access.TIERS)
def test_what_is_published_holds_nothing_above_the_tier_of_the_run(project, tier):
    parameters = (ROOT / "params" / "2023Q4.yaml").read_text(encoding="utf-8")
    (project / "params" / "2023Q4.yaml").write_text(f"{parameters}tier: {tier}\n{FEW}", encoding="utf-8")
    assert run(project, "2023Q4", languages=("en",)).code == engine.OK
    folder = project / "outputs" / "jiangjin" / "2023Q4"
    allowed = {name for name, of in PRIVATE.items() if access.allows(tier, of)}
    assert leaked(folder) - {"open"} <= allowed
    assert "open" in leaked(folder)
    assert leaked(folder) >= allowed  # so that the search would find a leak
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert ('class="tier-mark"' in page) == (tier != "public")


def output(**record):
    return new_output("display_data", {"text/html": "x", MIME: {"facts": [], **record}})


def test_headings_that_nothing_follows_go_too():
    outputs = [
        output(tier="public", title="t"),
        output(tier="public", section="a"),
        output(tier="internal"),
        output(tier="public", section="b"),
        output(tier="public"),
        output(tier="public", section="c"),
    ]
    notebook = new_notebook(
        cells=[new_code_cell("", outputs=outputs[:3]), new_code_cell("", outputs=outputs[3:])]
    )
    kept = [o["data"][MIME] for cell in publishable(notebook, "public").cells for o in cell.outputs]
    assert [record.get("section", record.get("title")) for record in kept] == ["t", "b", None]
    assert publishable(notebook, "internal").cells[0].outputs == notebook.cells[0].outputs
    assert len(notebook.cells[0].outputs) == 3
