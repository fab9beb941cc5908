"""Tables that benchmarks write into the package: their manifests are complete and true."""

from __future__ import annotations

import hashlib
import shutil

import pandas as pd
import pytest
import yaml

from benchmarks.__main__ import ON_REQUEST
from benchmarks.held_out import HELD_OUT
from benchmarks.m3_series import COLLECTIONS
from benchmarks.packaged_tables import write_packaged_table
from jjinvest.forecasting.evaluation import benchmark_scores
from jjinvest.forecasting.quarterly import parameters

FOLDERS = (parameters.FOLDER, benchmark_scores.FOLDER, *(HELD_OUT / name for name in COLLECTIONS))
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.csv"))]


def entries(folder):
    return yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_manifest_lists_each_file_of_its_folder(folder):
    assert sorted(entries(folder)) == sorted(path.name for path in folder.glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_has_the_hash_and_the_columns_of_its_entry(path):
    entry = entries(path.parent)[path.name]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    described = [column for names in entry["columns"] for column in names.split(", ")]
    assert described == list(pd.read_csv(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_command_of_an_entry_exists(path):
    head, _, name = entries(path.parent)[path.name]["command"].rpartition(" ")
    assert head == "python -m benchmarks"
    assert name in ON_REQUEST


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_writing_the_same_table_changes_nothing(tmp_path, path):
    folder = shutil.copytree(path.parent, tmp_path / "copy")
    write_packaged_table(folder, path.stem, pd.read_csv(path))
    for name in (path.name, "manifest.yaml"):
        assert (folder / name).read_bytes() == (path.parent / name).read_bytes()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_what_is_held_out_is_not_trained_on(name):
    for entry in entries(HELD_OUT / name).values():
        assert name not in entry["data"].replace(",", " ").split()
        assert all(other in entry["data"] for other in COLLECTIONS if other != name)


def test_writing_another_table_changes_its_hash_only(tmp_path):
    folder = shutil.copytree(parameters.FOLDER, tmp_path / "copy")
    write_packaged_table(
        folder, "even_factors", pd.read_csv(folder / "even_factors.csv").assign(factor_50=1.0)
    )
    before, after = entries(parameters.FOLDER), entries(folder)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["even_factors.csv"]
    content = (folder / "even_factors.csv").read_bytes()
    assert after["even_factors.csv"]["sha256"] == hashlib.sha256(content).hexdigest()
