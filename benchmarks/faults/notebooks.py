"""Faults of notebooks: files that are no notebook, or one that a kernel cannot run."""

from __future__ import annotations

import json

from benchmarks.faults.trial import FAILED, INVALID, NOTEBOOK, OK, Case, fault

FILE = f"notebooks/{NOTEBOOK}.ipynb"


def edited(case: Case, **changes: object) -> None:
    """Change entries of the notebook's file."""
    path = case.root / FILE
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(content), encoding="utf-8")


@fault("torn notebook", FAILED, "invalid")
def torn(case: Case) -> None:
    """The file ends in the middle."""
    case.text(FILE, '{"cells": [')


@fault("empty notebook file", FAILED, "invalid")
def empty(case: Case) -> None:
    """The file is empty."""
    case.text(FILE, "")


@fault("notebook not in UTF-8", FAILED, "invalid")
def bytes_of_another_kind(case: Case) -> None:
    """The file is binary."""
    case.text(FILE, b"\xff\xfe\x00\x01" * 100)


@fault("notebook that is a list", FAILED, "invalid")
def a_list(case: Case) -> None:
    """The file is JSON, but no notebook."""
    case.text(FILE, "[1, 2]")


@fault("notebook that is a folder", INVALID, said=NOTEBOOK)
def a_folder(case: Case) -> None:
    """A folder has a notebook's name."""
    case.folder_instead(FILE)
    yield
    import shutil

    shutil.rmtree(case.root / FILE)


@fault("notebook that is a link to nothing", INVALID, said=NOTEBOOK)
def a_dangling_link(case: Case) -> None:
    """A link has a notebook's name."""
    (case.root / FILE).unlink()
    (case.root / FILE).symlink_to("nowhere")
    yield
    (case.root / FILE).unlink()


@fault("notebook of an unknown kernel", FAILED, "invalid", "ir")
def unknown_kernel(case: Case) -> None:
    """The notebook is one of R."""
    edited(case, metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "python"}})


@fault("notebook without a kernel", FAILED, "invalid")
def no_kernel(case: Case) -> None:
    """The notebook names no kernel."""
    edited(case, metadata={})


@fault("notebook without a parameters cell", OK, "ok")
def no_parameters(case: Case) -> None:
    """No cell takes the parameters: they are put first."""
    content = json.loads((case.root / FILE).read_text(encoding="utf-8"))
    edited(case, cells=content["cells"][1:])


@fault("cell that is to be skipped", OK, "ok")
def skips(case: Case) -> None:
    """A cell has the tag skip-execution."""
    tagged(case, "1/0", "skip-execution")


@fault("cell that may raise", OK, "ok")
def may_raise(case: Case) -> None:
    """A cell has the tag raises-exception."""
    tagged(case, "1/0", "raises-exception")


def tagged(case: Case, source: str, tag: str) -> None:
    """Write a notebook whose middle cell has a tag."""
    case.cell("1", source, "3")
    content = json.loads((case.root / FILE).read_text(encoding="utf-8"))
    content["cells"][2]["metadata"]["tags"] = [tag]
    edited(case, cells=content["cells"])
